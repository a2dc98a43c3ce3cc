"""Payloads built from schemas: valid, always the same, and none where none can be."""

import re

import jsonschema
import pytest
from msglife.machines.patterns import matching
from msglife.machines.payloads import at, build_payload, build_payloads
from msglife.spec import MISSING, Pointer

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
]


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("schema", SATISFIABLE, ids=str)
def test_what_is_built_is_valid(schema, full):
    """By another validator's word; and the same each time."""
    payload = build_payload(schema, full=full)
    assert payload is not MISSING
    jsonschema.Draft202012Validator(schema).validate(payload)
    assert payload == build_payload(schema, full=full)


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
        "^$",
    ],
)
def test_texts_match_their_pattern(pattern):
    """Each of them, and there is one at least."""
    texts = list(matching(pattern))
    assert texts
    assert [] == [text for text in texts if not re.search(pattern, text)]


@pytest.mark.parametrize("pattern", ["(?=a)b", r"\bword", "(a", "[a", "a{", r"\u0041"])
def test_patterns_beyond_it_give_nothing(pattern):
    """Rather than something wrong."""
    assert [] == list(matching(pattern))
