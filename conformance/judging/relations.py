"""Relations between messages, judged where both sides are in the log.

A relation is judged in order of arrival: what arrives between two equal snapshots of a
parent happened while the parent was as they say.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, pairwise
from math import inf
from typing import Final, NamedTuple

from ...machines import Automaton
from ...spec import Count, Relation
from ..observing.observation import Observation
from ..results.finding import Finding
from .life import Life
from .workflow_legs import legs_in_order


class Relatives(NamedTuple):
    """A parent, as far as the log tells of it, and its children.

    Args:
        parent: the parent's life, if it is in the log.
        children: the lives that name it.
        arrival: the rank of each observation of theirs, by its identity.
    """

    parent: Life | None
    children: Sequence[Life]
    arrival: Mapping[int, int]

    def arrived(self, life: Life) -> list[Observation]:
        """Return a life's observations in order of arrival."""
        return sorted(life.timeline.observations, key=lambda each: self.arrival[id(each)])

    def fresh(self, life: Life) -> list[Observation]:
        """Return those of them that told something newer than all that had arrived."""
        rank = {id(each): rank for rank, each in enumerate(life.timeline.observations)}
        newest = accumulate(self.arrived(life), partial(max, key=lambda each: rank[id(each)]))
        return list({id(each): each for each in newest}.values())

    def precedes(self, one: Observation, other: Observation) -> bool:
        """Whether one observation arrived before another."""
        return self.arrival[id(one)] < self.arrival[id(other)]


def relatives_of(parent: Life | None, children: Sequence[Life]) -> Relatives:
    """Put a parent and its children on one order of arrival."""
    lives = [*([parent] if parent else ()), *children]
    ranks = {id(each): rank for rank, each in enumerate(_by_arrival(lives))}
    return Relatives(parent, children, ranks)


def _by_arrival(lives: Sequence[Life]) -> list[Observation]:
    """Order what was observed of relatives by when the capture received it.

    Of a life of which it does not tell that each time, an observation stands right after what
    stands before it in the logs: one record without a time does not undo the order of all others.
    """
    told: list[tuple[Observation, bool]] = []
    for life in lives:
        observations = life.timeline.observations
        clocked = all(each.received is not None for each in observations)
        told += [(each, clocked) for each in observations]
    told.sort(key=lambda each: each[0].serial)
    keyed = []
    moment = -inf
    for each, clocked in told:
        if clocked and each.received is not None:
            moment = each.received
        keyed.append((moment, each))
    keyed.sort(key=lambda each: each[0])
    return [each for _, each in keyed]


def relation_findings(relatives: Relatives) -> Iterator[Finding]:
    """Yield what is to be said of the relations of a parent and its children, or of legs."""
    relations: dict[str, Relation] = {}
    every = relatives.children
    for life in every:
        relations |= {relation.id: relation for relation in life.lifecycle.relations}
    alike = len({id(life.lifecycle) for life in relatives.children}) == 1
    for relation in relations.values():
        if not alike:
            related = [life for life in every if relation in life.lifecycle.relations]
            relatives = relatives._replace(children=related)
        yield from _JUDGES[relation.kind](relation, relatives)


def ended_by(parent: Life | None) -> frozenset[str | None]:
    """Return what was told of a parent that has ended; nothing, if it has not."""
    if parent is None or parent.explanation.end not in parent.automaton.finals:
        return frozenset()
    return frozenset(each.state for each in parent.timeline.observations)


def is_closed(child: Life, ended: frozenset[str | None]) -> bool:
    """Whether a child was left for good where it is, since its parent ended.

    Args:
        child: the child's life.
        ended: what was told of the parent, if it has ended.
    """
    end = child.automaton.names[child.explanation.end]
    return any(
        end in relation.closes and not ended.isdisjoint(relation.closed_by)
        for relation in child.lifecycle.relations
    )


def _belongs_to(relation: Relation, relatives: Relatives) -> Iterator[Finding]:
    for child in relatives.children:
        first: Observation | None = None
        for here in child.timeline.observations:
            claim = here.facts_of.get(relation.id)
            if claim is None:
                continue
            first = first or here
            if claim != first.facts_of.get(relation.id):
                yield _broken(relation, child, here, relation.says, first)
                break


def _only_after(relation: Relation, relatives: Relatives) -> Iterator[Finding]:
    if relatives.parent is None:
        return
    early = [
        each for each in relatives.fresh(relatives.parent) if each.state in relation.parent_states
    ]
    ranks = [relatives.arrival[id(each)] for each in early]
    for child in relatives.children:
        reached = next((each for each in relatives.arrived(child) if _tells(each, relation)), None)
        if reached is None:
            continue
        after = bisect(ranks, relatives.arrival[id(reached)])
        for parent in early[after : after + 1]:
            words = f"{relation.says} (the parent was still {parent.state})"
            yield _broken(relation, child, reached, words, parent)


