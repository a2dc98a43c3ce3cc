"""Values of a lifecycle file as TOML text: what is drafted for authors, and shown to them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def toml_value(value: Any) -> str:
    """Write a JSON value in one line of TOML.

    Args:
        value: text, finite numbers, booleans, lists, and mappings as inline tables; no null,
            which TOML has not.

    Raises:
        TypeError: TOML has no such value.

    >>> toml_value({"required": ["id"], "max items": 2})
    '{ required = ["id"], "max items" = 2 }'
    """
    match value:
        case bool() | int() | float():
            return json.dumps(value)
        case str():
            return _text(value)
        case Mapping():
            members = ", ".join(
                f"{toml_key(name)} = {toml_value(each)}" for name, each in value.items()
            )
            return f"{{ {members} }}" if members else "{}"
        case list() | tuple():
            return f"[{', '.join(map(toml_value, value))}]"
    raise TypeError(f"TOML has no {type(value).__name__}")


def toml_key(name: str) -> str:
    """Write a key: bare where that is allowed, else in quotes."""
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    # TOML has JSON's escapes, but DEL is escaped, too, and half of a surrogate pair is no text.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
