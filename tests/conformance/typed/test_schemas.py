"""Schemas that say more than a type can: what is under a condition, or where anything may stand."""

from __future__ import annotations

import pytest

from support.letters import letter, letters, schema_with
from support.pigeon_post import rule

OBJECT = {"type": "object"}
CODED = rule("r", "requires", 'states = ["arrived"]', 'fields = ["/meta/code"]')
PAIR = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}}
BASE = dict.fromkeys(("id", "status", "at"), True)
CAUSE = {
    "type": ["object", "null"],
    "properties": {
        "title": {"type": ["string", "integer", "null"]},
        "detail": {"type": ["string", "null"]},
    },
}
SAYS_WHY = """{ anyOf = [
    { required = ["title"], properties.title = { not = { const = "" } } },
    { required = ["detail"], properties.detail = { not = { const = "" } } },
] }"""
ERROR = {"type": ["object", "null"], "properties": {"code": {"type": "integer"}}}


def list_of(**more):
    """An array of pairs of which more is asked."""
    return {"type": "array", "items": {**PAIR, **more}}


NULLABLE = list_of(properties={"a": {"type": ["integer", "null"]}})


def requires(schema):
    """A rule of what is wrong with a letter, and of an object about it."""
    field = "/meta" if "code" in schema else "/error"
    return rule(
        "r", "requires", 'states = ["arrived"]', f'fields = ["{field}"]', f"schema = {schema}"
    )


