"""HAR 1.2, as browsers and proxies write it: one record an exchange."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader
from typing import Any, Final

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
            "body": body_text(post.get("text"), post.get("encoding"), sent),
        },
        "response": {
            "status": response.get("status"),
            "headers": {"content-type": content.get("mimeType")},
            "body": body_text(content.get("text"), content.get("encoding"), compression),
        },
    }
