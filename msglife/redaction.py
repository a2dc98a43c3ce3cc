"""What of an exchange is written down: what is known to be no secret, and nothing else."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_HEADERS: Final = frozenset(
    {
        *("accept", "accept-encoding", "accept-language", "connection", "content-encoding"),
        *("content-length", "content-type", "date", "host", "transfer-encoding", "user-agent"),
    }
)
"""Headers that say how a request is made. Any other may be, or hold, a secret."""
_SECRET: Final = re.compile(
    "auth|cookie|credential|jwt|key|pass|pw|secret|session|sig|token", re.IGNORECASE
)
"""What the name of a documented field has in it if its value is secret."""
_MOST: Final = 1000
"""A URL with more parameters is kept without any."""


def without_secret_headers(headers: dict[str, str]) -> dict[str, str]:
    """Return the headers that say how a request is made; no other is written down.

    >>> without_secret_headers({"Content-Type": "text/plain", "X-Sig": "abc"})
    {'Content-Type': 'text/plain'}
    """
    return {name: value for name, value in headers.items() if name.lower() in _HEADERS}


def without_secrets(url: str) -> str:
    """Return a URL without a password, and without the values of parameters nobody documents.

    >>> without_secrets("http://127.0.0.1/hook?channel=sms&hash=abc")
    'http://127.0.0.1/hook?channel=sms&hash='
    """
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=_MOST)
    except ValueError:
        return url.partition("?")[0].rpartition("@")[2]
    parts = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="")
    known = documented_names() if query else frozenset[str]()
    if all(name in known for name, _ in query):
        return urlunsplit(parts)
    kept = [(name, value if name in known else "") for name, value in query]
    return urlunsplit(parts._replace(query=urlencode(kept)))


@lru_cache(maxsize=1)
def documented_names() -> frozenset[str]:
    """Return the names of all fields and parameters that documents name, but of secrets.

    Where a callback is a GET, they are what its query holds.
    """
    from .spec import catalog
    from .spec.payload_fields import payload_fields

    names: set[str] = set()
    for lifecycle in catalog():
        names.update(each.variant for each in lifecycle.endpoints if each.variant)
        for form in lifecycle.forms:
            names.update(field.at.rpartition("/")[2] for field in payload_fields(form.schema))
    return frozenset(name for name in names if not _SECRET.search(name))
