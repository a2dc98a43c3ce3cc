"""Handler conformance as a state machine of Hypothesis: legal lives, delivered by a bad post.

Needs the extra ``hypothesis``. Its rules let messages begin, and deliver, repeat and lose their
callbacks; several messages are under way at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, ClassVar, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ..conformance.generating.labelled_trace import Trace, TraceMaker
from .logs import write_log
from .trial import Handler, HandlerFailure, Trial

__all__ = ["Conditions", "HandlerMachine", "build_machine", "run_machine"]

_AT_ONCE: Final = 3
_BATCH: Final = 4
_STRANGE: Final = "unknown_status"

_SERIALS: Final = itertools.count(1)
"""Every message played in this process has a number, and so a key, of its own."""

_DICE: Final = st.randoms(use_true_random=False)
_PICK: Final = st.integers(0, _BATCH - 1)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which conditions a handler is tried.

    Args:
        handler: the application.
        maker: makes the lives that are played.
        reset: called before each example.
        save_to: the file in which a failing log is saved; `None` if it is not to be.
        hint: how to replay that file, in words.
    """

    handler: Handler
    maker: TraceMaker
    reset: Callable[[], object] | None
    save_to: Path | None
    hint: str


@dataclass(slots=True)
class _Message:
    """A message under way: what is still to arrive, and what has."""

    waiting: list[Any]
    arrived: list[Any] = field(default_factory=list)


class _Hung(BaseException):
    """A call hung. It goes past Hypothesis, so that it is not waited for again and again.

    Args:
        failure: what to tell instead.
    """

    def __init__(self, failure: HandlerFailure) -> None:
        super().__init__(failure)
        self.failure = failure


class HandlerMachine(RuleBasedStateMachine):
    """Plays legal lives to a handler; see `build_machine`."""

    conditions: ClassVar[Conditions]

    def __init__(self) -> None:
        super().__init__()
        if self.conditions.reset is not None:
            self.conditions.reset()
        maker = self.conditions.maker
        self._trial = Trial(self.conditions.handler, [maker.lifecycle])
        self._messages: list[_Message] = []

    @precondition(lambda self: self._may_begin())
    @rule(dice=_DICE)
    def begin(self, dice: Random) -> None:
        """A message is sent; its callbacks are to come."""
        self._begin(self.conditions.maker.legal(dice, next(_SERIALS)), known=True)

    @precondition(lambda self: self._may_begin() and _STRANGE in self.conditions.maker.faults)
    @rule(dice=_DICE)
    def begin_with_unknown_status(self, dice: Random) -> None:
        """A message is sent, one of whose callbacks will tell a status nobody documents."""
        trace = self.conditions.maker.faulty(_STRANGE, dice, next(_SERIALS))
        self._begin(trace, known=True)

    @precondition(lambda self: self._may_begin() and self.conditions.handler.sent is not None)
    @rule(dice=_DICE)
    def begin_unknown(self, dice: Random) -> None:
        """Callbacks of a message are to come that the application did not send."""
        self._begin(self.conditions.maker.legal(dice, next(_SERIALS)), known=False)

    @precondition(lambda self: any(each.waiting for each in self._messages))
    @rule(message=_PICK, callback=_PICK)
    def deliver(self, message: int, callback: int) -> None:
        """A callback arrives: the next of its message, or one that overtakes it."""
        self._deliver([self._next(message, callback)])

    @precondition(lambda self: any(each.arrived for each in self._messages))
    @rule(message=_PICK, callback=_PICK)
    def repeat(self, message: int, callback: int) -> None:
        """A callback arrives once more."""
        self._deliver([self._again(message, callback)])

    @precondition(
        lambda self: (
            self.conditions.handler.batches and any(each.waiting for each in self._messages)
        )
    )
    @rule(picks=st.lists(st.tuples(_PICK, _PICK, st.booleans()), min_size=2, max_size=_BATCH))
    def deliver_batch(self, picks: list[tuple[int, int, bool]]) -> None:
        """Callbacks arrive together, some of them once more."""
        batch = []
        for message, callback, again in picks:
            if again and any(each.arrived for each in self._messages):
                batch.append(self._again(message, callback))
            elif any(each.waiting for each in self._messages):
                batch.append(self._next(message, callback))
        self._deliver(batch)

    @precondition(lambda self: any(each.waiting for each in self._messages))
    @rule(message=_PICK, callback=_PICK)
    def lose(self, message: int, callback: int) -> None:
        """A callback never arrives."""
        waiting = [each for each in self._messages if each.waiting]
        lost = waiting[message % len(waiting)].waiting
        lost.pop(callback % len(lost))

    def _may_begin(self) -> bool:
        return sum(bool(each.waiting) for each in self._messages) < _AT_ONCE

    def _begin(self, trace: Trace, *, known: bool) -> None:
        key = trace.key
        self._messages.append(_Message(list(trace.records)))
        if known:
            self._guard(lambda: self._trial.send(key))

    def _next(self, message: int, callback: int) -> Any:
        waiting = [each for each in self._messages if each.waiting]
        picked = waiting[message % len(waiting)]
        payload = picked.waiting.pop(callback % len(picked.waiting))
        picked.arrived.append(payload)
        return payload

    def _again(self, message: int, callback: int) -> Any:
        arrived = [each for each in self._messages if each.arrived]
        picked = arrived[message % len(arrived)]
        return picked.arrived[callback % len(picked.arrived)]

    def _deliver(self, payloads: list[Any]) -> None:
        self._guard(lambda: self._trial.deliver(payloads))

    def _guard(self, play: Callable[[], None]) -> None:
        try:
            play()
        except HandlerFailure as failure:
            self._raise(failure)

    def _raise(self, failure: HandlerFailure) -> None:
        path = self.conditions.save_to
        if path is not None and not failure.saved and failure.log:
            with suppress(OSError):  # the failure itself is what must be told
                write_log(path, failure.log)
                failure.saved = f"saved as {path}; {self.conditions.hint}"
        if failure.kind == "hangs":
            raise _Hung(failure)
        raise failure


def build_machine(conditions: Conditions, *, max_examples: int, steps: int) -> type[HandlerMachine]:
    """Return a state machine that tries a handler; its ``TestCase`` is a test.

    Args:
        conditions: what to try, and how.
        max_examples: how many examples are played.
        steps: how many steps an example has at most.
    """

    class TriedHandler(HandlerMachine):
        """Legal lives, delivered to one handler by a bad post."""

    TriedHandler.conditions = conditions
    case = TriedHandler.TestCase
    case.settings = settings(
        max_examples=max_examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    case.runTest = lambda self: run_machine(TriedHandler, self.settings)  # type: ignore[method-assign]
    return TriedHandler


def run_machine(machine: type[HandlerMachine], how: settings) -> None:
    """Run a state machine, and tell of a call that hung as of any failure.

    Args:
        machine: the state machine.
        how: the settings of Hypothesis.

    Raises:
        HandlerFailure: the handler does not do what it should.
    """
    try:
        run_state_machine_as_test(machine, settings=how)
    except _Hung as hung:
        raise hung.failure from None
