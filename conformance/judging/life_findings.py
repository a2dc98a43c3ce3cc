"""From the explanation of a message's life to findings about its observations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ...machines import BEGIN, Automaton
from ...spec import Grounds, Lifecycle, Severity, did_you_mean
from ..lives.edits import Letter
from ..lives.explanation import Explanation, Step
from ..lives.narration import denial_code, denial_words
from ..observing.observation import Observation
from ..results.finding import Finding, MessageId
from ..results.times import format_duration
from .order import Timeline


class Life(NamedTuple):
    """A message's life, judged.

    Args:
        name: the message.
        lifecycle, automaton: what it is judged by.
        timeline: its observations in order.
        letters: what the judge saw of each.
        explanation: how they are explained.
        words: the same in words.
    """

    name: MessageId
    lifecycle: Lifecycle
    automaton: Automaton
    timeline: Timeline
    letters: tuple[Letter, ...]
    explanation: Explanation
    words: str

    def finding(self, code: str, severity: Severity, at: Observation, message: str) -> Finding:
        """Begin a finding about one of its observations."""
        return Finding.begin(
            code,
            at.place,
            message,
            self.lifecycle,
            severity=severity,
            about=self.name,
            grounds=at.voice.form.grounds,
            status=at.told,
            explanation=self.words,
        )


def life_findings(life: Life, *, strict: bool, complete: bool) -> Iterator[Finding]:
    """Yield what is to be said of a life and of how its callbacks travelled.

    Args:
        life: the judged life.
        strict: an assumed edge is an error.
        complete: the capture is whole, so that a missed status is an error.
    """
    observations = life.timeline.observations
    seen: Observation | None = None
    edited = any(life.explanation.cost)
    for step in life.explanation.steps if edited else ():  # without an edit nothing is to be said
        here = observations[step.index]
        yield from _step_findings(life, step, here, seen, strict, complete)
        if step.move.kind in ("step", "repeat", "split") or step.after != step.before:
            seen = here
    for observation in observations if life.timeline.overtaken else ():
        overtaking = life.timeline.overtaken.get(id(observation))
        if overtaking is not None:
            yield _overtaken(life, observation, overtaking)


def _step_findings(
    life: Life,
    step: Step,
    here: Observation,
    seen: Observation | None,
    strict: bool,
    complete: bool,
) -> Iterator[Finding]:
    kind = step.move.kind
    if kind == "deny":
        yield _denied(life, step, here, seen)
    elif kind == "repeat":
        yield from _repeated(life, step, here, seen)
    elif kind == "behind" and id(here) not in life.timeline.overtaken:
        yield _behind(life, here, seen)
    elif kind in ("late", "split") or step.doubted:
        yield _undecided(life, step, here, seen)
    for state in step.missed:
        yield _missed(life, step, here, state, complete)
    if kind == "step":
        yield from _assumed(life, step, here, strict)


def _denied(life: Life, step: Step, here: Observation, seen: Observation | None) -> Finding:
    names = life.automaton.names
    code = denial_code(life.automaton, step.before, life.letters[step.index])
    words = denial_words(code, names[step.before], here.told, life.lifecycle.title)
    letter = life.letters[step.index]
    if code == "LIFE002" and life.automaton.paths(step.before, letter.state, letter.guards):
        words = f"{here.told} cannot be, given what else was told of this message"
    if code == "LIFE001":
        words += did_you_mean(here.told, names[1:])
    finding = life.finding(code, "error", here, words)
    grounds = finding_grounds(life, names[step.before]) if code in _OF_STATE else None
    if grounds is not None:
        finding = replace(finding, basis=grounds.basis, cite=grounds.cite)
    else:  # it is about what statuses there are
        cites = dict.fromkeys(state.grounds.first_cite for state in life.lifecycle.states)
        finding = replace(finding, cite="; ".join(cites))
    return replace(
        finding,
        expected=life.automaton.next_names(step.before),
        related=(seen.place,) if seen else (),
    )


_OF_STATE = ("LIFE002", "LIFE003", "LIFE005")
"""Denials that rest on what is said of the state before."""


def finding_grounds(life: Life, state: str) -> Grounds | None:
    """Return why a state stands in the lifecycle; `None` for ``start``."""
    return next((each.grounds for each in life.lifecycle.states if each.name == state), None)


def _repeated(
    life: Life, step: Step, here: Observation, seen: Observation | None
) -> Iterator[Finding]:
    if not any(step.move.cost):  # the same status, told by a poll: nothing was repeated
        return
    original = life.timeline.copies.get(id(here))
    words = (
        f"{here.told} again, the same callback"
        if original
        else f"{here.told} again, with other content"
    )
    severity: Severity = "info" if original else "warning"
    related = original or seen
    finding = life.finding("DELV001", severity, here, words)
    yield replace(finding, related=(related.place,) if related else ())


def _behind(life: Life, here: Observation, seen: Observation | None) -> Finding:
    words = f"{here.told} is announced behind a poll that had already seen a later status"
    finding = life.finding("DELV002", "warning", here, words)
    return replace(finding, related=(seen.place,) if seen else ())


def _undecided(life: Life, step: Step, here: Observation, seen: Observation | None) -> Finding:
    names = life.automaton.names
    before = names[step.before]
    if step.move.kind == "late":
        words = f"{here.told} after {before}: told late, or again; no time decides it"
    elif step.move.kind == "split":
        words = f"{here.told} after {before}: receipts of different parts may differ"
    else:
        way = ", ".join(names[state] for state in step.doubted)
        words = f"{here.told} after {before}: a stale callback, or a new life by way of {way}"
    finding = life.finding("DELV004", "warning", here, words)
    return replace(finding, related=(seen.place,) if seen else ())


def _missed(life: Life, step: Step, here: Observation, state: int, complete: bool) -> Finding:
    names = life.automaton.names
    missed = names[state]
    before = "the beginning" if step.before == BEGIN else names[step.before]
    words = f"{missed} was never told: the message went from {before} to {here.told}"
    finding = life.finding("DELV003", "error" if complete else "warning", here, words)
    grounds = finding_grounds(life, missed)
    return replace(finding, basis=grounds.basis, cite=grounds.cite) if grounds else finding


def _assumed(life: Life, step: Step, here: Observation, strict: bool) -> Iterator[Finding]:
    path = step.move.path
    if path is None or not path.assumed:
        return
    for pair in zip(path.states, path.states[1:], strict=False):
        edge = life.automaton.edges.get(pair)
        if edge is None or edge.grounds.basis != "assumed":
            continue
        words = f"{edge.source} → {edge.target} rests on an assumed edge"
        finding = life.finding("LIFE006", "error" if strict else "warning", here, words)
        yield replace(finding, basis=edge.grounds.basis, cite=edge.grounds.cite)


def _overtaken(life: Life, here: Observation, overtaking: Observation) -> Finding:
    behind = (overtaking.time or 0) - (here.time or 0)
    words = (
        f"{here.told} arrived after {overtaking.told}, "
        f"whose event time is {format_duration(behind)} later"
    )
    finding = life.finding("DELV002", "warning", here, words)
    return replace(finding, related=(overtaking.place,))
