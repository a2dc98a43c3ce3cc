"""The search for the cheapest explanation of letters: letter by letter, the best way to each place.

A way is dropped as soon as another is sure to be better, whatever follows. So what is
followed is bounded by the lifecycle, not by the message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import accumulate
from typing import Any, Final, NamedTuple

from ...machines import Automaton
from .edits import FREE, UNKNOWN, Cost, Hypothesis, Letter, Move, add, denials, moves
from .evidence import Order

_NARROW: Final = 2
"""So many explanations are followed to find a first one."""
_OPTIONS: Final = 4_000
"""So many answers to the question how a life may go on are kept."""
ENDLESS: Final = (2**30,) * 5
"""More than any life costs, in each of the lesser classes."""
NO_DENIAL: Final = (0, *ENDLESS)
"""A limit: an explanation that denies nothing, whatever else it costs."""
NOTHING_OPEN: Final = (0, 0, *ENDLESS[1:])
"""A limit: nothing is denied, and nothing undecided."""
_SKEW: Final[Cost] = (0, 0, 0, 0, 1, 0)
"""A letter is taken behind one with a later time: the clocks differ."""


class Used(NamedTuple):
    """Which letters are taken: the first `low`, and of the others those of `bits`."""

    low: int = 0
    bits: int = 0

    def has(self, place: int) -> bool:
        """Whether the letter of a place is taken."""
        return place < self.low or bool(self.bits >> (place - self.low) & 1)

    def plus(self, place: int) -> Used:
        """Return the same with one letter more."""
        low, bits = self.low, self.bits | 1 << (place - self.low)
        while bits & 1:
            low, bits = low + 1, bits >> 1
        return Used(low, bits)


class _Next(NamedTuple):
    """A letter that may come next, whatever explains those that are taken.

    `used` are the letters taken with it, `asked` the states that may be told late after it, `skew`
    what it costs to stand behind a later time; `times` and `arrival` are the pairs that then stand
    against them, of those whose order is open.
    """

    place: int
    used: Used
    asked: int
    skew: Cost
    times: int
    arrival: int


class Node(NamedTuple):
    """A partial explanation; the ranks order it among those that deny as much.

    `denies` is how much it denies, `blame` how early, `total` what it costs; `order` how many pairs
    stand against their times, and against their arrival; then come what it costs where, where it
    stays, and by which moves it goes on. `way` is how it came to be: from which node, by the
    letter of which place and which move.
    """

    denies: int
    blame: int
    total: Cost
    order: tuple[int, int]
    costs: int
    stays: int
    going: int
    here: Hypothesis
    used: Used
    way: tuple[Node, int, Move] | None


class Candidate(NamedTuple):
    """A partial explanation that is one letter longer than a node; its ranks are not known yet."""

    denies: int
    blame: tuple[int, int]
    total: Cost
    order: tuple[int, int]
    costs: tuple[int, Cost]
    stays: tuple[int, bool]
    going: tuple[int, int]
    here: Hypothesis
    used: Used
    way: tuple[Node, int, Move]


_RANKS: Final = 7
_BEGIN: Final = Node(0, 0, FREE, (0, 0), 0, 0, 0, Hypothesis(), Used(), None)


class Search:
    """The search for the cheapest explanation of letters, in the orders they may be taken in.

    The fewest denials come first, then the first denial as late as can be, then what an
    explanation costs; of equals, the order nearest to that of times, and of arrival.

    Args:
        automaton: the lifecycle's tables.
        letters: as they arrived.
        order: in which orders they may be taken.
        opening_free: states missing before the first observation cost nothing.
        most: what costs more is no explanation.
        prune: take a life that costs nothing without seeking others, drop what another way is
            sure to beat, and forget what nothing asks for any more; it changes no explanation.
    """

    def __init__(
        self,
        automaton: Automaton,
        letters: Sequence[Letter],
        order: Order,
        opening_free: bool = False,
        *,
        most: Sequence[int] = (*ENDLESS, 2**30),
        prune: bool = True,
    ) -> None:
        self._automaton = automaton
        self._letters = [letters[number] for number in order.arrived]
        self._order = order
        self._opening_free = opening_free
        self._most = tuple(most)
        self._prune = prune
        self._newest = [-1, *accumulate(order.ranks, max)]
        self._told_later = _told_later(self._letters) if prune else [~0] * (len(letters) + 1)

    def cheapest(self) -> Node | None:
        """Return the cheapest explanation; `None` if each costs too much."""
        free = self._free()
        if free is not None:
            return free
        return min(self.frontier(self.bound()), key=key, default=None)

    def _free(self) -> Node | None:
        """Take each letter in the order of times, by its first move that costs nothing, if any.

        What comes of it is the cheapest explanation: no other costs less, no order is nearer to
        that of times, and one that first pays and is paid back is dearer where the two first
        differ.
        """
        node = _BEGIN
        for place, letter in enumerate(self._letters if self._prune else ()):
            options = _options(self._automaton, node.here, letter, self._opening_free, True)
            move = next((each for each in options if each.cost == FREE), None)
            if move is None:
                return None
            node = node._replace(here=move.after, way=(node, place, move))
        return node if self._prune else None

    def bound(self) -> tuple[int, ...]:
        """Return what no part of the cheapest explanation costs more than.

        A few explanations are followed, and the cheapest of these is one, if not the
        cheapest of all. Denials and lateness are never taken back, and a miss only by what
        is told late.
        """
        known = min(self.frontier(None), key=key, default=None)
        if known is None:  # the few that were followed came to nothing
            return self._most
        if known.total[:2] == (0, 0):
            return min(known.total, self._most)
        return min((known.denies, *ENDLESS), self._most)

    def frontier(self, limit: tuple[int, ...] | None) -> list[Node]:
        """Return the best explanations, one for each place a life may stand at its end.

        Args:
            limit: those that cost more are not followed; if `None`, only a few are.
        """
        frontier = [_BEGIN]
        for _ in self._letters:
            best = _best(self._candidates(frontier, self._most if limit is None else limit))
            if self._prune:
                best = undominated(best)
            frontier = _ranked(nsmallest(_NARROW, best, key=key) if limit is None else best)
        return frontier

    def _candidates(self, frontier: Iterable[Node], limit: tuple[int, ...]) -> Iterator[Candidate]:
        # Lives of many kinds have taken the same letters: what may come next is asked once.
        known: dict[tuple[Used, int | None], list[_Next]] = {}
        for node in frontier:
            place = (node.used, self._joined_to(node))
            if place not in known:
                known[place] = [self._next(node.used, each) for each in self._open(*place)]
            for each in known[place]:
                letter, asked = self._letters[each.place], each.asked
                order = (node.order[0] + each.times, node.order[1] + each.arrival)
                options = _options(
                    self._automaton, node.here, letter, self._opening_free, asked != 0
                )
                for rank, move in enumerate(options):
                    cost = add(move.cost, each.skew) if each.skew is _SKEW else move.cost
                    total = add(node.total, cost)
                    if total > limit:
                        continue
                    yield Candidate(
                        total[0],
                        (node.blame, cost[0]),
                        total,
                        order,
                        (node.costs, cost),
                        (node.stays, move.after.state == node.here.state),
                        (node.going, rank),
                        _remembering(move.after, asked),
                        each.used,
                        (node, each.place, move),
                    )

    def _joined_to(self, node: Node) -> int | None:
        """Return the place that must come directly behind a node, if one must."""
        if node.way is None:
            return None
        following = node.way[1] + 1
        joined = following < len(self._letters) and self._order.joined[following]
        return following if joined else None

    def _open(self, used: Used, joined: int | None) -> Iterator[int]:
        """Yield the places of the letters that may come next; of equal ones of one time, one."""
        if joined is not None:
            yield joined
            return
        order, count = self._order, len(self._letters)
        tried: set[tuple[Letter, int]] = set()
        for place in range(used.low, count):
            if order.floors[place] > used.low:
                return
            if used.has(place) or order.joined[place]:
                continue
            if not all(used.has(each) for each in order.needs[place]):
                continue
            if place + 1 == count or not order.joined[place + 1]:  # nothing stands behind it
                kind = self._letters[place], order.ranks[place]
                if kind in tried:
                    continue
                tried.add(kind)
            yield place

    def _next(self, used: Used, place: int) -> _Next:
        """Return what a letter brings behind those that are taken, whatever explains them."""
        order, after = self._order, used.plus(place)
        rank, number = order.ranks[place], order.arrived[place]
        end = used.low + used.bits.bit_length()
        beyond = [each for each in range(order.floors[place], end) if used.has(each)]
        newest = max([self._newest[used.low], *(order.ranks[each] for each in beyond)])
        return _Next(
            place,
            after,
            self._told_later[after.low],
            _SKEW if newest > rank and not order.free[place] else FREE,
            sum(order.ranks[each] > rank for each in beyond),
            sum(order.arrived[each] > number for each in beyond),
        )


@lru_cache(maxsize=_OPTIONS)
def _options(
    automaton: Automaton, here: Hypothesis, letter: Letter, opening_free: bool, remembers: bool
) -> tuple[Move, ...]:
    """Every way to explain a letter, denials last: other lives ask the same again."""
    ways = moves(automaton, here, letter, opening_free=opening_free, remembers=remembers)
    return (*ways, *denials(here, letter))


def key(node: Node | Candidate) -> tuple[object, ...]:
    """Return what explanations are compared by: denials, where they are, cost, and the ranks."""
    return node[:_RANKS]


def undominated(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Drop each candidate that another beats, whatever follows.

    One beats another if both stand in the same place, the first passed all that the second
    did, and is better even if it paid in advance for all that can be told late at less cost
    to the second: what only that one passed unseen. For the moves that follow the second may
    follow the first, too. They cost it the same, but where a status is told late: there it
    pays at most once for each state in advance of which it was to pay. So in the end it costs
    less, or the same; if the same, the ranks decide, and they look at the beginning first.
    """
    places: dict[tuple[int, bool, bool, Used], list[Candidate]] = {}
    for candidate in candidates:
        here = candidate.here
        place = (here.state, here.heard, here.dated, candidate.used)
        places.setdefault(place, []).append(candidate)
    kept: list[Candidate] = []
    for rivals in places.values():
        rivals.sort(key=key)
        best: list[Candidate] = []
        for candidate in rivals:  # the best first: what beats one stands before it
            if not any(_beats(other, candidate) for other in best):
                best.append(candidate)
        kept += best
    return kept


