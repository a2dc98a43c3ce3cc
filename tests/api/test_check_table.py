"""Tables in the Python API and on the command line: what is taken, and what is refused."""

import json
import sys

import pyarrow as pa
import pytest

import msglife
from msglife import BadOption
from support.callbacks import KEY, callback
from support.commands import run_msglife
from support.logs import write_log
from support.outcomes import codes
from support.tables import FILES, payload_table

LIFE = [callback("submitted"), callback("delivered", 5)]
TABLE = payload_table(LIFE, id=["evt-1", "evt-2"], at=["2026-03-01T10:00:00Z"] * 2)


def test_a_table():
    """Found, or named; the options of a check are those of a table."""
    for named in ({}, {"payload": "payload", "received_at": "at", "place": "id"}):
        report = msglife.check_table(TABLE, lifecycle="vonage", complete=True, **named)
        assert [(KEY, "conforms")] == [(each.key, each.verdict) for each in report.messages]


def test_a_flat_table():
    """Its columns are members."""
    report = msglife.check_table(pa.Table.from_pylist(LIFE), payload="")
    assert ["conforms"] == [each.verdict for each in report.messages]


def test_findings_name_the_row():
    """In Python, in JSON, and on the terminal."""
    broken = payload_table([{**LIFE[0], "status": "sent"}], id=["evt-9"])
    report = msglife.check_table(broken, place="id")
    assert {"table:evt-9"} == {str(each.place) for each in report.findings}


def test_words_name_the_row():
    """The one that a status contradicts, by the name that its owner gave it."""
    ends = [callback("delivered", 5), callback("rejected", 9)]
    report = msglife.check_table(payload_table(ends, id=["evt-7", "evt-8"]), place="id")
    [denied] = [each for each in report.findings if each.code == "LIFE005"]
    assert "row evt-7)" in denied.message
    [denied] = [each for each in msglife.check(ends).findings if each.code == "LIFE005"]
    assert "row" not in denied.message


@pytest.mark.parametrize("given", [[LIFE[0]], "events.parquet", None, {"a": 1}])
def test_what_is_no_table(given):
    """It is said what was expected."""
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        msglife.check_table(given)


@pytest.mark.parametrize("name", ["payload", "received_at", "place"])
def test_a_column_that_is_not_there(name):
    """It is named, with those there are."""
    with pytest.raises(BadOption, match="'nothing' in any record; a record has /id, /at, /payload"):
        msglife.check_table(TABLE, **{name: "nothing"})


def test_a_query_belongs_to_a_database(tmp_path):
    """Neither is anything without the other."""
    log = write_log(tmp_path / "log.jsonl", LIFE)
    for logs, query in ((log, "select 1"), ("sqlite:///x.db", ""), ("sqlite:///x.db", None)):
        with pytest.raises(BadOption, match="query: "):
            msglife.check(str(logs), query=query)
    result = run_msglife("diagram", "vonage/sms", "--log", "sqlite:///x.db", "-o", "-")
    assert 2 == result.exit_code


def test_on_the_command_line(tmp_path):
    """A row is named in every format that has a place for it."""
    path = tmp_path / "events.parquet"
    wrong = {**LIFE[1], "status": "sent"}
    FILES["parquet"](payload_table([*LIFE, wrong], id=["a", "b", "c<é>"]), path)
    found = json.loads(run_msglife("check", path, "--place-at", "id", "--format", "json").output)
    rows = {"c<é>"} | {each["row"] for each in found["findings"]}
    assert {"c<é>"} == rows
    assert {"a"} == {each["row"] for each in found["messages"]}
    for format in ("text", "markdown", "junit", "github", "html", "sarif", "jsonl"):
        result = run_msglife("check", path, "--place-at", "id", "--format", format)
        assert 1 == result.exit_code
        assert ("c<é>" in result.output) == (format in ("text", "jsonl")) or "é" in result.output


@pytest.fixture
def without_packages(monkeypatch):
    """As if the extra were not installed."""
    for name in ("pyarrow", "pyarrow.parquet", "pyarrow.ipc", "pyarrow.csv"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in list(sys.modules):
        if name.startswith("adbc_driver"):
            monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.usefixtures("without_packages")
def test_without_the_extra(tmp_path):
    """It is said how to install it: a mistake, and no fault of the log; CSV needs nothing."""
    for name in FILES:
        path = tmp_path / f"events.{name}"
        path.write_bytes({"parquet": b"PAR1", "feather": b"ARROW1", "arrows": b"\xff" * 4}[name])
        result = run_msglife("check", path)
        assert (2, 1) == (result.exit_code, result.output.count("\n"))
        assert "pip install 'msglife[columns]'" in result.output
    for address in ("sqlite:///x.db", "postgresql://u:secret@h/d"):
        result = run_msglife("check", address, "--query", "select 1")
        assert 2 == result.exit_code
        assert "pip install 'msglife[columns]'" in result.output
        assert "secret" not in result.output
    with pytest.raises(ImportError, match=r"pip install 'msglife\[columns\]'"):
        msglife.check_table(TABLE)
    flat = "message_uuid,status,channel\n" + f"{KEY},delivered,sms\n" * 2
    csv = tmp_path / "flat.csv"
    csv.write_text(flat, encoding="utf-8")
    report = msglife.check(csv)
    assert "DELV003" in codes(report)
