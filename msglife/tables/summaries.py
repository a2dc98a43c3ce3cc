"""Summaries: what came of a part of a log in numbers, and of several parts together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from ..conformance.results.report import VERDICTS
from ..conformance.results.shown import Shown
from ..options import build_options
from .said import findings_table, pa, table_of

from ..conformance.parting.clocks import Latest, merged  # isort: skip # it needs pyarrow
from ..conformance.parting.part import Part  # isort: skip

_MANY: Final = pa.int64()
_SEEN: Final = pa.struct([("seen", _MANY), ("of", _MANY)])

SUMMARY: Final = pa.schema(
    [
        *((name, _MANY) for name in ("records", "used", "ignored", "unread")),
        *((name, _MANY) for name in ("observations", "messages")),
        ("verdicts", pa.struct([(name, _MANY) for name in VERDICTS])),
        ("coverage", pa.map_(pa.string(), pa.struct([("states", _SEEN), ("edges", _SEEN)]))),
        ("latest", pa.timestamp("us", "UTC")),
        ("parts", pa.string()),
    ]
)
"""The columns of summaries; `latest` is the log's clock, and `parts` what merging them needs."""

_COUNTS: Final = SUMMARY.names[:6]


class _Seen(msgspec.Struct):
    """What was seen of a lifecycle, of how many states and edges there are."""

    states: set[str]
    edges: set[tuple[str, str]]
    of: tuple[int, int]


class _Parts(msgspec.Struct):
    """What merging needs of a summary."""

    latest: Latest
    seen: dict[str, _Seen]


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
    return findings_table(map(shown.finding, filter(chosen.selects, findings)))


def summary_table(part: Part) -> Any:
    """Return the summary of a part as a table."""
    report = part.report
    seen = {
        name: _Seen(
            {each for each in traffic.states if traffic.visits[each]},
            {each for each in traffic.edges if traffic.passages[each]},
            (len(traffic.states), len(traffic.edges)),
        )
        for name, traffic in report.traffic.items()
    }
    records, ignored, unread = part.counts
    numbers = (records, records - ignored - unread, ignored, unread)
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
    return table_of([row], SUMMARY)
