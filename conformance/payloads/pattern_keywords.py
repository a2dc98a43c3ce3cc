"""The keywords of JSON Schema that match patterns, asked of the engine that accepts payloads.

`jsonschema` asks Python's `re`, which may backtrack without end over a hostile text, and does not
know every pattern of ECMA-262. Which names `unevaluatedProperties` leaves over it still asks `re`
where a schema has `patternProperties`, too: the loader takes no schema that has both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator


@lru_cache(maxsize=1)
def validator_class() -> type[Validator]:
    """Return `Draft202012Validator` with these keywords."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    own = {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
    }
    # It is not annotated.
    extended: type[Validator] = extend(Draft202012Validator, own)  # type: ignore[no-untyped-call]
    return extended


def undeclared(schema: Any) -> Any:
    """Return a schema that names no dialect: one that does gets `jsonschema`'s own class."""
    if isinstance(schema, Mapping):
        named = [name for name in schema if name == "$schema" and isinstance(schema[name], str)]
        return {name: undeclared(each) for name, each in schema.items() if name not in named}
    return [undeclared(each) for each in schema] if isinstance(schema, list) else schema


@lru_cache(maxsize=1024)
def _matcher(pattern: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid


def _pattern(
    validator: Any, pattern: str, instance: Any, _: Mapping[str, Any]
) -> Iterator[ValidationError]:
    from jsonschema.exceptions import ValidationError

    if validator.is_type(instance, "string") and not _matcher(pattern)(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], instance: Any, _: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if not validator.is_type(instance, "object"):
        return
    for pattern, schema in patterns.items():
        for name in filter(_matcher(pattern), instance):
            yield from validator.descend(instance[name], schema, path=name, schema_path=pattern)


def _additional_properties(
    validator: Any, allowed: Any, instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    from jsonschema import Draft202012Validator

    if not validator.is_type(instance, "object"):
        return
    matchers = [_matcher(pattern) for pattern in schema.get("patternProperties", ())]
    others = {
        name: value
        for name, value in instance.items()
        if not any(matches(name) for matches in matchers)
    }
    plain = {name: each for name, each in schema.items() if name != "patternProperties"}
    keyword = Draft202012Validator.VALIDATORS["additionalProperties"]
    yield from keyword(validator, allowed, others, plain)
