"""A life as a picture: its statuses in order, and when they arrived and happened, to scale.

In the middle stands the life, a chip for each status. The rails above and below are one scale of
time: a dot for each arrival, a dot for when it says it happened, tied to its chip.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from ..conformance import LifeDetail, ObservationDetail
from ..conformance.results.masking import plain
from .scale import Scale, Tick, clock, words_of

GUTTER: Final = 84.0
LEAST: Final = 700.0
"""A picture is no narrower, so that its scale can be read."""
LONGEST: Final = 26
"""Characters of a status that are drawn."""

_CHIP: Final = 26.0
_ROOM: Final = 36.0
_INSET: Final = 26.0
_TICKS: Final = 5
_ASIDE: Final = ("late", "behind", "split")
_CAPTIONS: Final = {"repeat": "↻ again", "late": "? late, or again", "behind": "? behind a poll"}


class Rail(NamedTuple):
    """A line of time: how far down it is, and what is on it."""

    y: float
    label: str


class Dot(NamedTuple):
    """A moment on a rail; a poll's is a square."""

    x: float
    y: float
    polled: bool


class Line(NamedTuple):
    """A path, and the class it is drawn in."""

    kind: str
    d: str


class Chip(NamedTuple):
    """A status of the life, or a gap in it.

    Args:
        x: its middle.
        width: how wide it is.
        text: what it says.
        kind: the classes it is drawn in; empty for a gap, which is only text.
        caption: what stands below it.
        tone: the class of the caption.
    """

    x: float
    width: float
    text: str
    kind: str
    caption: str = ""
    tone: str = ""


@dataclass(slots=True)
class Timeline:
    """The picture.

    Args:
        width, height: its size.
        y: how far down the life is.
        chips: the life.
        note: what its scale is, in words.
    """

    width: float
    height: float
    y: float
    chips: list[Chip]
    note: str
    rails: list[Rail] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


class _Slot(NamedTuple):
    """What has a column of its own: an observation, a status never reported, or a gap."""

    told: ObservationDetail | None = None
    missed: str = ""
    gap: int = 0

    @property
    def text(self) -> str:
        if self.told is not None:
            return plain(self.told.status, LONGEST)
        return f"[{plain(self.missed, LONGEST)}]" if self.missed else f"… {self.gap} more …"

    @property
    def on_the_way(self) -> bool:
        """Whether the life goes through it."""
        told = self.told
        if told is None:
            return bool(self.missed)
        return told.kind == "step" or (told.kind == "deny" and told.before != told.after)


def timeline(life: LifeDetail) -> Timeline:
    """Lay a life out.

    Args:
        life: the life; it has an observation.
    """
    slots = list(_slots(life))
    widths = [_breadth(each.text) for each in slots]
    width = max(LEAST, GUTTER + len(slots) * (max(widths) + _ROOM))
    column = (width - GUTTER) / len(slots)
    middles = [round(GUTTER + column * (index + 0.5), 1) for index in range(len(slots))]
    end = next((each.told for each in reversed(slots) if each.told is not None), None)
    chips = [
        _chip(slot, x, width, ends=slot.told is end and life.message.final)
        for slot, x, width in zip(slots, middles, widths, strict=True)
    ]
    moments = [
        each
        for told in life.observations
        for each in (told.received, told.time)
        if each is not None
    ]
    scaled = len(set(moments)) > 1
    arrived = scaled and any(each.received is not None for each in life.observations)
    happened = scaled and any(each.time is not None for each in life.observations)
    y = 88.0 if arrived else 20.0
    height = y + (108.0 if happened and not arrived else 78.0 if happened else 36.0)
    picture = Timeline(width, height, y, chips, _note(moments))
    picture.lines += _steps(slots, chips, y)
    if scaled:
        scale = Scale(min(moments), max(moments), GUTTER + _INSET, width - _INSET)
        picture.ticks = scale.ticks(_TICKS)
        _time(picture, scale, slots, arrived=arrived, happened=happened)
    return picture


