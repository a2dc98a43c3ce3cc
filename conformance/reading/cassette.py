"""VCR.py cassettes (YAML, or JSON with the same content): one record an interaction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from io import BufferedReader
from typing import Any, Final

from ..results.finding import Place
from .bodies import body_text, header, members
from .documents import read_array
from .records import Problem, Record, wrong_kind

MAX_CASSETTE: Final = 64 * 2**20
"""A larger cassette is not read: its text is held whole."""

_INTERACTIONS: Final = re.compile(r'"interactions"\s*:\s*\[')


def read_cassette(stream: BufferedReader, file: str) -> Iterator[Record]:
    """Yield the interactions of a cassette as envelopes.

    Only plain YAML is read: a tag that would make a Python object is refused, and the
    interaction with it. Where the text is no YAML, reading ends; what stood before counts.

    Args:
        stream: its bytes.
        file: its name, for the records' places.
    """
    try:
        from .plain_yaml import NotYaml, read_items
    except ModuleNotFoundError:
        words = "reading cassettes needs PyYAML: pip install 'msglife[capture]'"
        yield Record(Place(file, None, 0), None, Problem("LOGS005", words))
        return
    data = stream.read(MAX_CASSETTE + 1)
    if len(data) > MAX_CASSETTE:
        words = f"the cassette is larger than {MAX_CASSETTE // 2**20} MiB"
        yield Record(Place(file, None, 0), None, Problem("LOGS006", words))
        return
    index = -1
    try:
        for index, item in enumerate(read_items(data, "interactions")):
            place = Place(file, item.line, index)
            if item.problem is not None:
                words = f"the interaction is refused: {item.problem.message}"
                yield Record(place, None, Problem(item.problem.code, words))
            elif isinstance(item.value, dict):
                yield Record(place, _envelope(item.value), captured=True)
            else:
                yield Record(place, None, wrong_kind(item.value))
    except NotYaml as error:
        words = f"the cassette is not YAML: {error.reason}"
        yield Record(Place(file, error.line, index + 1), None, Problem("LOGS005", words))


def read_json_cassette(stream: BufferedReader, file: str) -> Iterator[Record]:
    """Yield the interactions of a cassette written as JSON; see `read_cassette`."""
    for record in read_array(stream, file, _INTERACTIONS, "cassette"):
        if record.problem is None:
            yield record._replace(value=_envelope(record.value), captured=True)
        else:
            yield record


def _envelope(interaction: dict[str, Any]) -> dict[str, Any]:
    """One interaction as our envelope; what it lacks is left out."""
    request, response = members(interaction.get("request")), members(interaction.get("response"))
    status = response.get("status")
    return {
        "received_at": _moment(interaction.get("recorded_at")),
        "request": {
            "method": request.get("method"),
            "url": request.get("uri", request.get("url")),
            "headers": {"content-type": header(request.get("headers"), "content-type")},
            "body": _text(request),
        },
        "response": {
            "status": status.get("code") if isinstance(status, dict) else status,
            "headers": {"content-type": header(response.get("headers"), "content-type")},
            "body": _text(response),
        },
    }


def _text(side: dict[str, Any]) -> str | Problem | None:
    """The body: bare, or under ``string`` or ``base64_string``."""
    body = side.get("body")
    compression = header(side.get("headers"), "content-encoding")
    if isinstance(body, dict):
        if "base64_string" in body:
            return body_text(body["base64_string"], "base64", compression)
        body = body.get("string")
    return body_text(body, None, compression)


def _moment(value: Any) -> Any:
    """YAML reads an unquoted time as one; our envelope holds its text."""
    return value.isoformat() if isinstance(value, datetime) else value
