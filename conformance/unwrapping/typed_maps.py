"""Maps whose values are told with their types, as DynamoDB exports them: what they say."""

from __future__ import annotations

from typing import Any, Final

import orjson

_SCALARS: Final = {"S": str, "N": str, "B": str, "BOOL": bool, "NULL": bool}
_MANY: Final = {"M": dict, "L": list, "SS": list, "NS": list, "BS": list}
_KINDS: Final = {**_SCALARS, **_MANY}
_DEEPEST: Final = 32


def untyped(value: dict[str, Any]) -> dict[str, Any]:
    """Return what a map says whose values are told with their types; any other as it is.

    >>> untyped({"id": {"S": "a"}, "parts": {"N": "2"}, "error": {"M": {"code": {"S": "7"}}}})
    {'id': 'a', 'parts': 2, 'error': {'code': '7'}}
    >>> untyped({"S": "a"})
    {'S': 'a'}
    """
    for each in value.values():
        if each.__class__ is not dict or not _is_typed(each):
            return value
    if not value:
        return value
    return {name: _plain(each, _DEEPEST) for name, each in value.items()}


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
