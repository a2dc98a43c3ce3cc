"""A lifecycle as a `transitions.Machine` one can drive."""

from __future__ import annotations

from typing import Any

from transitions import Machine

from ..spec import START, Edge, Guard, Lifecycle
from .schema_engine import compile_schema


class PayloadGuard:
    """A guard as a condition of a transition: the payload satisfies its schema.

    Args:
        guard: the guard of the edge.
    """

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self._accepts = compile_schema(guard.schema)

    def __call__(self, payload: Any = None) -> bool:
        """Whether `payload`, handed to the trigger, lets the transition happen."""
        return self._accepts(payload)


class LifecycleMachine(Machine):
    """The machine of a lifecycle: its model is itself, it begins in ``start``.

    Triggers are methods: ``machine.deliver()``. A trigger of a guarded edge takes the
    payload: ``machine.receive(payload={...})``.

    Args:
        lifecycle: what to build; what triggers may be called was asked when its file was read.
    """

    def __init__(self, lifecycle: Lifecycle) -> None:
        self.lifecycle = lifecycle
        states = [{"name": state.name, "final": state.final} for state in lifecycle.states]
        super().__init__(
            states=[START, *states],
            transitions=[_transition(edge) for edge in lifecycle.edges],
            initial=START,
            auto_transitions=False,
            name=lifecycle.id,
        )


def _transition(edge: Edge) -> dict[str, Any]:
    return {
        "trigger": edge.trigger,
        "source": edge.source,
        "dest": edge.target,
        "conditions": [PayloadGuard(edge.guard)] if edge.guard else None,
    }


def build_machine(lifecycle: Lifecycle) -> LifecycleMachine:
    """Build the machine of a lifecycle."""
    return LifecycleMachine(lifecycle)
