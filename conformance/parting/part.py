"""One part of a log judged by itself, as if the whole were there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..judging.options import Options
from ..observing.tally import Tally
from ..opening.temporary import Temporary
from ..results.finding import Finding
from ..results.report import MessageReport, Report
from ..running.chunks import Part as FilePart
from ..running.chunks import Source
from ..running.lazy_messages import LazyMessages
from ..running.scanning import Done, Scanned
from ..running.spool import spool
from ..running.table_check import Heard, TableCheck
from ..table.partitions import Partitions, by_key, how_many
from ..table.rows import UNTOLD
from ..table.share import Share
from .arrived import Arrived
from .clocks import Latest
from .observed import Counts, Observed

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
        counts: of records.
        latest: its latest times.
    """

    report: Report
    judged: Iterator[MessageReport]
    alike: Iterator[Alike]
    counts: Counts
    latest: Latest


def judge_part(observed: Iterable[Observed], options: Options, clock: int | None) -> Part:
    """Judge a part of a log.

    Args:
        observed: what was observed of its messages, in any order.
        options: how to check.
        clock: the time of the whole log's clock, in microseconds, or one of the above.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
        OSError: there is no room for temporary files.
    """
    arrived = Arrived(observed)
    made, held = Temporary(), Temporary()
    size, places, _ = spool(arrived.lines(), made.path)
    source = Source("table", 0, str(made.path), size, told=True, places=places)
    counts = arrived.counts
    tally = Tally(counts.records, counts.unread, counts.ignored)
    rows = arrived.rows(places.starts)
    partitions = Partitions(how_many(size, options.memory), options.memory, held.path)
    for number, some in by_key(rows, partitions.count):
        partitions.add(number, some)
    whole = FilePart(0, source.path, 0, 0, size, places)
    scanned = Scanned(whole, findings=list(arrived.placed()), lines=len(places.starts))
    done = Done(partitions, list(arrived.kinds), related=rows.tells("parent"))
    share = Share(clock)
    heard, others = Heard("table", tally), arrived.others
    report = TableCheck(
        [heard], [source], others, options, None, share=share, scanned=[scanned, done]
    ).check(None)
    messages = report.messages
    assert isinstance(messages, LazyMessages)  # it was judged by rows
    latest = Latest()
    if share.moments is not None and share.place is not None:
        latest = Latest.of(share.moments, share.place, arrived.name)

    def alike() -> Iterator[Alike]:
        for sample, each in messages.alike():
            assert share.names is not None  # they were grouped
            _, names = share.names(each["at"])
            yield Alike(sample, arrived.keys(each["key"]), names, each["count"])

    return Part(report, messages.judged, alike(), counts, latest)


def finding_row(finding: Finding) -> dict[str, Any]:
    """Return a finding as tables have it: as the JSON report, with its row for its place."""
    told = finding.to_dict()
    for name in ("file", "line", "record"):
        del told[name]
    related = [{"row": place.row} for place in finding.related]
    return told | {"row": finding.place.row, "related": related}
