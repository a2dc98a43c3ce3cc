"""Payloads against their JSON Schema: accepted quickly, refused with words.

A compiled validator may accept; what it does not accept, `jsonschema` judges, and its
word stands. Both ask the same functions about formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from ..results.times import parse_rfc3339

if TYPE_CHECKING:
    from jsonschema import FormatChecker
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

Path = tuple[str, ...]

_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The usual form of a UUID; what else is one, the slower function says."""
_FORM: Final = "urn:msglife:form"
_FORMATS: Final = ("date-time", "date", "time", "email", "uri", "uuid", "ipv4", "ipv6")


class PayloadSchema:
    """The schema of one form's payloads.

    Args:
        schema: JSON Schema 2020-12, self-contained; formats are asserted.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._slow: Validator | None = None
        self.accepts = _compiled(schema)
        """Whether a payload satisfies the schema; a refusal is not the last word."""

    def with_another(self, other: Mapping[str, Any]) -> Callable[[Any], bool] | None:
        """Compile what says whether a payload satisfies this schema and another, in one go.

        Returns:
            `None` if the schema has a name of its own.
        """
        if "$id" in self._schema:
            return None
        # By its name, what it refers to is looked up in it.
        form = {**self._schema, "$id": _FORM}
        return _compiled({"$defs": {"form": form}, "allOf": [{"$ref": _FORM}, other]})

    def errors(self, payload: Any) -> Iterator[tuple[Path, str, str]]:
        """Yield what is wrong with a payload: where, which keyword refuses it, what it expects."""
        seen: set[tuple[Path, str]] = set()
        for error in self._validator().iter_errors(payload):
            leaf = _leaf(error)
            path = tuple(str(part) for part in leaf.absolute_path)
            keyword, expected = str(leaf.validator), _expected(leaf)
            # Two keywords that refuse the same value are one fault.
            key = (path, expected if keyword in ("required", "dependentRequired") else "")
            if key not in seen:
                seen.add(key)
                yield path, keyword, expected

    def _validator(self) -> Validator:
        if self._slow is None:
            from .pattern_keywords import undeclared, validator_class

            schema = undeclared(self._schema)
            self._slow = validator_class()(schema, format_checker=format_checker())
        return self._slow


def _compiled(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    import jsonschema_rs

    accepts: Callable[[Any], bool] = jsonschema_rs.Draft202012Validator(
        dict(schema), validate_formats=True, formats=_format_functions()
    ).is_valid
    return accepts


@lru_cache(maxsize=1)
def format_checker() -> FormatChecker:
    """Return the functions that say what a format is."""
    from jsonschema import Draft202012Validator

    checker: FormatChecker = Draft202012Validator.FORMAT_CHECKER
    return checker


@lru_cache(maxsize=1)
def _format_functions() -> dict[str, Callable[[str], bool]]:
    def function(name: str) -> Callable[[str], bool]:
        return lambda text: format_checker().conforms(text, name)

    slow = function("date-time")

    def date_time(text: str) -> bool:
        # What is read as a time, the slower function accepts too, but for leap seconds.
        return (text[17:19] != "60" and parse_rfc3339(text) is not None) or slow(text)

    slow_uuid = function("uuid")

    def uuid(text: str) -> bool:
        return _UUID.fullmatch(text) is not None or slow_uuid(text)

    return {**{name: function(name) for name in _FORMATS}, "date-time": date_time, "uuid": uuid}


def _leaf(error: ValidationError) -> ValidationError:
    """The most telling error within one that has alternatives."""
    from jsonschema.exceptions import best_match

    return best_match([error]) or error


def _expected(error: ValidationError) -> str:
    """Say what was expected, without the value that was found: that may have to be masked."""
    keyword: str = str(error.validator)
    value: Any = error.validator_value
    schema = error.schema if isinstance(error.schema, dict) else {}
    if keyword == "required":
        present = error.instance if isinstance(error.instance, dict) else {}
        absent = [name for name in value if name not in present]
        # jsonschema yields one error for each name; its message begins with the name.
        named = [name for name in absent if str(error.message).startswith(repr(name))]
        return f"the required field {(named or absent or ['?'])[0]!r}"
    if keyword in _PHRASES:
        return _PHRASES[keyword](value, schema)
    return _titled(schema, f"what the schema's {keyword!r} asks for")


def _titled(schema: Mapping[str, Any], otherwise: str) -> str:
    """What a schema calls the values it accepts; its description says what they mean instead."""
    title = schema.get("title")
    return str(title) if title else otherwise


_PHRASES: Final[dict[str, Callable[[Any, Mapping[str, Any]], str]]] = {
    "type": lambda value, _: "or ".join(
        f"{'an' if each[0] in 'aoi' else 'a'} {each} "
        for each in ([value] if isinstance(value, str) else value)
    ).strip(),
    "enum": lambda value, _: "one of " + ", ".join(str(each) for each in value),
    "const": lambda value, _: f"{value!r}",
    "format": lambda value, _: f"a valid {value}" + (" with its zone" * (value == "date-time")),
    "pattern": lambda value, schema: _titled(schema, f"text that matches {value}"),
    "minimum": lambda value, _: f"at least {value}",
    "maximum": lambda value, _: f"at most {value}",
    "minLength": lambda value, _: f"at least {value} characters",
    "maxLength": lambda value, _: f"at most {value} characters",
    "not": lambda _, schema: _titled(schema, "something else"),
}
