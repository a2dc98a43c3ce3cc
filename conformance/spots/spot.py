"""Spots: where in the records of a log payloads stand, and the times beside them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

from ...spec.pointers import pointer_token
from ..reading.records import Problem, Slice
from ..unwrapping.embedded import text_of_bytes, values_of
from ..unwrapping.moments import DATES, moment_in, read_moment
from ..unwrapping.typed_maps import untyped

_ALIKE: Final = 2
"""Of what is broken, so many names are those of a payload if it was one."""
_NESTED: Final = 4
"""So deep a payload's names are compared with them."""
EACH: Final = "*"
"""Stands for each index of a list, or each name of an object's members."""


@dataclass(frozen=True)
class Spot:
    """A place in records: a JSON Pointer, of which ``*`` is each index of a list, or each name.

    It leads through texts that hold JSON: a step within one is a step within the JSON.

    Args:
        parts: the names and indices that lead there; none for the record itself.
        column: it is written as a column's name.
        dates: what the parts of a date are that stands there, if nothing but the log tells it.
    """

    parts: tuple[str, ...] = ()
    column: bool = False
    dates: str = ""

    @classmethod
    def parse(cls, text: str) -> Spot:
        """Read a pointer, or the name of a column.

        Raises:
            ValueError: it is a pointer with a tilde that escapes nothing.

        >>> Spot.parse("/events/*/message").parts, str(Spot.parse("payload"))
        (('events', '*', 'message'), 'payload')
        """
        if text and not text.startswith("/"):
            return cls((text,), column=True)
        steps = text.split("/")[1:]
        for step in steps:
            if "~" in step.replace("~0", "").replace("~1", ""):
                raise ValueError(f"in a JSON Pointer ~0 is '~' and ~1 is '/': {text!r}")
        return cls(tuple(step.replace("~1", "/").replace("~0", "~") for step in steps))

    @classmethod
    def parse_time(cls, text: str) -> Spot:
        """Read the place of a time, behind which may stand what the parts of its dates are.

        Raises:
            ValueError: see `parse`.

        >>> Spot.parse_time("/at m/d/y").dates, str(Spot.parse_time("at d/m/y"))
        ('m/d/y', 'at d/m/y')
        """
        for dates in DATES:
            if text.endswith(f" {dates}"):
                return replace(cls.parse(text[: -len(dates) - 1]), dates=dates)
        return cls.parse(text)

    def __hash__(self) -> int:
        return hash(self.parts)  # which tells most apart, and is quick

    def __str__(self) -> str:
        where = self.parts[0] if self.column else pointer_text(self.parts)
        return f"{where} {self.dates}" if self.dates else where

    @cached_property
    def several(self) -> bool:
        """Whether it may be several places of a record."""
        return EACH in self.parts

    @cached_property
    def of_items(self) -> tuple[Spot, Spot]:
        """The items of lists that it leads into, and where it leads in one: records, if in none."""
        depth = max((at for at, step in enumerate(self.parts, 1) if step == EACH), default=0)
        return Spot(self.parts[:depth]), replace(self, parts=self.parts[depth:])

    def is_column(self, columns: Container[str]) -> bool:
        """Whether it is one of some columns, and nothing within it."""
        return len(self.parts) == 1 and self.parts[0] in columns

    @cached_property
    def numbered(self) -> bool:
        """Whether it leads to one item of a list, or may."""
        return any(part.isdigit() for part in self.parts)

    def hits(self, record: Any, broken: list[Problem] | None = None) -> Iterator[Hit]:
        """Yield what stands there; nothing where a record has no such place.

        Args:
            record: a JSON value, or a text.
            broken: is added what is wrong with objects in texts, beside others that lead there.
        """
        if not self.parts:
            yield Hit((), record, (record,), record)
        elif len(self.parts) == 1 and self.parts[0] != EACH and isinstance(record, dict):
            plain = untyped(record)
            value = plain.get(self.parts[0])
            if value is not None:
                yield Hit(self.parts, value, (plain, value), record)
        else:
            for parts, trail in _walk((record,), (), self.parts, broken):
                yield Hit(parts, trail[-1], trail, record)

    def hits_within(self, hit: Hit, broken: list[Problem] | None = None) -> Iterator[Hit]:
        """Yield what stands there within what was hit; see `hits`."""
        for parts, trail in _walk(hit.trail, hit.parts, self.parts, broken):
            yield Hit(parts, trail[-1], trail, hit.record)

    def broken(self, record: Any) -> Problem | None:
        """Return what is wrong with an object in a text that it leads into; `None` if nothing is.

        Args:
            record: in which nothing stands there.
        """
        for depth in range(1, len(self.parts)):
            for hit in Spot(self.parts[:depth]).hits(record):
                if isinstance(hit.value, str) and hit.value.lstrip().startswith("{"):
                    values = list(values_of(hit.value))
                    problems = [each for each in values if isinstance(each, Problem)]
                    if problems and len(problems) == len(values):
                        return problems[0]
        return None

    def moment(self, hit: Hit, spot: Spot) -> int | None:
        """Read the time that stands here, beside a payload; at the root, in the text around it.

        Args:
            hit: the payload.
            spot: the spot it was found at, whose list items this one shares.
        """
        if not self.parts:
            return moment_in(hit.record, self.dates) if isinstance(hit.record, str) else None
        shared = 0
        for mine, other in zip(self.parts, spot.parts, strict=False):
            if mine != other or shared >= len(hit.trail) - 1:
                break
            shared += 1
        here: Any = hit.trail[shared]
        each = [name for step, name in zip(spot.parts, hit.parts, strict=False) if step == EACH]
        for number, part in enumerate(self.parts[shared:], shared):
            before = self.parts[:number].count(EACH)
            here = _step(here, each[before] if part == EACH and before < len(each) else part)
            if here is None:
                return None
        return read_moment(here, self.dates)


