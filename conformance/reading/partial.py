r"""Lines that a container's runtime cut into parts, which became records: put together again.

CRI marks each part but the last with P; of Docker's, only the last holds the end of the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import BinaryIO, Final

from .records import MAX_RECORD, Record

_CRI: Final = re.compile(r"(\d{4}-\d\d-\d\dT\S{8,32} (stdout|stderr) )([PF]) (.*)", re.DOTALL)
PART: Final = re.compile(rb"^\d{4}-\d\d-\d\dT\S{8,32} (?:stdout|stderr) P ", re.MULTILINE)
"""How a line begins of which CRI marks that it is a part, and not the last."""
LONGEST_MARK: Final = 53
"""Such a beginning has no more bytes."""
_ENDS: Final = b'\\n"'
"""How the text of Docker's records ends that ends a line."""


def whole_lines(numbered: Iterator[tuple[int, str | None]]) -> Iterator[tuple[int, str | None]]:
    """Yield lines; one that CRI cut, under the number of its first part.

    Args:
        numbered: lines with their numbers; `None` for one that is too long.
    """
    begun: dict[str, tuple[int, StringIO]] = {}
    for number, line in numbered:
        part = None if line is None else _CRI.match(line)
        if part is None or (part[3] == "F" and part[2] not in begun):
            yield number, line
            continue
        if part[2] not in begun:
            begun[part[2]] = number, StringIO(newline="")
            begun[part[2]][1].write(f"{part[1]}F ")
        first, text = begun[part[2]]
        text.write(part[4])
        if part[3] == "F" or text.tell() > MAX_RECORD:
            yield first, text.getvalue()
            del begun[part[2]]
    for first, text in begun.values():
        yield first, text.getvalue()


def is_docker(head: bytes) -> bool:
    r"""Whether a log that begins so is what Docker keeps of a container's output.

    >>> is_docker(b'{"log":"up\\n","stream":"stdout","time":"2026-03-01T10:00:00Z"}\n')
    True
    >>> is_docker(b'{"log":"up","stream":"stdout","time":"2026-03-01T10:00:00Z"}\n')
    False
    """
    first = head.partition(b"\n")[0]
    return b'"log"' in first and b'"stream"' in first and _ENDS in head


def whole_records(records: Iterator[Record]) -> Iterator[Record]:
    """Yield records; of a line that Docker cut, one in the place of its first part.

    Args:
        records: those of Docker.
    """
    begun: dict[str, tuple[Record, StringIO]] = {}
    for record in records:
        value = record.value if record.problem is None else {}
        part, stream = value.get("log"), value.get("stream")
        if not isinstance(part, str) or not isinstance(stream, str):
            yield record
            continue
        ends = part.endswith("\n")
        if stream not in begun:
            if ends or (part.startswith("{") and part.endswith("}")):  # nothing is missing
                yield record
                continue
            begun[stream] = record, StringIO(newline="")
        first, text = begun[stream]
        text.write(part)
        if ends or text.tell() > MAX_RECORD:
            yield _with_text(first, text)
            del begun[stream]
    for first, text in begun.values():
        yield _with_text(first, text)


def _with_text(record: Record, text: StringIO) -> Record:
    return record._replace(value={**record.value, "log": text.getvalue()})


def has_docker_parts(stream: BinaryIO) -> bool:
    """Whether some lines of a log are parts, as Docker cuts them.

    Args:
        stream: its bytes, from the beginning.
    """
    docker = is_docker(stream.read(_PEEK))
    stream.seek(0)
    return docker and any(_ENDS not in line for line in stream)


_PEEK: Final = 2**16
