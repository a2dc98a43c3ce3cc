"""Payloads built from schemas: valid, always the same, and none where none can be."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.machines import compile_schema
from msglife.machines.patterns import matching, numbered
from msglife.machines.payloads import at, build_payload, build_payloads
from msglife.spec import MISSING, Pointer

from support.accepting import accepting

BUILDABLE = json.loads(Path(__file__).with_name("buildable.json").read_text(encoding="utf-8"))
FORMATS = jsonschema.Draft202012Validator.FORMAT_CHECKER

NODE = {
    "$ref": "#/$defs/node",
    "$defs": {
        "node": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "left": {"$ref": "#/$defs/node"},
                "others": {"type": "array", "items": {"$ref": "#/$defs/node"}},
            },
        }
    },
}

SATISFIABLE = [
    {"type": "string", "minLength": 3},
    {"type": "string", "format": "date-time"},
    {"type": ["integer", "string"], "minimum": 5},
    {"type": "number", "not": {"minimum": 100}},
    {"type": "integer", "exclusiveMinimum": 7, "maximum": 8},
    {"allOf": [{"type": "number"}, {"type": "integer"}]},
    {"anyOf": [{"const": 1}, {"const": "a"}], "not": {"const": 1}},
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object"},
    {"type": "object", "not": {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}},
    {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "required": ["a"], "type": "object"},
    {"if": {"type": "string"}, "then": {"minLength": 2}, "else": False},
    {"not": {"type": ["object", "array", "string", "null", "boolean"]}},
    {"not": {"items": {"type": "string"}}},
    {"properties": {"a": {"not": {"enum": [1, 2]}}}, "required": ["a"], "type": "object"},
    {"type": "array", "minItems": 2, "items": {"type": "boolean"}},
    NODE,
    True,
]

UNSATISFIABLE = [
    False,
    {"type": "string", "not": {"type": "string"}},
    {"allOf": [{"const": 1}, {"const": 2}]},
    {"type": "object", "required": ["a"], "properties": {"a": False}},
    {"required": ["a"], "type": "object", "not": {"required": ["a"]}},
    {"anyOf": [False, {"enum": []}]},
    {"type": "array", "maxItems": 1, "contains": {"const": 1}, "minContains": 2},
    {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "boolean"}},
    {"type": "array", "minItems": 3, "prefixItems": [True, True], "items": False},
    {"type": "string", "minLength": 3, "maxLength": 2},
    {"type": "string", "pattern": "^a$", "minLength": 2},
    {"type": "integer", "multipleOf": 10, "minimum": 1, "maximum": 9},
    {"type": "object", "minProperties": 2, "properties": {"a": {}}, "additionalProperties": False},
    {"type": "object", "required": ["a"], "dependentRequired": {"a": ["b"]}, "maxProperties": 1},
    {"oneOf": [{"const": 1}, {"const": 1}]},
]


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("schema", SATISFIABLE, ids=str)
def test_what_is_built_is_valid(schema, full):
    """By another validator's word; and the same each time."""
    payload = build_payload(schema, full=full)
    assert payload is not MISSING
    jsonschema.Draft202012Validator(schema).validate(payload)
    assert payload == build_payload(schema, full=full)


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("case", BUILDABLE, ids=[each["description"] for each in BUILDABLE])
def test_what_a_schema_can_ask_is_built(case, full):
    """Lists, lengths, patterns, formats, conditions: by another validator's word."""
    payload = build_payload(case["schema"], full=full)
    assert payload is not MISSING
    jsonschema.Draft202012Validator(case["schema"], format_checker=FORMATS).validate(payload)


@given(st.data(), st.booleans())
def test_where_something_can_stand_something_is_built(data, full):
    """A schema drawn around a value, which it accepts: something is built, and is valid."""
    value, schema = data.draw(accepting())
    jsonschema.Draft202012Validator(schema).validate(value)
    payload = build_payload(schema, full=full)
    assert payload is not MISSING
    jsonschema.Draft202012Validator(schema).validate(payload)


@pytest.mark.parametrize("place", ["/0", "/parts/1/cost", "/parts/0", "/a/01"])
def test_places_within_lists(place):
    """Digits are an item's index, or a member's name where an object stands."""
    place, told = Pointer(place), {"const": 7}
    assert 7 == place.get(build_payload(at(place, told), full=False))
    objects = {"type": "object", "properties": {"parts": {"type": "object"}}}
    named = build_payload(objects, at(place, told), full=False)
    assert 7 == place.get(named)


@pytest.mark.parametrize("schema", UNSATISFIABLE, ids=str)
def test_nothing_is_built_where_nothing_can_be(schema):
    """Neither full nor as small as can be."""
    assert [] == [*build_payloads(schema), *build_payloads(schema, full=False)]


def test_full_and_small():
    """Every named field, or those that must be; a schema within itself ends."""
    assert {"name": "a"} == build_payload(NODE, full=False)
    leaf = {"name": "a", "others": []}
    assert {"name": "a", "left": leaf, "others": [leaf]} == build_payload(NODE)


def test_several_schemas_hold_together():
    """Each with references of its own."""
    named = at(Pointer("/left/name"), {"const": "x"})
    assert {"name": "a", "left": {"name": "x"}} == build_payload(NODE, named, full=False)
    assert MISSING is build_payload(NODE, named, {"not": {"required": ["left"]}})


@pytest.mark.parametrize(
    "pattern",
    [
        "^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$",
        "^[0-9]+([.][0-9]+)?$",
        "^0*([2-9]|[1-9][0-9]+)$",
        r"^\d{2,}\.[^a0]?(?:x|y)*$",
        r"^\+?[\w-]+ .$",
        r"^(?!0)\d+\b(?=x|$)",
        r"^(?<sign>[\u002b-])\x41\D\W\S$",
        "^$",
    ],
)
def test_texts_match_their_pattern(pattern):
    """Each of them, and there is one at least."""
    texts, matches = list(matching(pattern)), compile_schema({"pattern": pattern})
    assert texts
    assert [] == [text for text in texts if not matches(text)]


@pytest.mark.parametrize("pattern", ["(?=a)b", "(a", "[a", "a{", r"(a)\1", "^a{9999}$", "[]"])
def test_patterns_beyond_it_give_nothing(pattern):
    """Rather than something wrong."""
    assert [] == list(matching(pattern))


@pytest.mark.parametrize(
    ("pattern", "size"),
    [("^[01]{3}$", 8), ("^(a|b[0-9])$", 11), ("^(a|b)+$", 8), ("^SM[0-9a-f]{32}$", 16**32)],
)
def test_texts_are_numbered(pattern, size):
    """Each number has another text, and each text matches."""
    known = numbered(pattern, 2)
    assert size == known.size
    some = [known.text(number) for number in range(min(size, 500))]
    assert all(re.search(pattern, text) for text in some)
    assert len(some) == len(set(some))