def _slots(life: LifeDetail) -> list[_Slot]:
    found: list[_Slot] = []
    for index, told in enumerate(life.observations):
        if life.omitted and index == len(life.observations) // 2:
            found.append(_Slot(gap=life.omitted))
        found += [_Slot(missed=state) for state in told.missed]
        found.append(_Slot(told))
    return found


def _note(moments: list[int]) -> str:
    first = min(moments, default=None)
    if first is None:
        return "In order, not to scale: no times are told."
    span = max(moments) - first
    if not span:
        return f"In order: all of it at {clock(first)}."
    return f"{clock(first).day}, {words_of(span)} in all, drawn to scale."


def _time(
    picture: Timeline, scale: Scale, slots: list[_Slot], *, arrived: bool, happened: bool
) -> None:
    """Draw the rails, with a dot for each moment, tied to its chip."""
    above, below = 30.0, picture.y + 66.0
    if arrived:
        picture.rails.append(Rail(above, "arrived"))
    if happened:
        picture.rails.append(Rail(below, "happened"))
    for slot, chip in zip(slots, picture.chips, strict=True):
        told = slot.told
        if told is None:
            continue
        top, bottom = picture.y - _CHIP / 2, picture.y + _CHIP / 2 + (17 if chip.caption else 0)
        if told.received is not None:
            x = scale.at(told.received)
            picture.dots.append(Dot(x, above, told.polled))
            late = " late" if told.late else ""
            picture.lines.append(Line(f"tie{late}", _tie(x, above + 4, chip.x, top)))
        if told.time is not None:
            x = scale.at(told.time)
            picture.dots.append(Dot(x, below, told.polled))
            picture.lines.append(Line("tie", _tie(chip.x, bottom, x, below - 4)))


def _tie(x: float, y: float, to: float, end: float) -> str:
    bend = (y + end) / 2
    return f"M{x:g} {y:g}C{x:g} {bend:g} {to:g} {bend:g} {to:g} {end:g}"


def _steps(slots: list[_Slot], chips: list[Chip], y: float) -> list[Line]:
    """The way of the life, from chip to chip; what was left aside is passed by above."""
    way = [index for index, slot in enumerate(slots) if slot.on_the_way]
    lines: list[Line] = []
    for before, here in pairwise(way):
        told = slots[here].told
        kind = ""
        if told is not None:
            kind = " deny" if told.kind == "deny" else " assumed" if told.assumed else ""
        start = chips[before].x + chips[before].width / 2
        end = chips[here].x - chips[here].width / 2 - 7
        if here - before > 1:
            over = y - 34
            d = f"M{start:g} {y:g}C{start + 22:g} {over:g} {end - 22:g} {over:g} {end:g} {y - 2:g}"
        else:
            d = f"M{start:g} {y:g}H{end:g}"
        lines += [Line(f"step{kind}", d), Line(f"head{kind}", f"M{end + 7:g} {y:g}l-8 -4v8z")]
    return lines


def _chip(slot: _Slot, x: float, width: float, *, ends: bool) -> Chip:
    told = slot.told
    if told is None:
        if slot.missed:
            return Chip(x, width, slot.text, "missed", "never reported", "missed")
        return Chip(x, width, slot.text, "")
    denied = told.kind == "deny"
    if denied:
        ignored = told.before == told.after
        kind, caption = ("aside deny", "✕ ignored") if ignored else ("deny", "✕ contradicts")
    elif told.kind == "step":
        kind = "step end" if ends else "step"
        caption = "arrived late" if told.late else "assumed edge" if told.assumed else ""
    else:
        kind = "again" if told.kind == "repeat" else "aside"
        caption = _CAPTIONS.get(told.kind, "? another part")
    tone = "deny" if denied else "late" if told.late else "aside" if told.kind in _ASIDE else ""
    return Chip(x, width, slot.text, kind, caption, tone)


def _breadth(text: str) -> float:
    """About as wide as its letters are in any system font; capitals are wider."""
    narrow = "abcdefghijklmnopqrstuvwxyz0123456789 ._-[]"
    return max(52.0, round(20 + sum(7.2 if each in narrow else 9.4 for each in text), 1))
