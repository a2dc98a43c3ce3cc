"""Form-encoded text: bodies that browsers' forms send, and queries of URLs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from ..results.looks import FORM

_FIELDS: Final = 1000
"""More fields has no callback."""


class Fields(dict[str, str]):
    """The fields of a form or a query: what is sent as JSON is not looked for in it."""


def read_form(text: str, *, declared: bool = False) -> Fields | None:
    """Return the fields of a form-encoded text; `None` if it is none.

    Args:
        text: the text.
        declared: it is said to be one; else nothing in it may speak against that.

    Returns:
        The values by name: of a name that stands twice, the last.

    >>> read_form("id=7&text=a+b%21")
    {'id': '7', 'text': 'a b!'}
    >>> read_form("see a=b") is None
    True
    """
    text = text.strip()
    if "=" not in text or not (declared or FORM.fullmatch(text)):
        return None
    try:
        return Fields(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS))
    except ValueError:
        return None


def write_form(fields: Mapping[str, Any]) -> str:
    """Write fields as form-encoded text, of which `read_form` makes them again, as text.

    Args:
        fields: by name; what is no text is written as JSON has it, and a null as nothing.

    >>> write_form({"id": 7, "text": "a b!", "error": None})
    'id=7&text=a+b%21&error='
    """
    return urlencode({name: _field(value) for name, value in fields.items()})


def _field(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def query_of(method: str, url: str) -> Fields | None:
    """Return the query of a request that has no body, as an object; `None` if there is none.

    Args:
        method: the request's method: of others than GET the query is no payload.
        url: its URL, or the path of it.
    """
    try:
        query = urlsplit(url).query if method.upper() == "GET" else ""
    except ValueError:
        return None
    return read_form(query, declared=True)
