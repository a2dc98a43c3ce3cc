"""Handler conformance as a state machine of Hypothesis: legal lives, delivered by a bad post.

Needs the extra ``hypothesis``. Its rules let messages begin, and deliver, repeat and lose their
callbacks; several messages are under way at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
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

from ..conformance.generating.labelled_trace import TraceMaker
from .logs import write_log
from .plan import Delivery, Make, Plan, Played, Stage, made
from .trial import HandlerFailure

__all__ = ["Conditions", "HandlerMachine", "build_machine", "run_machine"]

_AT_ONCE: Final = 3
_BATCH: Final = 4
_STRANGE: Final = "unknown_status"

_DICE: Final = st.randoms(use_true_random=False)
_PICK: Final = st.integers(0, _BATCH - 1)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which conditions a handler is tried.

    Args:
        stage: the application, and what is called before each example.
        maker: makes the lives that are played.
        save_to: the file in which a failing log is saved; `None` if it is not to be.
        hint: how to replay that file, in words.
    """

    stage: Stage
    maker: TraceMaker
    save_to: Path | None
    hint: str

    def save(self, failure: HandlerFailure) -> None:
        """Save the log of a failure, if it is wanted and can be, and say so in the failure."""
        if self.save_to is not None and failure.log:
            with suppress(OSError):  # the failure itself is what must be told
                write_log(self.save_to, failure.log)
                failure.saved = f"saved as {self.save_to}; {self.hint}"


@dataclass(slots=True)
class _Message:
    """A message under way: which of its callbacks are still to arrive, and which have.

    Args:
        place: its place among the messages.
        records: its callbacks.
        waiting, arrived: their numbers.
    """

    place: int
    records: Sequence[Any]
    waiting: list[int]
    arrived: list[int] = field(default_factory=list)


class Found(BaseException):
    """A failure that goes past Hypothesis: it is not to be looked for again by its means.

    Args:
        failure: what is wrong.
        plan: what was played until then.
    """

    def __init__(self, failure: HandlerFailure, plan: Plan) -> None:
        super().__init__(failure)
        self.failure = failure
        self.plan = plan


class HandlerMachine(RuleBasedStateMachine):
    """Plays legal lives to a handler; see `build_machine`."""

    conditions: ClassVar[Conditions]
    at_once: ClassVar[bool] = False
    """The first failure ends it: it is `Found`."""

    def __init__(self) -> None:
        super().__init__()
        self._trial = self.conditions.stage.trial()
        self._messages: list[_Message] = []
        self._played: list[Played] = []
        self._steps: list[int | Delivery] = []

    @precondition(lambda self: self._may_begin())
    @rule(dice=_DICE)
    def begin(self, dice: Random) -> None:
        """A message is sent; its callbacks are to come."""
        self._begin(self.conditions.maker.legal, dice, known=True)

    @precondition(lambda self: self._may_begin() and _STRANGE in self.conditions.maker.faults)
    @rule(dice=_DICE)
    def begin_with_unknown_status(self, dice: Random) -> None:
        """A message is sent, one of whose callbacks will tell a status nobody documents."""
        self._begin(partial(self.conditions.maker.faulty, _STRANGE), dice, known=True)

    @precondition(lambda self: self._may_begin() and self.conditions.stage.handler.sent is not None)
    @rule(dice=_DICE)
    def begin_unknown(self, dice: Random) -> None:
        """Callbacks of a message are to come that the application did not send."""
        self._begin(self.conditions.maker.legal, dice, known=False)

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
            self.conditions.stage.handler.batches and any(each.waiting for each in self._messages)
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

    def _begin(self, make: Make, dice: Random, *, known: bool) -> None:
        trace, played = made(make, dice)
        place = len(self._messages)
        numbers = list(range(len(trace.records)))
        self._messages.append(_Message(place, trace.records, numbers))
        self._played.append(played)
        if known:
            self._steps.append(place)
            self._guard(lambda: self._trial.send(trace.key))

    def _next(self, message: int, callback: int) -> tuple[int, int]:
        waiting = [each for each in self._messages if each.waiting]
        picked = waiting[message % len(waiting)]
        number = picked.waiting.pop(callback % len(picked.waiting))
        picked.arrived.append(number)
        return picked.place, number

    def _again(self, message: int, callback: int) -> tuple[int, int]:
        arrived = [each for each in self._messages if each.arrived]
        picked = arrived[message % len(arrived)]
        return picked.place, picked.arrived[callback % len(picked.arrived)]

    def _deliver(self, callbacks: list[tuple[int, int]]) -> None:
        self._steps.append(tuple(callbacks))
        payloads = [self._messages[place].records[number] for place, number in callbacks]
        self._guard(lambda: self._trial.deliver(payloads))

    def _guard(self, play: Callable[[], None]) -> None:
        try:
            play()
        except HandlerFailure as failure:
            if self.at_once or failure.kind == "hangs":  # to hang again and again takes long
                raise Found(failure, Plan(tuple(self._played), tuple(self._steps))) from None
            self.conditions.save(failure)
            raise


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
    except Found as found:
        machine.conditions.save(found.failure)
        raise found.failure from found.failure.__cause__
