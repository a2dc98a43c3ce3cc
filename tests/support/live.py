"""Logs that never end, a few rows at a time, and what stands of all that was told of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from msglife.conformance.parting.keys import Keys
from msglife.conformance.parting.live import Change, FamilyWatch, Kept
from msglife.conformance.parting.live_rows import ALONE, live_record, live_rows

from msglife import tables
from support.parts import at_once

_SAME = ("code", "severity", "rule", "pointer", "row", "lifecycle", "key", "status")

Findings = Counter[str]


def standing(changes: Iterable[Mapping[str, Any]]) -> Findings:
    """What was told and not withdrawn, in what does not change once it is told."""
    found: Findings = Counter()
    for each in changes:
        words = "" if each["code"] == "OPEN001" else each["message"]  # it says for how long
        name = json.dumps([words, *map(each.get, _SAME)])
        found[name] += -1 if each["withdrawn"] else 1
    assert min(found.values(), default=0) >= 0  # whatever is withdrawn was told
    return +found


def found_at_once(table: Any, **options: Any) -> Findings:
    """What one check finds."""
    findings, *_ = at_once(table, **options)
    rows = [json.loads(each) | {"withdrawn": False} for each in findings.elements()]
    return standing(rows)


class Stream:
    """What an engine does that keeps state: each family's is packed between two times.

    Args:
        release: how long after its last record a family is let go, in microseconds.
        received_at: the column of the times of reception.
        options: how to check.
    """

    def __init__(
        self, release: int | None = None, received_at: str | None = None, **options: Any
    ) -> None:
        built = tables.options_of(None, "payload", received_at, "place", **options)
        self._keys, self._watch, self._release = Keys(built), FamilyWatch(built), release
        self.state: dict[str, bytes] = {}
        self.changes: list[dict[str, Any]] = []

    def take(self, batch: Any, now: int | None = None) -> None:
        """Take some rows, when the log is known until a time."""
        rows = live_rows(batch, self._keys, "place").to_pylist()
        for group in dict.fromkeys(row["group"] for row in rows):
            self._take(group, [row for row in rows if row["group"] == group], now)

    def ring(self, now: int) -> None:
        """Have families judged that are due."""
        for group, packed in list(self.state.items()):
            due = Kept.unpack(packed).due
            if due is not None and due <= now:
                self._take(group, [], now)

    def _take(self, group: str, rows: list[dict[str, Any]], now: int | None) -> None:
        kept = Kept.unpack(self.state[group]) if group in self.state else Kept()
        self._tell(kept.take(list(map(live_record, rows)), self._watch, now, self._release))
        if not group.startswith(ALONE):
            self.state[group] = kept.pack()

    def _tell(self, changes: Iterable[Change]) -> None:
        self.changes += [each.finding | {"withdrawn": each.withdrawn} for each in changes]
