"""A DataFrame that is whole, judged."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Unpack

from pyspark import StorageLevel
from pyspark.sql import functions as F  # noqa: N812 # as everybody calls them

from .. import tables
from ..conformance import Spot
from ..conformance.parting.observe import asking
from ..errors import BadOption
from ..options import HowOptions
from ..tables import FINDINGS, MESSAGES, PARTS, SUMMARY
from ..tables.said import pa
from .schema import columns_read, fields

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_ROWS: Final = 10_000
"""So many rows are kept, and returned, together."""
_KINDS: Final = {"finding": FINDINGS, "message": MESSAGES, "summary": SUMMARY}
_TOLD: Final = "kind string, told binary"
"""What comes of a part: tables of each kind."""


class Checked(NamedTuple):
    """What is said of a log.

    Args:
        findings: one a row, in no order; the columns are `msglife.tables.FINDINGS`.
        messages: likewise; `msglife.tables.MESSAGES`.
        summary: one row; `msglife.tables.SUMMARY`.
    """

    findings: DataFrame
    messages: DataFrame
    summary: DataFrame


def check(
    df: DataFrame,
    *,
    payload: str,
    received_at: str | None = None,
    place: str | None = None,
    lifecycle: str | Sequence[str] | None = None,
    **options: Unpack[HowOptions],
) -> Checked:
    """Judge the rows of a DataFrame.

    Each payload is read where it lies. What was observed of it is moved to where its family is
    judged, in large values, by one shuffle; by two, where a message may say in some records what
    it belongs to, and not in others. Nothing is done before one of the DataFrames is asked for,
    but with `final_within`: a log has one clock, which is looked for first. What is said is kept
    for all three DataFrames, until ``spark.catalog.clearCache()``. Parts are as many as
    ``spark.sql.shuffle.partitions``.

    Args:
        df: the log, a record a row.
        payload: the column that holds payloads, as JSON or as structs, or a JSON Pointer into one.
        received_at: the column of the times of reception.
        place: the column of what you call a row: findings name it, and its order is that in which
            rows arrived, where they have no time of reception. `received_at` if `None`.
        lifecycle: what may be in it; see `msglife.check`.
        options: those of `msglife.check`, by their names; folders of `specs` must be there on
            every machine.

    Raises:
        BadOption: an option cannot be understood, or names no column; a `ValueError`.
        UnknownLifecycle, UnknownForm: an option names a lifecycle or a form there is not.
        SpecError: a specification is broken.
    """
    # Dates that have to be told from one another are in no order as they stand.
    if place is None and received_at is not None and not Spot.parse_time(received_at).dates:
        place = received_at
    if place is None:
        raise BadOption("place", "expected a column that names rows and tells in which order")
    built = tables.options_of(
        df.columns, payload, received_at, place, lifecycle=lifecycle, **options
    )
    how: dict[str, Any] = {"lifecycle": lifecycle, **options}
    where = {"payload": payload, "received_at": received_at, "place": place}
    count = int(df.sparkSession.conf.get("spark.sql.shuffle.partitions") or 1)
    observe = partial(_observed, count, where | how)
    observed = columns_read(df, built).mapInArrow(observe, fields(PARTS))
    if asking(built):
        # Both halves of it are asked for.
        observed = observed.persist(StorageLevel.MEMORY_AND_DISK)
        asked = _moved(observed.where("NOT settled"), count)
        known = asked.mapInArrow(partial(_settled, count), fields(PARTS))
        observed = observed.where("settled").unionByName(known)
    parts = _moved(observed, count)
    if built.final_within is not None:
        parts = parts.persist(StorageLevel.MEMORY_AND_DISK)
        how |= _clock(parts, how)
    judged = parts.mapInArrow(partial(_judged, how), _TOLD).persist(StorageLevel.MEMORY_AND_DISK)
    asked_of = ("select", "ignore", "show_numbers")
    chosen = {name: value for name, value in options.items() if name in asked_of}
    summaries = judged.where("kind = 'summary'").repartition(1)
    whole = summaries.mapInArrow(partial(_merged, chosen), _TOLD)
    findings = _those(judged, "finding").unionByName(_those(whole, "finding"))
    return Checked(findings, _those(judged, "message"), _those(whole, "summary"))


def _moved(observed: DataFrame, count: int) -> DataFrame:
    """What was observed, each part in the partition of its number."""
    return observed.repartitionById(count, F.col("part"))


def _clock(parts: DataFrame, how: dict[str, Any]) -> dict[str, Any]:
    """The log's clock as an option; where no time is told, nothing can be overdue."""
    asked = {name: value for name, value in how.items() if name != "final_within"}
    summaries = parts.mapInArrow(partial(_timed, asked), fields(SUMMARY)).toArrow()
    [latest] = tables.merge_summaries([summaries])["latest"].to_pylist()
    return {"final_within": None} if latest is None else {"latest": latest}


def _observed(count: int, how: dict[str, Any], batches: Iterable[Any]) -> Iterator[Any]:
    with _without_collector():
        yield from tables.observe_parts(batches, count, **how)


def _settled(count: int, batches: Iterable[Any]) -> Iterator[Any]:
    return tables.settle_parts(batches, count)


def _timed(how: dict[str, Any], batches: Iterable[Any]) -> Iterator[Any]:
    for some in _if_any(batches):
        yield from tables.time_parts(some, **how).to_batches()


def _judged(how: dict[str, Any], batches: Iterable[Any]) -> Iterator[Any]:
    for some in _if_any(batches):
        with _without_collector():
            judged = tables.judge_parts(some, **how)
        yield from _told("finding", judged.findings)
        yield from _told("message", judged.messages)
        yield from _told("summary", judged.summary)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Look for no garbage meanwhile: rows are many, and none of them is any."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _if_any(batches: Iterable[Any]) -> Iterator[Iterable[Any]]:
    """Yield the batches, if there are any rows: nothing is to be said of an empty partition."""
    rest = filter(len, batches)
    first = next(rest, None)
    if first is not None:
        yield chain((first,), rest)


def _merged(chosen: dict[str, Any], batches: Iterable[Any]) -> Iterator[Any]:
    summary = tables.merge_summaries(_opened(batches))
    yield from _told("finding", tables.clock_findings(summary, **chosen))
    yield from _told("summary", summary)


def _told(kind: str, table: Any) -> Iterator[Any]:
    """A table as values of a column, a few rows in each: Spark need not look into them."""
    for batch in table.to_batches(max_chunksize=_ROWS):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        told = pa.array([sink.getvalue().to_pybytes()], pa.binary())
        yield pa.RecordBatch.from_arrays([pa.array([kind]), told], ["kind", "told"])


def _opened(batches: Iterable[Any]) -> Iterator[Any]:
    """The batches of the tables that are told."""
    for batch in batches:
        for each in batch.column("told"):
            yield from pa.ipc.open_stream(each.as_buffer())


def _those(told: DataFrame, kind: str) -> DataFrame:
    """The rows of one kind."""
    return told.where(f"kind = '{kind}'").mapInArrow(_opened, fields(_KINDS[kind]))
