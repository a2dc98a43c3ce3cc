"""Logs judged in parts, beside the same logs judged at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from zlib import crc32

import pyarrow as pa
from msglife.conformance.reports.json_report import summary_dict

import msglife
from msglife import tables
from support.checkout import ROOT
from support.commands import run_msglife

EXAMPLES = sorted((ROOT / "examples" / "logs").glob("*.jsonl"))
HOW = {"payload": "payload", "place": "place"}

Rows = Counter[str]


def lines_of(path: Any) -> list[str]:
    """The lines of a file, a blank one among them."""
    return path.read_text(encoding="utf-8").split("\n")


def generated(path: Any, name: str, count: int, *more: str) -> list[str]:
    """The lines of a made-up log in which everything goes wrong that may."""
    wrong = [f"--{each}=0.1" for each in ("faults", "late", "repeated", "lost", "mixed")]
    result = run_msglife("generate", name, "-n", count, "--capture=envelope", *wrong, *more)
    assert result.exit_code == 0, result.output
    path.write_text(result.output, encoding="utf-8")
    return lines_of(path)


def table_of(lines: Sequence[str | None], **more: Sequence[Any]) -> Any:
    """A table of lines, in their order."""
    return pa.table({"place": range(1, len(lines) + 1), "payload": pa.array(lines), **more})


def without(name: str, value: Any) -> Any:
    """A JSON value without the members of a name."""
    if isinstance(value, dict):
        return {key: without(name, each) for key, each in value.items() if key != name}
    return [without(name, each) for each in value] if isinstance(value, list) else value


def keyed(table: Any, **options: Any) -> Any:
    """Rows with their keys; of a message, all are in the group its first record names."""
    batches = [
        tables.group_keys(batch, payload="payload", **options)
        for batch in table.to_batches(max_chunksize=50)
    ]
    found = pa.Table.from_batches(batches)
    rows = found.to_pylist()
    first: dict[str, str] = {}
    for row in sorted(rows, key=lambda each: each["place"]):
        if row[tables.GROUP] != row[tables.KEY]:
            first.setdefault(row[tables.KEY], row[tables.GROUP])
    groups = [first.get(row[tables.KEY], row[tables.GROUP]) for row in rows]
    at = found.schema.get_field_index(tables.GROUP)
    return found.set_column(at, tables.GROUP, pa.array(groups, pa.string()))


def divided(found: Any, count: int, part_of: Callable[[str], int]) -> list[list[Any]]:
    """So many parts of rows with keys, those of a group in one."""
    numbers = [part_of(row[tables.GROUP] or str(row["place"])) % count for row in found.to_pylist()]
    parts = [found.filter(pa.array([each == part for each in numbers])) for part in range(count)]
    return [part.sort_by("place").to_batches(max_chunksize=30) for part in parts]


def by_checksum(group: str) -> int:
    """A part for a group, as engines choose one: by a hash."""
    return crc32(group.encode())


def in_parts(
    table: Any,
    count: int,
    part_of: Callable[[str], int] = by_checksum,
    *,
    how: dict[str, Any] | None = None,
    **options: Any,
) -> tuple[Rows, Rows, dict[str, Any]]:
    """What is said of a log in parts: findings, messages and the summary."""
    how = HOW | (how or {})
    parts = divided(keyed(table, **options), count, part_of)
    more: dict[str, Any] = {}
    if "final_within" in options:
        observed = [tables.observe_batches(each, **how) for each in parts]
        [more["latest"]] = tables.merge_summaries(observed)["latest"].to_pylist()
    judged = [tables.judge_batches(each, **how, **more, **options) for each in parts]
    # In any order, and some of them first.
    some = tables.merge_summaries([each.summary for each in judged[1:]])
    summary = tables.merge_summaries([some, judged[0].summary])
    findings = [each.findings for each in judged] + [tables.clock_findings(summary)]
    messages = [each.messages for each in judged]
    return rows_of(findings), rows_of(messages), summary.to_pylist()[0]


def in_observed_parts(
    table: Any, count: int, *, how: dict[str, Any] | None = None, **options: Any
) -> tuple[Rows, Rows, dict[str, Any]]:
    """The same, but that it is observed where it lies, by processes that see every third batch."""
    how = HOW | (how or {})
    batches = table.to_batches(max_chunksize=30)
    lying = [batches[number::3] for number in (2, 0, 1)]
    observed = pa.Table.from_batches(
        [some for each in lying for some in tables.observe_parts(each, count, **how, **options)],
        tables.PARTS,
    )
    unsettled = _by_part(observed.filter(pa.compute.invert(observed["settled"])), count)
    known = [some for each in unsettled for some in tables.settle_parts(each, count)]
    settled = pa.concat_tables(
        [observed.filter(observed["settled"]), pa.Table.from_batches(known, tables.PARTS)]
    )
    parts = _by_part(settled, count)
    more: dict[str, Any] = {}
    if "final_within" in options:
        timed = [tables.time_parts(each) for each in parts]
        [more["latest"]] = tables.merge_summaries(timed)["latest"].to_pylist()
    judged = [tables.judge_parts(each, **more, **options) for each in parts]
    summary = tables.merge_summaries([each.summary for each in judged])
    findings = [each.findings for each in judged] + [tables.clock_findings(summary)]
    messages = [each.messages for each in judged]
    return rows_of(findings), rows_of(messages), summary.to_pylist()[0]


def _by_part(observed: Any, count: int) -> list[list[Any]]:
    return [
        observed.filter(pa.compute.equal(observed["part"], number)).to_batches()
        for number in range(count)
    ]


def at_once(
    table: Any, *, how: dict[str, Any] | None = None, **options: Any
) -> tuple[Rows, Rows, dict[str, Any]]:
    """What is said of a log by one check."""
    report = msglife.check_table(table, **HOW | (how or {}), **options)
    told = msglife.conformance.reports.json_report.to_dict(report)
    return (
        _rows(_shaped(each, tables.FINDINGS) for each in told["findings"]),
        _rows(_shaped(each, tables.MESSAGES) for each in told["messages"]),
        summary_dict(report),
    )


def _shaped(told: dict[str, Any], schema: Any) -> dict[str, Any]:
    row = {name: told.get(name) for name in schema.names} | {"row": told.get("row", "")}
    if "related" in row:
        row["related"] = [{"row": each.get("row", "")} for each in row["related"]]
    return row


def rows_of(told: Iterable[Any]) -> Rows:
    """The rows of some tables, however often each is there."""
    return _rows(row for table in told for row in table.to_pylist())


def _rows(rows: Iterable[dict[str, Any]]) -> Rows:
    return Counter(json.dumps(each, sort_keys=True) for each in rows)


def assert_as_one(table: Any, found: tuple[Rows, Rows, dict[str, Any]], **options: Any) -> None:
    """Assert that what was found of a log in parts is what one check finds."""
    findings, messages, summary = found
    wanted = at_once(table, **options)
    assert findings == wanted[0]
    assert messages == wanted[1]
    same = [*tables.SUMMARY.names[:6], "verdicts"]
    assert {name: summary[name] for name in same} == {name: wanted[2][name] for name in same}
    assert dict(summary["coverage"]) == wanted[2]["coverage"]