def _not_while(relation: Relation, relatives: Relatives) -> Iterator[Finding]:
    if relatives.parent is None:
        return
    spans = list(_spans(relation, relatives, relatives.parent))
    closed = [each for each in spans if each.end is not None]
    begun = [relatives.arrival[id(each.begin)] for each in closed]
    for child in relatives.children:
        before: Observation | None = None
        for here in relatives.arrived(child):
            if not _tells(here, relation):
                before = here
                continue
            # Of those with an end, only the one that had begun last can still go on.
            last = bisect(begun, relatives.arrival[id(here)])
            possible = closed[max(last - 1, 0) : last] + spans[len(closed) :]
            held = next((each for each in possible if _within(each, before, here, relatives)), None)
            if held is not None:
                words = f"{relation.says} (the parent was {held.begin.state})"
                yield _broken(relation, child, here, words, held.begin)
            break


class _Span(NamedTuple):
    """Between two observations the parent was in one state; without an end, ever after."""

    begin: Observation
    end: Observation | None


def _spans(relation: Relation, relatives: Relatives, parent: Life) -> Iterator[_Span]:
    observations = relatives.fresh(parent)
    for one, two in pairwise(observations):
        same = one.version is not None and one.version == two.version and one.state == two.state
        if one.state in relation.parent_states and same:
            yield _Span(one, two)
    for each in observations:
        if each.state in relation.parent_states and _is_over(parent.automaton, each.state):
            yield _Span(each, None)
            return


def _is_over(automaton: Automaton, state: str | None) -> bool:
    """Whether a state is final, and nothing but finals can follow it."""
    here = automaton.number.get(state or "")
    return here is not None and automaton.finals.issuperset(_reachable(automaton, here))


def _reachable(automaton: Automaton, state: int) -> list[int]:
    """A state, and those that may follow it, near or far."""
    found = [state]
    for here in found:  # it grows on the way
        onward = {automaton.number[name] for name in automaton.next_names(here)}
        found.extend(onward.difference(found))
    return found


def _within(
    span: _Span, before: Observation | None, here: Observation, relatives: Relatives
) -> bool:
    """Whether the step to `here` certainly happened within the span."""
    if span.end is not None and relatives.precedes(span.end, here):
        return False
    since = span.begin.time
    if not here.voice.form.sampled and here.time is not None and since is not None:
        return here.time > since and relatives.precedes(span.begin, here)
    if before is None or relatives.precedes(before, span.begin):
        return False
    # An event may arrive long after what it tells; a poll tells what is.
    return before.voice.form.sampled


def _counts_agree(relation: Relation, relatives: Relatives) -> Iterator[Finding]:
    parent = relatives.parent
    if parent is None or relation.recipients is None:
        return
    done = [each for each in relatives.fresh(parent) if each.state in relation.parent_states]
    told = {each.state for child in relatives.children for each in child.timeline.observations}
    if not done or told & set(relation.excluded):
        return
    last = done[-1]
    if last.facts_of.get(relation.recipients.text) != len(relatives.children):
        return  # a child's log is missing
    for count in relation.counts:
        value = last.facts_of.get(count.field.text)
        if not isinstance(value, int):
            continue
        least = most = 0
        for child in relatives.children:
            least += any(
                each.state in count.states and relatives.precedes(each, last)
                for each in child.timeline.observations
            )
            most += not _never(child, count, last, relatives)
        if not least <= value <= most:
            shown = f"{least}" if least == most else f"{least} to {most}"
            words = f"{relation.says} ({count.field} is {value}, its messages show {shown})"
            yield _broken(relation, parent, last, words, None)


def _never(child: Life, count: Count, snapshot: Observation, relatives: Relatives) -> bool:
    """Whether a child certainly was not counted when the parent's snapshot arrived."""
    automaton = child.automaton
    counted = [automaton.number[state] for state in count.states if state in automaton.number]
    for each in relatives.arrived(child):
        if each.state in count.states:
            return False
        here = automaton.number.get(each.state or "")
        if here is None or each.state not in count.uncounted:
            continue
        # An event may arrive long after what it tells; a poll tells what is.
        is_so_now = each.voice.form.sampled and relatives.precedes(snapshot, each)
        if is_so_now or not set(_reachable(automaton, here)).intersection(counted):
            return True
    return False


def _legs(relation: Relation, relatives: Relatives) -> Iterator[Finding]:
    for life, here, words, other, severity in legs_in_order(relation, relatives.children):
        yield _broken(relation, life, here, words, other)._replace(severity=severity)


_JUDGES: Final[Mapping[str, Callable[[Relation, Relatives], Iterator[Finding]]]] = {
    "belongs_to": _belongs_to,
    "only_after": _only_after,
    "not_while": _not_while,
    "counts_agree": _counts_agree,
    "legs_in_order": _legs,
}


def _tells(observation: Observation, relation: Relation) -> bool:
    return observation.state in relation.states


def _broken(
    relation: Relation, life: Life, here: Observation, words: str, other: Observation | None
) -> Finding:
    finding = life.finding("RELN001", relation.severity, here, words)
    return finding._replace(
        rule=relation.id,
        basis=relation.grounds.basis,
        cite=relation.grounds.cite,
        related=(other.place,) if other else (),
    )