def _beats(one: Candidate, other: Candidate) -> bool:
    mine, theirs = one.here, other.here
    if theirs.passed & ~mine.passed:
        return False
    deny, late, miss, *lesser = one.total
    late += (theirs.doubted & ~mine.doubted).bit_count()
    miss += (theirs.missed & ~mine.missed).bit_count()
    in_advance = (deny, late, miss, *lesser)
    return (*one[:2], in_advance, *one[3:_RANKS]) < key(other)


def _told_later(letters: Sequence[Letter]) -> list[int]:
    """From each place on, the bits of the states that may be told late."""
    found = [0]
    for letter in reversed(letters):
        late = letter.state > UNKNOWN and not (letter.timed or letter.sampled)
        found.append(found[-1] | (1 << letter.state if late else 0))
    return found[::-1]


def _remembering(here: Hypothesis, asked: int) -> Hypothesis:
    """Forget what was passed and is not told again: only its being told late asks for it."""
    passed, missed, doubted = here.passed & asked, here.missed & asked, here.doubted & asked
    if (passed, missed, doubted) == here[1:4]:
        return here
    return here._replace(passed=passed, missed=missed, doubted=doubted)


def _best(candidates: Iterable[Candidate]) -> list[Candidate]:
    best: dict[tuple[Hypothesis, Used], Candidate] = {}
    for candidate in candidates:
        place = (candidate.here, candidate.used)
        known = best.get(place)
        if known is None or key(candidate) < key(known):
            best[place] = candidate
    return list(best.values())


def _ranked(candidates: list[Candidate]) -> list[Node]:
    """Replace what orders the candidates by small ranks, so that it never grows."""
    blame = _ranks({each.blame for each in candidates})
    costs = _ranks({each.costs for each in candidates})
    stays = _ranks({each.stays for each in candidates})
    going = _ranks({each.going for each in candidates})
    return [
        Node(
            each.denies,
            blame[each.blame],
            each.total,
            each.order,
            costs[each.costs],
            stays[each.stays],
            going[each.going],
            *each[_RANKS:],
        )
        for each in candidates
    ]


def _ranks(keys: set[Any]) -> dict[Any, int]:
    return {each: rank for rank, each in enumerate(sorted(keys))}
