"""One part of a log judged by itself, as if the whole were there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..judging.options import Options
from ..results.finding import Finding, written_key
from ..results.report import MessageReport, Report
from ..running.inputs import check_by_rows
from ..running.lazy_messages import LazyMessages
from ..table.rows import UNTOLD
from ..table.share import Share
from .clocks import Latest
from .keys import hashes_of_keys, key_of
from .rows import PartRows

NO_CLOCK: Final = UNTOLD
"""The clock of a log of which nothing is asked that a clock tells."""
JUST_LATEST: Final = None
"""In the place of the clock: nothing is judged, and only the latest times are told."""


class Alike(NamedTuple):
    """Messages of which the same is said.

    Args:
        sample: what holds for each, but for its key, its place and how often it was told of.
        keys: theirs.
        rows: what their owner calls the rows that tell of them first.
        counts: how many observations each has.
    """

    sample: MessageReport
    keys: list[str]
    rows: list[str]
    counts: NDArray[np.uint32]


class Part(NamedTuple):
    """What came of a part of a log.

    Args:
        report: about its messages; no clock of its own is told of.
        judged: the messages of which there may be something to be said.
        alike: the others.
        findings: those of the report that are told in this part.
        records: how many records are counted in this part.
        used, ignored, unread: what became of them.
        latest: its latest times.
    """

    report: Report
    judged: Iterator[MessageReport]
    alike: Iterator[Alike]
    findings: list[Finding]
    records: int
    used: int
    ignored: int
    unread: int
    latest: Latest


def judge_part(batches: Iterable[Any], options: Options, clock: int | None) -> Part:
    """Judge a part of a log.

    Args:
        batches: record batches, as `with_keys` makes them, in the order in which rows arrived; all
            rows of a group are among them.
        options: how to check.
        clock: the time of the whole log's clock, in microseconds, or one of the above.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
    """
    rows = PartRows(batches)
    elsewhere = cache(lambda: hashes_of_keys(rows.elsewhere(), options))
    share = Share(clock, elsewhere)
    report = check_by_rows([rows.table()], options, share=share)
    [log], messages = report.logs, report.messages
    assert isinstance(messages, LazyMessages)  # it was judged by rows
    others, guests = frozenset(rows.elsewhere()), rows.guests()

    def told_here(finding: Finding) -> bool:
        if finding.about is None:
            return (finding.place.line or 0) - 1 not in guests
        return key_of(finding.about) not in others

    latest = Latest()
    if share.moments is not None and share.place is not None:
        latest = Latest.of(share.moments, share.place, rows.name)
    records, ignored, unread = (
        getattr(log, name) - sum(each[name] for each in guests.values())
        for name in ("records", "ignored", "unread")
    )

    def alike() -> Iterator[Alike]:
        for sample, each in messages.alike():
            assert share.names is not None  # they were grouped
            lines, names = share.names(each["at"])
            keys = rows.keys(lines - 1, each["key"], sample.id)
            yield Alike(sample, list(map(written_key, keys)), names, each["count"])

    return Part(
        report,
        messages.judged,
        alike(),
        list(filter(told_here, report.findings)),
        records,
        records - ignored - unread,
        ignored,
        unread,
        latest,
    )


def finding_row(finding: Finding) -> dict[str, Any]:
    """Return a finding as tables have it: as the JSON report, with its row for its place."""
    told = finding.to_dict()
    for name in ("file", "line", "record"):
        del told[name]
    related = [{"row": place.row} for place in finding.related]
    return told | {"row": finding.place.row, "related": related}
