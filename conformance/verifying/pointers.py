"""Whether what a lifecycle points at is there, and whether its other spellings collide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice
from typing import Any, Final

from ...machines.payloads import ONE_KEY, at, build_payload, build_payloads, key_varies, told
from ...machines.verify import Fault, shown
from ...spec import MISSING, Alias, Form, Lifecycle, Pointer, Relation
from ..results.event_times import event_time_words, written_times
from .rule_witnesses import told_at
from .rules import forms_of

_MOMENT: Final = 1_704_067_200_123_000
"""Any moment, in microseconds (UTC); not on the second, which a schema may ask for."""
_LONGEST_INDEX: Final = 10
_SHAPES = 20
"""So many payloads are built of a schema with alternatives."""


def pointer_faults(lifecycle: Lifecycle, known: Iterable[Lifecycle]) -> Iterator[Fault]:
    """Yield each pointer to nothing documented, and each form that tells nothing.

    Args:
        lifecycle: the lifecycle.
        known: the other lifecycles there are: those of its family share its sensitive
            fields and spellings, and its relations look at those of its parents.
    """
    known = list(known)
    family = [each for each in known if each.family == lifecycle.family] or [lifecycle]
    yield from _forms(lifecycle)
    yield from _rules(lifecycle)
    yield from _shared(lifecycle, _of_family(family))
    for relation in lifecycle.relations:
        yield from _relation(lifecycle, relation, known)


def alias_faults(lifecycle: Lifecycle) -> Iterator[Fault]:
    """Yield other spellings that collide with one another or with what is documented."""
    for first, second in combinations(lifecycle.aliases, 2):
        if first.at == second.at and first.to is not None and second.to is not None:
            says = "the field is read as two others"
            yield _fault("alias-collision", lifecycle, first, says, f"{first.to} and {second.to}")
    payloads = [each for form in lifecycle.forms for each in _documented(form)]
    for alias in lifecycle.aliases:
        if alias.to is not None and any(_would_read(alias, each) for each in payloads):
            says = "a documented field is read as another"
            example = f"{alias.at} is in the schema, and would be read as {alias.to}"
            yield _fault("alias-collision", lifecycle, alias, says, example)
    yield from _values(lifecycle)


def _would_read(alias: Alias, payload: Any) -> bool:
    """Whether an alias would move a field of a payload."""
    if alias.within:
        return isinstance(alias.at.get(payload), dict)
    return alias.at.up > 0 or _stands(alias.at, payload)


def _documented(form: Form) -> list[Any]:
    """Payloads that together have every documented field."""
    return list(islice(build_payloads(form.schema), _SHAPES))


def _of_family(family: Sequence[Lifecycle]) -> list[Any]:
    return [each for one in family for form in one.forms for each in _documented(form)]


def _found(place: Pointer, payloads: Iterable[Any]) -> bool:
    # Of what is around an item, no schema says what it has.
    return place.up > 0 or any(_stands(place, payload) for payload in payloads)


def _stands(place: Pointer, payload: Any) -> bool:
    """Whether something stands at a place; any item of a list is documented as the last that is."""
    here = payload
    for part in place.parts:
        if isinstance(here, dict):
            here = here.get(part, MISSING)
        elif isinstance(here, list) and here and part.isdigit():
            here = here[min(int(part), len(here) - 1)] if len(part) < _LONGEST_INDEX else MISSING
        else:
            return False
    return here is not MISSING


def _lost(lifecycle: Lifecycle, where: str, place: Pointer, payloads: Sequence[Any]) -> Fault:
    example = shown(payloads[0]) if payloads else "no payload could be built"
    says = f"no documented field stands at {place}"
    return Fault("lost-pointer", lifecycle.id, where, says, example)


def _forms(lifecycle: Lifecycle) -> Iterator[Fault]:
    states = dict.fromkeys(lifecycle.vocabulary.values())
    told_by = {
        form.name: [state for state in states if _tells(lifecycle, form, state)]
        for form in lifecycle.forms
    }
    for form in lifecycle.forms:
        where = f"form {form.name}"
        payloads = _documented(form)
        places = [*form.keys, form.status, form.previous, form.variant, form.version]
        for place in [*places, form.time.at if form.time else None]:
            if place is not None and not _found(place, payloads):
                yield _lost(lifecycle, where, place, payloads)
        yield from _unheld_time(lifecycle, form, told_by[form.name])
        if not key_varies(form):
            example = shown(build_payload(form.schema, form.select, full=False))
            yield Fault("one-key", lifecycle.id, where, ONE_KEY, example)
        for state in sorted((form.tells or set()) - set(told_by[form.name])):
            says = f"tells names {state}, and no payload could be built that tells it"
            example = f"reported are {', '.join(told_by[form.name]) or 'none'}"
            yield Fault("tells-untold", lifecycle.id, where, says, example)
        if not told_by[form.name]:
            says = "no payload could be built that it selects, that satisfies its schema and"
            example = shown(build_payload(form.schema, full=False) or "none at all")
            yield Fault(
                "form-tells-nothing", lifecycle.id, where, f"{says} that tells a state", example
            )
    for name in (state.name for state in lifecycle.states):
        if all(form.leaves_out(name) for form in lifecycle.forms):
            continue  # its file says that nobody is told of it
        if not any(name in names for names in told_by.values()):
            says = "no payload of any form could be built that tells it"
            told_ones = [
                state for state in states if any(state in each for each in told_by.values())
            ]
            example = f"reported are {', '.join(told_ones) or 'none'}"
            yield Fault("untold-state", lifecycle.id, f"state {name}", says, example)


def _unheld_time(lifecycle: Lifecycle, form: Form, states: Iterable[str]) -> Iterator[Fault]:
    """Tell that no time as the form's unit has it satisfies the form's schema."""
    if form.time is None:
        return
    told_then = told_at(form.time, _MOMENT)
    for state in states:
        if build_payload(*told(lifecycle, form, state), told_then, full=False) is not MISSING:
            return
        says = f"the schema takes no time at {form.time.at} that is {event_time_words(form.time)}"
        example = shown(next(written_times(form.time, _MOMENT)))
        yield Fault("time-unit", lifecycle.id, f"form {form.name}", says, example)
        return


def _tells(lifecycle: Lifecycle, form: Form, state: str) -> bool:
    schemas = told(lifecycle, form, state)
    return bool(schemas) and build_payload(*schemas, full=False) is not MISSING


def _rules(lifecycle: Lifecycle) -> Iterator[Fault]:
    for rule in lifecycle.rules:
        for form in forms_of(lifecycle, rule):
            where = f"rule {rule.id}, form {form.name}"
            payloads = _documented(form)
            places = [*rule.fields, *([rule.items] if rule.items else [])]
            for place in places:
                if not _found(place, payloads):
                    yield _lost(lifecycle, where, place, payloads)
            if rule.items is not None and rule.item is not None:
                lists = [rule.items.get(payload) for payload in payloads]
                items = [item for each in lists if isinstance(each, list) for item in each]
                if items and not _found(rule.item, items):
                    yield _lost(lifecycle, where, rule.item, items)


def _shared(lifecycle: Lifecycle, payloads: list[Any]) -> Iterator[Fault]:
    """What all lifecycles of a file have in common need be found in one of them only."""
    for form in lifecycle.forms:
        for place in (form.event_id, form.parts, *form.volatile):
            if place is not None and not _found(place, payloads):
                yield _lost(lifecycle, f"form {form.name}", place, payloads)
    for place in lifecycle.sensitive:
        if not _found(place, payloads):
            yield _lost(lifecycle, "sensitive", place, payloads)
    for alias in lifecycle.aliases:
        place = alias.at if alias.to is None else alias.to
        if not _found(place, payloads):
            yield _lost(lifecycle, f"alias {alias.at}", place, payloads)
    for relation in lifecycle.relations:
        for place in (*relation.fields, *relation.number, *relation.total):
            if not _found(place, payloads):
                yield _lost(lifecycle, f"relation {relation.id}", place, payloads)


def _relation(
    lifecycle: Lifecycle, relation: Relation, known: Iterable[Lifecycle]
) -> Iterator[Fault]:
    if not relation.parent:
        return
    where = f"relation {relation.id}"
    parents = [each for each in known if each.family == relation.parent]
    if not parents:
        says = f"no lifecycle is of the family {relation.parent!r}"
        yield Fault("unknown-parent", lifecycle.id, where, says, relation.parent)
        return
    states = {name for parent in parents for name in parent.vocabulary.values()}
    for name in (*relation.parent_states, *relation.closed_by):
        if name not in states:
            says = f"the parent has no state {name!r}"
            example = f"{relation.parent} has {', '.join(sorted(states))}"
            yield Fault("unknown-parent-state", lifecycle.id, where, says, example)
    payloads = _of_family(parents)
    counted = [count.field for count in relation.counts]
    for place in [*counted, *([relation.recipients] if relation.recipients else [])]:
        if not _found(place, payloads):
            yield _lost(lifecycle, f"{where}, parent {relation.parent}", place, payloads)


def _values(lifecycle: Lifecycle) -> Iterator[Fault]:
    told_before: dict[tuple[str, str], str | int] = {}
    for alias in lifecycle.aliases:
        for written, read in alias.values:
            other = told_before.setdefault((alias.at.text, repr(written)), read)
            if other != read:
                example = f"{written!r} is read as {other!r} and as {read!r}"
                says = "a value is read as two others"
                yield _fault("alias-collision", lifecycle, alias, says, example)
            if _allowed(lifecycle, alias, written):
                example = f"{written!r} satisfies the schema, and would be read as {read!r}"
                says = "a documented value is read as another"
                yield _fault("alias-collision", lifecycle, alias, says, example)
            if not _allowed(lifecycle, alias, read):
                says = "what a value is read as is not documented"
                example = f"{written!r} is read as {read!r}, which no schema allows"
                yield _fault("alias-to-nothing", lifecycle, alias, says, example)


def _allowed(lifecycle: Lifecycle, alias: Alias, value: str | int) -> bool:
    """Whether a schema documents a value at the alias's place."""
    return any(
        build_payload(form.schema, at(alias.at, {"const": value}), full=False) is not MISSING
        for form in lifecycle.forms
        if _found(alias.at, _documented(form))
    )


def _fault(name: str, lifecycle: Lifecycle, alias: Alias, says: str, example: str) -> Fault:
    return Fault(name, lifecycle.id, f"alias {alias.at}", says, example)
