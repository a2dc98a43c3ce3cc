"""Rules, relations and endpoints, from the data of a lifecycle file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .conditions import Count, Relation, Rule
from .errors import SpecError
from .lifecycle import Endpoint
from .names import Names, pointer, pointers
from .pointers import Pointer
from .schemas import check_schema

Data = Mapping[str, Any]


def rule(names: Names, place: str, entry: Data) -> Rule:
    """Build a rule from its entry.

    Args:
        names: what it may refer to.
        place: where it stands in the file, for errors.
        entry: its data.

    Raises:
        SpecError: it refers to nothing.
    """
    _check_states(names, f"{place}.states", entry.get("states", ()))
    for name in entry.get("forms", ()):
        names.known(name, names.forms, f"{place}.forms", "form")
    if "schema" in entry:
        check_schema(entry["schema"], names.file, f"{place}.schema")
    return Rule(
        id=entry["id"],
        kind=entry["kind"],
        severity=entry.get("severity", "error"),
        says=entry["says"],
        grounds=names.grounds(place, entry),
        forms=tuple(entry.get("forms", ())),
        states=tuple(entry.get("states", ())),
        fields=pointers(entry, "fields"),
        schema=entry.get("schema"),
        items=pointer(entry.get("items")),
        item=pointer(entry.get("item")),
        answer=entry.get("answer", 0),
        after=entry.get("after", 0),
        milliseconds=entry.get("milliseconds", 0),
        per_version=entry.get("per_version", False),
    )


def relation(names: Names, place: str, entry: Data) -> Relation:
    """Build a relation from its entry.

    The states of its parent are another file's: the catalog checks them.

    Args:
        names: what it may refer to.
        place: where it stands in the file, for errors.
        entry: its data.

    Raises:
        SpecError: it refers to nothing.
    """
    for table in ("states", "closes", "excluded", "doubtful"):
        _check_states(names, f"{place}.{table}", entry.get(table, ()))
    for index, count in enumerate(entry.get("counts", ())):
        for table in ("states", "uncounted"):
            _check_states(names, f"{place}.counts[{index}].{table}", count[table])
    return Relation(
        id=entry["id"],
        kind=entry["kind"],
        severity=entry.get("severity", "error"),
        says=entry["says"],
        grounds=names.grounds(place, entry),
        parent=entry.get("parent", ""),
        fields=pointers(entry, "fields"),
        states=tuple(entry.get("states", ())),
        parent_states=tuple(entry.get("parent_states", ())),
        closed_by=tuple(entry.get("closed_by", ())),
        closes=tuple(entry.get("closes", ())),
        number=pointers(entry, "number"),
        total=pointers(entry, "total"),
        counts=tuple(
            Count(Pointer(each["field"]), tuple(each["states"]), tuple(each["uncounted"]))
            for each in entry.get("counts", ())
        ),
        recipients=pointer(entry.get("recipients")),
        excluded=tuple(entry.get("excluded", ())),
        doubtful=tuple(entry.get("doubtful", ())),
    )


def endpoint(names: Names, place: str, entry: Data) -> Endpoint:
    """Build an endpoint from its entry.

    Args:
        names: what it may refer to.
        place: where it stands in the file, for errors.
        entry: its data.

    Raises:
        SpecError: it refers to nothing, or its path names the key twice.
    """
    names.known(entry["form"], names.forms, f"{place}.form", "form")
    if entry["path"].count("{key}") > 1:
        raise SpecError(names.file, f"{place}.path", "expected {key} once at most")
    return Endpoint(
        name=entry["name"],
        method=entry["method"],
        path=entry["path"],
        host=entry.get("host"),
        variant=entry.get("variant"),
        form=entry["form"],
        grounds=names.grounds(place, entry),
    )


def _check_states(names: Names, place: str, states: Iterable[str]) -> None:
    for state in states:
        names.known(state, names.states, place, "state")
