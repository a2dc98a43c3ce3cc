"""What a schema reads of a payload, and how: a place that were forgotten would be one unseen."""

from __future__ import annotations

import pytest
from msglife.conformance.payloads.known_fields import known_fields
from msglife.conformance.payloads.reads import EACH, NOT_NULL, NULL, Place, Reads, Unreadable
from msglife.spec import Pointer
from msglife.spec.schema_walk import MAX_DEPTH

TEXT, NUMBER, OBJECT = {"type": "string"}, {"type": "integer"}, {"type": "object"}
FORM = {
    "properties": {
        "id": TEXT,
        "meta": OBJECT,
        "error": {"properties": {"code": NUMBER, "why": TEXT}},
        "parts": {"items": {"properties": {"cost": NUMBER}}},
    }
}


def place(*always, sometimes=(), **more):
    """What is asked of a place."""
    return Place(list(always), list(sometimes), **more)


def read(schema, *, form=FORM, **how):
    """The places a schema reads, in payloads of a form."""
    reads = Reads(known_fields(form))
    reads.schema(schema, **({"always": True} | how))
    reads.close()
    return reads.places


THERE = place(sometimes=[NULL], presence=True)
READ = {
    "a value": ({"properties": {"id": TEXT}}, {}, {("id",): place(TEXT)}),
    "a value, sometimes": (
        {"properties": {"id": TEXT}},
        {"always": False},
        {("id",): place(sometimes=[TEXT])},
    ),
    "what is said of none": ({"title": "a", "$comment": "b"}, {}, {}),
    "required": ({"required": ["id"]}, {}, {("id",): place(required=True)}),
    "required, and null is absent": (
        {"required": ["id"]},
        {"null_is_absent": True},
        {("id",): place(NOT_NULL, required=True)},
    ),
    "required, sometimes": (
        {"required": ["id"]},
        {"always": False},
        {("id",): THERE, (): place(sometimes=[OBJECT])},
    ),
    "a value, and null is absent": (
        {"properties": {"id": TEXT}},
        {"null_is_absent": True},
        {("id",): place(TEXT, sometimes=[NULL])},
    ),
    "items": (
        {"properties": {"parts": {"items": {"required": ["cost"]}}}},
        {},
        {("parts", EACH, "cost"): place(required=True)},
    ),
    "items, and null is absent": (
        {"properties": {"parts": {"items": {"properties": {"cost": NUMBER}}}}},
        {"null_is_absent": True},
        {("parts",): place(sometimes=[NULL]), ("parts", EACH, "cost"): place(NUMBER)},
    ),
    "items, sometimes": (
        {"properties": {"parts": {"items": TEXT}}},
        {"always": False},
        {("parts",): place(sometimes=[{"items": TEXT}])},
    ),
    "all of several": (
        {"allOf": [TEXT, {"minLength": 2}]},
        {},
        {(): place(TEXT, {"minLength": 2})},
    ),
    "any of several": ({"anyOf": [TEXT, NUMBER]}, {}, {(): place(sometimes=[TEXT, NUMBER])}),
    "what is not": ({"not": {"const": 1}}, {}, {(): place(sometimes=[{"const": 1}])}),
    "a condition": (
        {"if": {"const": 1}, "then": {"const": 2}, "else": {"const": 3}},
        {},
        {(): place(sometimes=[{"const": 1}, {"const": 2}, {"const": 3}])},
    ),
    "what asks for others": (
        {"dependentRequired": {"id": ["meta"]}},
        {},
        {("id",): THERE, ("meta",): THERE},
    ),
    "nothing": ({"properties": {"id": False}}, {}, {("id",): THERE}),
    "none but some": (
        {"properties": {"error": {"properties": {"code": True}, "additionalProperties": False}}},
        {},
        {("error", "why"): THERE},
    ),
    "none but some, of items": (
        {
            "properties": {
                "parts": {"items": {"properties": {"cost": True}, "additionalProperties": False}}
            }
        },
        {},
        {},
    ),
    "anything besides": ({"additionalProperties": True, "unevaluatedProperties": True}, {}, {}),
    "within what names nothing": (
        {"properties": {"meta": {"minLength": 1, "properties": {"a": TEXT}, "required": ["a"]}}},
        {},
        {("meta",): place({"minLength": 1}, {"properties": {"a": TEXT}, "required": ["a"]})},
    ),
    "within what names nothing, sometimes": (
        {"properties": {"meta": {"additionalProperties": False}}},
        {"always": False},
        {("meta",): place(sometimes=[{"additionalProperties": False}])},
    ),
    "within what names nothing, by its name": (
        {
            "$defs": {"a": TEXT},
            "properties": {"meta": {"properties": {"a": {"$ref": "#/$defs/a"}}}},
        },
        {},
        {("meta",): place({"properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": TEXT}})},
    ),
    "within what is no object": (
        {"properties": {"id": {"required": ["a"]}}},
        {},
        {("id", "a"): place(required=True)},
    ),
    "within what no schema names": (
        {"properties": {"x": {"required": ["a"]}}},
        {},
        {("x", "a"): place(required=True)},
    ),
}
"""By what a schema says: the schema, how it is asked, and what is read."""


