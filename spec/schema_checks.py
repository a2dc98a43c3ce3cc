"""What is refused of a JSON Schema although one validator or another would take it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import SpecError
from .schema_walk import entries


def check_patterns(schema: Any, file: str, place: str) -> None:
    """Refuse a schema that has both `patternProperties` and `unevaluatedProperties`.

    Which names the second leaves over is found out by matching each name with each pattern, and
    the validator that puts a refusal in words does that by backtracking: a name in a log could
    keep it busy without end.

    Raises:
        SpecError: naming `file` and `place`.
    """
    if {"patternProperties", "unevaluatedProperties"} <= {name for _, name, _ in entries(schema)}:
        expected = "expected additionalProperties, not unevaluatedProperties"
        raise SpecError(file, place, f"{expected}, where there are patternProperties")


def with_each_if(schema: Any) -> Any:
    """Return a schema in which no `if` is without `then`.

    The validator that accepts payloads passes over one that is, so that it would not be found out
    that a reference in it leads nowhere; the one that puts a refusal in words looks at it.
    """
    if isinstance(schema, Mapping):
        lone = {"then": True} if "if" in schema and "then" not in schema else {}
        return {name: with_each_if(each) for name, each in schema.items()} | lone
    return [with_each_if(each) for each in schema] if isinstance(schema, list) else schema
