"""A DataFrame that is whole, judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Unpack

from pyspark import StorageLevel
from pyspark.sql import functions as F  # noqa: N812 # as everybody calls them
from pyspark.sql.types import StringType, StructType

from .. import tables
from ..conformance import Spot
from ..conformance.parting.keys import Keys
from ..errors import BadOption
from ..options import HowOptions
from ..tables import ADDED, FINDINGS, GROUP, KEY, MESSAGES, SUMMARY, pa
from .schema import column, columns_read, fields

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_NAMED: Final = "msglife_named"
_MOST: Final = 1_000_000
"""So many keys are sent to every executor; more of them are joined by a shuffle."""
_ROWS: Final = 10_000
"""So many rows are returned together."""
_KINDS: Final = {
    "finding": FINDINGS,
    "message": MESSAGES,
    "summary": SUMMARY,
    "member": pa.schema([(name, pa.string()) for name in (KEY, GROUP)]),
}
"""What a part tells: of a message that may belong to others, its group as well."""


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

    Rows that must meet are moved to one partition by one shuffle. What is said of them is kept, so
    that they are judged once for all three DataFrames, until ``spark.catalog.clearCache()``: when
    one of these is asked for or, if a lifecycle has parents, at once. For some records of a message
    may name its parent and others not; if any such message is found, the log is judged once more,
    by what its messages name. With `final_within` it is read once before: a log has one clock.

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
    rows = columns_read(df, built)
    how: dict[str, Any] = {"payload": payload, "lifecycle": lifecycle, **options}
    added: Any = StructType.fromDDL(fields(ADDED))
    schema = StructType([*rows.schema.fields, *added.fields])
    keyed = rows.mapInArrow(partial(_keyed, how), schema)
    at = column(built.wanted.place_at[0].parts[0])
    how |= {"place": place, "received_at": received_at}
    clocked, related = built.final_within is not None, Keys(built).beginnings
    if clocked:  # it is read more than once
        keyed = keyed.persist(StorageLevel.DISK_ONLY)
    judged = _parts_judged(keyed, at, related, how, clocked=clocked)
    if related and _are_divided(judged):
        judged.unpersist()
        keyed = _related(keyed.persist(StorageLevel.DISK_ONLY), at, related)
        judged = _parts_judged(keyed, at, (), how, clocked=clocked)
    summaries = _those(judged, "summary").repartition(1)
    asked = ("select", "ignore", "show_numbers")
    chosen = {name: value for name, value in options.items() if name in asked}
    whole = summaries.mapInArrow(partial(_merged, chosen), _kinds("finding", "summary"))
    findings = _those(judged, "finding").unionByName(_those(whole, "finding"))
    return Checked(findings, _those(judged, "message"), _those(whole, "summary"))


def _parts_judged(
    keyed: DataFrame, at: Any, related: Sequence[str], how: dict[str, Any], *, clocked: bool
) -> DataFrame:
    """What is said of each part, which is kept.

    Args:
        keyed: rows with keys.
        at: in which order they arrived.
        related: how keys begin of messages of which it is asked whether all are in one part.
        how: how to check.
        clocked: the log's clock is asked for.
    """
    # What tells of nothing belongs to nothing: it goes anywhere.
    group = F.coalesce(F.col(GROUP), at.cast("string"))
    ties = (column(each.name) for each in keyed.schema if each.dataType == StringType())
    parts = keyed.repartition(group).sortWithinPartitions(at, *ties)
    # A column that is not needed takes long all the same on its way to Python.
    parts = (
        parts.withColumn(GROUP, F.when(_begins(related), F.col(GROUP)))
        if related
        else parts.drop(GROUP)
    )
    if clocked:
        how = how | _clock(parts, how)
    return parts.mapInArrow(partial(_judged, how), _kinds(*_KINDS)).persist(
        StorageLevel.MEMORY_AND_DISK
    )


def _begins(beginnings: Iterable[str]) -> Any:
    """Rows of messages that may belong to others."""
    return reduce(or_, map(F.col(KEY).startswith, beginnings))


def _are_divided(judged: DataFrame) -> bool:
    """Say whether records of one message are in several groups, and so perhaps in several parts."""
    groups = _those(judged, "member").groupBy(KEY).agg(F.min(GROUP), F.max(GROUP))
    return not groups.where(F.col(f"min({GROUP})") != F.col(f"max({GROUP})")).isEmpty()


def _related(keyed: DataFrame, at: Any, beginnings: Iterable[str]) -> DataFrame:
    """Rows with the group that the first record of their message names, if they name none.

    Args:
        keyed: rows with keys.
        at: in which order they arrived.
        beginnings: how keys begin of messages that may name one.
    """
    key, group = F.col(KEY), F.col(GROUP)
    asked = keyed.where(_begins(beginnings))
    named = F.min(F.when(group != key, F.struct(at.alias("at"), group.alias("named"))))
    differing = (
        asked.groupBy(key)
        .agg(named.alias("first"), F.min(group).alias("least"), F.max(group).alias("most"))
        .where("least <> most")
        .select(key, F.col("first.named").alias(_NAMED))
        .persist(StorageLevel.MEMORY_AND_DISK)
    )
    count = differing.count()
    known = F.broadcast(differing) if count <= _MOST else differing
    joined = keyed.join(known, KEY, "left")
    return joined.withColumn(GROUP, F.coalesce(F.col(_NAMED), group)).select(
        *map(column, keyed.columns)
    )


def _clock(parts: DataFrame, how: dict[str, Any]) -> dict[str, Any]:
    """The log's clock as an option; where no time is told, nothing can be overdue."""
    asked = {name: value for name, value in how.items() if name != "final_within"}
    summaries = parts.mapInArrow(partial(_observed, asked), fields(SUMMARY)).toArrow()
    [latest] = tables.merge_summaries([summaries])["latest"].to_pylist()
    return {"final_within": None} if latest is None else {"latest": latest}


