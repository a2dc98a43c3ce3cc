"""`null` in a member that may lack is as if it lacked: a warning at most, both ways."""

from __future__ import annotations

import pytest

from support.letters import letter, letters, schema_with

SCHEMA = schema_with(
    required=("kind",),
    kind={"type": "string"},
    inner={"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
    things={"type": "array", "items": {"type": "string"}},
)
NULLS = {
    "a member that may lack": ({"size": None}, "warning"),
    "an object that may lack": ({"inner": None}, "warning"),
    "two that may lack": ({"size": None, "done": None}, "warning"),
    "one that takes it": ({"reason": None}, None),
    "one that is required": ({"kind": None}, "error"),
    "one that is required within": ({"inner": {"a": None}}, "error"),
    "an item of a list": ({"things": [None]}, "error"),
    "another value": ({"size": 5}, "error"),
}


@pytest.mark.parametrize("name", NULLS)
def test_null(name, planted, decoded, tmp_path):
    """Next to it, one that must be there, an item of a list, another wrong value."""
    members, severity = NULLS[name]
    odd = [{**each, **members} for each in letter("x", kind="k")]
    records = [*letters(20, kind="k"), *odd]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(planted(schema=SCHEMA),))
    said = [each for each in report.findings if each.key == "x"]
    assert {"PAYL001"} >= {each.code for each in said}
    assert ({severity} if severity else set()) == {each.severity for each in said}
