"""A DataFrame that never ends, judged as it grows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Unpack

from pyspark.sql import Row

from .. import tables
from ..conformance.judging.options import Options
from ..conformance.parting.keys import Keys
from ..conformance.parting.live import Change, FamilyWatch, Kept, LiveRecord
from ..conformance.parting.live_rows import ALONE, LIVE, live_record, live_rows
from ..errors import BadOption
from ..options import HowOptions, build_options
from ..tables import FINDINGS
from .schema import columns_read, fields

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

WITHDRAWN: Final = "withdrawn"
"""The column that says of a finding that it no longer holds, since more was told."""
_STATE: Final = "kept binary"
_MS: Final = 1000
_ROCKS: Final = "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider"


def stream(
    df: DataFrame,
    *,
    payload: str,
    received_at: str,
    place: str | None = None,
    lateness: str = "10 minutes",
    release_after: str | timedelta | None = None,
    lifecycle: str | Sequence[str] | None = None,
    **options: Unpack[HowOptions],
) -> DataFrame:
    """Judge the rows of a streaming DataFrame, each family whenever more is told of it.

    What is found is told at once, and withdrawn if what comes later explains it. So what was told
    and not withdrawn is what `check` finds of the same rows. Write it in the mode ``append``.

    Sets the session to keep state in RocksDB, with checkpoints of changes alone, if it has not
    been told another way.

    Args:
        df: the log, a record a row.
        payload: the column that holds payloads, as JSON or as structs, or a JSON Pointer into one.
        received_at: the column of the times of reception, which are timestamps. They are the
            clock: no record is left out for being late.
        place: the column of what you call a row: findings name it, and its order is that in which
            rows arrived. `received_at` if `None`.
        lateness: how much later than others a record may come before its message is overdue.
        release_after: a family of which nothing was told for so long is let go: of it is kept what
            its messages ended in, and what comes later is LOGS009. Never if `None`.
        lifecycle: what may be in it; see `msglife.check`.
        options: those of `msglife.check`, by their names; folders of `specs` must be there on
            every machine.

    Raises:
        BadOption: an option cannot be understood, or names no column; a `ValueError`.
        UnknownLifecycle, UnknownForm: an option names a lifecycle or a form there is not.
        SpecError: a specification is broken.
    """
    built = tables.options_of(
        df.columns, payload, received_at, place or received_at, lifecycle=lifecycle, **options
    )
    Keys(built)  # what is wrong with lifecycle files is said here
    release = None if release_after is None else build_options(final_within=release_after)
    if release is not None and not isinstance(release.final_within, int):
        raise BadOption("release_after", f"expected a duration, not {release_after!r}")
    at, order = (spots[0].parts[0] for spots in (built.wanted.received_at, built.wanted.place_at))
    if dict(df.dtypes)[at] != "timestamp":
        raise BadOption("received_at", f"expected a column of timestamps: {at!r} is the clock")
    session = df.sparkSession
    for name, value in _SETTINGS.items():
        if session.conf.get(name, None) is None:
            session.conf.set(name, value)

    def observed(batches: Iterable[Any]) -> Iterator[Any]:
        for batch in batches:
            yield live_rows(batch, _keys(built), order)

    rows = columns_read(df.withWatermark(at, lateness), built)
    live = rows.mapInArrow(observed, fields(LIVE))
    judged: Any = _Families(built, None if release is None else release.final_within)
    return live.groupBy("group").transformWithState(
        judged,
        f"{fields(FINDINGS)},{WITHDRAWN} boolean",
        outputMode="Append",
        timeMode="EventTime",
    )


_SETTINGS: Final = {
    "spark.sql.streaming.stateStore.providerClass": _ROCKS,
    "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled": "true",
}


class _Families:
    """Judges families, as Spark's `StatefulProcessor`; what is known of each is in its state.

    Args:
        options: how to check.
        release: how long after its last record a family is let go, in microseconds.
    """

    def __init__(self, options: Options, release: Any) -> None:
        self._options = options
        self._release = release

    def init(self, handle: Any) -> None:
        self._handle = handle
        self._state = handle.getValueState("family", _STATE)

    def handleInputRows(self, key: Any, rows: Any, timerValues: Any) -> Iterator[Row]:  # noqa: N802, N803 # Spark's
        """Judge a family of which something was told."""
        new = [live_record(row.asDict()) for row in rows]
        if key[0].startswith(ALONE):
            return map(_row, Kept().take(new, _watch(self._options), None))
        return self._take(new, timerValues)

    def handleExpiredTimer(  # noqa: N802 # Spark's
        self,
        key: Any,  # noqa: ARG002 # it is given by its name
        timerValues: Any,  # noqa: N803
        expiredTimerInfo: Any,  # noqa: ARG002, N803
    ) -> Iterator[Row]:
        """Judge a family of which nothing was told for long."""
        return self._take([], timerValues)

    def close(self) -> None:
        """Do nothing: Spark keeps the state."""

    def _take(self, new: Sequence[LiveRecord], timers: Any) -> Iterator[Row]:
        known = self._state.get()
        kept = Kept() if known is None else Kept.unpack(bytes(known[0]))
        watermark = int(timers.getCurrentWatermarkInMs())
        now = watermark * _MS if watermark > 0 else None
        due, released = kept.due, kept.ended is not None
        told = kept.take(new, _watch(self._options), now, self._release)
        if not released:
            self._state.update((kept.pack(),))
        if kept.due != due:
            if due is not None:
                self._handle.deleteTimer(_rings(due))
            if kept.due is not None:
                self._handle.registerTimer(_rings(kept.due))
        return map(_row, told)


def _rings(due: int) -> int:
    """When a timer rings, in milliseconds: not before something is due, in microseconds."""
    return -(-due // _MS)


@lru_cache(maxsize=8)
def _keys(options: Options) -> Keys:
    return Keys(options)


@lru_cache(maxsize=8)
def _watch(options: Options) -> FamilyWatch:
    return FamilyWatch(options)


def _row(change: Change) -> Row:
    told = {name: change.finding.get(name) for name in FINDINGS.names}
    related = [Row(**each) for each in change.finding["related"]]
    return Row(**told | {"related": related, WITHDRAWN: change.withdrawn})