def _keyed(how: dict[str, Any], batches: Iterable[Any]) -> Iterator[Any]:
    for batch in batches:
        yield tables.group_keys(batch, **how)


def _observed(how: dict[str, Any], batches: Iterable[Any]) -> Iterator[Any]:
    yield from tables.observe_batches(batches, **how).to_batches()


def _judged(how: dict[str, Any], batches: Iterable[Any]) -> Iterator[Any]:
    members: set[tuple[str, str]] = set()
    judged = tables.judge_batches(_noting(members, batches), **how)
    yield from _returned({"finding": judged.findings}, _KINDS)
    yield from _returned({"message": judged.messages}, _KINDS)
    yield from _returned({"summary": judged.summary}, _KINDS)
    kind = _KINDS["member"]
    told = [dict(zip(kind.names, each, strict=True)) for each in members]
    yield from _returned({"member": pa.Table.from_pylist(told, kind)}, _KINDS)


def _noting(members: set[tuple[str, str]], batches: Iterable[Any]) -> Iterator[Any]:
    """Yield batches; add the key and the group of each message of which both are there."""
    for batch in batches:
        if GROUP in batch.schema.names:
            some = batch.select([KEY, GROUP]).filter(batch.column(GROUP).is_valid())
            members.update(zip(*some.to_pydict().values(), strict=True))
        yield batch


def _merged(chosen: dict[str, Any], batches: Iterable[Any]) -> Iterator[Any]:
    summary = tables.merge_summaries(batches)
    kinds = {name: _KINDS[name] for name in ("finding", "summary")}
    yield from _returned({"finding": tables.clock_findings(summary, **chosen)}, kinds)
    yield from _returned({"summary": summary}, kinds)


def _returned(told: dict[str, Any], kinds: dict[str, Any]) -> Iterator[Any]:
    """A table as a column of structs among others that are null, a few rows at a time."""
    [(kind, table)] = told.items()
    for batch in table.to_batches(max_chunksize=_ROWS):
        columns = [
            batch.to_struct_array()
            if name == kind
            else pa.nulls(batch.num_rows, pa.struct(list(schema)))
            for name, schema in kinds.items()
        ]
        yield pa.RecordBatch.from_arrays(columns, names=list(kinds))


def _those(told: DataFrame, kind: str) -> DataFrame:
    """The rows of one kind."""
    return told.where(F.col(kind).isNotNull()).select(f"{kind}.*")


def _kinds(*names: str) -> str:
    return ",".join(f"{name} struct<{fields(_KINDS[name], ':')}>" for name in names)
