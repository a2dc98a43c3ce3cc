"""What times and arrival prove of the order in which a message's letters stand.

Two clocks never agree to the millisecond: times that differ by less than the clocks may prove
nothing. What they do prove is a partial order, and an explanation may take the letters in
every order that keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush, merge
from math import inf
from typing import Final, NamedTuple

MOST_PERMUTED: Final = 8
"""So many callbacks are tried in any order within one skew."""
_MOST_BESIDE: Final = 16
"""So many letters may stand within one skew, polls among them, which keep their order."""


class Mark(NamedTuple):
    """What one letter brings to prove where it stands.

    Args:
        time: when its event happened, in microseconds; of a copy, as the first to arrive has it.
        sampled: a poll told it.
        skew: how far its clock and another may differ, in microseconds.
        grain: what its times are whole multiples of, in microseconds.
        version: what orders polls of one time.
        original: of a copy, the number of the first of its kind to arrive.
        named: its form gives each event an id of its own, so that a copy is no other event.
    """

    time: int | None = None
    sampled: bool = False
    skew: int = 0
    grain: int = 0
    version: float = -inf
    original: int | None = None
    named: bool = False

    @property
    def again(self) -> bool:
        """Whether it is the callback of another letter once more, and so tells nothing itself."""
        certain = self.named or self.time is not None
        return self.original is not None and certain and not self.sampled


class Order(NamedTuple):
    """The orders in which letters may be taken. Equal ones allow the same.

    The letters are counted by their places in the order of times, ties as they arrived.

    Args:
        arrived: for each place, the number of its letter, counted as they arrived.
        ranks: for each, the rank of its time: none before one of a lower rank is free.
        floors: for each, how many places must all be taken before it.
        needs: for each, the places beyond these that must be, too.
        joined: whether it stands directly behind the place before it.
        free: whether it may stand behind a later time for nothing: it has no time, or is a poll
            that was told the same before.
        crowded: more letters stand within one skew than can be permuted.
    """

    arrived: tuple[int, ...]
    ranks: tuple[int, ...]
    floors: tuple[int, ...]
    needs: tuple[tuple[int, ...], ...]
    joined: tuple[bool, ...]
    free: tuple[bool, ...]
    crowded: bool = False

    @property
    def is_one(self) -> bool:
        """Whether there is one order only, the order of times."""
        return all(
            joined or floor >= place or place - 1 in needs
            for place, (floor, needs, joined) in enumerate(
                zip(self.floors, self.needs, self.joined, strict=True)
            )
        )

    @property
    def as_arrived(self) -> bool:
        """Whether the order of times is the order of arrival."""
        return all(place == number for place, number in enumerate(self.arrived))


def one_order(arrived: Sequence[int], ranks: Sequence[int] | None = None) -> Order:
    """Return what allows one order only.

    Args:
        arrived: the letters in that order, by their numbers as they arrived.
        ranks: the ranks of their times, if a letter behind a later time costs something.
    """
    count = len(arrived)
    return Order(
        tuple(arrived),
        tuple(ranks or (0,) * count),
        tuple(range(count)),
        ((),) * count,
        *((False,) * count,) * 2,
    )


def tolerance(one: Mark, other: Mark) -> int:
    """Return from which difference on two times prove an order, in microseconds."""
    return max(one.skew, other.skew) + max(one.grain, other.grain)


def proves(one: Mark, other: Mark) -> bool:
    """Whether the times of two letters prove that the first came before the second."""
    if one.time is None or other.time is None or one.time >= other.time:
        return False
    return one.time + tolerance(one, other) <= other.time


def precedes(one: Mark, other: Mark) -> bool:
    """Whether the first came before the second, for sure; polls are asked one after the other."""
    if one.sampled and other.sampled and one.time is not None and other.time is not None:
        return (one.time, one.version) < (other.time, other.version)
    return proves(one, other)


def order_of(marks: Sequence[Mark]) -> Order:
    """Return the orders that times and arrival allow.

    Args:
        marks: what each letter brings, in the order of arrival; none of them is told again.
    """
    heads = [number for number, mark in enumerate(marks) if mark.time is not None]
    if not heads:
        return one_order(range(len(marks)))
    heads = _in_time(marks, heads)
    leading, blocks = _blocks(marks, heads)
    arrived = [*leading, *(number for head in heads for number in blocks[head])]
    ranks = [-1] * len(leading)
    joined = [bool(place) for place in range(len(leading))]
    floors, crowded = list(range(len(leading))), False
    needs: list[tuple[int, ...]] = [()] * len(leading)
    rank: int = -1
    before: int | None = None
    at: dict[int, int] = {}
    place = len(leading)
    for head in heads:
        at[head] = place
        size = len(blocks[head])
        rank, before = rank + (marks[head].time != before), marks[head].time
        ranks += [rank] * size
        joined += [False] + [True] * (size - 1)
        place += size
    for head, (floor, needed, dense) in zip(heads, _proofs(marks, heads), strict=True):
        crowded = crowded or dense
        size = len(blocks[head])
        floors += [at[heads[floor]]] * size
        needs += [tuple(at[heads[each]] for each in needed)] * size
    told = [marks[number] for number in arrived]
    free = [mark.time is None or mark.original is not None for mark in told]
    return Order(
        tuple(arrived),
        tuple(ranks),
        tuple(floors),
        tuple(needs),
        tuple(joined),
        tuple(free),
        crowded,
    )


def _in_time(marks: Sequence[Mark], heads: Sequence[int]) -> list[int]:
    """By time, ties by arrival; polls of one time by version."""

    def time(head: int) -> tuple[int, int]:
        return marks[head].time or 0, head

    polls = [head for head in heads if marks[head].sampled]
    polls.sort(key=lambda head: (marks[head].time or 0, marks[head].version))
    others = sorted((head for head in heads if not marks[head].sampled), key=time)
    return list(merge(polls, others, key=time))


def _blocks(marks: Sequence[Mark], heads: Sequence[int]) -> tuple[list[int], dict[int, list[int]]]:
    """What has no time stands directly behind the letter that arrived before it.

    And the first of all before all others.
    """
    blocks = {head: [head] for head in heads}
    leading: list[int] = []
    current = leading
    for number in range(len(marks)):
        if number in blocks:
            current = blocks[number]
        else:
            current.append(number)
    return leading, blocks


def _proofs(marks: Sequence[Mark], heads: Sequence[int]) -> Iterator[tuple[int, list[int], bool]]:
    """For each letter in time: up to which all are before it, which others, whether it is dense."""
    widest = max(marks[head].skew for head in heads) + max(marks[head].grain for head in heads)
    floor, poll = 0, None
    callbacks = 0
    for place, head in enumerate(heads):
        here = marks[head]
        assert here.time is not None
        while heads[floor] != head and _is_surely_before(marks[heads[floor]], here, widest):
            callbacks -= not marks[heads[floor]].sampled
            floor += 1
        callbacks += not here.sampled
        dense = callbacks > MOST_PERMUTED or (callbacks > 0 and place - floor >= _MOST_BESIDE)
        needed = []
        if not dense and callbacks:
            others = range(floor, place)
            needed = [each for each in others if precedes(marks[heads[each]], here)]
        if here.sampled:
            if poll is not None and poll >= floor and poll not in needed:
                needed.append(poll)
            poll = place
        yield floor, needed, dense


def _is_surely_before(one: Mark, other: Mark, widest: int) -> bool:
    assert one.time is not None
    assert other.time is not None
    return one.time < other.time and one.time + widest <= other.time


def nearest_to_arrival(order: Order) -> list[int]:
    """Return the places in the order that is nearest to that of arrival, of those allowed."""
    needed_by: dict[int, list[int]] = {}
    missing = [len(needs) for needs in order.needs]
    for place, needs in enumerate(order.needs):
        for each in needs:
            needed_by.setdefault(each, []).append(place)
    taken: list[int] = []
    done = [False] * len(order.arrived)
    waiting: list[tuple[int, int]] = []
    low = next_place = 0
    while len(taken) < len(done):
        while next_place < len(done) and order.floors[next_place] <= low:
            if not order.joined[next_place] and not missing[next_place]:
                heappush(waiting, (order.arrived[next_place], next_place))
            next_place += 1
        _, place = heappop(waiting)
        while True:
            taken.append(place)
            done[place] = True
            for each in needed_by.get(place, ()):
                missing[each] -= 1
                if not missing[each] and each < next_place and not order.joined[each]:
                    heappush(waiting, (order.arrived[each], each))
            if place + 1 == len(done) or not order.joined[place + 1]:
                break
            place += 1
        while low < len(done) and done[low]:
            low += 1
    return taken
