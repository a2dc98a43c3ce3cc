"""Whether two forms select one payload: what a form documents must be told from all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from typing import Any, NamedTuple

from ...machines.bodies import in_body
from ...machines.payloads import build_payload
from ...machines.schema_cases import top_names
from ...machines.verify import Fault, shown
from ...spec import MISSING, Form, Lifecycle
from ...spec.schema_walk import Schema
from ..payloads.known_fields import known_fields
from ..payloads.labelled_text import write_labelled


class _Told(NamedTuple):
    """A form of a family, with the schemas that the family's variants have for it.

    Args:
        lifecycle: the first of them.
        form: the form.
        schemas: each once.
        within: they stand in items, and are looked for only where no form selects the body.
    """

    lifecycle: Lifecycle
    form: Form
    schemas: tuple[Schema, ...]
    within: bool


def overlap_faults(
    lifecycles: Sequence[Lifecycle], around: Sequence[Lifecycle]
) -> Mapping[str, list[Fault]]:
    """Return, by lifecycle, each form whose payloads another form selects as well.

    What is pushed and what is polled in one family may look alike: it is taken for what is
    pushed; what a form selects as it is, has no items. A payload with members that neither form
    documents is nobody's, and is not looked for.

    Args:
        lifecycles: those that are verified.
        around: those, and all others that are known.
    """
    verified = {each.id for each in lifecycles}
    found: dict[str, list[Fault]] = {}
    seen: set[frozenset[tuple[str, str]]] = set()
    for one, other in permutations(_forms(around), 2):
        pair = frozenset((each.lifecycle.family, each.form.name) for each in (one, other))
        if pair in seen or not _rival(one, other):
            continue
        at = next((each for each in (one, other) if each.lifecycle.id in verified), None)
        witness = MISSING if at is None else _witness(one, other)
        if at is None or witness is MISSING:
            continue
        seen.add(pair)
        rival = other if at is one else one
        says = (
            f"a payload is selected by the form {rival.form.name} of {rival.lifecycle.family}, too"
        )
        fault = Fault(
            "selectors-overlap", at.lifecycle.id, f"form {at.form.name}", says, shown(witness)
        )
        found.setdefault(at.lifecycle.id, []).append(fault)
    return found


def _forms(lifecycles: Iterable[Lifecycle]) -> list[_Told]:
    """The forms of each family once; of items that climb, as the bodies that hold them."""
    known: dict[tuple[str, str], _Told] = {}
    for lifecycle in lifecycles:
        for form in lifecycle.forms:
            told = in_body(lifecycle, form)[1] if form.climbs else form
            name = (lifecycle.family, form.name)
            before = known.get(name) or _Told(lifecycle, told, (), form.climbs)
            if told.schema not in before.schemas:
                before = before._replace(schemas=(*before.schemas, told.schema))
            known[name] = before
    return list(known.values())


def _rival(one: _Told, other: _Told) -> bool:
    """Whether what both select would not be told apart by who tells it, or by where it stands."""
    if one.within is not other.within:
        return False
    return one.lifecycle.family != other.lifecycle.family or one.form.mode == other.form.mode


def _witness(one: _Told, other: _Told) -> Any:
    """A payload that one form documents, and that both select; `MISSING` if there is none."""
    for schema in one.schemas:
        names = top_names(schema)
        if names is not None and not _may_select(other.form.select, frozenset(names)):
            continue
        known = {} if isinstance(schema, bool) or names is None else known_fields(schema).schema()
        asked = (one.form.select, schema, known, other.form.select)
        payload = build_payload(*asked, full=False)
        if payload is not MISSING:
            return _sent(one.form, payload)
    return MISSING


def _may_select(schema: Schema, names: frozenset[str]) -> bool:
    """Whether a schema asks for no other members than some, as far as is seen at once."""
    if not isinstance(schema, Mapping):
        return bool(schema)
    return (
        names.issuperset(schema.get("required", ()))
        and all(_may_select(each, names) for each in schema.get("allOf", ()))
        and all(
            any(_may_select(each, names) for each in schema[keyword])
            for keyword in ("anyOf", "oneOf")
            if keyword in schema
        )
    )


def _sent(form: Form, payload: Any) -> Any:
    """A payload with its labelled text as it is sent."""
    if form.text is None:
        return payload
    *path, name = form.text.at[0].parts
    holder = payload
    for part in path:
        holder = holder.get(part, {}) if isinstance(holder, Mapping) else {}
    if isinstance(holder, dict) and isinstance(holder.get(name), dict):
        holder[name] = write_labelled(holder[name], form.text.labels)
    return payload
