"""Until when a message has ended, where a document says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from .errors import SpecError
from .grounds import Grounds
from .names import Names

_DURATION: Final = re.compile(
    r"P(?!$)(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)", re.ASCII
)
_SECONDS: Final = (7 * 86_400, 86_400, 3_600, 60, 1)
_LONGEST: Final = 3_660 * 86_400


class Deadline(NamedTuple):
    """How long after what was told last of a message its end is due.

    Args:
        within: the duration as the file writes it, in ISO 8601.
        seconds: the same.
    """

    within: str
    seconds: int
    grounds: Grounds


def deadline(names: Names, place: str, entry: Mapping[str, Any]) -> Deadline:
    """Build a deadline from its table.

    Args:
        names: what it may refer to.
        place: where it stands in the file, for errors.
        entry: its data.

    Raises:
        SpecError: it is no duration of a fixed length, or cites no listed source.
    """
    within = entry["within"]
    found = _DURATION.fullmatch(within)
    seconds = 0
    if found is not None:
        counts = [int(each or 0) for each in found.groups()]
        seconds = sum(count * unit for count, unit in zip(counts, _SECONDS, strict=True))
    if not 0 < seconds <= _LONGEST:
        expected = "expected an ISO 8601 duration in weeks, or in days, hours, minutes, seconds"
        says = f"{expected}, of ten years at most, such as P3D or PT36H, not {within[:40]!r}"
        raise SpecError(names.file, f"{place}.within", says)
    return Deadline(within, seconds, names.grounds(place, entry))
