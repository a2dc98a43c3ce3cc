"""What of an exchange is never written down: the secrets in its headers and its URL."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

SECRET: Final = re.compile(
    "auth|cookie|credential|jwt|key|passw|secret|session|signature|token", re.IGNORECASE
)
"""What the name of a header or of a parameter in a URL has in it if its value is secret."""


def without_secrets(url: str) -> str:
    """Return a URL without the values of parameters that are named like secrets.

    >>> without_secrets("http://127.0.0.1/hook?channel=sms&token=abc")
    'http://127.0.0.1/hook?channel=sms&token='
    """
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        return url.partition("?")[0]
    if not any(SECRET.search(name) for name, _ in query):
        return url
    kept = [(name, "" if SECRET.search(name) else value) for name, value in query]
    return urlunsplit(parts._replace(query=urlencode(kept)))
