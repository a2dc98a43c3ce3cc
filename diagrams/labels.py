"""Labels of arrows moved to where no line crosses them.

Graphviz leaves room for a label beside its own arrow, but leads other arrows over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

_NUMBER: Final = rb"-?\d+(?:\.\d+)?"
_POINT: Final = re.compile(rb"(%b),(%b)" % (_NUMBER, _NUMBER))
_GROUP: Final = re.compile(rb'<g id="\w+" class="(?P<kind>edge|node)">\n.*?\n</g>\n', re.DOTALL)
_SHAPE: Final = re.compile(rb'<(?P<name>path|polygon|ellipse)[^>]* (?:d|points)="(?P<at>[^"]*)"')
_TEXT: Final = re.compile(
    rb'<text (?P<other>[^>]*?)text-anchor="(?P<anchor>\w+)" x="(?P<x>%b)" y="(?P<y>%b)"'
    rb'(?P<rest>[^>]*?font-size="(?P<size>[\d.]+)"[^>]*?textLength="(?P<wide>[\d.]+)"[^>]*)>'
    % (_NUMBER, _NUMBER)
)
_STEPS: Final = 24
"""Points that stand for a piece of a line."""
_REACH: Final = 120
"""How far a label may move to each side, in points."""
_GRAIN: Final = 3
_NEAR: Final = 15
"""How far from its own line a label may stand, in points."""
_APART: Final = 2
"""How far it stands from nodes and from other labels, in points."""
_CLEAR: Final = 1
"""How far from every line, in points."""

Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle, in an SVG's points: y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def moved(self, by: Point) -> Box:
        """The same elsewhere."""
        x, y = by
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def holds(self, point: Point, rim: float = 0) -> bool:
        """Whether a point lies in it, or in a rim around it."""
        x, y = point
        return self.left - rim < x < self.right + rim and self.top - rim < y < self.bottom + rim

    def meets(self, other: Box, rim: float) -> bool:
        """Whether another box is nearer to it than a rim."""
        return (
            self.left - rim < other.right
            and other.left < self.right + rim
            and self.top - rim < other.bottom
            and other.top < self.bottom + rim
        )

    def away(self, points: Iterable[Point]) -> float:
        """How far the nearest of some points is."""
        return min(
            max(self.left - x, x - self.right, 0) + max(self.top - y, y - self.bottom, 0)
            for x, y in points
        )


class _Arrow(NamedTuple):
    """An edge of a picture: where its group stands in the text, its line, its label."""

    start: int
    end: int
    line: Sequence[Point]
    label: Box | None


def free_labels(body: bytes) -> bytes:
    """Move each label that another arrow's line crosses to the nearest place that is free.

    Args:
        body: what an SVG of Graphviz draws, its texts with a ``textLength``. A label that finds
            no such place stays.
    """
    arrows, fixed = _read(body)
    lines = [point for arrow in arrows for point in arrow.line]
    labels = {arrow.start: arrow.label for arrow in arrows if arrow.label}
    moves: dict[int, Point] = {}
    for arrow in filter(lambda each: _is_crossed(each, arrows), arrows):
        label = labels[arrow.start]
        boxes = (*fixed, *(box for start, box in labels.items() if start != arrow.start))
        # What is out of its reach it never meets.
        taken = [box for box in boxes if label.meets(box, _REACH + _APART)]
        near = [point for point in lines if label.holds(point, _REACH + _CLEAR)]
        free = (
            by
            for by in _OFFSETS
            for box in (label.moved(by),)
            if not any(box.meets(other, _APART) for other in taken)
            and box.away(arrow.line) < _NEAR
            and not any(box.holds(point, _CLEAR) for point in near)
        )
        first = next(free, None)
        if first is not None:
            own = (by for by in chain([first], free) if _is_nearest(arrow, by, arrows))
            by = next(own, first)
            moves[arrow.start] = by
            labels[arrow.start] = label.moved(by)
    parts, last = [], 0
    for arrow in arrows:
        if arrow.start in moves:
            group = body[arrow.start : arrow.end]
            parts += [body[last : arrow.start], _moved(group, moves[arrow.start])]
            last = arrow.end
    return b"".join([*parts, body[last:]])


def _is_crossed(arrow: _Arrow, arrows: Iterable[_Arrow]) -> bool:
    """Whether another arrow's line crosses its label."""
    label = arrow.label
    return label is not None and any(
        label.holds(point, -1) for other in arrows if other is not arrow for point in other.line
    )


def _is_nearest(arrow: _Arrow, by: Point, arrows: Iterable[_Arrow]) -> bool:
    """Whether its label, moved so, is nearer to its own line than to any other."""
    assert arrow.label
    box = arrow.label.moved(by)
    own = box.away(arrow.line)
    return all(own <= box.away(other.line) for other in arrows if other is not arrow)


def _read(body: bytes) -> tuple[list[_Arrow], list[Box]]:
    """The arrows of a picture, and the boxes that no label may meet: nodes and other words."""
    arrows, fixed, words = [], [], {found.start(): found for found in _TEXT.finditer(body)}
    for group in _GROUP.finditer(body):
        inside = [words.pop(start) for start in list(words) if group.start() < start < group.end()]
        shapes = [(each["name"], _points(each["at"])) for each in _SHAPE.finditer(group[0])]
        if group["kind"] == b"node":
            fixed += [_around(points) for _, points in shapes if points]
            continue
        line = [
            point
            for name, points in shapes
            for point in (_along(points) if name == b"path" else points)
        ]
        label = (
            _around([corner for each in inside for corner in _corners(each)]) if inside else None
        )
        if line:
            arrows.append(_Arrow(group.start(), group.end(), line, label))
    return arrows, [*fixed, *(_around(_corners(each)) for each in words.values())]


def _points(text: bytes) -> list[Point]:
    return [(float(x), float(y)) for x, y in _POINT.findall(text)]


def _along(points: Sequence[Point]) -> Iterator[Point]:
    """Points of a line of Bézier curves: its first point, then three for each curve."""
    for at in range(0, len(points) - 3, 3):
        one, two, three, four = points[at : at + 4]
        for step in range(_STEPS + 1):
            t = step / _STEPS
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
            yield (
                a * one[0] + b * two[0] + c * three[0] + d * four[0],
                a * one[1] + b * two[1] + c * three[1] + d * four[1],
            )


def _around(points: Iterable[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _corners(text: re.Match[bytes]) -> tuple[Point, Point]:
    """The upper left and the lower right corner of a text's ink."""
    x, y, size, wide = (float(text[name]) for name in ("x", "y", "size", "wide"))
    left = x - wide / 2 if text["anchor"] == b"middle" else x
    return (left, y - 0.8 * size), (left + wide, y + 0.25 * size)


def _moved(group: bytes, by: Point) -> bytes:
    """A group with its texts elsewhere."""

    def text(found: re.Match[bytes]) -> bytes:
        x, y = float(found["x"]) + by[0], float(found["y"]) + by[1]
        place = f'text-anchor="{found["anchor"].decode()}" x="{x:.2f}" y="{y:.2f}"'.encode()
        return b"<text " + found["other"] + place + found["rest"] + b">"

    return _TEXT.sub(text, group)


_OFFSETS: Final[Sequence[Point]] = sorted(
    (
        (x, y)
        for x in range(-_REACH, _REACH + 1, _GRAIN)
        for y in range(-_REACH, _REACH + 1, _GRAIN)
    ),
    key=lambda by: (abs(by[0]) + abs(by[1]), by),
)
"""Where to a label may move, the nearest first."""
