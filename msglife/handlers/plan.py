"""What was played to a handler, written down: so that it is played again, and with less in it.

A life comes of dice, and all else of a message (its key, its times) of its number. Where the dice
are kept, the same life is played with a new number: an application that remembers every message
it ever had meets each as if it were the first.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, MutableSequence, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final, Self

from ..conformance.generating.generator import CannotGenerate
from ..conformance.generating.labelled_trace import Trace
from ..spec import Lifecycle
from .trial import Handler, HandlerFailure, Trial

_SERIALS: Final = itertools.count(1)
"""Every message played in this process has a number, and so a key, of its own."""

Make = Callable[[Random, int], Trace]
"""Makes a message's trace: by dice, and the message's number."""

Delivery = tuple[tuple[int, int], ...]
"""What arrives at once: each callback by its message's place, and its own."""


class KeptDice(Random):
    """Dice that keep what fell, and let it fall again.

    What is not thrown by the methods here comes by `getrandbits`, as the base has it.

    Args:
        dice: what is thrown once nothing is left of what fell before.
        fell: what fell before.
    """

    def __new__(cls, *_: object) -> Self:
        """The base would take its seed from the arguments."""
        return super().__new__(cls)

    def __init__(self, dice: Random, fell: Sequence[Any] = ()) -> None:
        self._dice = dice
        self._again = iter(fell)
        self.fell: list[Any] = []

    def _throw(self, draw: Callable[[], Any]) -> Any:
        value = next(self._again, None)
        self.fell.append(draw() if value is None else value)
        return self.fell[-1]

    def random(self) -> float:
        """Throw a number from 0 to 1."""
        return float(self._throw(self._dice.random))

    def getrandbits(self, k: int) -> int:
        """Throw so many bits."""
        return int(self._throw(lambda: self._dice.getrandbits(k)))

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """Throw one number of a range."""
        return int(self.choice(range(start) if stop is None else range(start, stop, step)))

    def choice(self, seq: Any) -> Any:
        """Throw one of several."""
        count = len(seq)
        return seq[self._throw(lambda: self._dice.choice(range(count))) % count]

    def shuffle(self, x: MutableSequence[Any]) -> None:
        """Throw an order."""
        order = list(range(len(x)))

        def draw() -> list[int]:
            self._dice.shuffle(order)
            return order

        fell = self._throw(draw)
        x[:] = [x[index] for index in fell] if len(fell) == len(x) else x


@dataclass(frozen=True, slots=True)
class Played:
    """A message that was played.

    Args:
        make: what made its trace.
        fell: how the dice fell.
    """

    make: Make
    fell: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is played: messages, and in which order they are sent and their callbacks arrive.

    Args:
        messages: the messages.
        steps: each the place of a message that is sent, or a delivery.
    """

    messages: tuple[Played, ...] = ()
    steps: tuple[int | Delivery, ...] = ()

    def smaller(self) -> Iterator[Plan]:
        """Yield plans with less in them: without a message, a step, a callback of a batch."""
        steps = self.steps
        for message in sorted({each for step in steps for each in _messages(step)}):
            left = (_without(step, message) for step in steps)
            yield replace(self, steps=tuple(step for step in left if step is not None))
        for index in reversed(range(len(steps))):
            yield replace(self, steps=steps[:index] + steps[index + 1 :])
        for index, step in enumerate(steps):
            if isinstance(step, tuple) and len(step) > 1:
                for at in range(len(step)):
                    less = step[:at] + step[at + 1 :]
                    yield replace(self, steps=(*steps[:index], less, *steps[index + 1 :]))


def _messages(step: int | Delivery) -> Iterator[int]:
    if isinstance(step, int):
        yield step
    else:
        yield from (message for message, _ in step)


def _without(step: int | Delivery, message: int) -> int | Delivery | None:
    """A step without what is of one message; `None` if nothing is left of it."""
    if isinstance(step, int):
        return None if step == message else step
    return tuple(each for each in step if each[0] != message) or None


@dataclass(frozen=True, slots=True)
class Stage:
    """Where plans are played, as often as it takes.

    Args:
        handler: the application.
        lifecycle: what is played.
        reset: called before each play.
    """

    handler: Handler
    lifecycle: Lifecycle
    reset: Callable[[], object] | None

    def trial(self) -> Trial:
        """Begin anew, with nothing delivered."""
        if self.reset is not None:
            self.reset()
        return Trial(self.handler, [self.lifecycle])

    def play(self, plan: Plan) -> HandlerFailure | None:
        """Play a plan with new messages; what came of it, `None` if all was right.

        Raises:
            CannotGenerate: there are no keys left.
        """
        trial = self.trial()
        needed = {each for step in plan.steps for each in _messages(step)}
        traces = {each: _remade(plan.messages[each]) for each in sorted(needed)}
        try:
            for step in plan.steps:
                if isinstance(step, int):
                    trial.send(traces[step].key)
                else:
                    trial.deliver([traces[message].records[at] for message, at in step])
        except HandlerFailure as failure:
            return failure
        return None


def made(make: Make, dice: Random) -> tuple[Trace, Played]:
    """Make a message, and note how it is made once more.

    Args:
        make: makes its trace.
        dice: decides.

    Raises:
        CannotGenerate: there are no keys left.
    """
    kept = KeptDice(dice)
    trace = make(kept, next(_SERIALS))
    return trace, Played(make, tuple(kept.fell))


def _remade(message: Played) -> Trace:
    return message.make(KeptDice(Random(0), message.fell), next(_SERIALS))


def smallest(
    plan: Plan, failure: HandlerFailure, stage: Stage, seconds: float
) -> tuple[HandlerFailure, bool]:
    """Leave out of a plan whatever is not needed for the same kind of failure.

    Args:
        plan: what was played.
        failure: what came of it.
        stage: where it is played again.
        seconds: how long to look.

    Returns:
        The failure with the least in its log, and whether nothing more can be left out of it.
    """
    until = time.monotonic() + seconds
    candidates = plan.smaller()
    while (candidate := next(candidates, None)) is not None:
        if time.monotonic() >= until:
            return failure, False
        try:
            found = stage.play(candidate)
        except CannotGenerate:
            return failure, False
        if found is not None and found.kind == failure.kind:
            failure, candidates = found, candidate.smaller()
    return failure, True
