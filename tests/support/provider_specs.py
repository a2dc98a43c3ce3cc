"""Lifecycles and forms by name, and which payloads they recognise and accept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from msglife.spec import Form, Lifecycle, catalog


def _each() -> Iterator[Any]:
    """Each lifecycle; of variants whose machines are alike, all but the first are slow."""
    seen = set()
    for each in catalog():
        edges = frozenset(
            (e.source, e.target, e.grounds.basis, e.guard is None) for e in each.edges
        )
        machine = (each.family, edges, frozenset(each.finals))
        yield pytest.param(each, id=each.id, marks=[pytest.mark.slow] * (machine in seen))
        seen.add(machine)


every_lifecycle = pytest.mark.parametrize("lifecycle", list(_each()))
"""Has a test run with each lifecycle there is."""


def lifecycle(name: str) -> Lifecycle:
    """The lifecycle of a name."""
    return catalog().get(name)


def form(name: str, form_name: str) -> Form:
    """A form of a lifecycle."""
    return next(form for form in lifecycle(name).forms if form.name == form_name)


def accepts(schema: Any, payload: Any) -> bool:
    """Whether a payload keeps a schema, formats included."""
    return Draft202012Validator(schema, format_checker=FormatChecker()).is_valid(payload)


def selecting(payload: Any) -> set[tuple[str, str]]:
    """The family and name of each form, of any provider, that recognises `payload`."""
    forms = {(life.family, form.name): form for life in catalog() for form in life.forms}
    return {name for name, form in forms.items() if accepts(form.select, payload)}


def without(payload: dict[str, Any], *names: str) -> dict[str, Any]:
    """A payload without some of its fields."""
    return {name: value for name, value in payload.items() if name not in names}
