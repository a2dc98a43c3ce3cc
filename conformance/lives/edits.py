"""The semantics: how a message's life may go on when something is observed.

Every judgement rests on this file. A *letter* is what the judge sees of one observation;
a *hypothesis* is where the life may stand; a *move* explains the letter from there, at a
cost. The cost of an explanation is the sum of its moves' costs, compared from the gravest
class down; its verdict is the gravest class in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from ...machines import BEGIN, Automaton, Path
from ..results.kinds import Kind


class Class(IntEnum):
    """How grave an edit is; an explanation is as grave as its gravest edit."""

    STEP = 0
    REPEAT = 1
    DIFFERING_REPEAT = 2
    ASSUME = 3
    MISS = 4
    LATE = 5
    DENY = 6


Cost = tuple[int, int, int, int, int, int]
"""How many edits of each class, gravest first: deny, late, miss, assume, differing, repeat."""

FREE: Final[Cost] = (0, 0, 0, 0, 0, 0)

UNKNOWN: Final = -1
"""The state of a letter whose status nobody documents."""
FOREIGN: Final = -2
"""The state of a letter whose status is documented for another variant only."""
NO_STATE: Final = (UNKNOWN, FOREIGN)
"""What no explanation leads to: such a letter is denied, whatever the order."""


class Letter(NamedTuple):
    """What the judge sees of one observation.

    Args:
        state: the state told, as the automaton numbers it, or `UNKNOWN` or `FOREIGN`.
        sampled: a poll told it; otherwise it was announced.
        timed: an event time tells when it was.
        changes_only: the form announces changes only, not the creation itself.
        copy: the same arrived before.
        part: it is the receipt of one part of its message, and no more came than there are parts.
        untold: bits of the states that no form which announced its message tells.
        split: the message has parts whose receipts may differ.
        guards: the guard bits its payload satisfies.
        previous: the state it says came before, or `UNKNOWN`.
    """

    state: int
    sampled: bool = False
    timed: bool = True
    changes_only: bool = False
    copy: bool = False
    split: bool = False
    guards: int = 0
    previous: int = UNKNOWN
    part: bool = False
    untold: int = 0


class Hypothesis(NamedTuple):
    """Where a life may stand: its state, and what it passed.

    Args:
        state: the state.
        passed: bits of the states this life was in, seen or not.
        missed: bits of the states passed unseen, each counted as a miss.
        doubted: bits of the states passed unseen on a way that may be a stale callback.
        heard: an announcement told the state; otherwise only polls did.
        dated: only polls told it, and each told when.
    """

    state: int = BEGIN
    passed: int = 0
    missed: int = 0
    doubted: int = 0
    heard: bool = False
    dated: bool = False


class Move(NamedTuple):
    """One way to explain a letter.

    Args:
        kind: what happened.
        after: where the life stands then.
        cost: the edits it needs.
        path: the way taken, for a step.
        missed, doubted: the states passed unseen on it, by how they are counted.
        repaid: the state counted as passed unseen before, and told now.
    """

    kind: Kind
    after: Hypothesis
    cost: Cost
    path: Path | None = None
    missed: tuple[int, ...] = ()
    doubted: tuple[int, ...] = ()
    repaid: int | None = None


def add(left: Cost, right: Cost) -> Cost:
    """Add two costs."""
    a, b = left, right
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], a[5] + b[5])


@lru_cache(maxsize=1024)
def gravest(cost: Cost) -> Class:
    """Return the gravest class that a cost counts.

    >>> gravest((0, 0, 2, 1, 0, 0)).name
    'MISS'
    """
    for position, count in enumerate(cost):
        if count > 0:
            return Class(Class.DENY - position)
    return Class.STEP


def moves(
    automaton: Automaton,
    here: Hypothesis,
    letter: Letter,
    *,
    opening_free: bool = False,
    remembers: bool = True,
) -> Iterator[Move]:
    """Yield each way to explain a letter without denying it: those that go on before the others.

    Args:
        automaton: the lifecycle's tables.
        here: where the life may stand.
        letter: what was observed.
        opening_free: the message may have begun before the capture did, so that states
            missing before its first observation cost nothing.
        remembers: which states were passed may matter later; otherwise, of several ways to
            a state, those that cost no less than a shorter one are left out.
    """
    if letter.state in NO_STATE or not automaton.admits(letter.state, letter.guards):
        return
    if letter.state == here.state:
        yield _repeat(here, letter)
        loop = automaton.loop(here.state, letter.guards)
        if loop is not None and here.heard and not (letter.sampled or letter.copy):
            yield _run(automaton, here, letter, loop, opening_free)
        return
    yield from _runs(automaton, here, letter, opening_free, remembers)
    if letter.split and here.state in automaton.finals and letter.state in automaton.finals:
        yield Move("split", _arrive(here, letter), _cost(late=1))
    if not (letter.sampled or letter.timed) and here.passed >> letter.state & 1:
        yield _late(here, letter)
    if _is_behind(automaton, here, letter):
        yield Move("behind", here, _cost(differ=1))


def denials(here: Hypothesis, letter: Letter) -> Iterator[Move]:
    """Yield the ways to deny a letter: it was so after all, or it was not."""
    if letter.state not in (*NO_STATE, here.state):
        yield Move("deny", _arrive(here, letter), _cost(deny=1))
    yield denial(here)


def denial(here: Hypothesis) -> Move:
    """Return what leaves a letter aside."""
    return Move("deny", here, _cost(deny=1))


def again(here: Hypothesis) -> Move:
    """Return what a callback costs that has come before; it changes nothing."""
    return Move("repeat", here, _cost(repeat=1))


def _cost(
    *,
    deny: int = 0,
    late: int = 0,
    miss: int = 0,
    assume: int = 0,
    differ: int = 0,
    repeat: int = 0,
) -> Cost:
    return (deny, late, miss, assume, differ, repeat)


def _arrive(
    here: Hypothesis, letter: Letter, passed: int = 0, missed: int = 0, doubted: int = 0
) -> Hypothesis:
    return Hypothesis(
        letter.state,
        here.passed | passed | 1 << letter.state,
        here.missed | missed,
        here.doubted | doubted,
        not letter.sampled,
        letter.sampled and letter.timed,
    )


def _repeat(here: Hypothesis, letter: Letter) -> Move:
    if letter.sampled:
        return Move("repeat", here._replace(dated=here.dated and letter.timed), FREE)
    if not here.heard:  # polls told it so far; the announcement follows
        return Move("repeat", here._replace(heard=True, dated=False), FREE)
    if letter.copy or letter.part:
        return again(here)
    return Move("repeat", here, _cost(differ=1))


def _runs(
    automaton: Automaton, here: Hypothesis, letter: Letter, opening_free: bool, remembers: bool
) -> Iterator[Move]:
    """The ways to the letter's state, through the state it says came before, if it says."""
    paths = automaton.paths(here.state, letter.state, letter.guards)
    previous = letter.previous
    if previous not in (UNKNOWN, letter.state):
        through = tuple(path for path in paths if previous in path.states)
        if not through and automaton.paths(previous, letter.state, letter.guards):
            # It came from where this life was not seen to be: an event is lost.
            for path in paths:
                move = _run(automaton, here, letter, path, opening_free)
                cost = add(move.cost, _cost(miss=1))
                yield move._replace(cost=cost, missed=(*move.missed, previous))
            return
        paths = through
    runs = (_run(automaton, here, letter, path, opening_free) for path in paths)
    yield from runs if remembers else _improving(runs)


