"""A payload as a report shows it: line by line, masked, and cut where it is long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from ...spec import Pointer
from .finding import Path
from .masking import Masker, plain

MOST_LINES: Final = 100
"""Lines of one payload that are shown."""
_NAME: Final = 60


class PayloadLine(NamedTuple):
    """A line of a payload.

    Args:
        depth: how many objects and arrays it stands in.
        text: what it says, as it may be shown.
        path: the member it begins; `None` for a line that only ends one.
    """

    depth: int
    text: str
    path: Path | None


class ShownPayload(NamedTuple):
    """A payload, as it may be shown.

    Args:
        lines: the first of its lines.
        omitted: how many more there are.
        status: the member that tells its status.
    """

    lines: tuple[PayloadLine, ...]
    omitted: int
    status: Path


def shown_payload(
    payload: Any,
    sensitive: tuple[Pointer, ...],
    status: Path,
    *,
    reveal: bool,
    most: int = MOST_LINES,
) -> ShownPayload:
    """Write a payload in lines, as JSON is indented.

    Args:
        payload: a JSON value.
        sensitive: places whose values, and all within them, are masked.
        status: where its status stands.
        reveal: show sensitive values.
        most: how many lines.

    >>> for line in shown_payload({"to": "447700900000"}, (), (), reveal=False).lines:
    ...     print(line.text)
    {
    "to": "…000"
    }
    """
    masker = Masker(payload, sensitive, reveal)
    steps = _steps(payload)
    lines = tuple(_line(step, masker, sensitive) for step in islice(steps, most))
    return ShownPayload(lines, sum(1 for _ in steps), status)


class _Step(NamedTuple):
    """A line to be: how deep, what is named or ended, and what follows it."""

    depth: int
    path: Path
    named: bool
    value: Any
    after: str
    ends: bool = False


def _steps(payload: Any) -> Iterator[_Step]:
    """The lines of a JSON value; however deep it is, nothing here calls itself."""
    waiting = [_Step(0, (), False, payload, "")]
    while waiting:
        step = waiting.pop()
        yield step
        depth, path, _, value, after, ends = step
        if ends or not value or not isinstance(value, dict | list):
            continue
        waiting.append(_Step(depth, path, False, value, after, ends=True))
        named = isinstance(value, dict)
        within = value.items() if isinstance(value, dict) else enumerate(value)
        last = len(value) - 1
        waiting += [
            _Step(depth + 1, (*path, str(name)), named, each, "," if index < last else "")
            for index, (name, each) in enumerate(within)
        ][::-1]


def _line(step: _Step, masker: Masker, sensitive: Iterable[Pointer]) -> PayloadLine:
    depth, path, named, value, after, ends = step
    marks = "[]" if isinstance(value, list) else "{}"
    if ends:
        return PayloadLine(depth, f"{marks[1]}{after}", None)
    name = f'"{_name(path, masker, sensitive)}": ' if named else ""
    if isinstance(value, dict | list):
        shown = marks[0] if value else f"{marks}{after}"
    else:
        shown = f"{_value(value, path, masker)}{after}"
    return PayloadLine(depth, f"{name}{shown}", path)


def _name(path: Path, masker: Masker, sensitive: Iterable[Pointer]) -> str:
    hidden = not masker.reveal and any(each.covers(path[:-1]) for each in sensitive)
    return "…" if hidden else plain(masker.text(path[-1]), _NAME)


def _value(value: Any, path: Path, masker: Masker) -> str:
    shown = masker.value(value, path)
    if isinstance(value, str) and not shown.endswith('"'):
        return f"{shown} (cut; it has {len(value):,} characters)"
    return shown
