"""Records: what a log is made of, read or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple, Protocol

from ...spec import Grounds
from ..results.finding import Place
from ..results.looks import look_of
from ..results.masking import Masker, kind_of

MAX_RECORD: Final = 16 * 2**20
"""A record of more bytes than this is not read (LOGS006)."""

_SHOWN: Final = 12
"""So many characters of a log are shown where it cannot be read."""
_PLACEHOLDER: Final = r"[:\[,]\s*(?:\[\s*[A-Za-z_][\w ]*\]|<[A-Za-z_][\w ]*>)\s*[,}\]]"


class Problem(NamedTuple):
    """Why a record was not read: a LOGS code and words, where that is documented, if it is, and the
    names that can be read in an object that is broken.
    """

    code: str
    message: str
    grounds: Grounds | None = None
    names: tuple[str, ...] = ()


class Record(NamedTuple):
    """One record of a log: a JSON object, or the problem that keeps it from being one.

    Args:
        place: where it stands.
        value: the object.
        problem: why there is none.
        captured: it is one of all the exchanges of a session, whatever they were about.
        received: when it was received, in microseconds, if what stands around it tells.
        untold: where a time stands that is none as the log's others are written, and how it is one.
    """

    place: Place
    value: Any
    problem: Problem | None = None
    captured: bool = False
    received: int | None = None
    untold: str = ""


class Locates(Protocol):
    """What finds payloads in records; handed in by who knows what payloads are."""

    def locate(self, records: Iterator[Record], layout: str) -> Iterator[Record]:
        """Yield the payloads of a log, each as a record, and what has none.

        Args:
            records: its records as they stand: objects, or texts that may hold some.
            layout: how they are laid out.
        """


TypesAt = Callable[[tuple[str, ...]], frozenset[str] | None]
"""Says which JSON types the schemas take at a place within a payload, any if none are named;
`None` where no schema names the place."""

NO_PAYLOAD: Final = Problem("", "no payload stands here")
"""Why a record is passed over in a log whose payloads stand elsewhere: nothing is told of it."""


def not_json(text: str, reason: str, where: str) -> Problem:
    """Describe text that is not JSON, naming the usual culprits.

    Args:
        text: the text that was to be JSON.
        reason: the parser's word.
        where: the place the parser gives, such as ``column 7``.
    """
    if look := look_of(text.lstrip()):
        return looking_like(look)
    hints = []
    if "\u00a0" in text:
        hints.append("it holds U+00A0 (no-break space), which JSON does not take for white space")
    if re.search(_PLACEHOLDER, text):  # which is not quoted: it may be anything
        hints.append("a name in brackets is a placeholder, not a value")
    details = "".join(f"; {hint}" for hint in hints)
    reason = reason.removesuffix(" at")
    return Problem("LOGS001", f"not JSON: {reason} at {where}{details}")


def looking_like(look: str) -> Problem:
    """Describe text that is not JSON by what it looks like instead."""
    return Problem("LOGS001", look if "no JSON" in look else f"not JSON: {look}")


def standing(text: str, position: int) -> str:
    """Say what stands at a position of a text, for people."""
    found = text[position : position + _SHOWN]
    return f" ({Masker({}, (), False).text(repr(found))} stands there)" if found.strip() else ""


def too_large() -> Problem:
    """Describe a record beyond the limit."""
    return Problem("LOGS006", f"the record is larger than {MAX_RECORD // 2**20} MiB")


def wrong_kind(value: Any) -> Problem:
    """Describe JSON that is no object.

    >>> wrong_kind([]).message, wrong_kind("sent").message
    ('expected a JSON object, found an array', 'expected a JSON object, found a string')
    """
    kind = kind_of(value)
    article = "" if value is None else "an " if kind[0] in "ai" else "a "
    return Problem("LOGS002", f"expected a JSON object, found {article}{kind}")


class Slice(list[Any]):
    """Some items of a list that is not held whole.

    Args:
        items: the items.
        start: the index of the first.
    """

    def __init__(self, items: Iterable[Any], start: int) -> None:
        super().__init__(items)
        self.start = start