SCHEMAS = {
    "in an open object": (
        schema_with(meta=OBJECT),
        [CODED],
        {"meta": {"code": 1}},
        {"meta": {}},
    ),
    "in what may be anything": (
        schema_with(meta=True),
        [CODED],
        {"meta": {"code": 1}},
        {"meta": 7},
    ),
    "what must not change in an open object": (
        schema_with(meta=OBJECT),
        [rule("r", "constant", 'fields = ["/meta/code"]')],
        {"meta": {"code": 1}},
        {"meta": [{"code": 1}, {"code": 2}, {"code": 2}]},
    ),
    "what must not fall in an open object": (
        schema_with(meta=OBJECT),
        [rule("r", "non_decreasing", 'fields = ["/meta/code"]')],
        {"meta": {"code": 1}},
        {"meta": [{"code": 2}, {"code": 1}, {"code": 1}]},
    ),
    "two numbers in an open object": (
        schema_with(meta=OBJECT),
        [rule("r", "at_most", 'fields = ["/meta/a", "/meta/b"]')],
        {"meta": {"a": 1, "b": 2}},
        {"meta": {"a": 3, "b": 2}},
    ),
    "a schema about an open object": (
        schema_with(meta=OBJECT),
        [rule("r", "schema", "schema = { properties = { meta = { required = ['code'] } } }")],
        {"meta": {"code": 1}},
        {"meta": {}},
    ),
    "of an open object, what a member of it holds": (
        schema_with(meta=OBJECT),
        [requires("{ properties = { code = { minimum = 2 } } }")],
        {"meta": {"code": 2}},
        {"meta": {"code": 1}},
    ),
    "of an open object, what is null within it": (
        schema_with(meta=OBJECT),
        [requires('{ required = ["code"] }')],
        {"meta": {"code": 2}},
        {"meta": {"code": None}},
    ),
    "of an object, a text that says nothing": (
        schema_with(error=CAUSE),
        [requires(SAYS_WHY)],
        {"error": {"title": "t", "detail": ""}},
        {"error": {"title": "", "detail": ""}},
    ),
    "of an object, that all is null within it": (
        schema_with(error=CAUSE),
        [requires(SAYS_WHY)],
        {"error": {"title": 0, "detail": None}},
        {"error": {"title": None, "detail": None}},
    ),
    "of an object, that it is none": (
        schema_with(error=CAUSE),
        [requires('{ type = "object" }')],
        {"error": {}},
        {"error": None},
    ),
    "of an object, another number": (
        schema_with(error=CAUSE),
        [requires('{ properties = { title = { enum = ["7", 7] } } }')],
        {"error": {"title": 7}},
        {"error": {"title": 8}},
    ),
    "of an object, by a keyword nobody knows": (
        schema_with(error=CAUSE),
        [requires("{ minProperties = 2 }")],
        {"error": {"title": "t", "detail": "d"}},
        {"error": {"title": "t"}},
    ),
    "of an object, a longer text": (
        schema_with(error=CAUSE),
        [requires('{ properties = { detail = { not = { type = "string", minLength = 3 } } } }')],
        {"error": {"detail": "\U0001f600\U0001f600"}},
        {"error": {"detail": "\U0001f600\U0001f600."}},
    ),
    "of items, what is null within them": (
        schema_with(parts=NULLABLE),
        [rule("r", "schema", "schema = { properties.parts.items = { required = ['a'] } }")],
        {"parts": [[{"a": 1}, {"a": 2}]] * 3},
        {"parts": [[{"a": 1}, {"a": None}]] * 3},
    ),
    "of items, what is alike without null": (
        schema_with(parts=NULLABLE),
        [rule("r", "schema", "schema = { properties.parts = { uniqueItems = true } }")],
        {"parts": [[{"a": 1}, {"a": 2}]] * 3},
        {"parts": [[{"a": None}, {}]] * 3},
    ),
    "of an object, what is a number of either type": (
        schema_with(error={"type": "object", "properties": {"title": {"type": "integer"}}}),
        [requires('{ properties.title = { type = "number", minimum = 2 } }')],
        {"error": {"title": 2}},
        {"error": {"title": 1}},
    ),
    "of an object, what no text is": (
        schema_with(error={"type": "object", "properties": {"title": {"type": "string"}}}),
        [requires('{ properties.title = { type = "array", minItems = 1 } }')],
        {"error": {}},
        {"error": {"title": "t"}},
    ),
    "a whole number, where any may stand": (
        schema_with(error={"type": "object", "properties": {"title": {"type": "number"}}}),
        [requires('{ properties.title.type = "integer" }')],
        {"error": {"title": 2.0}},
        {"error": {"title": 2.5}},
    ),
    "an open object, and no member": (
        schema_with(meta={"type": "object", "additionalProperties": False}),
        [],
        {"meta": {}},
        {"meta": {"code": 1}},
    ),
    "an open object, and no member of some": (
        schema_with(meta=OBJECT),
        [rule("r", "schema", "schema = { properties.meta.unevaluatedProperties = false }")],
        {"meta": {}},
        {"meta": {"code": 1}},
    ),
    "an open object, and no member but one": (
        schema_with(meta=OBJECT),
        [requires("{ properties = { code = true }, additionalProperties = false }")],
        {"meta": {"code": 1}},
        {"meta": {"code": 1, "more": 2}},
    ),
    "what null is none of": (
        schema_with(reason={"type": ["string", "null"]}),
        [rule("r", "schema", "schema = { properties.reason.not.minLength = 3 }")],
        {"reason": ["r", None, "r"]},
        {"reason": "long"},
    ),
    "required in an open object": (
        schema_with(meta={"type": "object", "required": ["code"]}),
        [],
        {"meta": {"code": 1}},
        {"meta": {}},
    ),
    "an item by its number": (
        schema_with(),
        [rule("r", "requires", 'states = ["arrived"]', 'fields = ["/parts/0/cost"]')],
        {"parts": [[{"cost": 1}]] * 3},
        {"parts": [[]] * 3},
    ),
    "no items": (
        schema_with(parts={"type": "array", "items": False}),
        [],
        {"parts": [[]] * 3},
        {"parts": [[{}]] * 3},
    ),
    "a condition on items": (
        schema_with(parts=list_of(**{"if": {"required": ["a"]}, "then": {"required": ["b"]}})),
        [],
        {"parts": [[{"a": 1, "b": 2}]] * 3},
        {"parts": [[{"a": 1}]] * 3},
    ),
    "members of items that ask for others": (
        schema_with(parts=list_of(dependentRequired={"a": ["b"]})),
        [],
        {"parts": [[{"a": 1, "b": 2}]] * 3},
        {"parts": [[{"a": 1}]] * 3},
    ),
    "required of items": (
        schema_with(parts=list_of(required=["a"])),
        [],
        {"parts": [[{"a": 1}, {"a": 2}]] * 3},
        {"parts": [[{"a": 1}, {"b": 2}]] * 3},
    ),
    "many items alike": (
        schema_with(parts={"type": "array", "items": {"type": "integer"}, "uniqueItems": True}),
        [],
        {"parts": [[1, 2]] * 3},
        {"parts": [[1, 1.0]] * 3},
    ),
    "none but some members, of some payloads": (
        schema_with()
        | {
            "if": {"not": {"required": ["size"]}},
            "then": {"properties": BASE, "additionalProperties": False},
        },
        [],
        {},
        {"to": "a"},
    ),
    "none but some members, of all payloads": (
        schema_with() | {"allOf": [{"properties": BASE, "additionalProperties": False}]},
        [],
        {},
        {"to": "a"},
    ),
    "none but what was looked at": (
        schema_with(error=ERROR)
        | {"allOf": [{"properties": {**BASE, "error": {"unevaluatedProperties": False}}}]},
        [],
        {"error": {}},
        {"error": {"code": 1}},
    ),
    "null, of which nothing is required": (
        schema_with(error=ERROR) | {"not": {"properties": {"error": {"required": ["code"]}}}},
        [],
        {"error": {}},
        {"error": None},
    ),
    "nothing, of which nothing is required": (
        schema_with(error=ERROR) | {"not": {"properties": {"error": {"required": ["code"]}}}},
        [],
        {"error": {}},
        {},
    ),
    "texts and others": (
        schema_with(kind={"type": "string", "enum": ["a", {"b": 1}]}),
        [],
        {"kind": "a"},
        {"kind": "b"},
    ),
    "a whole number with a fraction": (
        schema_with(kind={"enum": [1, 2]}),
        [],
        {"kind": 1},
        {"kind": 3.0},
    ),
    "true for one": (schema_with(kind={"enum": [1, 2]}), [], {"kind": 1}, {"kind": True}),
    "one for true": (schema_with(kind={"const": True}), [], {"kind": True}, {"kind": 1}),
    "true among numbers": (
        schema_with(kind={"type": ["number", "boolean"], "not": {"const": 1}}),
        [],
        {"kind": True},
        {"kind": 1},
    ),
    "one of two": (
        schema_with(kind={"oneOf": [{"type": "integer", "minimum": 5}, {"multipleOf": 2}]}),
        [],
        {"kind": 7},
        {"kind": 6},
    ),
    "null where nothing may stand": (
        schema_with(kind={"type": "string"}),
        [],
        {"kind": "a"},
        {"kind": None},
    ),
    "a number for text": (schema_with(kind={"type": "string"}), [], {"kind": "1"}, {"kind": 1}),
    "an object for text": (schema_with(kind={"type": "string"}), [], {"kind": "1"}, {"kind": {}}),
    "no schema": (schema_with(kind=False), [], {}, {"kind": 1}),
    "a member nobody knows": (schema_with(), [], {}, {"new": 1}),
    "a member of items that nobody knows": (
        schema_with(),
        [],
        {"parts": [[{"cost": 1}]] * 3},
        {"parts": [[{"cost": 1, "new": 1}]] * 3},
    ),
    "a member nobody knows, further in": (
        schema_with(error={"type": "object", "properties": {"code": PAIR}}),
        [],
        {"error": {"code": {"a": 1}}},
        {"error": {"code": {"new": 1}}},
    ),
}
"""By what is asked: the schema, the rules, what sound letters hold, and what the odd one does."""
READ_ONE_BY_ONE = {
    "an open object, and no member of some",
    *("in an open object", "in what may be anything", "no items"),
    *("what must not change in an open object", "what must not fall in an open object"),
    "two numbers in an open object",
    *("a condition on items", "members of items that ask for others", "true among numbers"),
}


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("first", [True, False])
def test_what_is_wrong_is_found(name, first, planted, decoded, tmp_path):
    """Where a type cannot tell, letters are read one by one; else they are decoded."""
    schema, more, kept, broken = SCHEMAS[name]
    odd, sound = letter("x", **broken), letters(**kept)
    folder = planted(*more, schema=schema)
    records = [*odd, *sound] if first else [*sound, *odd]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert {"x"} == {each.key for each in report.findings}
    assert (name in READ_ONE_BY_ONE) == (len(decoded.lines) < len(sound))


@pytest.mark.parametrize(
    ("more", "schema"),
    [
        ({"request": {"url": "x"}}, {"request": OBJECT}),
        ({"response": {"status": 200}}, {"response": OBJECT}),
        ({"request": {"url": "x"}}, {"request": {"type": "object", "properties": {"url": True}}}),
    ],
)
def test_a_letter_that_is_taken_for_something_else(more, schema, planted, decoded, tmp_path):
    """An envelope: its members are those of a letter, too."""
    folder = planted(schema=schema_with(**schema))
    odd = [{**each, **more} for each in letter("x")]
    report = decoded.check(tmp_path / "log.jsonl", [*letters(), *odd], specs=(folder,))
    assert ["LOGS003"] * 3 == [each.code for each in report.findings]
    assert len(letters()) == len(decoded.lines)
