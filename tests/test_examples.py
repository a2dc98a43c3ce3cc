"""The example logs hold what their README says, and nothing else; the script makes them again.

What is expected here follows from what `examples/planted.py` plants, not from a run of the checker.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from msglife.conformance import VERDICTS, Report, check

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "examples" / "logs"
EXPECTED: dict[str, Any] = json.loads(
    (ROOT / "tests" / "expected" / "examples.json").read_text(encoding="utf-8")
)
ROW = re.compile(r"\| `(\S+):(\d+)` \| .+ \| (\S+) \| (\S+) \|")
PHONE = re.compile(r"(?<![\w.-])\d{10,}(?![\w.-])")
TEST_NUMBER = re.compile(r"4477009000\d\d|1555010\d{4}")


@lru_cache
def report(name: str) -> Report:
    return check([str(LOGS / name)])


def planted(name: str) -> dict[int, tuple[str, str]]:
    """The README's table: finding and verdict by line."""
    rows = ROW.findall((LOGS / "README.md").read_text(encoding="utf-8"))
    return {int(line): (code, verdict) for file, line, code, verdict in rows if file == name}


@pytest.mark.parametrize("name", EXPECTED)
def test_summary(name: str) -> None:
    """Each log has the records, verdicts and findings that were planted."""
    found = report(name)
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


@pytest.mark.parametrize("name", EXPECTED)
def test_every_finding_is_planted(name: str) -> None:
    """The README's table and the findings agree line by line."""
    rows = {(line, code) for line, (code, _) in planted(name).items() if code != "—"}
    assert rows == {(each.place.line, each.code) for each in report(name).findings}


@pytest.mark.parametrize("name", EXPECTED)
def test_verdicts_follow_the_table(name: str) -> None:
    """A message has the verdict its row says; one without a row conforms."""
    rows = planted(name)
    keys = {}
    for number, line in enumerate((LOGS / name).read_text(encoding="utf-8").splitlines(), 1):
        if number in rows and rows[number][1] != "—":
            key = re.search(r'\\?"(?:message_uuid|short_message_id)\\?":\\?"?([\w-]+)', line)
            assert key is not None
            keys[key[1]] = rows[number][1]
    expected = {each.key: keys.get(each.key, "conforms") for each in report(name).messages}
    assert expected == {each.key: each.verdict for each in report(name).messages}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_realistic_mix(name: str) -> None:
    """At least 200 records, four messages of five healthy, and every verdict occurs."""
    verdicts = report(name).verdicts
    assert report(name).logs[0].records >= 200
    assert 5 * verdicts["conforms"] >= 4 * len(report(name).messages)
    assert set(VERDICTS) == {verdict for verdict, count in verdicts.items() if count}


@pytest.mark.parametrize("name", EXPECTED)
def test_phone_numbers_are_from_test_ranges(name: str) -> None:
    """No number in the logs can be anyone's."""
    numbers = set(PHONE.findall((LOGS / name).read_text(encoding="utf-8")))
    assert set() == {number for number in numbers if not TEST_NUMBER.fullmatch(number)}


def test_the_folder_fails() -> None:
    """Both logs in one check: findings at the gate, nothing unreadable."""
    found = check([str(LOGS)])
    (log,) = found.logs
    assert sum(each["records"] for each in EXPECTED.values()) == log.records
    assert 1 == found.exit_code()


def test_the_script_reproduces_the_files(tmp_path: Path) -> None:
    """`make_logs.py` writes the same bytes again."""
    subprocess.run([sys.executable, ROOT / "examples" / "make_logs.py", tmp_path], check=True)
    expected = {path.name: path.read_bytes() for path in LOGS.iterdir()}
    assert expected == {path.name: path.read_bytes() for path in tmp_path.iterdir()}
