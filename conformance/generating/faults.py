"""What a provider must not do, planted into a story: one fault, and what must be found.

A fault is planted into a story that needs no edit to be explained, so that nothing but the
fault can be denied: an explanation that denies something before it differs there first, and
is dearer there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from ...machines import BEGIN
from ...spec import MISSING, Pointer, Rule
from ..inventing.made_up_values import put
from ..inventing.members import remove
from ..results.report import Verdict
from .story import SEAMLESS, Story, Told, states_possibly_passed

Finish = Callable[[], None]
"""Does to the payloads, once they are written, what the fault asks for."""

_SEVERITIES: Final[Mapping[str, Verdict]] = {"error": "violates", "warning": "tolerated"}


def plant(story: Story) -> Finish | None:
    """Plant one fault, any that the story can have; `None` if it can have none."""
    if any(gap != SEAMLESS for gap in story.gaps()):
        return None
    names = list(FAULTS)
    story.dice.shuffle(names)
    return next(filter(None, (FAULTS[name](story, name) for name in names)), None)


def _nothing() -> None:
    """Finish a fault that is told by a payload of its own."""


def _extra(story: Story, position: int, told: Told, name: str, code: str) -> Finish:
    told.previous = story.told[position - 1].state if position else None
    story.told.insert(position, told)
    status = told.state if told.status is None else told.status
    story.do(told, fault=name, state=status)
    story.expect("violates", code)
    return _nothing


def _status(story: Story, name: str, code: str, statuses: list[Any]) -> Finish | None:
    """Tell a status that is none of the lifecycle's."""
    position = story.dice.randrange(len(story.told))
    state = story.told[position].state
    template = story.filler.template(state, story.guards, plain=True)
    fitting = [each for each in statuses if template and _selected(story, template.payload, each)]
    if not fitting or template is None:
        return None
    status = story.dice.choice(fitting)
    told = Told(state, template, kind="fault", status=status)
    tried = deepcopy(template.payload)
    put(tried, story.form.status.parts, status)
    if story.filler.is_ruled_out(tried, None):
        story.codes.add("RULE001")
    return _extra(story, position + 1, told, name, code)


def _selected(story: Story, payload: Any, status: Any) -> bool:
    tried = deepcopy(payload)
    put(tried, story.form.status.parts, status)
    for parts in story.person.lacks:
        remove(tried, parts)
    return story.filler.selects(tried)


def _unknown_status(story: Story, name: str) -> Finish | None:
    if story.form.values_default is not None:
        return None
    known = list(story.filler.vocabulary)
    for alias in story.filler.lifecycle.aliases:
        known += [value for pair in alias.values for value in pair]
    numbers = [each for each in known if isinstance(each, int)]
    if numbers and isinstance(story.form.status.get(story.told[0].template.payload), int):
        return _status(story, name, "LIFE001", [max(numbers) + 1, max(numbers) + 90])
    unheard = [each for each in ("teleported", "MISLAID", "evaporated") if each not in known]
    return _status(story, name, "LIFE001", list(unheard))


def _foreign_status(story: Story, name: str) -> Finish | None:
    own = {state.name for state in story.filler.lifecycle.states}
    foreign = [value for value, state in story.filler.vocabulary.items() if state not in own]
    return _status(story, name, "LIFE004", list(foreign))


def _illegal(code: str) -> Callable[[Story, str], Finish | None]:
    """A fault that tells a state to which no life leads from where the message stands."""

    def planted(story: Story, name: str) -> Finish | None:
        found = [each for each in _unreachable(story) if each[0] == code]
        if not found:
            return None
        _, position, told = story.dice.choice(found)
        return _extra(story, position, told, name, code)

    return planted


