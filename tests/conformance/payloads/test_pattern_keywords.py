"""Patterns of a specification: matched in bounded time, as ECMA-262 has them, on every path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msglife.conformance.payloads.schema import PayloadSchema, format_checker
from msglife.spec import SpecError, catalog
from msglife.spec.schemas import check_compiles

import msglife
from fuzz.fuzz_clock import Hang, ends_within
from support.outcomes import by_record
from support.pigeon_post import SCHEMA

EXPLODES = "^(a+)+$"
HOSTILE, TWIN = "a" * 60 + "!", "a" * 60
"""Python's own engine would need longer than anybody lives for the first."""


def keywords_of(schema: dict[str, Any], payload: Any) -> list[str]:
    """The keywords that refuse a payload, found out before a hang would be told."""
    judge = PayloadSchema(schema)
    with ends_within(20):
        refused = [keyword for _, keyword, _ in judge.errors(payload)]
    assert judge.accepts(payload) == (not refused)
    return refused


WITHIN = {"type": "object", "properties": {"a": {"$ref": "#"}, "b": {"pattern": EXPLODES}}}
SCHEMAS: dict[str, tuple[dict[str, Any], Any, str]] = {
    "pattern": ({"properties": {"b": {"pattern": EXPLODES}}}, {"b": "TEXT"}, "pattern"),
    "names": ({"propertyNames": {"pattern": EXPLODES}}, {"TEXT": 1}, "pattern"),
    "names of no pattern": (
        {"patternProperties": {EXPLODES: {"type": "integer"}}, "additionalProperties": False},
        {"TEXT": 1},
        "additionalProperties",
    ),
    "other names": (
        {"patternProperties": {EXPLODES: True}, "additionalProperties": {"type": "string"}},
        {"TEXT": 1},
        "type",
    ),
    "within itself": (WITHIN, {"a": {"a": {"b": "TEXT"}}}, "pattern"),
    "in a definition": (
        {"$ref": "#/$defs/b", "$defs": {"b": {"items": {"pattern": EXPLODES}}}},
        ["TEXT"],
        "pattern",
    ),
    "an alternative": ({"anyOf": [{"pattern": EXPLODES}, {"type": "null"}]}, "TEXT", "anyOf"),
}


@pytest.mark.parametrize("dialect", [False, True], ids=["no dialect", "a dialect"])
@pytest.mark.parametrize("name", SCHEMAS)
def test_a_hostile_text_is_refused_in_bounded_time(name: str, dialect: bool) -> None:
    """With the keyword that refuses it; a text that matches is not refused."""
    schema, payload, keyword = SCHEMAS[name]
    schema = {**schema, "$schema": SCHEMA["$schema"]} if dialect else schema
    hostile, twin = (
        json.loads(json.dumps(payload).replace("TEXT", text)) for text in (HOSTILE, TWIN)
    )
    assert [keyword] == keywords_of(schema, hostile)
    assert [] == keywords_of(schema, twin)


def test_a_name_that_matches_has_its_value_judged() -> None:
    """And a name that does not, has not."""
    schema = {"patternProperties": {"^a+$": {"type": "integer"}}}
    assert ["type"] == keywords_of(schema, {"aa": "x", "b": "x"})
    assert [] == keywords_of(schema, {"aa": 1, "b": "x"})
    assert [] == keywords_of({**schema, "additionalProperties": False}, {"aa": 1})
    assert [] == keywords_of({**schema, "additionalProperties": False}, "no object")


@pytest.mark.parametrize(
    ("pattern", "matches", "does_not"),
    [
        (r"^\p{Lu}+$", "ÄB", "Äb"),
        (r"^\cJ$", "\n", "J"),
        (r"^\d+$", "12", "١٢"),
        ("^[a-z]+$", "ab", "ab\n"),
        (r"^(?=.*\d)[a-z\d]+$", "ab1", "abc"),
    ],
)
def test_a_pattern_is_one_of_ecma_262(pattern: str, matches: str, does_not: str) -> None:
    """Some of these Python does not know, or it reads them another way."""
    assert [] == keywords_of({"pattern": pattern}, matches)
    assert ["pattern"] == keywords_of({"pattern": pattern}, does_not)


FORMS = [(life, form) for life in catalog() for form in life.forms]
VALUES = st.recursive(
    st.none() | st.integers() | st.sampled_from(["", "x", "EUR", "12345", "0.5", "sms", "٣"]),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)


@pytest.mark.parametrize(
    ("life", "form"), FORMS, ids=[f"{life.id} {form.name}" for life, form in FORMS]
)
@settings(max_examples=15)
@given(data=st.data())
def test_the_words_are_those_of_jsonschema(life: Any, form: Any, data: st.DataObject) -> None:
    """Of what ships: place, keyword and expectation are as without these keywords."""
    fields = [pointer.parts for pointer in (form.key, form.status) if pointer is not None]
    payload: dict[str, Any] = {}
    for *outer, last in [*fields, ("usage", "currency"), ("usage", "price"), ("message_uuid",)]:
        here = payload
        for part in outer:
            here = here.setdefault(part, {})
        here[last] = data.draw(VALUES)
    judge, plain = PayloadSchema(form.schema), PayloadSchema(form.schema)
    plain._slow = Draft202012Validator(form.schema, format_checker=format_checker())
    assert list(plain.errors(payload)) == list(judge.errors(payload))


def test_a_record_of_a_hostile_log_is_told(tmp_path: Path, planted: Any) -> None:
    """By a lifecycle of one's own: the refused payload has its words, the next is judged."""
    schema = {**SCHEMA, "properties": {**SCHEMA["properties"], "to": {"pattern": EXPLODES}}}
    note = {"status": "queued", "at": "2026-03-01T10:00:00Z"}
    records = [{**note, "id": "n1", "to": HOSTILE}, {**note, "id": "n2", "to": TWIN}]
    with ends_within(20):
        report = msglife.check(records, specs=planted(schema=schema))
    told = by_record(report)
    assert [("PAYL001", 0)] == told
    assert EXPLODES in report.findings[0].message
    assert ["n1", "n2"] == [each.key for each in report.messages]


BOTH = {"patternProperties": {"^a": True}, "unevaluatedProperties": False}


@pytest.mark.parametrize(
    "schema",
    [BOTH, {"allOf": [{"patternProperties": {"a": True}}], "unevaluatedProperties": False}],
    ids=["side by side", "one within"],
)
def test_what_could_not_be_matched_in_bounded_time_is_refused(schema: Any, planted: Any) -> None:
    """When it is loaded, with the file and the form; either keyword alone is taken."""
    with pytest.raises(SpecError, match="expected additionalProperties") as refused:
        catalog((planted(schema={**SCHEMA, **schema}),))
    assert "schema of the form note" in str(refused.value)
    assert str(refused.value).startswith(refused.value.file)
    for name, value in BOTH.items():
        assert check_compiles({name: value}, "x.json", "") is None


def test_a_hang_is_seen() -> None:
    """Planted: with the keywords of `jsonschema` itself, the hostile text hangs."""
    judge = PayloadSchema({"pattern": EXPLODES})
    judge._slow = Draft202012Validator({"pattern": EXPLODES})
    with pytest.raises(Hang), ends_within(0.3):
        list(judge.errors(HOSTILE))
