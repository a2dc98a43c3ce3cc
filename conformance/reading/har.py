"""HAR 1.2, as browsers and proxies write it: one record an exchange."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BufferedReader
from typing import Any, Final
from urllib.parse import urlencode

from .bodies import body_text, header, members
from .documents import read_array
from .records import Record

_ENTRIES: Final = re.compile(r'"entries"\s*:\s*\[')


def read_har(stream: BufferedReader, file: str) -> Iterator[Record]:
    """Yield the exchanges of a HAR as envelopes.

    A HAR that ends early is a damaged container: what was read before that counts.

    Args:
        stream: its bytes.
        file: its name, for the records' places.
    """
    for record in read_array(stream, file, _ENTRIES, "HAR"):
        if record.problem is None:
            yield record._replace(value=_envelope(record.value), captured=True)
        else:
            yield record


def _text(post: Mapping[str, Any]) -> Any:
    """What was sent: as text, or as the fields of a form."""
    fields = post.get("params")
    if post.get("text") or not isinstance(fields, list):
        return post.get("text")
    pairs = ((each.get("name"), each.get("value")) for each in map(members, fields))
    return urlencode([(str(name), str(value)) for name, value in pairs if value is not None])


def _envelope(entry: Any) -> dict[str, Any]:
    """One entry as our envelope; what it lacks is left out."""
    request, response = members(entry.get("request")), members(entry.get("response"))
    post, content = members(request.get("postData")), members(response.get("content"))
    compression = header(response.get("headers"), "content-encoding")
    sent = header(request.get("headers"), "content-encoding")
    return {
        "received_at": entry.get("startedDateTime"),
        "request": {
            "method": request.get("method"),
            "url": request.get("url"),
            "headers": {"content-type": post.get("mimeType")},
            "body": body_text(_text(post), post.get("encoding"), sent),
        },
        "response": {
            "status": response.get("status"),
            "headers": {"content-type": content.get("mimeType")},
            "body": body_text(content.get("text"), content.get("encoding"), compression),
        },
    }
