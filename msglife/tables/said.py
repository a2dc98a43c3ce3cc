"""What is said of a part of a log, as Arrow tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ..conformance.arrow.packages import columns_package
from ..conformance.reports.json_report import message_dict
from ..conformance.results.finding import Finding
from ..conformance.results.report import MessageReport
from ..conformance.results.shown import Shown

pa: Final = columns_package("pyarrow", "judging tables")

from ..conformance.parting.part import Part, finding_row  # noqa: E402 # it needs pyarrow

_TEXT: Final = pa.string()
_MANY: Final = pa.int64()

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


def table_of(rows: Iterable[dict[str, Any]], schema: Any) -> Any:
    """Return a table of rows; what a row has besides its columns is left out."""
    columns: dict[str, list[Any]] = {name: [] for name in schema.names}
    for row in rows:
        for name, values in columns.items():
            values.append(row.get(name))
    return pa.table(columns, schema=schema)


def findings_table(findings: Iterable[Finding]) -> Any:
    """Return findings as a table."""
    return table_of(map(finding_row, findings), FINDINGS)


def messages_table(part: Part, shown: Shown) -> Any:
    """Return the messages of a part as a table, as they are shown."""
    tables = [table_of(map(_message, part.judged), MESSAGES)]
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