@pytest.mark.parametrize("name", READ)
def test_what_is_read(name):
    """Each keyword notes the places that it looks at, and nothing else."""
    schema, how, places = READ[name]
    assert places == read(schema, **how)


UNREADABLE = {
    "a keyword nobody knows": {"contains": TEXT},
    "a schema for what is besides": {"additionalProperties": TEXT},
    "the name of each item": {"properties": {EACH: TEXT}},
    "items that ask for others": {
        "properties": {"parts": {"items": {"dependentRequired": {"a": ["b"]}}}}
    },
    "a condition on items": {"properties": {"parts": {"items": {"not": TEXT}}}},
    "items of which none may be": {"properties": {"parts": {"items": False}}},
    "none but some of items": {
        "properties": {"parts": {"items": {"properties": {}, "additionalProperties": False}}}
    },
    "none but some, where any may stand": {
        "properties": {"meta": {"unevaluatedProperties": False}}
    },
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_told(name):
    """It is said so, and payloads are judged whole."""
    with pytest.raises(Unreadable):
        read(UNREADABLE[name])


def nested(depth):
    """A schema with another in it, and so on."""
    return {"properties": {"a": nested(depth - 1)}} if depth else {"minLength": 1}


def test_how_deep():
    """As deep as a schema may be, and no deeper."""
    deep = nested(MAX_DEPTH)
    assert list(read(deep, form=deep)) == [("a",) * MAX_DEPTH]
    with pytest.raises(Unreadable):
        read(nested(MAX_DEPTH + 1))


ITSELF = {"$ref": "#/$defs/node"}


@pytest.mark.parametrize(
    "node",
    [
        {"properties": {"next": ITSELF}},
        {"items": ITSELF},
        {"allOf": [ITSELF]},
        {"anyOf": [ITSELF]},
        {"not": ITSELF},
    ],
)
def test_a_schema_within_itself(node):
    """It has no end: that is told, and the walk has one."""
    with pytest.raises(Unreadable):
        read({"$defs": {"node": node}, **ITSELF})


def test_outcomes():
    """Named members are asked by themselves; by a keyword nobody knows, a value is asked whole."""
    reads = Reads(known_fields(FORM))
    reads.outcome([Pointer("/error")], {"properties": {"why": {"const": ""}}})
    strange = {"minProperties": 1}
    reads.outcome([Pointer("/id")], strange)
    assert reads.places == {
        ("error",): THERE,
        ("error", "why"): place(sometimes=[NULL, {"const": ""}]),
        ("id",): place(sometimes=[NULL, strange], presence=True),
    }


def test_values_and_presence():
    """What stands at a place, or that something does; a place that is not given is none."""
    reads = Reads(known_fields(FORM))
    reads.value([Pointer("/id"), None])
    reads.presence([Pointer("/meta")])
    assert reads.places == {("id",): place(value=True), ("meta",): THERE}


@pytest.mark.parametrize(
    ("schema", "is_open"),
    [
        ({}, True),
        ({"additionalProperties": False}, False),
        ({"properties": {"error": {"properties": {}, "unevaluatedProperties": False}}}, True),
    ],
)
def test_whether_members_may_be_unknown(schema, is_open):
    """Unless the payload itself takes none but some."""
    reads = Reads(known_fields(FORM))
    reads.schema(schema, always=True)
    assert is_open == reads.leaves_open
