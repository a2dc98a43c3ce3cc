"""Rules over several observations of one message, in judged order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ...spec import MISSING, Pointer, Rule
from ..observing.observation import Observation, Voice
from ..payloads.rules import is_number
from ..results.finding import Finding
from ..results.masking import mask, plain
from .life import Life


def event_rule_findings(life: Life, *, reveal: bool) -> Iterator[Finding]:
    """Yield each observation that breaks a rule together with those before it.

    An observation told late is left out: its place in the life is not known.

    Args:
        life: the judged life.
        reveal: show sensitive values.
    """
    observations = life.timeline.arrived
    if len(observations) < 2 or is_quiet(life.timeline.observations):
        return
    told = [
        observations[step.index]
        for step in life.explanation.steps
        if step.move.kind not in ("late", "behind")
    ]
    slots = {voice: _slots(voice) for voice in dict.fromkeys(each.voice for each in told)}
    rules = {rule.id: rule for voice in slots for rule in voice.event_rules}
    for rule in rules.values():
        for place in rule.fields:
            if len(slots) == 1 and _is_constant(told, slots, rule, place):
                continue
            for compared in _compared(rule, _values(told, rule, place, slots)):
                for here, value, other, before in _BREACHES[rule.kind](compared):
                    yield _finding(life, rule, place, (here, value), (other, before), reveal)


def is_quiet(observations: Sequence[Observation]) -> bool:
    """Whether it is plain to see that they break no rule: most messages break none.

    One form told all, what must not change stays, and the other facts are numbers that rise. What
    must not change within a version changes with a higher one.

    Args:
        observations: of one message, at least one, in judged order.
    """
    before = observations[0]
    voice = before.telling.voice
    constants = voice.constants
    changing = slice(constants, constants + voice.rising)
    versioned = len(before.facts) > changing.stop
    for here in observations[1:]:
        if here.telling.voice is not voice:
            return False
        if versioned and not _agrees(before, here, changing.stop):
            return False
        if here.facts == before.facts:
            continue
        if here.facts[:constants] != before.facts[:constants]:
            return False
        for last, value in zip(before.facts[changing], here.facts[changing], strict=True):
            if last is not value and not (type(last) is type(value) is int and last <= value):
                return False
        before = here
    return True


def _agrees(before: Observation, here: Observation, first: int) -> bool:
    """Whether one is of a higher version than the one before, or tells the same from a fact on."""
    if before.version is None or here.version is None or here.version < before.version:
        return False
    return here.version > before.version or here.facts[first:] == before.facts[first:]


_Told = tuple[Observation, Any]
_Breach = tuple[Observation, Any, Observation, Any]
_Slots = dict[tuple[str, str], int]
"""Which of an observation's facts stood at a place of a rule."""


@lru_cache(maxsize=64)
def _slots(voice: Voice) -> _Slots:
    asked = ((rule.id, place.text) for rule in voice.event_rules for place in rule.fields)
    return {name: slot for slot, name in enumerate(asked)}


def _values(
    told: Iterable[Observation], rule: Rule, place: Pointer, slots: Mapping[Voice, _Slots]
) -> Iterator[_Told]:
    for observation in told:
        slot = slots[observation.voice].get((rule.id, place.text))
        if slot is None or (rule.states and observation.state not in rule.states):
            continue
        value = observation.facts[slot]
        if value is not MISSING:
            yield observation, value


def _compared(rule: Rule, values: Iterable[_Told]) -> Iterable[Iterable[_Told]]:
    """What is held against each other: all that was told, or all of one version."""
    if not rule.per_version:
        return (values,)
    versions: dict[int, list[_Told]] = {}
    for here, value in values:
        if here.version is not None:
            versions.setdefault(here.version, []).append((here, value))
    return versions.values()


def _is_constant(
    told: Sequence[Observation], slots: Mapping[Voice, _Slots], rule: Rule, place: Pointer
) -> bool:
    """Whether one form told all, and the same at a place: then no rule is broken there."""
    slot = slots[told[0].voice][rule.id, place.text]
    first = told[0].facts[slot]
    return all(each.facts[slot] == first for each in told)


def _changed(values: Iterable[_Told]) -> Iterator[_Breach]:
    first: _Told | None = None
    known: set[Any] = set()
    for here, value in values:
        if first is None:
            first = (here, value)
        elif value != first[1] and value not in known:
            known.add(value)
            yield here, value, *first


def _fell(values: Iterable[_Told]) -> Iterator[_Breach]:
    highest: _Told | None = None
    for here, value in values:
        if not is_number(value):
            continue
        if highest is not None and value < highest[1]:
            yield here, value, *highest
        else:
            highest = (here, value)


_BREACHES = {"constant": _changed, "non_decreasing": _fell}


def _finding(
    life: Life, rule: Rule, place: Pointer, here: _Told, other: _Told, reveal: bool
) -> Finding:
    hidden = not reveal and any(each.covers(place.parts) for each in life.lifecycle.sensitive)
    before, now = _shown(other[1], hidden), _shown(here[1], hidden)
    words = f"{rule.says} ({place} was {before}, now {now})"
    finding = life.finding("RULE001", rule.severity, here[0], words)
    return finding._replace(
        rule=rule.id,
        basis=rule.grounds.basis,
        cite=rule.grounds.cite,
        related=(other[0].place,),
        members=(place.parts,),
    )


def _shown(value: Any, hidden: bool) -> str:
    if isinstance(value, tuple):  # a boolean, kept apart from the number it equals
        return str(value[1]).lower()
    if isinstance(value, bytes):  # what is sensitive may stand within it
        return "an array" if value.startswith(b"[") else "an object"
    return mask(str(value)) if hidden else plain(str(value))
