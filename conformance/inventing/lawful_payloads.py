"""What a provider may tell instead of the plainest payload: whatever breaks nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ...machines import compile_schema
from ...machines.payloads import at, build_payload, told
from ...spec import MISSING, Form, Lifecycle
from ...spec.schema_walk import Schema
from ..payloads.rules import compile_split
from .made_up_values import Parts, put, value_at
from .members import copied
from .payload_choices import absent
from .payload_filler import Filler

Legal = Callable[[Any], bool]


class Ground(NamedTuple):
    """What payloads that tell a state are made of.

    Args:
        usual: the plainest.
        full: one with every field there can be.
        legal: whether another may be told instead.
    """

    usual: Any
    full: Any
    legal: Legal


class LawfulFiller(Filler):
    """Writes payloads of one form, and knows what else might be told.

    Args:
        lifecycle: the lifecycle.
        form: one of its forms.
    """

    def __init__(self, lifecycle: Lifecycle, form: Form) -> None:
        super().__init__(lifecycle, form)
        self._split = compile_split(lifecycle.rules)
        self._grounds: dict[tuple[str, tuple[int, ...]], Ground | None] = {}

    def ground(self, state: str, guards: tuple[int, ...]) -> Ground | None:
        """Return what payloads that tell a state are made of; `None` if none can be built.

        Args:
            state: the state's name.
            guards: the ids of the edge guards each payload of the message is to satisfy.
        """
        key = (state, guards)
        if key not in self._grounds:
            schemas = self._schemas(state, guards, plain=False)
            usual = build_payload(*schemas, full=False) if schemas else MISSING
            self._grounds[key] = None
            if usual is not MISSING:
                full = build_payload(*schemas)
                legal = self._law(state, self.bits(usual))
                self._grounds[key] = Ground(usual, usual if full is MISSING else full, legal)
        return self._grounds[key]

    def _law(self, state: str, guards: int) -> Legal:
        """Say what a payload must be that tells a state and may be told instead of another.

        Args:
            state: the state.
            guards: the bits of the edge guards that the other satisfies.
        """
        schemas: list[Schema] = [*told(self.lifecycle, self.form, state)]
        time, version = self.form.time, self.form.version
        schemas += [at(place, True) for place in (time and time.at, version) if place]
        accepts = [compile_schema(each) for each in schemas if not isinstance(each, bool)]

        def legal(payload: Any) -> bool:
            return (
                self.writing.keeps(payload)
                and all(accept(payload) for accept in accepts)
                and not self.is_ruled_out(payload, state)
                and self.bits(payload) == guards
                and not (self._split and self._split(payload))
            )

        return legal

    def holding(self, state: str, guards: tuple[int, ...], parts: Parts) -> Any:
        """Return a lawful payload that has something at a place; `MISSING` if there is none."""
        ground = self.ground(state, guards)
        if ground is None:
            return MISSING
        for payload in (ground.usual, _with(ground, parts), ground.full):
            if value_at(payload, parts) is not MISSING and ground.legal(payload):
                return payload
        return MISSING


def _with(ground: Ground, parts: Parts) -> Any:
    """The plainest payload with what the fullest has around a place."""
    payload = copied(ground.usual)
    for place in absent(ground.full, ground.usual):
        if parts[: len(place)] == place:
            put(payload, place, copied(value_at(ground.full, place)))
    return payload
