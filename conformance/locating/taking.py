"""Taking payloads from where they stand in records, each as a record of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ..reading.json_lines import parse_line
from ..reading.records import (
    NO_PAYLOAD,
    Problem,
    Record,
    looking_like,
    wrong_kind,
)
from ..results.looks import look_of_text
from ..spots.recognises import Recognises
from ..spots.search import spot_of, ways_to
from ..spots.spot import EACH, Hit, Spot, like, opened, pointer_text, untold_by
from .notes import quoted

_MOST: Final = 10_000
"""So many items of a list are asked whether they are payloads."""


def moment_of(received: Sequence[Spot], hit: Hit, spot: Spot, hits: Counter[Spot]) -> int | None:
    """Read when a payload was received: the first time that is told.

    Args:
        received: where times stand.
        hit: the payload.
        spot: where it was found.
        hits: counts the times.
    """
    for each in received:
        moment = each.moment(hit, spot)
        if moment is not None:
            hits[each] += 1
            return moment
    return None


class Taker:
    """Takes payloads from spots.

    Args:
        recognises: says which values tell of messages.
        spots: where payloads stand.
        received: where the times of reception stand.
        hits: counts what stood where.
        anew: payloads are numbered, since one record may stand around several; else records are.
        within: where in others records stand as items; then their places are their payloads'.
    """

    def __init__(
        self,
        recognises: Recognises,
        spots: Sequence[Spot],
        received: Sequence[Spot],
        hits: Counter[Spot],
        *,
        anew: bool = True,
        within: tuple[str, ...] = (),
    ) -> None:
        self._recognises = recognises
        self._knows = recognises.knows
        self._nearly = recognises.nearly
        self._spots = spots
        self._received = received
        self.hits = hits
        self._anew = anew
        self._within = within
        self.one_of: dict[str, str] = {}
        """Spots that are one of several places that are alike, in words."""

    def take(
        self,
        records: Iterable[Record],
        taken: Callable[[Record], Sequence[Record]] | None = None,
    ) -> Iterator[Record]:
        """Yield payloads.

        Args:
            records: as they stand.
            taken: what is taken from one of them, if not its payloads.
        """
        taken = taken or self.taken
        number = 0
        for record in records:
            for each in taken(record):
                if self._anew:
                    each = each._replace(place=each.place._replace(record=number))
                    number += 1
                yield each

    def taken(self, record: Record) -> Sequence[Record]:
        """Return the payloads of one record, or itself if there is none; they have its number."""
        if record.problem is not None:
            return (record,)
        found: list[Record] = []
        text = record.value
        bare = isinstance(text, str) and "{" not in text and "&" not in text
        if bare and " " in text:  # nor is it base64
            return (record._replace(value=None, problem=NO_PAYLOAD),)
        if len(self._spots) > 1:
            found = self._of_several(record)
        else:
            for spot in self._spots:
                found += self._of_one(record, spot)
        for spot in self._spots:
            if spot.numbered:
                self._tell_one_of(spot, record.value)
        return found or (self._without(record),)

    def at(self, record: Record, hit: Hit, spot: Spot) -> Sequence[Record]:
        """Return what stands at a spot.

        Args:
            record: it.
            hit: what stands there.
            spot: where that is.
        """
        self.hits[spot] += 1
        values = opened(hit.value)
        if len(values) == 1 and isinstance(values[0], dict) and self._knows(values[0]):
            moment, untold = self._moment(hit, spot)
            return (self._record(record, spot, hit.parts, values[0], moment, untold),)
        found = list(self._payloads(record, hit, spot, values))
        if len(found) == 1 and found[0].problem is NO_PAYLOAD:
            item = len(spot.of_items[0].parts)
            return (self._elsewhere(found[0], hit.trail[item], spot.parts[:item]) or found[0],)
        return found

    def _of_one(self, record: Record, spot: Spot) -> list[Record]:
        """What stands at the only spot, and items that hold payloads elsewhere, told."""
        broken: list[Problem] = []
        if not spot.several:
            hits = spot.hits(record.value, broken)
            alone = [each for hit in hits for each in self.at(record, hit, spot)]
            return alone and alone + problems_of(record, broken)
        found: list[Record] = []
        some = False
        items, within = spot.of_items
        for item in items.hits(record.value, broken):
            hits = within.hits_within(item, broken)
            here = [each for hit in hits for each in self.at(record, hit, spot)]
            some = some or bool(here)
            found += here or self.beside(record, item, spot)
        return found + problems_of(record, broken) if some else []

    def beside(self, record: Record, item: Hit, spot: Spot) -> Sequence[Record]:
        """Return an item as a record, told, if a payload stands elsewhere in it; else nothing.

        Args:
            record: what the item stands in.
            item: it; nothing in it stands at the spot.
            spot: where payloads stand in others.
        """
        items, _ = spot.of_items
        told = self._elsewhere(record, item.value, items.parts)
        if told is None:
            return ()
        pointer = told.place.pointer + pointer_text(item.parts)
        return (told._replace(place=told.place._replace(pointer=pointer)),)

    def _of_several(self, record: Record) -> list[Record]:
        """What stands at several spots: in each item of a list what is known, if anything is."""
        known: dict[tuple[str, ...], list[Record]] = {}
        others: dict[tuple[str, ...], list[Record]] = {}
        broken: list[Problem] = []
        for hit, spot, some in self._each_once(record, broken):
            item = hit.parts[: len(spot.of_items[0].parts)]
            (known if some else others).setdefault(item, []).extend(self.at(record, hit, spot))
        for item, there in others.items():
            if item not in known:
                told = [each for each in there if each.problem is not NO_PAYLOAD]
                known[item] = told or there[:1]
        # As they stand in their lists.
        in_order = sorted(known, key=lambda item: [int(each) for each in item if each.isdigit()])
        found = [each for item in in_order for each in known[item]]
        already = {each.problem for each in found}
        return found + problems_of(
            record, dict.fromkeys(each for each in broken if each not in already)
        )

    def _each_once(self, record: Record, broken: list[Problem]) -> Iterator[tuple[Hit, Spot, bool]]:
        """What stands at several spots, but for copies, parts of what is known, and what is around.

        Args:
            record: it.
            broken: see `Spot.hits`.

        Yields:
            What stands there, its spot, and whether it is known.
        """
        hits = [(hit, spot) for spot in self._spots for hit in spot.hits(record.value, broken)]
        told = [self._known(hit, spot, record.value) for hit, spot in hits]
        whole = {hit.parts: each for (hit, _), each in zip(hits, told, strict=True) if each}
        around = {parts[:depth] for parts in whole for depth in range(len(parts))}
        first: dict[tuple[str, tuple[str, ...]], Spot] = {}
        for (hit, spot), some in zip(hits, told, strict=True):
            if _is_within(hit, whole):
                continue
            if some:
                steps = zip(spot.parts, hit.parts, strict=False)
                index = tuple(name for part, name in steps if part == EACH)
                if first.setdefault((repr(some), index), spot) == spot:
                    yield hit, spot, True
                continue
            # A bare record that is no payload holds none here.
            bare = hit.value is record.value and isinstance(record.value, dict)
            if hit.parts not in around and not bare:
                yield hit, spot, False

    def _known(self, hit: Hit, spot: Spot, record: Any) -> Sequence[Any]:
        """What stands at a spot, if anything of it is known."""
        told = _items(self._chosen(hit, spot, opened(hit.value)))
        if any(self._knows(each) for value in told for each in _items(value)):
            return told
        bare = hit.value is record and isinstance(record, dict)
        return told if bare and self._recognises.reads(record, items=True) else ()

    def _moment(self, hit: Hit, spot: Spot) -> tuple[int | None, str]:
        """When a payload was received, and if that is untold, where it may stand."""
        moment = moment_of(self._received, hit, spot, self.hits)
        return moment, "" if moment is not None else untold_by(self._received, hit, spot)

    def _record(
        self,
        record: Record,
        spot: Spot,
        parts: Sequence[str],
        value: Any,
        moment: int | None = None,
        untold: str = "",
    ) -> Record:
        place = record.place
        if spot.several or len(parts) > len(spot.parts):
            there = parts[len(spot.parts) :] if self._within else parts
            place = place._replace(pointer=place.pointer + pointer_text(there))
        received = record.received if moment is None else moment
        return Record(place, value, None, record.captured, received, untold)

    def _payloads(
        self, record: Record, hit: Hit, spot: Spot, values: list[Any]
    ) -> Iterator[Record]:
        """The payloads that stand at a spot: one, or the items of a list."""
        listed: list[tuple[Any, tuple[str, ...]]] = []
        for each in self._chosen(hit, spot, values):
            if isinstance(each, list):
                listed += [(item, (*hit.parts, str(at))) for at, item in enumerate(each)]
            else:
                listed.append((each, hit.parts))
        if not listed:
            taken = self._record(record, spot, hit.parts, None)
            text = hit.value if spot.parts and isinstance(hit.value, str) else ""
            look = look_of_text(text)
            if look:
                yield taken._replace(problem=looking_like(look))
            elif text.startswith("{") and text.endswith("}"):  # it claims to be a payload
                yield parse_line(text.encode("utf-8", "surrogateescape"), taken.place)
            else:
                yield taken._replace(problem=NO_PAYLOAD)
            return
        moment, untold = self._moment(hit, spot)
        for value, parts in listed:
            taken = self._record(record, spot, parts, value, moment, untold)
            if isinstance(value, Problem):
                yield taken._replace(value=None, problem=value)
            elif isinstance(value, dict):
                yield taken
            else:
                yield taken._replace(value=None, problem=wrong_kind(value))

    def _chosen(self, hit: Hit, spot: Spot, values: list[Any]) -> list[Any]:
        """What of all that a text holds are payloads; all else in it is of no concern."""
        if not isinstance(hit.value, str):
            return values
        objects = [each for each in values if not isinstance(each, Problem)]
        for asked in (self._knows, self._nearly):
            chosen = [each for each in objects if any(map(asked, _items(each)))]
            if chosen:
                return chosen + like(chosen, values)
        behind = not spot.parts or hit.value.lstrip()[:1] not in ("{", "[", '"')
        return [each for each in values if isinstance(each, Problem)][:1] if behind else values[:1]

    def _without(self, record: Record) -> Record:
        """A record without a payload where they stand; one that holds, or is like, one is told."""
        found = self._elsewhere(record, record.value)
        if found is not None:
            return found
        for each in opened(record.value):
            if isinstance(each, Problem):
                if isinstance(record.value, str):
                    return record._replace(value=None, problem=each)
            elif near := self._nearly(each):
                words = f"nothing stands at {self._there()}, but {near}"
                return record._replace(value=None, problem=Problem("LOGS003", words))
        broken = [each.broken(record.value) for each in self._spots]
        return record._replace(value=None, problem=next(filter(None, broken), NO_PAYLOAD))

    def _there(self) -> str:
        spots = [replace(each, parts=(*self._within, *each.parts)) for each in self._spots]
        return " or ".join(f"{str(spot)!r}" for spot in spots)

    def _elsewhere(self, record: Record, value: Any, before: tuple[str, ...] = ()) -> Record | None:
        """A record that holds a payload elsewhere, told; `None` if it does not.

        Args:
            record: it.
            value: what is looked at, of an item of a list the item.
            before: leads to it.
        """
        for way in ways_to(value, self._knows):
            spot = spot_of([way])
            option = quoted(str(Spot((*self._within, *before, *spot.parts))))
            words = f"a payload stands {f'at {spot}' if way else 'here'}"
            words += f", and nothing at {self._there()}; --payload-at {option} as well reads it"
            return record._replace(value=None, problem=Problem("LOGS003", words))
        return None

    def _tell_one_of(self, spot: Spot, value: Any) -> None:
        """Note that a spot is one of many."""
        for number, part in enumerate(spot.parts):
            if part.isdigit():
                parts = (*spot.parts[:number], "*", *spot.parts[number + 1 :])
                count = sum(1 for _ in Spot(parts).hits(value))
                if count > 1:
                    words = f"{spot} is one of {count} at {pointer_text(parts)}; it alone is judged"
                    self.one_of.setdefault(str(spot), words)


def _is_within(hit: Hit, whole: Mapping[tuple[str, ...], Sequence[Any]]) -> bool:
    """Whether what was hit is a part of what is known: that is read as a whole.

    Args:
        hit: it.
        whole: what is known, by where it stands.
    """
    return any(
        hit.trail[depth] in whole.get(hit.parts[:depth], ()) for depth in range(len(hit.parts))
    )


def problems_of(record: Record, problems: Iterable[Problem]) -> list[Record]:
    """Return problems of a record as records, beside the payloads in it."""
    return [record._replace(value=None, problem=each) for each in problems]


def _items(value: Any) -> Sequence[Any]:
    return value[:_MOST] if isinstance(value, list) else (value,)
