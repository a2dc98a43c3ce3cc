"""Maps that say more of their values than a payload does: with types, as DynamoDB exports them, or
as lists, as libraries decode forms.
"""

from __future__ import annotations

from typing import Any, Final

import orjson

from ..reading.forms import Fields

_SCALARS: Final = {"S": str, "N": str, "B": str, "BOOL": bool, "NULL": bool}
_MANY: Final = {"M": dict, "L": list, "SS": list, "NS": list, "BS": list}
_KINDS: Final = {**_SCALARS, **_MANY}
_DEEPEST: Final = 32
_FORM: Final = 3
"""So many fields a form has at least."""


def untyped(value: dict[str, Any]) -> dict[str, Any]:
    """Return what a map says whose values are told with their types, or each as a list of one text.

    Any other is returned as it is.

    >>> untyped({"id": {"S": "a"}, "parts": {"N": "2"}, "error": {"M": {"code": {"S": "7"}}}})
    {'id': 'a', 'parts': 2, 'error': {'code': '7'}}
    >>> untyped({"id": ["a"], "status": ["sent"], "to": ["+15550102187"]})
    {'id': 'a', 'status': 'sent', 'to': '+15550102187'}
    >>> untyped({"S": "a"})
    {'S': 'a'}
    """
    for first in value.values():
        if first.__class__ is dict:
            if not all(map(_is_typed, value.values())):
                break
            return {name: _plain(each, _DEEPEST) for name, each in value.items()}
        if first.__class__ is list and len(value) >= _FORM and all(map(_is_field, value.values())):
            return Fields({name: text for name, (text,) in value.items()})
        break
    return value


def _is_field(value: Any) -> bool:
    """Whether it is the only value of a form's field; a text that holds JSON may be an item."""
    if value.__class__ is not list or len(value) != 1 or value[0].__class__ is not str:
        return False
    return not value[0].startswith(("{", "["))


def _is_typed(value: Any) -> bool:
    if value.__class__ is not dict or len(value) != 1:
        return False
    ((kind, inner),) = value.items()
    return kind in _KINDS and inner.__class__ is _KINDS[kind]


def _plain(value: Any, depth: int) -> Any:
    """What a typed value says; as it is, if it is none, or stands too deep."""
    if depth == 0 or not _is_typed(value):
        return value
    ((kind, inner),) = value.items()
    if kind == "M":
        return {name: _plain(each, depth - 1) for name, each in inner.items()}
    if kind == "L":
        return [_plain(each, depth - 1) for each in inner]
    if kind == "NS":
        return list(map(_number, inner))
    return None if kind == "NULL" else _number(inner) if kind == "N" else inner


def _number(text: Any) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
