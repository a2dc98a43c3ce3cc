"""A log in parts, wherever these lie: Arrow tables in, Arrow tables out, and no engine named.

There are two ways, and what they say of a log is the same, however it was divided. Rows are moved:
`group_keys` says which must meet, and `judge_batches` judges those that did. Or what was observed
of them is moved, which is quicker: `observe_parts` reads rows where they lie, and `judge_parts`
judges what was observed. `merge_summaries` puts the parts together.
It needs ``pip install 'msglife[columns]'``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple, Unpack

import numpy as np

from ..conformance.judging.options import Options, lifecycles_of
from ..conformance.results.shown import Shown
from ..errors import BadOption
from ..options import HowOptions, build_options
from .said import FINDINGS, MESSAGES, findings_table, messages_table, pa
from .summaries import SUMMARY, clock_findings, merge_summaries, summary_table

from ..conformance.parting.keys import Keys  # isort: skip # they need pyarrow
from ..conformance.parting.observe import PartObserver  # isort: skip
from ..conformance.parting.observed import HashesDiffer, Observed  # isort: skip
from ..conformance.parting.part import JUST_LATEST, NO_CLOCK, judge_part  # isort: skip
from ..conformance.parting.rows import ADDED, GROUP, KEY, SEVERAL, PartRows, with_keys  # isort: skip
from ..conformance.parting.settling import settled  # isort: skip

__all__ = [
    "ADDED",
    "FINDINGS",
    "GROUP",
    "KEY",
    "MESSAGES",
    "PARTS",
    "SEVERAL",
    "SUMMARY",
    "HashesDiffer",
    "Judged",
    "clock_findings",
    "group_keys",
    "judge_batches",
    "judge_parts",
    "merge_summaries",
    "observe_batches",
    "observe_parts",
    "options_of",
    "settle_parts",
    "time_parts",
]

PARTS: Final = pa.schema(
    [("part", pa.int32()), ("settled", pa.bool_()), ("observed", pa.large_binary())]
)
"""The columns of what was observed: for which part, whether it is settled with what, and it."""


class Judged(NamedTuple):
    """What is said of a part of a log: three Arrow tables.

    Args:
        findings: see `FINDINGS`.
        messages: see `MESSAGES`.
        summary: one row; see `SUMMARY`.
    """

    findings: Any
    messages: Any
    summary: Any


def group_keys(
    batch: Any,
    *,
    payload: str,
    lifecycle: str | Sequence[str] | None = None,
    **options: Unpack[HowOptions],
) -> Any:
    """Say which rows must meet: return a batch with the columns `ADDED`.

    A row comes once for each message that it tells of. `msglife_group` is the key of its family:
    that of the parent that it names, or else its own, which is `msglife_key`; both are null where
    nothing is recognised. All rows of a group must come to one part. A message of which one record
    names a parent and another does not has two groups: of those the first that is not its own key
    must be given to all its rows.

    Args:
        batch: an Arrow record batch.
        payload: the column that holds payloads, as JSON or as structs, or a JSON Pointer into one.
        lifecycle: what may be in it; see `msglife.check`.
        options: those of `msglife.check`, by their names.

    Raises:
        BadOption: an option cannot be understood, or names no column.
        UnknownLifecycle, UnknownForm: an option names a lifecycle or a form there is not.
        SpecError: a specification is broken.
    """
    built = options_of(batch.schema.names, payload, lifecycle=lifecycle, **options)
    return with_keys(batch, _keys(built))


def judge_batches(
    batches: Iterable[Any],
    *,
    payload: str,
    place: str,
    received_at: str | None = None,
    latest: datetime | None = None,
    lifecycle: str | Sequence[str] | None = None,
    **options: Unpack[HowOptions],
) -> Judged:
    """Judge a part of a log.

    Args:
        batches: Arrow record batches as `group_keys` returns them, with all rows of each group
            that is among them, in the order in which the rows arrived.
        payload: the column that holds payloads; see `group_keys`.
        place: the column of what you call a row: findings name it.
        received_at: the column of the times of reception.
        latest: the clock of the whole log: that of the merged summaries of `observe_batches`. It
            is needed for `final_within`, and for nothing else.
        lifecycle: what may be in it; see `msglife.check`.
        options: those of `msglife.check`, by their names.

    Raises:
        BadOption: an option cannot be understood, or names no column; or `latest` is lacking.
        UnknownLifecycle, UnknownForm: an option names a lifecycle or a form there is not.
        SpecError: a specification is broken.
    """
    batches, names = _begun(batches)
    built = options_of(names, payload, received_at, place, lifecycle=lifecycle, **options)
    return _judged(PartRows(batches).observed(built), built, latest)


def observe_batches(
    batches: Iterable[Any],
    *,
    payload: str,
    place: str,
    received_at: str | None = None,
    lifecycle: str | Sequence[str] | None = None,
    **options: Unpack[HowOptions],
) -> Any:
    """Read a part of a log, and judge nothing: return its summary, which tells its latest times.

    Args:
        batches: what is read, as `judge_batches` takes it.
        payload: likewise.
        place: likewise.
        received_at: likewise.
        lifecycle: likewise.
        options: likewise.

    Raises:
        BadOption: an option cannot be understood, or names no column.
        UnknownLifecycle, UnknownForm: an option names a lifecycle or a form there is not.
        SpecError: a specification is broken.
    """
    batches, names = _begun(batches)
    built = options_of(names, payload, received_at, place, lifecycle=lifecycle, **options)
    part = judge_part(PartRows(batches).observed(built), built, JUST_LATEST)
    return summary_table(part)


def observe_parts(
    batches: Iterable[Any],
    count: int,
    *,
    payload: str,
    place: str,
    received_at: str | None = None,
    lifecycle: str | Sequence[str] | None = None,
    **options: Unpack[HowOptions],
) -> Iterator[Any]:
    """Observe rows where they lie; yield record batches with the columns `PARTS`.

    What was observed of rows is moved in their place: each payload is read once, and a few large
    values are moved, not each row. All processes must hash texts alike: give PYTHONHASHSEED the
    same number everywhere.

    Args:
        batches: Arrow record batches, all of one schema.
        count: into how many parts the log is to be divided.
        payload: the column that holds payloads; see `group_keys`.
        place: the column of what you call a row: findings name it, and its order is that in which
            rows arrived.
        received_at: the column of the times of reception.
        lifecycle: what may be in it; see `msglife.check`.
        options: those of `msglife.check`, by their names.

    Yields:
        What was observed, for the parts of these numbers. All that is not `settled` must go to
        `settle_parts`, by the numbers of parts; what comes of it, and all else, to `judge_parts`.

    Raises:
        BadOption: an option cannot be understood, or names no column.
        UnknownLifecycle, UnknownForm: an option names a lifecycle or a form there is not.
        SpecError: a specification is broken.
    """
    batches, names = _begun(batches)
    built = options_of(names, payload, received_at, place, lifecycle=lifecycle, **options)
    order = built.wanted.place_at[0].parts[0]
    for each in PartObserver(built, order).observe(batches):
        for asking in (False, True):
            some = each.those(asking=asking)
            if some is not None:
                yield from _of_parts(some.divided(count), are_settled=not asking)


def settle_parts(batches: Iterable[Any], count: int) -> Iterator[Any]:
    """Settle what messages belong to; yield record batches with the columns `PARTS`.

    Args:
        batches: all that `observe_parts` yielded for one part that is not settled.
        count: into how many parts the log is divided.
    """
    batches = [batch for batch in batches if len(batch)]
    observed = list(_observed(batches))
    if any(each.rows.tells("parent") for each in observed):
        yield from _of_parts(settled(observed, count), are_settled=True)
        return
    for batch in batches:  # none of them belongs to anything: each is where it belongs
        are_settled = pa.repeat(True, len(batch))
        yield batch.set_column(1, PARTS.field("settled"), are_settled)


def judge_parts(
    batches: Iterable[Any],
    *,
    latest: datetime | None = None,
    lifecycle: str | Sequence[str] | None = None,
    **options: Unpack[HowOptions],
) -> Judged:
    """Judge what was observed for one part.

    Args:
        batches: all there is for it, of `observe_parts` and `settle_parts`, in any order.
        latest: see `judge_batches`.
        lifecycle: what may be in it; see `msglife.check`.
        options: those of `msglife.check`, by their names.

    Raises:
        BadOption: an option cannot be understood; or `latest` is lacking.
        HashesDiffer: another process observed it that hashes texts otherwise.
        UnknownLifecycle, UnknownForm: an option names a lifecycle or a form there is not.
        SpecError: a specification is broken.
    """
    built = build_options(lifecycle or (), **options)
    return _judged(_observed(batches), built, latest)


def time_parts(
    batches: Iterable[Any],
    *,
    lifecycle: str | Sequence[str] | None = None,
    **options: Unpack[HowOptions],
) -> Any:
    """Judge nothing of what was observed for one part: return a summary with its latest times.

    Args:
        batches: what `judge_parts` takes.
        lifecycle: likewise.
        options: likewise.
    """
    part = judge_part(_observed(batches), build_options(lifecycle or (), **options), JUST_LATEST)
    return summary_table(part)


def options_of(
    columns: Sequence[str] | None,
    payload: str,
    received_at: str | None = None,
    place: str | None = None,
    *,
    lifecycle: str | Sequence[str] | None = None,
    **options: Unpack[HowOptions],
) -> Options:
    """Return how parts are checked.

    Args:
        columns: those there are; `None` if there are no rows that have any.
        payload: the column that holds payloads; see `group_keys`.
        received_at: the column of the times of reception.
        place: the column of what you call a row.
        lifecycle: what may be in it; see `msglife.check`.
        options: those of `msglife.check`, by their names.

    Raises:
        BadOption: an option cannot be understood, or names no column.
    """
    if options.get("jobs", 1) != 1:
        raise BadOption("jobs", "each part is judged by one process")
    if not payload or "*" in payload.split("/"):
        raise BadOption("payload", f"expected a column, or a pointer to one place, not {payload!r}")
    places: Any = {"payload_at": payload, "received_at": received_at, "place_at": place}
    built = build_options(lifecycle or (), **places, **options)
    for name, spots in zip(("payload", "received_at", "place"), built.wanted, strict=True):
        for spot in spots:
            if columns is not None and spot.parts[0] not in columns:
                there = ", ".join(columns)
                raise BadOption(name, f"there is no column {spot.parts[0]!r} among {there}")
    return built


def _judged(observed: Iterable[Observed], options: Options, latest: datetime | None) -> Judged:
    """What is said of a part of a log."""
    if options.final_within is not None and latest is None:
        raise BadOption("final_within", "needs latest, the clock of the whole log")
    clock = NO_CLOCK if latest is None else build_options(since=latest).since
    part = judge_part(observed, options, clock)
    return Judged(
        findings_table(part.report.findings),
        messages_table(part, Shown(lifecycles_of(options), reveal=options.show_numbers)),
        summary_table(part),
    )


def _of_parts(divided: Iterable[tuple[int, Observed]], *, are_settled: bool) -> Iterator[Any]:
    """What was observed for each of some parts, as a record batch."""
    for number, each in divided:
        packed = each.packed()
        ends = pa.py_buffer(np.array([0, len(packed)], np.int64))
        observed = pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, packed])
        columns = [pa.array([number], pa.int32()), pa.array([are_settled]), observed]
        yield pa.RecordBatch.from_arrays(columns, schema=PARTS)


def _observed(batches: Iterable[Any]) -> Iterator[Observed]:
    for batch in batches:
        for each in batch.column("observed"):
            yield Observed.unpacked(each.as_buffer())


def _begun(batches: Iterable[Any]) -> tuple[Iterable[Any], list[str] | None]:
    """Batches, and the names of their columns, if there are any."""
    rest = iter(batches)
    first = next(rest, None)
    return ((), None) if first is None else (chain((first,), rest), list(first.schema.names))


@lru_cache(maxsize=8)
def _keys(options: Options) -> Keys:
    return Keys(options)
