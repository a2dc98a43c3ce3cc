"""The semantics once more, by brute force: every order, every explanation, no cleverness.

Written from the text (docs/semantics.md: moves, order, skew, clocks that contradict, blame, polls
and copies), never from the judge's code, of which nothing is imported. Words are the text's: a
*letter* is what one observation tells, a *cost* counts the edits of each class, from 6 to 1.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from support.told_lives import START, Code, Letter, Life, Outcome, Severity, Way

DENY, LATE, MISS, ASSUME, DIFFER, REPEAT = range(6)
"""Places in a cost, the gravest first: classes 6 to 1."""

FREE: Final = (0, 0, 0, 0, 0, 0)
Cost = tuple[int, ...]
DENIALS: Final = frozenset({"LIFE001", "LIFE002", "LIFE003", "LIFE004", "LIFE005"})


class Heard(NamedTuple):
    """A letter in its place: when it arrived, and of which it is a copy, if it is one."""

    arrival: int
    letter: Letter
    first: int | None

    @property
    def copy(self) -> bool:
        """Whether it arrived before."""
        return self.first is not None

    @property
    def again(self) -> bool:
        """Whether it is an event that was told before: it is told once more, and counts once."""
        named = self.letter.event is not None
        return self.copy and not self.letter.poll and (named or self.letter.at is not None)

    @property
    def late_able(self) -> bool:
        """Announced without a time: it may come late and nothing proves it."""
        return self.letter.at is None and not self.letter.poll


class Where(NamedTuple):
    """How far an explanation has come, and at which price.

    `missed` are the misses so far that can be paid back: state, class and letter; `heard` says
    whether an announcement told of `state`, `dated` whether each poll that told of it has a time.
    """

    state: str = START
    passed: frozenset[str] = frozenset()
    missed: tuple[tuple[str, int, int], ...] = ()
    heard: bool = False
    dated: bool = True
    costs: tuple[Cost, ...] = ()
    stays: tuple[bool, ...] = ()
    codes: tuple[Code, ...] = ()

    @property
    def total(self) -> Cost:
        """The cost of all its moves."""
        return tuple(map(sum, zip(FREE, *self.costs, strict=True)))

    def rank(self, denying: bool) -> tuple[object, ...]:
        """What makes one explanation of an order better than another: less.

        S3: fewest denials, each as late as possible; then the other classes, then the ties.
        """
        denials = tuple(-place for place, cost in enumerate(self.costs) if cost[DENY])
        cheap = (self.total, self.costs, self.stays)
        return (len(denials), denials, *cheap) if denying else cheap

    @property
    def all_codes(self) -> frozenset[Code]:
        """The findings; a miss that was paid back has none."""
        names = {MISS: "DELV003", LATE: "DELV004"}
        unpaid = {Code(names[kind], letter) for _, kind, letter in self.missed}
        return frozenset(self.codes) | unpaid


def judge(life: Life, letters: Sequence[Letter], *, complete: bool = False) -> Outcome:
    """Judge a message by the letters told of it, in their order of arrival."""
    # The message has parts, whichever letter says so.
    split = any(each.split for each in letters)
    parts = max((each.parts for each in letters), default=1)
    tells = _told_of([each for each in letters if not each.poll])
    heard = [
        Heard(arrival, replace(letter, split=split, parts=parts, tells=tells), first)
        for arrival, (letter, first) in enumerate(_copies(letters))
    ]
    events = [each for each in heard if not each.again]
    rest = [each for each in events if each.letter.state in life.states]
    last, codes, misdated = _explain(life, rest)
    announced = [each for each in rest if not each.letter.poll]
    if len(announced) < len(rest):
        alone = _explain(life, announced)[1]
        if any(each.letter.at is None for each in rest):  # S4: a poll never cures
            denied = {each.letter for each in codes if each.code in DENIALS}
            codes |= {each for each in alone if each.code in DENIALS and each.letter not in denied}
        if complete:  # S5: polls explain, they do not announce
            codes = {each for each in codes if each.code != "DELV003"}
            codes |= {each for each in alone if each.code == "DELV003"}
    codes |= {Code("DELV001", each.arrival, "info") for each in heard if each.again}
    for each in events:
        if each not in rest:
            foreign = each.letter.state in life.foreign
            codes.add(Code("LIFE004" if foreign else "LIFE001", each.arrival, "error"))
    if complete:
        codes = {c._replace(severity="error") if c.code == "DELV003" else c for c in codes}
    found = frozenset(codes | _late_by_time(heard, misdated))
    return Outcome(_verdict(life, last, found), last, found)


def _told_of(announced: list[Letter]) -> frozenset[str] | None:
    """The states that are told of a message by some form that announced it; None for all."""
    if any(each.tells is None for each in announced):
        return None
    return frozenset().union(*(each.tells or () for each in announced))


def _verdict(life: Life, last: str, codes: Iterable[Code]) -> str:
    said = {each.severity for each in codes}
    if "error" in said:
        return "violates"
    if any(each.code == "DELV004" for each in codes):
        return "undecided"
    if "warning" in said:
        return "tolerated"
    return "conforms" if last in life.finals else "open"


def _copies(letters: Sequence[Letter]) -> Iterator[tuple[Letter, int | None]]:
    """Each letter, and of which it is a copy, if it is; it takes the time of that (S7)."""
    for arrival, letter in enumerate(letters):
        for number, first in enumerate(letters[:arrival]):
            named = letter.event is not None and letter.event == first.event
            if first == letter or (named and first.state == letter.state):
                yield replace(letter, at=first.at), number
                break
        else:
            yield letter, None


def _explain(life: Life, letters: list[Heard]) -> tuple[str, set[Code], set[int]]:
    """Where the life ends, what is found, and on which letters for their times' sake.

    Args:
        life: the lifecycle.
        letters: those with a status it has.
    """
    allowed = list(_orders(letters))
    found = []
    for order in allowed:
        for where in _explanations(life, order, denying=False):
            ties = (_inverted(order, _time), _inverted(order, _arrival), where.costs, where.stays)
            found.append((where.total, ties, where))
    if found:  # S1
        where = min(found, key=lambda each: each[:2])[2]
        misdated = {each.letter for each in where.all_codes if each.code == "DELV005"}
        return where.state, set(where.all_codes), misdated
    ways = [
        w for w in _explanations(life, letters, denying=False, dated=False) if not w.total[LATE]
    ]
    contradicting = next((each.arrival for each in letters if _contradicts(each, letters)), None)
    if ways and contradicting is not None:  # S2
        where = min(ways, key=lambda each: each.rank(False))
        return where.state, {*where.all_codes, Code("DELV004", contradicting)}, {contradicting}
    # S3
    by_time = min(allowed, key=lambda each: (_inverted(each, _time), _inverted(each, _arrival)))
    where = min(_explanations(life, by_time, denying=True), key=lambda each: each.rank(True))
    return where.state, set(where.all_codes), set()


def _late_by_time(letters: list[Heard], misdated: set[int]) -> set[Code]:
    """DELV002: announced, and arrived after one with a later time; neither twice nor for a copy."""
    times = [(each.arrival, each.letter.at) for each in letters if each.letter.at is not None]
    return {
        Code("DELV002", one.arrival)
        for one in letters
        if not (one.letter.poll or one.copy or one.letter.at is None or one.arrival in misdated)
        and any(arrival < one.arrival and at > one.letter.at for arrival, at in times)
    }


def _tolerance(one: Letter, other: Letter) -> int:
    """Two times that differ by less prove no order."""
    return max(one.skew, other.skew) + max(one.resolution, other.resolution)


def _precedes(one: Heard, other: Heard) -> bool:
    """Whether `one` must come before `other`, by their times."""
    a, b = one.letter, other.letter
    if a.at is None or b.at is None:
        return False
    if a.poll and b.poll:
        return (a.at, a.version, one.arrival) < (b.at, b.version, other.arrival)
    return a.at + _tolerance(a, b) <= b.at


def _contradicts(one: Heard, letters: list[Heard]) -> bool:
    """Whether it is timed the skew or more (of two polls, at all) before one that came earlier."""
    return any(each.arrival < one.arrival and _precedes(one, each) for each in letters)


def _orders(letters: list[Heard]) -> Iterator[list[Heard]]:
    """Each order that the times allow (S1)."""
    if all(each.letter.at is None for each in letters):
        yield letters
        return
    blocks = _blocks(letters)
    opening = blocks[:1] if letters[0].letter.at is None else []
    for order in itertools.permutations(blocks[len(opening) :]):
        line = [each for block in (*opening, *order) for each in block]
        if not any(_precedes(b, a) for a, b in itertools.combinations(line, 2)):
            yield line


def _blocks(letters: list[Heard]) -> list[list[Heard]]:
    """Letters that stay together: one without a time stands behind what arrived before it."""
    blocks: list[list[Heard]] = []
    for before, each in zip([None, *letters], letters, strict=False):
        if each.letter.at is None and before is not None:
            next(block for block in blocks if before in block).append(each)
        else:
            blocks.append([each])
    return blocks


def _time(one: Heard, other: Heard) -> bool:
    """Whether the second has the earlier time."""
    a, b = one.letter.at, other.letter.at
    return a is not None and b is not None and b < a


def _arrival(one: Heard, other: Heard) -> bool:
    """Whether the second arrived first."""
    return other.arrival < one.arrival


def _inverted(order: Sequence[Heard], wrong: Callable[[Heard, Heard], bool]) -> int:
    """How many pairs stand the wrong way round."""
    return sum(wrong(a, b) for a, b in itertools.combinations(order, 2))


def _explanations(
    life: Life, order: Sequence[Heard], *, denying: bool, dated: bool = True
) -> list[Where]:
    """What explains letters in an order: of those that go on alike the best, as the ties have it.

    Args:
        life: the lifecycle.
        order: the letters.
        denying: whether letters may be denied.
        dated: whether a letter behind one with a later time costs an edit.
    """
    found = [Where()]
    memory = any(each.late_able for each in order)
    for place, one in enumerate(order):
        behind = dated and not one.copy and any(_time(each, one) for each in order[:place])
        alike = [e for e in order[:place] if e.letter.state == one.letter.state]
        receipts = 1 + sum(not (each.copy or each.letter.poll) for each in alike)
        best: dict[tuple[object, ...], Where] = {}
        for where in found:
            for move in _moves(life, where, one, receipts, denying):
                after = _dated_wrongly(move, one) if behind else move
                past = (after.passed, after.missed) if memory else ()
                key = (after.state, after.heard, after.dated, past)
                if key not in best or after.rank(denying) < best[key].rank(denying):
                    best[key] = after
        found = list(best.values())
    return found


def _dated_wrongly(where: Where, one: Heard) -> Where:
    """What was come to by a letter that stands behind one with a later time (S1)."""
    *before, last = where.costs
    cost = tuple(count + (place == DIFFER) for place, count in enumerate(last))
    told = Code("DELV005", one.arrival)
    return where._replace(costs=(*before, cost), codes=(*where.codes, told))


def _moves(life: Life, here: Where, one: Heard, receipts: int, denying: bool) -> Iterator[Where]:
    """Each move on a letter, with its cost and what is found.

    Args:
        life: the lifecycle.
        here: how far the explanation has come.
        one: the letter.
        receipts: the how many announcements of its status there are with it.
        denying: whether it may be denied.
    """
    letter, told = one.letter, not one.letter.poll
    state, opens, dated = letter.state, letter.opens, letter.at is not None

    def code(name: str, severity: Severity = "warning") -> Code:
        return Code(name, one.arrival, severity)

    def move(edits: dict[int, int], codes: list[Code], passed: Iterable[str] = ()) -> Where:
        there = here._replace(state=state, heard=told, dated=told or dated)
        return _after(there._replace(passed=here.passed | {*passed, state}), edits, codes)

    if denying:
        denial = [code(_denial(life, here.state, state), "error")]
        yield _after(here, {DENY: 1}, denial, stays=True)
        if state != here.state:
            yield move({DENY: 1}, denial)
    if not life.admits(state, opens):
        return  # such a payload cannot have this status, wherever the life stands
    if state == here.state:
        there = here._replace(heard=here.heard or told, dated=here.dated and (told or dated))
        alike = one.copy or receipts <= letter.parts > 1
        if not (told and here.heard):
            yield _after(there, {}, [], stays=True)
        elif alike:
            yield _after(there, {REPEAT: 1}, [code("DELV001", "info")], stays=True)
        else:
            yield _after(there, {DIFFER: 1}, [code("DELV001")], stays=True)
        if told and here.heard and not one.copy:
            for edge in life.edges:
                if edge.source == edge.target == state and edge.guard in (None, *opens):
                    assumed = [code("LIFE006")] * edge.assumed
                    yield _after(there, {ASSUME: int(edge.assumed)}, assumed, stays=True)
        return
    by_times = here.dated and dated  # S4: then times rule, and it is not behind
    if told and not here.heard and not by_times and life.ways(state, here.state, opens):
        yield _after(here, {DIFFER: 1}, [code("DELV002")], stays=True)
    ways, lost = _fitting(life, here.state, letter)
    for way in ways:
        unseen = way.inner if told else ()
        if here.state == START and letter.changes_only:
            unseen = unseen[1:]
        kind = LATE if one.late_able and here.state in life.finals else MISS
        if kind == MISS and letter.tells is not None:  # what nobody announces is not missed
            unseen = tuple(each for each in unseen if each in letter.tells)
        edits = {MISS: lost, ASSUME: way.assumed}
        edits[kind] = edits.get(kind, 0) + len(unseen)
        codes = [code("LIFE006")] * bool(way.assumed) + [code("DELV003")] * lost
        where = move(edits, codes, passed=way.inner)
        missed = tuple((each, kind, one.arrival) for each in unseen)
        yield where._replace(missed=where.missed + missed)
    if one.late_able and state in here.passed:
        yield _late(here, one)
    if letter.split and {here.state, state} <= life.finals:
        yield move({LATE: 1}, [code("DELV004")])


def _late(here: Where, one: Heard) -> Where:
    """It is told of what was passed: a miss of that, the last of them, is paid back."""
    edits = {LATE: 1}
    missed = list(here.missed)
    for each in reversed(here.missed):
        if each[0] == one.letter.state:
            edits[each[1]] = edits.get(each[1], 0) - 1
            missed.remove(each)
            break
    told = [Code("DELV004", one.arrival)]
    return _after(here._replace(missed=tuple(missed)), edits, told, stays=True)


def _after(where: Where, edits: dict[int, int], codes: list[Code], *, stays: bool = False) -> Where:
    """What was come to, with a move's price and findings."""
    return where._replace(
        costs=(*where.costs, tuple(edits.get(each, 0) for each in range(len(FREE)))),
        stays=(*where.stays, stays),
        codes=(*where.codes, *codes),
    )


def _fitting(life: Life, here: str, letter: Letter) -> tuple[list[Way], int]:
    """The ways to a letter that come as it says, and how many events are lost."""
    ways = life.ways(here, letter.state, letter.opens)
    before = letter.previous
    if before is None or before == letter.state:
        return ways, 0
    through = [way for way in ways if before in (here, *way.inner)]
    if not through and life.ways(before, letter.state, letter.opens):
        return ways, 1
    return through, 0


def _denial(life: Life, here: str, state: str) -> str:
    """Which denial it is, the first that holds."""
    if here in life.finals and state != here:
        return "LIFE005" if state in life.finals else "LIFE003"
    return "LIFE002"
