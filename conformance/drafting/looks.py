"""What payloads of an unknown provider look like: a status and a key, by the names they go by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ..reading.envelope import is_envelope, open_record
from ..reading.records import Problem, TypesAt
from ..results.masking import mask_numbers
from ..spots.members import names_nothing
from ..spots.search import ways_to
from ..spots.spot import opened

KEY: Final = re.compile(r"(?:id|uuid|guid|sid|ref|reference)$", re.I)
STATUS: Final = (
    re.compile(r"(?:status|state)$", re.I),
    re.compile(r"status|state|^stat$", re.I),
    re.compile(r"event|^type$|result|^dlr", re.I),
)
"""Names of statuses, the likeliest first."""
_FORMER: Final = re.compile(r"prev|former|old|prior|^from", re.I)
"""Names of what was so before."""
_LOGGED: Final = frozenset(
    ("level", "severity", "logger", "log", "stream", "hostname", "pid", "@timestamp", "headers")
)
"""Members of what a logger writes around a payload."""
LONGEST_STATUS: Final = 60
DEEPEST: Final = 8
"""So deep a payload is looked at; a deeper one is hostile."""
_LEAVES: Final = 500


def is_status(value: Any) -> bool:
    """Whether a value may be a status: short, and no number of a telephone."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    text = str(value)
    return 0 < len(text) <= LONGEST_STATUS and text.isprintable() and mask_numbers(text) == text


def is_key(value: Any) -> bool:
    """Whether a value may be a message's key."""
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def is_name(name: str) -> bool:
    """Whether the name of a member is one, and no number of a telephone."""
    return name.isprintable() and mask_numbers(name) == name


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield what stands in an object and the objects in it, each with its path; no items of lists.

    Args:
        value: a JSON object.
        path: the one that leads to it.
    """
    for name, each in value.items():
        if not isinstance(each, dict):
            yield (*path, name), each
        elif len(path) < DEEPEST:
            yield from leaves(each, (*path, name))


def status_rank(path: tuple[str, ...]) -> int | None:
    """Say how likely a place is that of a status, by its names; 0 is the likeliest."""
    for rank, pattern in enumerate(STATUS):
        if pattern.search(path[-1]):
            return rank + 1 if _FORMER.search(path[-1]) else rank
    inner = any(pattern.search(name) for name in path[:-1] for pattern in STATUS[:2])
    return len(STATUS) if inner else None


class Looking:
    """Takes for a payload what has a status and a key; where payloads stand is found by it."""

    def knows(self, value: Any) -> bool:
        """Whether a value looks like a payload, and no text in it holds another that does."""
        if not isinstance(value, dict):
            return False
        if not _has_both(value):
            logged = not _LOGGED.isdisjoint(value) and any(map(_has_both, _inner(value)))
            if logged or not _has_both(value, anywhere=True):
                return False
        return not _holds_payload(value)

    def reads(self, record: Any, *, items: bool) -> bool:
        """Whether a record is a payload, an exchange with one, or a body with a list of some."""
        if not is_envelope(record):
            return self.knows(record) or (items and bool(list_of(record, self)))
        bodies = [body for _, body in open_record(record).bodies if not isinstance(body, Problem)]
        query = open_record(record).query
        return any(
            self.knows(each) or bool(list_of(each, self))
            for each in ([*bodies, query] if query is not None else bodies)
        )

    def types_at(self, payloads: Iterable[Any]) -> TypesAt:
        """Name no types: there is no schema yet."""
        del payloads
        return names_nothing

    def nearly(self, value: Any) -> str:
        """Say nothing: there is no form yet that a value could be like."""
        del value
        return ""


def list_of(body: Any, looking: Looking) -> tuple[str, ...]:
    """Return the way to a list of payloads in a body, ``*`` for an index; empty if there is none.

    Args:
        body: a JSON value.
        looking: says what a payload is.
    """
    waiting: list[tuple[tuple[str, ...], Any]] = [((), body)]
    for _ in range(_LEAVES):
        if not waiting:
            break
        path, here = waiting.pop(0)
        if path and path[-1] == "*" and looking.knows(here):
            return path
        if len(path) < DEEPEST and isinstance(here, dict):
            waiting += [((*path, name), each) for name, each in here.items() if is_name(name)]
        elif len(path) < DEEPEST and isinstance(here, list) and here:
            waiting.append(((*path, "*"), here[0]))
    return ()


def _has_both(value: dict[str, Any], *, anywhere: bool = False) -> bool:
    """Whether a key and a status stand in an object; a status may be an object of its own.

    Args:
        value: the object.
        anywhere: in the objects in it, too, wherever.
    """
    has_key = has_status = False
    for count, (path, each) in enumerate(leaves(value)):
        if count > _LEAVES:
            break
        rank = status_rank(path)
        near = anywhere or len(path) == 1
        has_key = has_key or bool(near and KEY.search(path[-1]) and is_key(each))
        inner = rank is not None and (near or status_rank(path[:1]) in (0, 1))
        has_status = has_status or (inner and is_status(each))
        if has_key and has_status:
            return True
    return False


def _inner(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting = [each for each in value.values() if isinstance(each, dict)]
    for _ in range(_LEAVES):
        if not waiting:
            return
        here = waiting.pop()
        yield here
        waiting += [each for each in here.values() if isinstance(each, dict)]


def _holds_payload(value: dict[str, Any]) -> bool:
    """Whether a text of an object holds a payload: then it is a record of a log around one."""
    for count, (_, each) in enumerate(leaves(value)):
        if count > _LEAVES:
            return False
        if isinstance(each, str) and len(each) > len('{"id":1}'):
            for inner in opened(each):
                if isinstance(inner, Problem | str):
                    continue
                if any(True for _ in ways_to(inner, _is_payload)):
                    return True
    return False


def _is_payload(value: Any) -> bool:
    return isinstance(value, dict) and _has_both(value)
