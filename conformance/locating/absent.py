"""What a user points at and is not there: what to say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from ..reading.envelope import is_envelope
from ..spots.search import Knows, spot_of, ways_to
from ..spots.spot import Spot, opened, pointer_text
from ..unwrapping.moments import DATES
from .notes import quoted

_NAMED: Final = 8


class NothingThere(ValueError):
    """An option points at nothing in any record.

    Args:
        option: its name.
        words: what it says, and what is there.
    """

    def __init__(self, option: str, words: str) -> None:
        super().__init__(option, words)
        self.option = option

    def __str__(self) -> str:
        return str(self.args[1])


def ways_of_dates(spot: Spot, record: Any) -> str:
    """Say what would tell a time that stands in a record, if its date does not; else nothing."""
    options = [
        f"'{given}'"
        for given in (replace(spot, dates=each) for each in DATES)
        if any(given.moment(hit, Spot()) for hit in Spot().hits(record))
    ]
    return f"; {' or '.join(options)} says what its date is" if options else ""


def elsewhere(record: Any, knows: Knows, spots: Sequence[Spot] = ()) -> str:
    """Say where a payload stands in what was taken for one.

    Args:
        record: it; an exchange's payload is its body, and looked for nowhere else.
        knows: says what is a payload.
        spots: where the user says that payloads stand; else whole records are such.

    >>> elsewhere({"a": {"id": 1}}, lambda value: value == {"id": 1})
    "a payload stands at /a: --payload-at '' --payload-at /a reads both kinds of records"
    >>> elsewhere({"a": {"id": 1}}, lambda value: value == {"id": 1}, [Spot(("body",))])
    'a payload stands at /a of it; --payload-at /body/a reads it'
    """
    ways = () if is_envelope(record) else ways_to(record, knows)
    for spot in (spot_of([way]) for way in ways if way):
        if spots:
            within = [quoted(str(Spot((*each.parts, *spot.parts)))) for each in spots]
            options = " ".join(f"--payload-at {each}" for each in within)
            return f"a payload stands at {spot} of it; {options} reads it"
        options = f"--payload-at '' --payload-at {quoted(str(spot))}"
        return f"a payload stands at {spot}: {options} reads both kinds of records"
    return ""


def places_of(record: Any) -> str:
    """Say what there is in a record, for who looked elsewhere."""
    for value in opened(record):
        if isinstance(value, dict) and value:
            names = [pointer_text((name,)) for name in list(value)[:_NAMED]]
            more = ", …" if len(value) > _NAMED else ""
            return f"; a record has {', '.join(names)}{more}"
        if isinstance(value, list):
            return f"; a record is a list of {len(value)}"
    return "; the first record is text without JSON" if isinstance(record, str) else ""
