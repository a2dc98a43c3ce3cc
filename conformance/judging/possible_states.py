"""What may be believed of a message, by what has arrived of it so far."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final, NamedTuple

from ...spec import START, Lifecycle
from ..lives.edits import Class
from ..lives.explanation import possible_ends
from ..observing.collector import Collector
from ..observing.message import Message
from ..observing.observer import Observer
from ..observing.tally import Tally
from ..reading import Record
from ..results.finding import Place
from .judge import Judge
from .life import Life

_HERE: Final = "records"


class Heard(NamedTuple):
    """What a record tells of a message.

    Args:
        key: the message's key.
        told: the status, as it may be shown.
        time: when it happened, in microseconds, if the record says.
    """

    key: str
    told: str
    time: int | None


class PossibleStates:
    """Takes records one by one, and says after each what may be believed of a message.

    Args:
        lifecycles: what the records may tell of.
    """

    def __init__(self, lifecycles: Sequence[Lifecycle]) -> None:
        observers, self._judge = _court(tuple(lifecycles))
        self._collector = Collector(observers, forced=len(lifecycles) == 1)
        self._taken = 0
        self._lives: dict[str, tuple[int, Life]] = {}

    def take(self, record: Any) -> tuple[Heard, ...]:
        """Take a record, and return what it tells of which messages.

        Args:
            record: a payload, an envelope around one, or a body that holds several.
        """
        if not isinstance(record, dict):
            record = {"request": {"body": record}}
        before = {name: len(each.observations) for name, each in self._collector.messages.items()}
        self._collector.take(Record(Place(_HERE, None, self._taken), record), Tally())
        self._taken += 1
        return tuple(
            Heard(message.key, each.told, each.time)
            for name, message in self._collector.messages.items()
            for each in islice(message.observations, before.get(name, 0), None)
        )

    def of(self, key: str) -> frozenset[str]:
        """Return the states a message may be believed to be in; empty if nothing is known of it.

        That is the state at the end of its explanation. Where nothing can decide, it is every
        state in which some life that denies nothing may be; where every explanation denies
        something, every state in which one that denies the least may be.

        Args:
            key: the message's key.
        """
        life = self._life(key)
        if life is None:
            return frozenset()
        names = life.automaton.names
        return frozenset(names[each] for each in _ends(life)) - {START}

    def words(self, key: str) -> str:
        """Return in words how what arrived of a message is explained; empty if nothing did."""
        life = self._life(key)
        return life.words if life else ""

    def lifecycle(self, key: str) -> Lifecycle | None:
        """Return the lifecycle of a message; `None` if nothing arrived of it."""
        life = self._life(key)
        return life.lifecycle if life else None

    def _life(self, key: str) -> Life | None:
        """A message's life by what has arrived of it; judged anew when something has."""
        message = self._message(key)
        if message is None:
            return None
        arrived, life = self._lives.get(key, (0, None))
        if life is None or arrived != len(message.observations):
            life = self._judge.life(message)
            self._lives[key] = (len(message.observations), life)
        return life

    def _message(self, key: str) -> Message | None:
        return next(
            (
                each
                for each in self._collector.messages.values()
                if each.key == key and each.observations
            ),
            None,
        )


@lru_cache(maxsize=16)
def _court(lifecycles: tuple[Lifecycle, ...]) -> tuple[list[Observer], Judge]:
    """What reads and judges; what it has learned of a trace serves every log."""
    return [Observer(each, form) for each in lifecycles for form in each.forms], Judge()


def _ends(life: Life) -> frozenset[int]:
    explanation = life.explanation
    if explanation.gravest < Class.LATE:
        return frozenset({explanation.end})
    # The parts of a message that end differently leave it in either.
    split = {
        state
        for step in explanation.steps
        if step.move.kind == "split"
        for state in (step.before, step.after)
    }
    ends = possible_ends(life.automaton, life.letters, life.timeline.marks)
    return ends | split | {explanation.end}