def _improving(runs: Iterable[Move]) -> Iterator[Move]:
    """Of moves to one state, each that costs less than those before."""
    least: Cost | None = None
    for move in runs:
        if least is None or move.cost < least:
            least = move.cost
            yield move
            if least == FREE:
                return


def _is_behind(automaton: Automaton, here: Hypothesis, letter: Letter) -> bool:
    """Whether it announces what a poll has already seen to be past, and times do not rule."""
    if letter.sampled or here.heard or (letter.timed and here.dated):
        return False
    return bool(automaton.paths(letter.state, here.state, letter.guards))


def _run(
    automaton: Automaton, here: Hypothesis, letter: Letter, path: Path, opening_free: bool
) -> Move:
    unseen = path.inner
    if letter.sampled or (opening_free and here.state == BEGIN):
        unseen = ()
    elif letter.changes_only and here.state == BEGIN:
        unseen = unseen[1:]
    inner = _bits(path.inner)
    if unseen and here.state in automaton.finals and not letter.timed:
        after = _arrive(here, letter, inner, doubted=_bits(unseen))
        cost = _cost(late=len(unseen), assume=path.assumed)
        return Move("step", after, cost, path, doubted=unseen)
    unseen = tuple(state for state in unseen if not letter.untold >> state & 1)
    after = _arrive(here, letter, inner, missed=_bits(unseen))
    return Move("step", after, _cost(miss=len(unseen), assume=path.assumed), path, missed=unseen)


def _late(here: Hypothesis, letter: Letter) -> Move:
    bit = 1 << letter.state
    repaid = here._replace(missed=here.missed & ~bit, doubted=here.doubted & ~bit)
    cost = _cost(
        late=0 if here.doubted & bit else 1,
        miss=-1 if here.missed & bit else 0,
    )
    return Move("late", repaid, cost, repaid=letter.state if repaid != here else None)


def _bits(states: tuple[int, ...]) -> int:
    return sum(1 << state for state in states)
