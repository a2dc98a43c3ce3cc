"""The example logs hold what their README says, and nothing else; the script makes them again.

What is expected here follows from what `examples/planted*.py` plant, not from a run of the checker.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msglife.conformance import VERDICTS, Report, check
from msglife.conformance.reports import to_text

from support.checkout import ROOT

EXAMPLES = ROOT / "examples"
LOGS, HEALTHY = EXAMPLES / "logs", EXAMPLES / "healthy"
EXPECTED: dict[str, Any] = json.loads(
    (ROOT / "tests" / "expected" / "examples.json").read_text(encoding="utf-8")
)
ROW = re.compile(r"\| `(\S+):(\d+)` \| .+ \| (\S+) \| (\S+) \| (\S+) \|")
PHONE = re.compile(r"(?<![\w.-])\d{10,}(?![\w.-])")
MOMENT = re.compile(r'_date\\?":\d{13}|(?:timestamp\\?":\\?"|[dD]ate[=:]|ts=)\d{10}')
TEST_NUMBER = re.compile(r"4477009000\d\d|1555010\d{4}")
URL = re.compile(r"https?://([^/\"\\]+)")
LOG = [f"{folder}/{name}" for folder in ("logs", "healthy") for name in EXPECTED]
"""Each log, with its faults and without."""
NEVER = {"scg.jsonl": {"undecided"}}
"""Its polls and events all have times: what came first is never in doubt."""


class Row(NamedTuple):
    """A row of the README's table; — where it has none."""

    line: int
    code: str
    key: str
    verdict: str


@lru_cache
def report(log: str) -> Report:
    return check([str(EXAMPLES / log)])


def planted(log: str) -> list[Row]:
    """The rows of one log."""
    folder, name = log.split("/")
    rows = ROW.findall((EXAMPLES / folder / "README.md").read_text(encoding="utf-8"))
    return [
        Row(int(line), code, key.strip("`"), verdict)
        for file, line, code, key, verdict in rows
        if file == name
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_summary(name: str) -> None:
    """Each log has the records, verdicts and findings that were planted."""
    found = report(f"logs/{name}")
    (log,) = found.logs
    summary = {
        "records": log.records,
        "used": log.used,
        "ignored": log.ignored,
        "unread": log.unread,
        "observations": found.observations,
        "messages": len(found.messages),
        "verdicts": found.verdicts,
        "findings": Counter(finding.code for finding in found.findings),
    }
    assert EXPECTED[name] == summary


@pytest.mark.parametrize("log", LOG)
def test_every_finding_is_planted(log: str) -> None:
    """The README's table and the findings agree line by line."""
    rows = Counter((row.line, row.code) for row in planted(log) if row.code != "—")
    assert rows == Counter((each.place.line, each.code) for each in report(log).findings)


@pytest.mark.parametrize("log", LOG)
def test_findings_are_about_the_message_they_are_planted_in(log: str) -> None:
    """Where a finding has a key, it is the row's."""
    keys = {(row.line, row.code): row.key for row in planted(log) if row.key != "—"}
    found = {(each.place.line, each.code): each.key for each in report(log).findings if each.key}
    assert {place: keys[place] for place in keys.keys() & found.keys()} == {
        place: found[place] for place in keys.keys() & found.keys()
    }


@pytest.mark.parametrize("log", LOG)
def test_verdicts_follow_the_table(log: str) -> None:
    """A message has the verdict its row says; one without a row conforms."""
    rows = {row.key: row.verdict for row in planted(log) if row.key != "—"}
    found = {each.key: each.verdict for each in report(log).messages}
    assert rows.keys() <= found.keys()
    assert {key: rows.get(key, "conforms") for key in found} == found


@pytest.mark.parametrize("name", EXPECTED)
def test_a_realistic_mix(name: str) -> None:
    """At least 200 records, four messages of five healthy, and every verdict that can occur."""
    found = report(f"logs/{name}")
    verdicts = found.verdicts
    assert found.logs[0].records >= 200
    assert 5 * verdicts["conforms"] >= 4 * len(found.messages)
    assert set(VERDICTS) - NEVER.get(name, set()) == {
        verdict for verdict, count in verdicts.items() if count
    }


@pytest.mark.parametrize("name", EXPECTED)
def test_the_healthy_one_of_a_pair_conforms(name: str) -> None:
    """Nothing but information is said of it, and it has no message that the other has not."""
    found, other = report(f"healthy/{name}"), report(f"logs/{name}")
    sound = {each.id: each.last for each in other.messages if each.verdict == "conforms"}
    assert {"conforms"} == {each.verdict for each in found.messages}
    assert {each.id: each.last for each in found.messages}.items() <= sound.items()
    assert {each.severity for each in found.findings} <= {"info"}
    assert 0 == found.exit_code()


@pytest.mark.parametrize("log", LOG)
def test_phone_numbers_are_from_test_ranges(log: str) -> None:
    """No number in the logs can be anyone's."""
    text = MOMENT.sub("", (EXAMPLES / log).read_text(encoding="utf-8"))
    assert [] == [number for number in PHONE.findall(text) if not TEST_NUMBER.fullmatch(number)]


@pytest.mark.parametrize("log", LOG)
def test_hosts_are_reserved_for_examples(log: str) -> None:
    """Nobody can be called by what the logs hold."""
    hosts = set(URL.findall((EXAMPLES / log).read_text(encoding="utf-8")))
    assert set() == {host for host in hosts if not re.search(r"(^|\.)example\.(com|org)$", host)}


def test_a_har_is_one() -> None:
    """HAR 1.2: what each entry must hold is there, and the file is one JSON document."""
    log = json.loads((LOGS / "partner_gateway.har").read_text(encoding="utf-8"))["log"]
    assert "1.2" == log["version"] and {"name", "version"} <= log["creator"].keys()
    for entry in log["entries"]:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} == set(entry)
        assert {"status", "statusText", "content", "redirectURL"} <= entry["response"].keys()
        assert {"mimeType", "size"} <= entry["response"]["content"].keys()
        assert {"method", "url", "headers", "queryString"} <= entry["request"].keys()


