"""The fields of a payload, as people read them."""

import pytest
from msglife.spec.payload_fields import PayloadField, payload_fields

import msglife

SCHEMA = {
    "$ref": "#/$defs/base",
    "required": ["status"],
    "properties": {"status": {"enum": ["sent", 7], "description": "What it came to."}},
    "allOf": [
        {
            "if": {"properties": {"status": {"const": "sent"}}, "required": ["status"]},
            "then": {"required": ["at"], "properties": {"at": {"type": "string"}}},
        }
    ],
    "$defs": {
        "base": {
            "required": ["id"],
            "properties": {
                "id": {"$ref": "#/$defs/id"},
                "parts": {"type": "array", "items": {"properties": {"no": {"type": "integer"}}}},
            },
        },
        "id": {"type": ["string", "integer"], "description": "What it is known by."},
    },
}


def test_fields_are_found_wherever_a_schema_names_them():
    """Through references, conditions and lists; required is what is always required."""
    expected = [
        PayloadField("/status", "sent | 7", True, "What it came to."),
        PayloadField("/id", "string | integer", True, "What it is known by."),
        PayloadField("/parts", "array"),
        PayloadField("/parts/*"),
        PayloadField("/parts/*/no", "integer"),
        PayloadField("/at", "string"),
    ]
    told = payload_fields(SCHEMA)
    assert sorted(expected, key=lambda each: each.at) == sorted(told, key=lambda each: each.at)
    places = [each.at for each in told]
    assert places.index("/parts") + 2 == places.index("/parts/*/no")


def test_a_schema_that_refers_to_itself_ends():
    """At a depth no payload has."""
    told = payload_fields({"properties": {"next": {"$ref": "#"}}})
    assert "/next/next" in [each.at for each in told]
    assert 100 > len(told)
    assert [] == payload_fields({"$ref": "#"})


@pytest.mark.parametrize("name", ["vonage/sms", "go4network/message", "scg/message"])
def test_the_key_and_the_status_are_among_them(name):
    """Of each form, whichever way its schema is put together."""
    for form in msglife.load(name).forms:
        places = {each.at for each in payload_fields(form.schema)}
        assert {str(form.key), str(form.status)} <= places
