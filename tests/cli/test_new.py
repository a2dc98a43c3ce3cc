"""``msglife new``: a folder drafted from logs, that loads, and is never written over."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
import tomli

from support.commands import run_msglife
from support.logs import json_lines, write_log

pytestmark = pytest.mark.usefixtures("here")

new = partial(run_msglife, "new")

RECORDS = [
    {"parcel_id": "p1", "state": "packed", "at": "2026-03-02T08:00:00Z", "to": "447700900001"},
    {"parcel_id": "p2", "state": "packed", "at": "2026-03-02T08:00:01Z", "to": "447700900002"},
    {"parcel_id": "p1", "state": "on its way", "at": "2026-03-02T08:00:02Z", "to": "447700900001"},
    {"parcel_id": "p1", "state": "arrived", "at": "2026-03-02T08:00:05Z", "to": "447700900001"},
]


@pytest.fixture
def log(here: Path) -> str:
    """A log of an invented provider."""
    write_log(here / "log.jsonl", RECORDS)
    return "log.jsonl"


def test_a_folder_is_drafted(log: str, here: Path):
    """It says what it guessed, verifies, and judges the very log."""
    done = new("acme", "--from", log)
    assert (
        "acme/message: 4 payloads of 2 messages\n"
        "  callback: key /parcel_id, status /state, time /at (rfc3339)\n"
        "  states: packed, on_its_way, arrived (final)\n"
        "wrote acme/message.toml, acme/callback.schema.json\n"
        "now: msglife verify --watch acme; msglife check LOG --spec acme\n"
    ) == done.output
    assert 0 == done.exit_code
    assert {"message.toml", "callback.schema.json"} == {each.name for each in here.glob("acme/*")}
    assert 0 == run_msglife("verify", "acme").exit_code
    judged = run_msglife("check", log, "--spec", "acme", "--format", "json")
    assert 0 == judged.exit_code
    told = json.loads(judged.stdout)
    assert ["tolerated", "tolerated"] == [each["verdict"] for each in told["messages"]]


def test_everything_is_assumed(log: str, here: Path):
    """Each entry that says why it stands there says so, and cites the log."""
    new("acme", "--from", log)
    data = tomli.loads((here / "acme" / "message.toml").read_text(encoding="utf-8"))
    entries = [*data["forms"], *data["states"], *data["edges"]]
    assert {"assumed"} == {each["basis"] for each in entries}
    assert {"log"} == {each["cite"].partition(": ")[0] for each in entries}
    assert ["/to"] == data["sensitive"]


def test_several_logs_and_standard_input(log: str, here: Path):
    """As a shell writes out a pattern behind --from; into a folder of another name."""
    write_log(here / "b.jsonl", [{**RECORDS[1], "state": "lost"}])
    more = json_lines([{**RECORDS[1], "parcel_id": "p9", "state": "lent"}])
    done = new("acme", "--from", log, "b.jsonl", "-", "-o", "x/y", "--name", "parcel", stdin=more)
    assert "acme/parcel: 6 payloads of 3 messages\n" in done.output
    assert "states: packed, on_its_way, arrived (final), lost (final), lent (final)" in done.output
    assert (here / "x" / "y" / "parcel.toml").is_file()


def test_where_payloads_stood_is_noted(log: str, here: Path):
    """For a body that holds a list of payloads may look like a log that does."""
    (here / "list.json").write_text(json.dumps({"447700900123": RECORDS}, indent=1), "utf-8")
    assert "payloads at /…123/*" in new("one", "--from", "list.json").output
    noted = (here / "one" / "message.toml").read_text(encoding="utf-8")
    assert "\n# In the log: payloads at /…123/*" in noted
    assert "447700900123" not in noted
    new("two", "--from", log)
    assert "In the log" not in (here / "two" / "message.toml").read_text(encoding="utf-8")


def test_a_log_that_names_another_provider_is_told(here: Path):
    """Its envelopes say whose they are, and a check believes them."""
    request = {"method": "POST", "url": "/hook", "body": RECORDS[0]}
    write_log(here / "e.jsonl", [{"provider": "parcel", "request": request}])
    done = new("acme", "--from", "e.jsonl")
    assert "  the log names parcel: a check of it asks no acme\n" in done.output
    assert 3 == run_msglife("check", "e.jsonl", "--spec", "acme").exit_code
    assert "the log names" not in new("parcel", "--from", "e.jsonl").output
    assert 0 == run_msglife("check", "e.jsonl", "--spec", "parcel").exit_code


def test_no_file_is_written_over(log: str, here: Path):
    """Whichever of them is there: nothing at all is written."""
    schema = here / "acme" / "callback.schema.json"
    schema.parent.mkdir()
    schema.write_text("mine", encoding="utf-8")
    done = new("acme", "--from", log)
    assert 2 == done.exit_code
    assert "acme/callback.schema.json is there already, and is not written over" in done.output
    assert ["callback.schema.json"] == [each.name for each in schema.parent.iterdir()]
    assert "mine" == schema.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "status", "told"),
    [
        (["Acme", "--from", "log.jsonl"], 2, "expected a small letter"),
        (["acme"], 2, "--from"),
        (["vonage", "--from", "log.jsonl", "--name", "sms"], 2, "is known already"),
        (["acme", "--from", "-", "-"], 2, "only once"),
        (["acme", "--from", "log.jsonl", "--payload-at", "/a~2"], 2, "--payload-at"),
        (["acme", "--from", "log.jsonl", "--payload-at", "/nowhere"], 2, "nothing stands at"),
        (["acme", "--from", "log.jsonl", "--key", "/nowhere"], 3, "there are /parcel_id, /state"),
        (["acme", "--from", "log.jsonl", "--status", "/to"], 3, "--status says where"),
        (["acme", "--from", "nowhere.jsonl"], 3, "no such file"),
        (["acme", "--from", "empty.jsonl"], 3, "nothing in the logs looks like a payload"),
        (["acme", "--from", "prose.jsonl"], 3, "not JSON"),
        (["acme", "--from", "log.jsonl", "-o", "log.jsonl"], 2, "cannot be written"),
    ],
)
def test_what_is_refused(log: str, here: Path, args: list[str], status: int, told: str):
    """With the exit status of a mistake in the call, or of a log that is of no use."""
    (here / "empty.jsonl").write_text("", encoding="utf-8")
    (here / "prose.jsonl").write_text('{"id": \n', encoding="utf-8")
    del log
    done = new(*args)
    assert told in done.output
    assert status == done.exit_code
    assert not (here / "acme").exists()