def _unreachable(story: Story) -> Iterator[tuple[str, int, Told]]:
    """Yield what could be told and cannot be: the code it must get, where, and what."""
    automaton = story.automaton
    announced = not (story.sampled or story.timed)
    passed = states_possibly_passed(story) if announced else [set[int]()] * len(story.told)
    if passed is None:
        return
    for position in range(len(story.told) + 1):
        before = automaton.number[story.told[position - 1].state] if position else BEGIN
        for state in story.filler.lifecycle.states:
            here = automaton.number[state.name]
            template = story.filler.template(state.name, story.guards)
            if template is None or here == before or (position and here in passed[position - 1]):
                continue
            if automaton.admits(here, template.guards) and automaton.paths(
                before, here, template.guards
            ):
                continue
            ended = before in automaton.finals
            code = ("LIFE005" if state.final else "LIFE003") if ended else "LIFE002"
            yield code, position, Told(state.name, template, kind="fault")


def _torn(pick: Callable[[Story], Sequence[Pointer]]) -> Callable[[Story, str], Finish | None]:
    """A fault that is a payload without what it should be known by."""

    def planted(story: Story, name: str) -> Finish | None:
        places = pick(story)
        position = story.dice.randrange(len(story.told))
        like = story.told[position]
        rest = deepcopy(like.template.payload)
        for parts in (*story.person.lacks, *(place.parts for place in places)):
            remove(rest, parts)
        if not story.filler.selects(rest) or (story.asked and story.form.key in places):
            return None
        told = Told(like.state, like.template, kind="torn", previous=like.previous)
        story.told.insert(position + 1, told)
        story.do(told, fault=name, state=like.state)
        story.codes.add("LOGS004")

        def finish() -> None:
            for place in places:
                remove(told.payload, place.parts)

        return finish

    return planted


def _broken_schema(story: Story, name: str) -> Finish | None:
    told = story.dice.choice(story.told)
    breaks = story.filler.breaks(told.state, story.guards, told.template)
    if not breaks:
        return None
    parts, wrong = story.dice.choice(breaks)
    story.do(told, fault=name, state=told.state, at="/" + "/".join(parts))
    story.expect("violates", "PAYL001")

    def finish() -> None:
        put(told.payload, parts, deepcopy(wrong))

    return finish


def _changed_constant(story: Story, name: str) -> Finish | None:
    changes = [
        (rule, place, index)
        for rule in story.filler.lifecycle.rules
        if rule.kind == "constant" and rule.severity in _SEVERITIES
        if not rule.per_version  # each payload is of a version of its own
        if not rule.forms or story.form.name in rule.forms
        for place in rule.fields
        if place not in (*story.form.keys, story.form.variant)
        if place.parts not in story.person.lacks
        for index in _under(story, rule, place)[1:]
    ]
    if not changes:
        return None
    rule, place, index = story.dice.choice(changes)
    told = story.told[index]
    story.do(told, fault=name, state=told.state, at=place.text)
    story.expect(_SEVERITIES[rule.severity], "RULE001")
    return lambda: _change(story, told, place)


def _under(story: Story, rule: Rule, place: Pointer) -> list[int]:
    """The payloads a rule holds together by a place whose value can be made anew."""
    return [
        index
        for index, told in enumerate(story.told)
        if not rule.states or told.state in rule.states
        if any(parts == place.parts for parts, _ in told.template.makers)
    ]


def _change(story: Story, told: Told, place: Pointer) -> None:
    before = place.get(told.payload)
    make = next(make for parts, make in told.template.makers if parts == place.parts)
    for attempt in range(1_000):
        value = make(story.person.dice, told.time + attempt * 1_000)
        if value != before and before is not MISSING:
            put(told.payload, place.parts, value)
            return


FAULTS: Final[Mapping[str, Callable[[Story, str], Finish | None]]] = {
    "unknown_status": _unknown_status,
    "foreign_status": _foreign_status,
    "no_such_edge": _illegal("LIFE002"),
    "left_final": _illegal("LIFE003"),
    "second_final": _illegal("LIFE005"),
    "broken_schema": _broken_schema,
    "no_key": _torn(lambda story: story.form.keys),
    "no_status": _torn(lambda story: (story.form.status,)),
    "changed_constant": _changed_constant,
}
"""Each fault by its name in a label: plants it, if the story can have it."""
