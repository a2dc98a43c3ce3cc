"""The quick validator and `jsonschema` agree on every payload, generated and mutated."""

from __future__ import annotations

import random
from functools import cache

import pytest
from jsonschema import Draft202012Validator
from msglife.conformance.payloads.schema import PayloadSchema, format_checker
from msglife.machines.payloads import build_payload, told
from msglife.spec import MISSING, catalog

from support.payloads import changed

FORMS = [
    (lifecycle, form)
    for lifecycle in catalog()
    for form in lifecycle.forms
    if any(told(lifecycle, form, state.name) for state in lifecycle.states)
]
STRANGE = [
    *(None, True, False, 0, -1, 1.0, 6.0, 1.5, 2**63, 10**30, 1e300),
    *(
        "",
        " ",
        "6",
        "x" * 300,
        "\u00a0",
        "\u202e",
        "2023-05-01T14:00:00.000Z",
        "2023-05-01T14:00:00",
    ),
    *(
        "2023-05-01T23:59:60Z",
        "2023-W18-1T14:00:00Z",
        "2023-05-01t14:00:00z",
        "2023-02-30T14:00:00Z",
    ),
    *(
        "2023-05-01 14:00:00Z",
        "2023-05-01T14:00:00+24:00",
        "٢٠٢٣-05-01T14:00:00Z",
        "0.0",
        "-0",
        "1e3",
    ),
    *(
        "0",
        "00",
        "US",
        "eur",
        "+44",
        [],
        {},
        [1],
        {"a": 1},
    ),
]


def places(value, path=()):
    """Every place in a payload, the payload itself included."""
    yield path
    inner = {dict: dict.items, list: enumerate}.get(type(value), lambda _: ())
    for name, each in inner(value):
        yield from places(each, (*path, name))


@cache
def built(lifecycle_id, form_name):
    lifecycle, form = next(
        each for each in FORMS if (each[0].id, each[1].name) == (lifecycle_id, form_name)
    )
    return list(build(lifecycle, form))


def payloads_of(lifecycle, form):
    return built(lifecycle.id, form.name)


def build(lifecycle, form):
    """A full and a bare payload for each state that the form can tell."""
    for state in lifecycle.states:
        for full in (True, False):
            schemas = told(lifecycle, form, state.name)
            payload = build_payload(*schemas, full=full) if schemas else MISSING
            if payload is not MISSING:
                yield payload


@pytest.mark.parametrize(
    ("lifecycle", "form"), FORMS, ids=[f"{each.id} {form.name}" for each, form in FORMS]
)
def test_they_agree(lifecycle, form):
    quick = PayloadSchema(form.schema)
    slow = Draft202012Validator(form.schema, format_checker=format_checker())
    rng = random.Random(7)
    verdicts = set()
    for payload in payloads_of(lifecycle, form):
        for changes in range(24):
            for _ in range(changes % 4):
                path = rng.choice(list(places(payload)))
                strange = rng.choice([..., *STRANGE])
                if path or strange is not ...:
                    payload = changed(payload, path, strange)
            valid = slow.is_valid(payload)
            assert valid == quick.accepts(payload), payload
            assert valid == (not list(quick.errors(payload))), payload
            verdicts.add(valid)
            if not valid:
                payload = rng.choice(payloads_of(lifecycle, form))
    assert verdicts == {True, False}


NEWLINED = ["2023-05-01T14:00:00Z\n", "12345\n", "EUR\n", "0.5\n"]


@pytest.mark.parametrize(
    ("lifecycle", "form"), FORMS, ids=[f"{each.id} {form.name}" for each, form in FORMS]
)
def test_the_quick_one_accepts_nothing_more(lifecycle, form):
    """Python's ``$`` matches before a last newline, a schema's does not: there they differ."""
    quick = PayloadSchema(form.schema)
    slow = Draft202012Validator(form.schema, format_checker=format_checker())
    payload = payloads_of(lifecycle, form)[0]
    for path in places(payload):
        for text in NEWLINED:
            strange = changed(payload, path, text)
            assert slow.is_valid(strange) or not quick.accepts(strange)
