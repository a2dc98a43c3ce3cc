"""A log in parts, wherever these lie: Arrow tables in, Arrow tables out, and no engine named.

Three functions are what any engine needs that moves rows: `group_keys` says which rows must meet,
`judge_batches` judges those that did, and `merge_summaries` puts the parts together. What they say
of a log does not depend on how it was divided. It needs ``pip install 'msglife[columns]'``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple, Unpack

import msgspec

from .conformance.arrow.packages import columns_package
from .conformance.judging.options import Options, lifecycles_of
from .conformance.reports.json_report import message_dict
from .conformance.results.finding import Finding
from .conformance.results.report import VERDICTS, MessageReport, Report
from .conformance.results.shown import Shown
from .errors import BadOption
from .options import HowOptions, build_options

pa: Final = columns_package("pyarrow", "judging tables")

from .conformance.parting.clocks import Latest, merged  # noqa: E402 # they need pyarrow
from .conformance.parting.keys import Keys  # noqa: E402
from .conformance.parting.part import (  # noqa: E402
    JUST_LATEST,
    NO_CLOCK,
    Part,
    finding_row,
    judge_part,
)
from .conformance.parting.rows import ADDED, GROUP, KEY, SEVERAL, with_keys  # noqa: E402

__all__ = [
    "ADDED",
    "FINDINGS",
    "GROUP",
    "KEY",
    "MESSAGES",
    "SEVERAL",
    "SUMMARY",
    "Judged",
    "clock_findings",
    "group_keys",
    "judge_batches",
    "merge_summaries",
    "observe_batches",
    "options_of",
]

_TEXT: Final = pa.string()
_MANY: Final = pa.int64()
_SEEN: Final = pa.struct([("seen", _MANY), ("of", _MANY)])

FINDINGS: Final = pa.schema(
    [
        *((name, _TEXT) for name in ("code", "severity", "rule", "pointer", "row")),
        *((name, _TEXT) for name in ("provider", "lifecycle", "key", "status", "message")),
        ("expected", pa.list_(_TEXT)),
        *((name, _TEXT) for name in ("explanation", "basis", "cite")),
        ("related", pa.list_(pa.struct([("row", _TEXT)]))),
    ]
)
"""The columns of findings: named as in the JSON report, with `row` for the place."""

MESSAGES: Final = pa.schema(
    [
        *((name, _TEXT) for name in ("provider", "lifecycle", "key", "verdict", "last")),
        ("final", pa.bool_()),
        ("observations", _MANY),
        *((name, _TEXT) for name in ("parent", "explanation", "row")),
    ]
)
"""The columns of messages, likewise."""

SUMMARY: Final = pa.schema(
    [
        *((name, _MANY) for name in ("records", "used", "ignored", "unread")),
        *((name, _MANY) for name in ("observations", "messages")),
        ("verdicts", pa.struct([(name, _MANY) for name in VERDICTS])),
        ("coverage", pa.map_(_TEXT, pa.struct([("states", _SEEN), ("edges", _SEEN)]))),
        ("latest", pa.timestamp("us", "UTC")),
        ("parts", _TEXT),
    ]
)
"""The columns of summaries; `latest` is the log's clock, and `parts` what merging them needs."""

_COUNTS: Final = SUMMARY.names[:6]


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


class _Seen(msgspec.Struct):
    """What was seen of a lifecycle, of how many states and edges there are."""

    states: set[str]
    edges: set[tuple[str, str]]
    of: tuple[int, int]


class _Parts(msgspec.Struct):
    """What merging needs of a summary."""

    latest: Latest
    seen: dict[str, _Seen]


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
    if built.final_within is not None and latest is None:
        raise BadOption("final_within", "needs latest, the clock of the whole log")
    clock = NO_CLOCK if latest is None else build_options(since=latest).since
    part = judge_part(batches, built, clock)
    return Judged(
        _findings(part.findings),
        _messages(part, Shown(lifecycles_of(built), reveal=built.show_numbers)),
        _summary(part, part.report),
    )


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
    part = judge_part(batches, built, JUST_LATEST)
    return _summary(part, part.report)


