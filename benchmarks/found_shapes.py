"""Logs that hold the same payloads elsewhere: in lines, documents, lists, tables and dumps."""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pyarrow
import pyarrow.parquet

_BEGIN: Final = datetime(2026, 3, 1, tzinfo=UTC)
_PAGE: Final = 1_000
"""So many events stand in a page, and so many rows in a statement."""
_FEW: Final = 10
"""So many payloads stand in a list of a line."""
TABLES: Final = (".csv", ".tsv", ".sql", ".parquet")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _doubled(text: str) -> str:
    return text.replace("\\", "\\\\")


def _quoted(text: str) -> str:
    """A text as MySQL writes it."""
    return _doubled(text).replace("'", "\\'").replace('"', '\\"')


def _nginx(text: str) -> str:
    return text.replace("\\", r"\x5C").replace('"', r"\x22")


def _common(time: str) -> str:
    """A time as web servers write it."""
    return f"{datetime.fromisoformat(time):%d/%b/%Y:%H:%M:%S %z}"


def _raw(payload: str) -> str:
    head = "POST /hook HTTP/1.1\r\nHost: example.com\r\nContent-Type: application/json\r\n\r\n"
    return _text(head + payload)


LINES: Final[dict[str, Callable[[str, str], str]]] = {
    "a member": lambda t, p: f'{{"level":"info","time":"{t}","msg":"callback","body":{p}}}',
    "JSON in a string": lambda t, p: f'{{"log":{_text(p)},"stream":"stdout","time":"{t}"}}',
    "deeper": lambda t, p: f'{{"at":"{t}","http":{{"request":{{"body":{_text(p)}}}}}}}',
    "behind text": lambda t, p: f"{t} INFO [web-1] callback received {p}",
    "in quotes behind text": lambda t, p: f'time={t} level=info msg="received" body={_text(p)}',
    "before more JSON": lambda t, p: f'info: received {p} {{"service":"api","timestamp":"{t}"}}',
    "as nginx writes texts": lambda t, p: f'10.0.0.1 [{_common(t)}] "POST /" "{_nginx(p)}"',
    "as Python shows texts": lambda t, p: f"{t} DEBUG body={p!r}",
    "base64": lambda t, p: f'{{"message":{{"data":"{_base64(p)}","publishTime":"{t}"}}}}',
    "an HTTP message": lambda t, p: f'{{"at":"{t}","raw":{_raw(p)}}}',
    "an event in an array": lambda t, p: f'[{{"id":"x","eventTime":"{t}","data":{p}}}]',
    "printed between banners": lambda t, p: f"--- {t} ---\n{json.dumps(json.loads(p), indent=2)}",
}
"""A line around a payload and the time of its reception; the last of them has several lines."""


def _flat(value: dict[str, Any], before: str = "") -> dict[str, Any]:
    """The members of an object by dotted names."""
    found: dict[str, Any] = {}
    for name, each in value.items():
        if isinstance(each, dict):
            found |= _flat(each, f"{before}{name}.")
        else:
            found[before + name] = json.dumps(each) if isinstance(each, list) else each
    return found


def _moments() -> Iterator[str]:
    moment = _BEGIN
    while True:
        yield moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        moment += timedelta(milliseconds=1_100)


def _groups(items: list[str], size: int) -> Iterator[list[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


class _Maker:
    """Writes logs into a folder.

    Args:
        bare: the log, of JSON Lines.
        folder: where others are written.
    """

    def __init__(self, bare: Path, folder: Path) -> None:
        self._begin = folder / bare.stem
        self.payloads = bare.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        times = _moments()
        self.rows = [(number, next(times), each) for number, each in enumerate(self.payloads)]
        self.logs = {"bare": bare}

    def place(self, name: str, suffix: str, texts: Iterable[str]) -> None:
        """Write a log of some texts."""
        self.logs[name] = path = Path(f"{self._begin}-{name.replace(' ', '-')}.{suffix}")
        with path.open("w", encoding="utf-8", newline="") as log:
            log.writelines(texts)

    def lines(self) -> None:
        """Write logs of lines."""
        for name, around in LINES.items():
            texts = (around(time, each) for _, time, each in self.rows)
            self.place(name, "log", (f"{text}\n" for text in texts))

    def documents(self) -> None:
        """Write logs of documents, and of lines that are lists."""
        self.place("an array", "json", ["[", ",".join(self.payloads), "]"])
        printed = json.dumps(list(map(json.loads, self.payloads)), indent=2, ensure_ascii=False)
        self.place("an array, printed", "json", [printed])
        self.place("objects without ends of lines", "txt", self.payloads)
        events = [
            json.dumps({"timestamp": 1772359200000 + n, "message": f"{t}\tINFO\tgot {p}\n"})
            for n, t, p in self.rows
        ]
        pages = (f'{{"events":[{",".join(some)}]}}\n' for some in _groups(events, _PAGE))
        self.place("pages of CloudWatch", "json", pages)
        lists = (
            f'{{"at":"{self.rows[0][1]}","items":[{",".join(some)}]}}\n'
            for some in _groups(self.payloads, _FEW)
        )
        self.place("lists in lines", "jsonl", lists)

    def tables(self) -> None:
        """Write tables and dumps."""
        named = [("id", "created_at", "payload"), *self.rows]
        self._csv("a column of CSV", named)
        self._csv("behind text in a column of CSV", [(n, t, f"got {p}") for n, t, p in named])
        copied = [f"{n}\t{t}\t{_doubled(p)}\n" for n, t, p in self.rows]
        self.place("a column of TSV", "tsv", ["id\tcreated_at\tpayload\n", *copied])
        copy = "COPY public.hooks (id, created_at, payload) FROM stdin;\n"
        self.place("rows of COPY", "sql", [copy, *copied, "\\.\n"])
        rows = [f"({n},'{_quoted(p)}','{t[:19].replace('T', ' ')}')" for n, t, p in self.rows]
        begin = "INSERT INTO `hooks` VALUES "
        statements = (f"{begin}{','.join(some)};\n" for some in _groups(rows, _PAGE))
        self.place("rows of INSERT", "sql", statements)
        single = [
            "INSERT INTO hooks VALUES({},'{}','{}');\n".format(n, p.replace("'", "''"), t)
            for n, t, p in self.rows
        ]
        self.place("an INSERT a row", "sql", single)
        columns = zip(named[0], map(list, zip(*self.rows, strict=True)), strict=True)
        self.logs["a column of Parquet"] = parquet = Path(f"{self._begin}.parquet")
        pyarrow.parquet.write_table(pyarrow.table(dict(columns)), parquet)
        members = [_flat(json.loads(each)) for each in self.payloads]
        names = list(dict.fromkeys(name for each in members for name in each))
        flat = ([each.get(name) for name in names] for each in members)
        self._csv("columns of CSV, each a member", [names, *flat])

    def _csv(self, name: str, rows: Iterable[Iterable[Any]]) -> None:
        self.place(name, "csv", [])
        with self.logs[name].open("w", encoding="utf-8", newline="") as log:
            csv.writer(log).writerows(rows)


def make(bare: Path, folder: Path) -> dict[str, Path]:
    """Write the payloads of a log into each place; return where the logs lie, the bare one first.

    Args:
        bare: the log, of JSON Lines.
        folder: where others are written.
    """
    maker = _Maker(bare, folder)
    maker.lines()
    maker.documents()
    maker.tables()
    return maker.logs
