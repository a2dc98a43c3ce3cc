"""The verdict machine: the gravest class of the cheapest explanation of letters in one order.

Its state is the set of hypotheses that need no denial, each with the gravest class on the
way to it. It is built as it is walked, finite and small; when no hypothesis is left it is
in its sink, which it never leaves: what follows takes back no denial.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ...machines import BEGIN, Automaton
from .edits import Class, Hypothesis, Letter, gravest, moves

SINK: Final = -1
"""The state in which every explanation denies something."""


class Stand(NamedTuple):
    """A hypothesis as the verdict machine keeps it: one set of passed states, one class."""

    state: int
    passed: int
    heard: bool
    dated: bool
    gravest: Class


Frontier = frozenset[Stand]


class VerdictMachine:
    """A lazily built automaton over letters.

    Args:
        automaton: the lifecycle's tables.
        tracks_passed: keep the set of passed states; needed as soon as one announced
            letter carries no time.
        opening_free: states missing before the first observation cost nothing.
    """

    def __init__(
        self, automaton: Automaton, *, tracks_passed: bool, opening_free: bool = False
    ) -> None:
        self._automaton = automaton
        self._tracks_passed = tracks_passed
        self._opening_free = opening_free
        start = frozenset({Stand(BEGIN, 0, False, False, Class.STEP)})
        self._frontiers: list[Frontier] = [start]
        self._numbers: dict[Frontier, int] = {start: 0}
        self._table: dict[tuple[int, Letter], int] = {}

    def __len__(self) -> int:
        """How many states have been built, the sink included."""
        return len(self._frontiers) + 1

    def step(self, state: int, letter: Letter) -> int:
        """Return the state after one letter more.

        Args:
            state: where the machine is; 0 at first.
            letter: what was observed.
        """
        if state == SINK:
            return SINK
        key = (state, letter)
        if key not in self._table:
            self._table[key] = self._number(self._after(self._frontiers[state], letter))
        return self._table[key]

    def run(self, letters: Iterable[Letter]) -> Class:
        """Return the gravest class of the cheapest explanation of letters, in their order."""
        state = 0
        for letter in letters:
            state = self.step(state, letter)
        return self.verdict(state)

    def verdict(self, state: int) -> Class:
        """Return the class a state of the machine stands for."""
        if state == SINK:
            return Class.DENY
        return min(stand.gravest for stand in self._frontiers[state])

    def _number(self, frontier: Frontier) -> int:
        if not frontier:
            return SINK
        if frontier not in self._numbers:
            self._numbers[frontier] = len(self._frontiers)
            self._frontiers.append(frontier)
        return self._numbers[frontier]

    def _after(self, frontier: Frontier, letter: Letter) -> Frontier:
        return undominated(moved for stand in frontier for moved in self._moved(stand, letter))

    def _moved(self, stand: Stand, letter: Letter) -> Iterator[Stand]:
        here = Hypothesis(stand.state, stand.passed, heard=stand.heard, dated=stand.dated)
        for move in moves(self._automaton, here, letter, opening_free=self._opening_free):
            after = move.after
            passed = after.passed if self._tracks_passed else 0
            grave = max(stand.gravest, gravest(move.cost))
            yield Stand(after.state, passed, after.heard, after.dated, grave)


def undominated(stands: Iterable[Stand]) -> Frontier:
    """Drop each hypothesis that another of the same state beats in class and in what it passed."""
    kept: list[Stand] = []
    for stand in sorted(set(stands), key=lambda each: (each.gravest, -each.passed.bit_count())):
        beaten = any(
            (other.state, other.heard, other.dated) == (stand.state, stand.heard, stand.dated)
            and other.passed | stand.passed == other.passed
            for other in kept
        )
        if not beaten:
            kept.append(stand)
    return frozenset(kept)
