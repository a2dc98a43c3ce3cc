"""From the explanation of a message's life to findings about its observations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from ...machines import BEGIN
from ...spec import Grounds, Severity
from ..lives.evidence import tolerance
from ..lives.explanation import Explanation, Step
from ..observing.observation import Observation
from ..results.finding import Finding
from ..results.times import format_duration, format_span
from .denials import denied, weakest
from .life import Life, late_by_time


def life_findings(life: Life, *, strict: bool, complete: bool) -> Iterator[Finding]:
    """Yield what is to be said of a life and of how its callbacks travelled.

    Args:
        life: the judged life.
        strict: an assumed edge is an error.
        complete: the capture is whole, so that a missed status is an error.
    """
    explanation = life.explanation
    alone = explanation.alone
    edited = any(explanation.cost)
    for step, here, seen in _seen(life, explanation) if edited else ():
        yield from _step_findings(life, step, here, seen, strict)
        for state in step.missed if not (complete and alone) else ():
            yield _missed(life, step, here, state, complete)
    if explanation.clash is not None:
        yield _clashing(life, explanation.clash.late, explanation.clash.other)
    if alone is not None:
        for step, here, seen in _seen(life, alone):
            if step.index in explanation.stands:
                yield denied(life, alone, step, seen)
            for state in step.missed if complete else ():
                yield _missed(life, step, here, state, complete)
    overtaken = late_by_time(life)
    for observation in life.timeline.observations if overtaken else ():
        if id(observation) in overtaken:
            yield _overtaken(life, observation, overtaken[id(observation)])


def _seen(
    life: Life, explanation: Explanation
) -> Iterator[tuple[Step, Observation, Observation | None]]:
    """Each step, with its observation and the last one before that is known to have been so."""
    seen: Observation | None = None
    for step in explanation.steps:
        here = life.timeline.arrived[step.index]
        yield step, here, seen
        told = life.letters[step.index].state == step.after and step.move.kind != "deny"
        if told or step.after != step.before:
            seen = here


def _step_findings(
    life: Life, step: Step, here: Observation, seen: Observation | None, strict: bool
) -> Iterator[Finding]:
    kind = step.move.kind
    if kind == "deny":
        crowded = life.explanation.crowded and life.letters[step.index].state > 0
        if crowded:
            yield _undecided(life, step, here, seen)
        else:
            yield denied(life, life.explanation, step, seen)
    elif kind == "repeat":
        yield from _repeated(life, step, here, seen)
    elif kind == "behind" and id(here) not in late_by_time(life):
        yield _behind(life, here, seen)
    elif kind in ("late", "split") or step.doubted:
        yield _undecided(life, step, here, seen)
    if step.ahead is not None:
        yield _skewed(life, step.index, step.ahead)
    if kind == "step":
        yield from _assumed(life, step, here, strict)


def _skewed(life: Life, index: int, before: int) -> Finding:
    here, ahead = life.timeline.arrived[index], life.timeline.arrived[before]
    marks = life.timeline.marks
    assert marks is not None  # or nothing would stand behind a later time
    span = format_span((ahead.time or 0) - (here.time or 0))
    skew = format_span(tolerance(marks[index], marks[before]))
    words = (
        f"{here.told} is timed {span} before {ahead.told}, which cannot be; "
        f"the clocks differ by less than {skew}"
    )
    finding = life.finding("DELV005", "warning", here, words)
    # How far clocks differ is assumed where no document says so.
    forms = [each.voice.form for each in (here, ahead)]
    bases = [each.grounds.basis if each.states_skew else "assumed" for each in forms]
    return finding._replace(basis=weakest(*bases), related=(ahead.place,))


def _clashing(life: Life, index: int, other: int) -> Finding:
    here, earlier = life.timeline.arrived[index], life.timeline.arrived[other]
    span = (earlier.time or 0) - (here.time or 0)
    if span > 0:
        words = f"{here.told} is timed {format_span(span)} before {earlier.told}"
    else:  # a version puts it there
        words = f"{here.told} belongs before {earlier.told}"
    words += ", and arrived after it: the order of arrival is legal, that of the times is not"
    finding = life.finding("DELV004", "warning", here, words)
    return finding._replace(related=(earlier.place,))


def finding_grounds(life: Life, state: str) -> Grounds | None:
    """Return why a state stands in the lifecycle; `None` for ``start``."""
    return next((each.grounds for each in life.lifecycle.states if each.name == state), None)


def _repeated(
    life: Life, step: Step, here: Observation, seen: Observation | None
) -> Iterator[Finding]:
    if not any(step.move.cost):  # the same status, told by a poll: nothing was repeated
        return
    original = life.timeline.copies.get(id(here))
    part = life.letters[step.index].part
    if original:
        words = f"{here.told} again, the same callback"
    elif part:
        words = f"{here.told} again, the receipt of another part"
    else:
        words = f"{here.told} again, with other content"
    severity: Severity = "info" if original or part else "warning"
    related = original or seen
    finding = life.finding("DELV001", severity, here, words)
    yield finding._replace(related=(related.place,) if related else ())


def _behind(life: Life, here: Observation, seen: Observation | None) -> Finding:
    words = f"{here.told} is announced behind a poll that had already seen a later status"
    finding = life.finding("DELV002", "warning", here, words)
    return finding._replace(related=(seen.place,) if seen else ())


def _undecided(life: Life, step: Step, here: Observation, seen: Observation | None) -> Finding:
    names = life.automaton.names
    before = names[step.before]
    if step.move.kind == "late":
        words = f"{here.told} after {before}: reported late, or again; no time decides it"
    elif step.move.kind == "split":
        words = f"{here.told} after {before}: receipts of different parts may differ"
    elif step.move.kind == "deny":
        words = f"{here.told} after {before}: too many callbacks at once to try their orders"
    else:
        way = ", ".join(names[state] for state in step.doubted)
        words = f"{here.told} after {before}: a stale callback, or a new life by way of {way}"
    finding = life.finding("DELV004", "warning", here, words)
    splits = (rule for rule in here.voice.lifecycle.rules if rule.kind == "undecided_when")
    rule = next(splits, None) if step.move.kind == "split" else None
    if rule is not None:
        finding = finding._replace(basis=rule.grounds.basis, cite=rule.grounds.first_cite)
    return finding._replace(related=(seen.place,) if seen else ())


def _missed(life: Life, step: Step, here: Observation, state: int, complete: bool) -> Finding:
    names = life.automaton.names
    missed = names[state]
    before = "the beginning" if step.before == BEGIN else names[step.before]
    words = f"{missed} was never reported: the message went from {before} to {here.told}"
    finding = life.finding("DELV003", "error" if complete else "warning", here, words)
    grounds = finding_grounds(life, missed)
    return finding._replace(basis=grounds.basis, cite=grounds.cite) if grounds else finding


def _assumed(life: Life, step: Step, here: Observation, strict: bool) -> Iterator[Finding]:
    path = step.move.path
    if path is None or not path.assumed:
        return
    guards = life.letters[step.index].guards
    arcs = (life.automaton.between(*pair, guards) for pair in pairwise(path.states))
    for edge in (arc.edge for arc in chain.from_iterable(arcs) if arc.assumed):
        if edge is None:
            continue
        words = f"{edge.source} → {edge.target} rests on an assumed edge"
        finding = life.finding("LIFE006", "error" if strict else "warning", here, words)
        yield finding._replace(basis=edge.grounds.basis, cite=edge.grounds.cite)


def _overtaken(life: Life, here: Observation, overtaking: Observation) -> Finding:
    behind = (overtaking.time or 0) - (here.time or 0)
    words = (
        f"{here.told} arrived after {overtaking.told}, "
        f"whose event time is {format_duration(behind)} later"
    )
    finding = life.finding("DELV002", "warning", here, words)
    return finding._replace(related=(overtaking.place,))
