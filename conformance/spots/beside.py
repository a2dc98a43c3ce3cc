"""The time that stands beside payloads, or around them in text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, Final, NamedTuple

from ..unwrapping.moments import DATES, moment_in, read_moment, why_untold
from .spot import EACH, Hit, Spot

_HITS: Final = 50
"""So many payloads tell which time beside them is always there."""
_TIME_NAME: Final = re.compile(
    r"time|date|stamp|epoch|start|received|created|inserted|logged|_at$|At$|^ts$|^at$|^when$", re.I
)
_LATER: Final = re.compile(
    r"updat|modif|process|delet|expir|finish|end|ingest|last|deliver|read", re.I
)
_RANKS: Final = (
    re.compile(r"receiv|arriv", re.I),
    re.compile(r"creat|insert|sent", re.I),
    re.compile(r"^@?timestamp$|^time$|^ts$|^date$|^start", re.I),
)


class Beside(NamedTuple):
    """The time beside payloads.

    Args:
        received: where it stands, if there is one.
        untold: where something like a time stands that is not taken; and why not, in words.
    """

    received: Spot | None = None
    untold: tuple[Spot, str] | None = None


def received_beside(spot: Spot, hits: Iterable[Hit]) -> Beside:
    """Return where the time stands that all of some payloads have beside them, if there is one.

    A date whose parts may be either a day or a month tells a time if all of them are read in one
    way only: one part that is no month tells it for all.

    Args:
        spot: where payloads stand.
        hits: some of them.
    """
    hits = iter(hits)
    first = list(islice(hits, _HITS))
    if not first:
        return Beside()
    common = set(_times(spot, first[0]))
    places = {each._replace(dates="") for each in common}
    for hit in first[1:] if not any(each.dates for each in common) else chain(first[1:], hits):
        some = set(_times(spot, hit))
        common &= some
        places &= {each._replace(dates="") for each in some}
    ways = Counter(each.parts for each in common if not each.why)
    best = min((each for each in common if ways[each.parts] == 1 and not each.why), default=None)
    if best is not None:
        return Beside(Spot(best.parts, dates=best.dates))
    other = min(places, default=None)
    if other is None:
        return Beside()
    why = f"tells {other.why}" if other.why else "may be m/d/y or d/m/y"
    if other.parts not in ways and not other.why:
        why = "is written in several ways"
    return Beside(None, (Spot(other.parts), why))


class _Time(NamedTuple):
    """A time beside a payload; the smallest is the one that is taken."""

    away: int
    rank: int
    nested: bool
    parts: tuple[str, ...]
    dates: str = ""
    why: str = ""
    """What it lacks to be one."""

    def read(self, value: Any) -> Iterator[_Time]:
        """Yield how a value can be read as a time."""
        if read_moment(value) is not None:
            yield self
        elif isinstance(value, str):
            some = [each for each in DATES if read_moment(value, each) is not None]
            yield from (self._replace(dates=each) for each in some)
            if not some and (why := why_untold(value)):
                yield self._replace(why=why)


def _times(spot: Spot, hit: Hit) -> Iterator[_Time]:
    """The times among the siblings of a payload, and of what it stands in; or around it in text."""
    if isinstance(hit.record, str):
        if moment_in(hit.record) is not None:
            yield _Time(0, 0, False, ())
        else:
            some = [each for each in DATES if moment_in(hit.record, each) is not None]
            yield from (_Time(0, 0, False, (), each) for each in some)
            if not some and (why := why_untold(hit.record, around=True)):
                yield _Time(0, 0, False, (), why=why)
    keys = [name for part, name in zip(spot.parts, hit.parts, strict=False) if part == EACH]
    for depth in range(len(spot.parts) - 1, -1, -1):
        holder, own = hit.trail[depth], spot.parts[depth]
        away = len(spot.parts) - depth
        before = spot.parts[:depth]
        if isinstance(holder, list) and own != EACH:
            for index, value in enumerate(holder):
                if str(index) != own and _may_be_time("time", value):
                    yield from _Time(away, index, False, (*before, str(index))).read(value)
        elif isinstance(holder, dict) and own != EACH:
            for name, value in holder.items():
                if name == own:
                    continue
                if isinstance(value, dict) and keys[:1] and keys[0] in value:  # a column beside
                    if _may_be_time(name, value[keys[0]]):
                        at = (*before, name, EACH)
                        yield from _Time(away, _rank(name), True, at).read(value[keys[0]])
                elif isinstance(value, dict):
                    for inner, scalar in value.items():
                        if _may_be_time(inner, scalar):
                            at = (*before, name, inner)
                            yield from _Time(away, _rank(inner), True, at).read(scalar)
                elif _may_be_time(name, value):
                    yield from _Time(away, _rank(name), False, (*before, name)).read(value)


def _may_be_time(name: str, value: Any) -> bool:
    if isinstance(value, dict | list | None) or (isinstance(value, str) and len(value) < 8):
        return False
    if _LATER.search(name) and not _RANKS[0].search(name):
        return False
    return bool(_TIME_NAME.search(name)) or (isinstance(value, str) and ":" in value)


def _rank(name: str) -> int:
    found = (rank for rank, pattern in enumerate(_RANKS) if pattern.search(name))
    return next(found, len(_RANKS))