def test_both_forms_of_the_path_are_asked() -> None:
    """With `/api` and without."""
    text = (LOGS / "partner_gateway.har").read_text(encoding="utf-8")
    assert re.search(r"example\.com/api/partner-gateway/v1/messages/status", text)
    assert re.search(r"example\.com/partner-gateway/v1/messages/status", text)


def test_the_report_shows_a_request_with_its_messages() -> None:
    """A conforming request is shown for the message in it that violates."""
    found = report("logs/scg.jsonl")
    violating = [m for m in found.messages if m.parent and m.verdict == "violates"]
    (broken,) = (m for m in violating if m.last == "DELIVERED")
    told = to_text(found).splitlines()
    (place,) = (number for number, line in enumerate(told) if line.startswith(broken.parent))
    counts = "3 messages: 1 violates, 2 conforms"
    assert f"{broken.parent}  conforms, last COMPLETED (final), {counts}" == told[place]
    assert f"  └ scg/message {broken.key}  violates, last DELIVERED (final)" == told[place + 2]


def test_the_folder_fails() -> None:
    """All logs in one check: findings at the gate, nothing unreadable."""
    found = check([str(LOGS)])
    (log,) = found.logs
    assert sum(each["records"] for each in EXPECTED.values()) == log.records
    assert 1 == found.exit_code()


def test_the_script_reproduces_the_files(tmp_path: Path) -> None:
    """`make_logs.py` writes the same bytes again."""
    subprocess.run([sys.executable, ROOT / "examples" / "make_logs.py", tmp_path], check=True)
    for folder in (LOGS, HEALTHY):
        expected = {path.name: path.read_bytes() for path in folder.iterdir()}
        made = tmp_path / folder.name
        assert expected == {path.name: path.read_bytes() for path in made.iterdir()}


def test_logs_of_everything_mixed_are_told_apart(tmp_path: Path) -> None:
    """Without an option, each message is judged as in its own log."""
    lines = [name for name in EXPECTED if name.endswith(".jsonl")]
    mixed = tmp_path / "mixed.jsonl"
    mixed.write_bytes(b"".join((LOGS / name).read_bytes() for name in lines))
    messages = [each for name in lines for each in report(f"logs/{name}").messages]
    apart = {(each.id, each.verdict, each.last) for each in messages}
    together = check([str(mixed)])
    assert apart == {(each.id, each.verdict, each.last) for each in together.messages}
    assert sum(EXPECTED[name]["records"] for name in lines) == together.logs[0].records
