"""A JSON Schema as a quick predicate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def compile_schema(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    """Return a predicate that says whether a JSON value satisfies `schema`.

    Args:
        schema: JSON Schema 2020-12, self-contained; its formats are asserted.
    """
    import jsonschema_rs

    validator = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)
    accepts: Callable[[Any], bool] = validator.is_valid
    return accepts
