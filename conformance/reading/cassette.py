"""VCR.py cassettes (YAML, or JSON with the same content): one record an interaction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from io import BufferedReader
from typing import TYPE_CHECKING, Any, Final

from ..findings import Place
from ..showing import plain
from .bodies import body_text, header, members
from .documents import read_array
from .records import Problem, Record, wrong_kind

if TYPE_CHECKING:
    import yaml

MAX_CASSETTE: Final = 64 * 2**20
"""A larger cassette is not read: YAML is read whole."""

_MERGE: Final = "tag:yaml.org,2002:merge"
_INTERACTIONS: Final = re.compile(r'"interactions"\s*:\s*\[')
_JSON_HEAD: Final = re.compile(rb'^\s*\{\s*(?:"version"\s*:\s*\d+\s*,\s*)?"interactions"\s*:\s*\[')
_HEAD: Final = re.compile(rb"^(?:(?:#|---)[^\n]*\n|[ \t\r]*\n)*(?:interactions|version)[ \t]*:")


def is_cassette(head: bytes) -> bool:
    r"""Whether a file that begins so is a cassette.

    >>> is_cassette(b"interactions:\n- request:")
    True
    """
    return _HEAD.match(head) is not None


def read_cassette(stream: BufferedReader, file: str) -> Iterator[Record]:
    """Yield the interactions of a cassette as envelopes.

    Only plain YAML is read: a tag that would make a Python object is refused, and the
    interaction with it.

    Args:
        stream: its bytes.
        file: its name, for the records' places.
    """
    try:
        import yaml
    except ModuleNotFoundError:
        words = "reading cassettes needs PyYAML: pip install 'msglife[capture]'"
        yield Record(Place(file, None, 0), None, Problem("LOGS005", words))
        return
    data = stream.read(MAX_CASSETTE + 1)
    if len(data) > MAX_CASSETTE:
        words = f"the cassette is larger than {MAX_CASSETTE // 2**20} MiB"
        yield Record(Place(file, None, 0), None, Problem("LOGS006", words))
        return
    try:
        loader = _loader()(data)
        root = loader.get_single_node()
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        yield Record(Place(file, _line(error), 0), None, _damaged(error))
        return
    for index, node in enumerate(_interactions(root)):
        place = Place(file, node.start_mark.line + 1, index)
        try:
            value = loader.construct_object(node, deep=True)
        except Exception as error:  # what PyYAML raises at a scalar its tag does not fit varies
            yield Record(place, None, _refused(error))
            continue
        if isinstance(value, dict):
            yield Record(place, _envelope(value), captured=True)
        else:
            yield Record(place, None, wrong_kind(value))


def is_json_cassette(head: bytes) -> bool:
    """Whether a file that begins so is a cassette written as JSON.

    >>> is_json_cassette(b'{"version": 1, "interactions": [')
    True
    """
    return _JSON_HEAD.match(head) is not None


def read_json_cassette(stream: BufferedReader, file: str) -> Iterator[Record]:
    """Yield the interactions of a cassette written as JSON; see `read_cassette`."""
    for record in read_array(stream, file, _INTERACTIONS, "cassette"):
        if record.problem is None:
            yield record._replace(value=_envelope(record.value), captured=True)
        else:
            yield record


@lru_cache(maxsize=1)
def _loader() -> type[yaml.SafeLoader]:
    """A loader of plain YAML, without merge keys: nested, they grow without bound."""
    import yaml

    class Loader(yaml.SafeLoader):
        def flatten_mapping(self, node: yaml.MappingNode) -> None:
            for key, _ in node.value:
                if key.tag == _MERGE:
                    words = "merge keys are not read"
                    raise yaml.constructor.ConstructorError(None, None, words, key.start_mark)
            super().flatten_mapping(node)

    return Loader


def _interactions(root: yaml.Node | None) -> list[yaml.Node]:
    import yaml

    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "interactions" and isinstance(value, yaml.SequenceNode):
            return list(value.value)
    return []


def _line(error: Exception) -> int | None:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark is not None else None


def _damaged(error: Exception) -> Problem:
    return Problem("LOGS005", f"the cassette is not YAML: {_reason(error)}")


def _refused(error: Exception) -> Problem:
    return Problem("LOGS005", f"the interaction is refused: {_reason(error)}")


def _reason(error: Exception) -> str:
    """PyYAML's words; those of other errors may hold a value, and values may be sensitive."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return plain(getattr(error, "problem", None) or "a value is not of the kind it is said to be")


def _envelope(interaction: dict[str, Any]) -> dict[str, Any]:
    """One interaction as our envelope; what it lacks is left out."""
    request, response = members(interaction.get("request")), members(interaction.get("response"))
    status = response.get("status")
    return {
        "received_at": _moment(interaction.get("recorded_at")),
        "request": {
            "method": request.get("method"),
            "url": request.get("uri", request.get("url")),
            "body": _text(request),
        },
        "response": {
            "status": status.get("code") if isinstance(status, dict) else status,
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