def untold_by(received: Sequence[Spot], hit: Hit, spot: Spot) -> str:
    """Say at which spot a time stands that is one only if dates have another order.

    Args:
        received: the spots at which none stands.
        hit: the payload.
        spot: the spot it was found at.
    """
    for each in received:
        for dates in DATES if each.dates else ():
            other = replace(each, dates=dates)
            if other.moment(hit, spot) is not None:
                return str(other)
    return ""


class Hit(NamedTuple):
    """What stands at a spot.

    Args:
        parts: the names and indices that led there.
        value: what stands there, texts unopened.
        trail: what was passed: the record first, texts opened, and the value last.
        record: the record, a text as it is.
    """

    parts: tuple[str, ...]
    value: Any
    trail: tuple[Any, ...]
    record: Any


def like(chosen: Sequence[Any], values: Sequence[Any]) -> list[Problem]:
    """Return what is broken in a text and is like what is not, told once.

    Args:
        chosen: what is sound, and of concern.
        values: all that stands in the text.
    """
    broken = [each for each in values if isinstance(each, Problem)]
    names = frozenset(_names(chosen[0], _NESTED)) if broken and chosen else frozenset()
    return [each for each in broken if each.names and names.issuperset(each.names[:_ALIKE])][:1]


def _names(value: Any, depth: int) -> Iterator[str]:
    """The names of members in a value, so deep."""
    for each in (value if isinstance(value, list) else (value,)) if depth else ():
        if isinstance(each, dict):
            yield from each
            for inner in each.values():
                yield from _names(inner, depth - 1)


def pointer_text(parts: Sequence[str]) -> str:
    """Write steps as a JSON Pointer."""
    return "".join(f"/{pointer_token(part)}" for part in parts)


def _walk(
    trail: tuple[Any, ...],
    done: tuple[str, ...],
    todo: tuple[str, ...],
    broken: list[Problem] | None = None,
) -> Iterator[tuple[tuple[str, ...], tuple[Any, ...]]]:
    for number, step in enumerate(todo):
        trail = _untyped(trail)
        here = trail[-1]
        if isinstance(here, list) and here and here[0].__class__ is int:
            here = text_of_bytes(here) or here
        if isinstance(here, str):
            values = list(values_of(here))
            sound = [each for each in values if not isinstance(each, Problem)]
            led: list[Any] = []
            for value in sound:
                for found in _walk((*trail[:-1], value), done, todo[number:], broken):
                    yield found
                    led.append(value)
            if broken is not None and len(sound) < len(values):
                broken += like(led, values)
            return
        if step == EACH and isinstance(here, list):
            for index, item in enumerate(here, here.start if isinstance(here, Slice) else 0):
                yield from _walk((*trail, item), (*done, str(index)), todo[number + 1 :], broken)
            return
        inner = _step(here, step)
        if inner is None:
            for name, item in here.items() if step == EACH and isinstance(here, dict) else ():
                if isinstance(item, dict | list | str):
                    yield from _walk((*trail, item), (*done, name), todo[number + 1 :], broken)
            return
        trail, done = (*trail, inner), (*done, step)
    yield done, _untyped(trail)


def _untyped(trail: tuple[Any, ...]) -> tuple[Any, ...]:
    here = trail[-1]
    plain = untyped(here) if isinstance(here, dict) else here
    return trail if plain is here else (*trail[:-1], plain)


def _step(here: Any, part: str) -> Any:
    if isinstance(here, str):
        here = next((each for each in values_of(here) if not isinstance(each, Problem)), None)
    if isinstance(here, dict):
        return untyped(here).get(part)
    if isinstance(here, list) and part.isascii() and part.isdigit() and len(part) < 10:
        index = int(part) - (here.start if isinstance(here, Slice) else 0)
        return here[index] if 0 <= index < len(here) else None
    return None


def opened(value: Any) -> list[Any]:
    """Return the objects and lists a value is or holds, if it is a text; problems among them."""
    if isinstance(value, list) and value and value[0].__class__ is int:
        value = text_of_bytes(value) or value
    if isinstance(value, dict):
        return [untyped(value)]
    if isinstance(value, list):
        return [value]
    return list(values_of(value)) if isinstance(value, str) else []
