"""The cheapest explanation of a message's letters, exact, with its steps.

What a letter is judged by is decided here: which orders are tried, what a contradiction of
clocks costs, and who is to blame where no order helps. `docs/semantics.md` has the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from ...machines import BEGIN, Automaton
from .edits import NO_STATE, Class, Cost, Hypothesis, Letter, Move, add, again, denial, gravest
from .evidence import Mark, Order, nearest_to_arrival, one_order, order_of, precedes
from .search import ENDLESS, NO_DENIAL, NOTHING_OPEN, Node, Search

_UNDECIDED: Final[Cost] = (0, 1, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """How one observation is explained.

    Args:
        index: the observation, counted in the order of arrival.
        before, after: the states the life was in.
        move: the move that explains it.
        missed: the states passed unseen on the way here that were not told later.
        doubted: the same, where the way may as well be a stale callback.
        ahead: an observation of a later time that is taken before this one, less than the
            skew apart.
    """

    index: int
    before: int
    after: int
    move: Move
    missed: tuple[int, ...]
    doubted: tuple[int, ...]
    ahead: int | None = None


class Clash(NamedTuple):
    """Clocks that contradict an order of arrival which is legal.

    Args:
        late: the first observation that arrived after one which its time puts behind it.
        other: that one.
    """

    late: int
    other: int


class Explanation(NamedTuple):
    """The cheapest explanation of a message's letters.

    Args:
        steps: one for each observation, in the order the explanation takes them.
        cost: the edits it needs.
        end: the state the life is in at its end.
        clash: where the clocks contradict the order of arrival, by which it is judged.
        crowded: more stand within one skew than can be permuted: what is denied is undecided.
        alone: the announced letters explained by themselves, where polls must not help them.
        stands: those that are denied there, and explained here.
    """

    steps: tuple[Step, ...]
    cost: Cost
    end: int
    clash: Clash | None = None
    crowded: bool = False
    alone: Explanation | None = None
    stands: frozenset[int] = frozenset()

    @property
    def gravest(self) -> Class:
        """The class of its gravest edit."""
        return gravest(self.cost)


def explain(
    automaton: Automaton,
    letters: Sequence[Letter],
    marks: Sequence[Mark] | None = None,
    *,
    opening_free: bool = False,
    complete: bool = False,
) -> Explanation:
    """Find the cheapest explanation of a message's letters.

    Args:
        automaton: the lifecycle's tables.
        letters: in the order of arrival.
        marks: what proves where each stands; if `None`, they arrived in order, far apart.
        opening_free: states missing before the first observation cost nothing.
        complete: what is missing is asked of the announced letters by themselves.
    """
    told = _Told(tuple(range(len(letters))), tuple(letters), marks)
    events = told.events
    known = events.known
    explained = _explain(automaton, known, opening_free)
    announced = known.only(each for each in known.numbers if not letters[each].sampled)
    timeless = any(not each.timed for each in known.letters)
    if 0 < len(announced.numbers) < len(known.numbers) and (timeless or complete):
        alone = _explain(automaton, announced, opening_free)
        explained = _with_alone(explained, alone, timeless=timeless, complete=complete)
    if len(known.numbers) < len(events.numbers):
        explained = _with_unknown(explained, events)
    if len(events.numbers) < len(letters):
        explained = _with_copies(explained, told)
    return explained


class _Told(NamedTuple):
    """Some of a message's letters, in the order of arrival.

    Args:
        numbers: which of the message's they are.
        letters, marks: what they are.
    """

    numbers: tuple[int, ...]
    letters: tuple[Letter, ...]
    marks: Sequence[Mark] | None

    @property
    def order(self) -> Order:
        """The orders they may be taken in."""
        return one_order(range(len(self.letters))) if self.marks is None else order_of(self.marks)

    @property
    def events(self) -> _Told:
        """What happened: without the callbacks that only came again."""
        marks = self.marks
        if marks is None:
            return self
        return self.only(
            number for number, mark in zip(self.numbers, marks, strict=True) if not mark.again
        )

    @property
    def known(self) -> _Told:
        """Those of states that there are."""
        pairs = zip(self.numbers, self.letters, strict=True)
        return self.only(number for number, letter in pairs if letter.state not in NO_STATE)

    def only(self, numbers: Iterable[int]) -> _Told:
        """Return some of them as if nothing else had been told."""
        chosen = tuple(numbers)
        if len(chosen) == len(self.numbers):
            return self
        place_of = {number: place for place, number in enumerate(self.numbers)}
        places = [place_of[each] for each in chosen]
        letters = [self.letters[place] for place in places]
        if self.marks is None:
            return _Told(chosen, tuple(letters), None)
        return _Told(chosen, tuple(letters), [self.marks[place] for place in places])


def possible_ends(
    automaton: Automaton, letters: Sequence[Letter], marks: Sequence[Mark] | None = None
) -> frozenset[int]:
    """Return the states in which a life may be that explains letters with the fewest denials.

    Args:
        automaton: the lifecycle's tables.
        letters: in the order of arrival.
        marks: what proves where each stands, as `explain` takes them.
    """
    told = _Told(tuple(range(len(letters))), tuple(letters), marks)
    known = told.events.known
    order = known.order
    found: list[Node] = []
    if not order.crowded:
        found = Search(automaton, known.letters, order).frontier(NO_DENIAL)
    if not found:
        search = Search(automaton, known.letters, one_order(order.arrived))
        found = search.frontier((search.bound()[0], *ENDLESS))
    fewest = min(node.denies for node in found)
    return frozenset(node.here.state for node in found if node.denies == fewest)


def _explain(automaton: Automaton, told: _Told, opening_free: bool) -> Explanation:
    """Explain letters of states that there are: by what times prove, by arrival, or by blame."""
    order, letters = told.order, told.letters
    in_time = Search(automaton, letters, one_order(order.arrived), opening_free)
    blamed: Node | None = None
    if order.is_one:
        found = blamed = in_time.cheapest()
        assert blamed is not None  # a letter can be denied anywhere
        found = None if blamed.denies else blamed
    elif order.crowded:
        found, order = _of_two_orders(automaton, letters, order, opening_free)
    else:
        found = Search(automaton, letters, order, opening_free, most=NO_DENIAL).cheapest()
    if found is not None:
        return _explanation(found, order, told.numbers)
    if not order.as_arrived:
        arrival = one_order(range(len(letters)))
        found = Search(automaton, letters, arrival, opening_free, most=NOTHING_OPEN).cheapest()
        if found is not None:
            legal = _explanation(found, arrival, told.numbers)
            clash = _clash(told)
            return legal._replace(cost=add(legal.cost, _UNDECIDED), clash=clash)
    blamed = blamed or in_time.cheapest()
    assert blamed is not None  # a letter can be denied anywhere
    explained = _explanation(blamed, one_order(order.arrived), told.numbers)
    if not order.crowded:
        return explained
    count = explained.cost[0]
    cost = add(explained.cost, (-count, count, 0, 0, 0, 0))
    return explained._replace(cost=cost, crowded=True)


def _of_two_orders(
    automaton: Automaton, letters: Sequence[Letter], order: Order, opening_free: bool
) -> tuple[Node | None, Order]:
    """The cheaper of two orders, where there are too many to try: that of times, and of arrival."""
    best: Node | None = None
    chosen = order
    for places in (range(len(letters)), nearest_to_arrival(order)):
        single = one_order(
            [order.arrived[place] for place in places], [order.ranks[place] for place in places]
        )._replace(free=tuple(order.free[place] for place in places))
        found = Search(automaton, letters, single, opening_free, most=NO_DENIAL).cheapest()
        if found is not None and (best is None or found.total < best.total):
            best, chosen = found, single
    return best, chosen


def _clash(told: _Told) -> Clash:
    """Say which letter arrived behind one that its time puts behind it."""
    assert told.marks is not None
    latest: dict[tuple[bool, int, int], int] = {}
    for number, mark in enumerate(told.marks):
        if mark.time is None:
            continue
        for other in latest.values():
            if precedes(mark, told.marks[other]):
                return Clash(told.numbers[number], told.numbers[other])
        kind = (mark.sampled, mark.skew, mark.grain)
        known = told.marks[latest[kind]] if kind in latest else mark
        if (known.time or 0, known.version) <= (mark.time, mark.version):
            latest[kind] = number
    raise AssertionError("the order of arrival is allowed")


def _explanation(node: Node, order: Order, numbers: Sequence[int]) -> Explanation:
    chain: list[tuple[int, Step]] = []
    here = node
    while here.way is not None:
        before, place, move = here.way
        index = numbers[order.arrived[place]]
        states = before.here.state, here.here.state
        chain.append((place, Step(index, *states, move, move.missed, move.doubted)))
        here = before
    steps: list[Step] = []
    newest: tuple[int, int] | None = None
    for place, step in reversed(chain):
        rank = order.ranks[place]
        if newest is not None and rank < newest[0] and not order.free[place]:
            step = replace(step, ahead=newest[1])
        elif newest is None or rank > newest[0]:
            newest = rank, step.index
        if step.move.repaid is not None:
            _pay_back(steps, step.move.repaid)
        steps.append(step)
    return Explanation(tuple(steps), node.total, node.here.state)


def _pay_back(steps: list[Step], state: int) -> None:
    """Strike a state that is told late from the last step that passed it unseen on its way."""
    for position in reversed(range(len(steps))):
        step = steps[position]
        path = step.move.path
        if path is not None and state in path.inner and state in step.missed + step.doubted:
            missed = tuple(each for each in step.missed if each != state)
            doubted = tuple(each for each in step.doubted if each != state)
            steps[position] = replace(step, missed=missed, doubted=doubted)
            return


def _with_alone(
    explained: Explanation, alone: Explanation, *, timeless: bool, complete: bool
) -> Explanation:
    """Add what announced letters are by themselves; where no times rule, polls cure no denial."""
    stands = denied(alone) - denied(explained) if timeless else frozenset()
    deny, late, miss, *lesser = explained.cost
    miss = alone.cost[2] if complete else miss
    cost = (deny + len(stands), late, miss, lesser[0], lesser[1], lesser[2])
    return explained._replace(alone=alone, stands=stands, cost=cost)


def denied(explained: Explanation) -> frozenset[int]:
    """Return the observations that no life explains."""
    if explained.crowded:
        return frozenset()
    return frozenset(step.index for step in explained.steps if step.move.kind == "deny")


def _with_unknown(explained: Explanation, told: _Told) -> Explanation:
    """Add the letters of no state, each behind the one that its time puts before it."""
    steps = {step.index: step for step in explained.steps}
    behind: dict[int | None, list[int]] = {}
    last: int | None = None
    for place in told.order.arrived:
        number = told.numbers[place]
        if number in steps:
            last = number
        else:
            behind.setdefault(last, []).append(number)
    denials = sum(map(len, behind.values()))
    found: list[Step] = []
    here = BEGIN
    for index in (None, *steps):
        if index is not None:
            found.append(steps[index])
            here = steps[index].after
        for number in behind.get(index, ()):
            found.append(Step(number, here, here, denial(Hypothesis(here)), (), ()))
    cost = add(explained.cost, (denials, 0, 0, 0, 0, 0))
    return explained._replace(steps=tuple(found), cost=cost)


def _with_copies(explained: Explanation, told: _Told) -> Explanation:
    """Add the callbacks that came again, each behind the first: whatever became of that."""
    behind: dict[int, list[int]] = {}
    for number, mark in enumerate(told.marks or ()):
        if mark.again:
            assert mark.original is not None
            behind.setdefault(mark.original, []).append(number)
    found: list[Step] = []
    cost = explained.cost
    for step in explained.steps:
        found.append(step)
        move = again(Hypothesis(step.after))
        for number in behind.get(step.index, ()):
            found.append(Step(number, step.after, step.after, move, (), ()))
            cost = add(cost, move.cost)
    return explained._replace(steps=tuple(found), cost=cost)