def merge_summaries(summaries: Iterable[Any]) -> Any:
    """Return the summary of all parts of a log, or of some of them, in any order.

    Args:
        summaries: theirs: Arrow tables, or record batches.
    """
    rows = [row for each in summaries for row in each.to_pylist()]
    told = [msgspec.json.decode(row["parts"], type=_Parts) for row in rows]
    seen: dict[str, _Seen] = {}
    for each in told:
        for name, here in each.seen.items():
            known = seen.setdefault(name, _Seen(set(), set(), here.of))
            known.states |= here.states
            known.edges |= here.edges
    verdicts = {name: sum(row["verdicts"][name] for row in rows) for name in VERDICTS}
    counts = {name: sum(row[name] for row in rows) for name in _COUNTS}
    return _summed(counts, verdicts, _Parts(merged(each.latest for each in told), seen))


def clock_findings(
    summary: Any,
    *,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    show_numbers: bool = False,
) -> Any:
    """Return the findings about times that the log's clock passes over: those no part can tell.

    Args:
        summary: of the whole log.
        select: prefixes of the codes to report; all if empty.
        ignore: prefixes of codes not to report; wins.
        show_numbers: do not mask what looks like a phone number.
    """
    chosen = build_options(select=select, ignore=ignore)
    shown = Shown((), reveal=show_numbers)
    [text] = summary["parts"].to_pylist()
    _, findings = msgspec.json.decode(text, type=_Parts).latest.clock()
    return _findings(map(shown.finding, filter(chosen.selects, findings)))


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


def _begun(batches: Iterable[Any]) -> tuple[Iterable[Any], list[str] | None]:
    """Batches, and the names of their columns, if there are any."""
    rest = iter(batches)
    first = next(rest, None)
    return ((), None) if first is None else (chain((first,), rest), list(first.schema.names))


@lru_cache(maxsize=8)
def _keys(options: Options) -> Keys:
    return Keys(options)


def _table(rows: Iterable[dict[str, Any]], schema: Any) -> Any:
    """A table of rows; what a row has besides its columns is left out."""
    columns: dict[str, list[Any]] = {name: [] for name in schema.names}
    for row in rows:
        for name, values in columns.items():
            values.append(row.get(name))
    return pa.table(columns, schema=schema)


def _findings(findings: Iterable[Finding]) -> Any:
    return _table(map(finding_row, findings), FINDINGS)


def _messages(part: Part, shown: Shown) -> Any:
    tables = [_table(map(_message, part.judged), MESSAGES)]
    for sample, keys, rows, counts in part.alike:
        lifecycle = sample.lifecycle
        columns = {name: pa.repeat(value, len(keys)) for name, value in _message(sample).items()}
        columns |= {
            "key": pa.array(shown.keys(keys, lifecycle), _TEXT),
            "observations": pa.array(counts, _MANY),
            "row": pa.array(rows, _TEXT),
        }
        tables.append(pa.table([columns[name] for name in MESSAGES.names], schema=MESSAGES))
    return pa.concat_tables(tables)


def _message(message: MessageReport) -> dict[str, Any]:
    return message_dict(message) | {"row": message.place.row}


def _summary(part: Part, report: Report) -> Any:
    seen = {
        name: _Seen(
            {each for each in traffic.states if traffic.visits[each]},
            {each for each in traffic.edges if traffic.passages[each]},
            (len(traffic.states), len(traffic.edges)),
        )
        for name, traffic in report.traffic.items()
    }
    numbers = (part.records, part.used, part.ignored, part.unread)
    counts = (*numbers, report.observations, len(report.messages))
    named = dict(zip(_COUNTS, counts, strict=True))
    return _summed(named, report.verdicts, _Parts(part.latest, seen))


def _summed(counts: dict[str, int], verdicts: Any, parts: _Parts) -> Any:
    coverage: dict[str, Any] = {}
    for name, each in sorted(parts.seen.items()):
        states, edges = each.of
        coverage[name] = {
            "states": {"seen": len(each.states), "of": states},
            "edges": {"seen": len(each.edges), "of": edges},
        }
    row = {
        **counts,
        "verdicts": dict(verdicts),
        "coverage": list(coverage.items()),
        "latest": parts.latest.clock()[0],
        "parts": msgspec.json.encode(parts).decode(),
    }
    return _table([row], SUMMARY)
