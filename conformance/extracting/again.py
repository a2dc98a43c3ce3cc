"""Lines of a log read again as records, many at once where that is quicker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson

from ..columns.lines import CHUNK, Lines
from ..locating import ByLine, LineReader
from ..reading import Record
from ..results.finding import Place
from ..spots.recognises import Recognises
from ..table.rows import UNTOLD
from ..unwrapping.typed_maps import untyped
from .extraction import Extractor

_WORTH: Final = 32
"""Fewer lines are read quicker one by one."""


class Again:
    """Reads lines of a file again.

    Args:
        by_line: how payloads are taken from them.
        recognises: says which values tell of messages.
    """

    def __init__(self, by_line: ByLine, recognises: Recognises) -> None:
        self._alone = LineReader(by_line, recognises)
        self._extractor = (
            None if by_line.bare else Extractor(by_line, recognises.knows, forced=False)
        )
        self._knows = recognises.knows
        self._text = by_line.text

    def records(
        self, lines: Sequence[bytes], places: Sequence[Place]
    ) -> Iterator[Sequence[Record]]:
        """Yield the records of each line; a blank one has none.

        Args:
            lines: with or without their ends.
            places: of each.
        """
        if self._extractor is None or len(lines) < _WORTH:
            yield from map(self._alone.records, lines, places)
            return
        fit = (b"" if len(each) >= CHUNK else each.removesuffix(b"\n") for each in lines)
        block = Lines.of(fit, braces=self._text)
        payloads, received = self._extractor.extract(block)
        values = map(self._value, payloads)
        for line, place, value, moment in zip(
            lines, places, values, received.tolist(), strict=True
        ):
            if value is None:
                yield self._alone.records(line, place)
            else:
                told = None if moment == UNTOLD else moment
                yield (Record(place, value, None, False, told),)

    def taken(self, record: Record) -> Sequence[Record]:
        """Return the records of what a line holds."""
        return self._alone.taken(record)

    def _value(self, payload: bytes) -> Any:
        """What a payload is, if it is what is read of its line by itself, too; else `None`."""
        try:
            value = orjson.loads(payload)
        except orjson.JSONDecodeError:
            return None
        known = isinstance(value, dict) and untyped(value) is value and self._knows(value)
        return value if known else None
