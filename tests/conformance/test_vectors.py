"""The vectors: of each log, the checker says what the documents demand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msglife.conformance import Options, Report, check
from msglife.conformance.judging.options import parse_final_within
from msglife.conformance.results.times import parse_moment

from support.logs import write_log
from vectors import reader

CASES = reader.cases()
PLAIN = [case for case in CASES if not case.case.get("options")]
READ = {"since": parse_moment, "final_within": parse_final_within}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One for all logs, each in the place of the last: making folders takes as long as judging."""
    return tmp_path_factory.mktemp("vectors")


def report_on(case: Any, folder: Path) -> Report:
    """The report on a case, its records written to a file of JSON Lines."""
    log = write_log(folder / "log.jsonl", case.records)
    options = {
        name: READ[name](value) if name in READ else value
        for name, value in case.case.get("options", {}).items()
    }
    return check([str(log)], Options(**options))


def messages_told(report: Report) -> list[dict[str, Any]]:
    """The report's messages, as vectors write them."""
    names = ("key", "lifecycle", "verdict", "last", "final")
    return [{name: getattr(each, name) for name in names} for each in report.messages]


def in_order(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings as vectors list them."""
    return sorted(findings, key=lambda each: (each["record"], each["code"], each.get("rule", "")))


def findings_beside(report: Report, expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The report's findings, each with what the expected one of its place speaks of."""
    findings = in_order([each.to_dict() for each in report.findings])
    asked = [each.keys() for each in expected]
    asked += [{"code", "record", "rule", "message"}] * (len(findings) - len(asked))
    return [
        {name: finding[name] for name in names if name in finding}
        for finding, names in zip(findings, asked, strict=False)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_vector(case, folder):
    """Verdicts, ends and findings are those of the vector: all of them, and no others."""
    report = report_on(case, folder)
    expect = case.case["expect"]
    assert case.messages == messages_told(report)
    assert in_order(case.findings) == findings_beside(report, in_order(case.findings))
    assert all(each.place.line == each.place.record + 1 for each in report.findings)
    (log,) = report.logs
    counts = {"records": log.records, "used": log.used, "ignored": log.ignored}
    counts |= {"unread": log.unread, "exit": report.exit_code()}
    assert {name: expect[name] for name in counts if name in expect} == {
        name: count for name, count in counts.items() if name in expect
    }
    assert len(case.records) == log.records == log.used + log.ignored + log.unread


@pytest.mark.parametrize("case", PLAIN[::7], ids=lambda case: case.name)
def test_records_in_memory_are_judged_as_in_a_file(case, folder):
    """Where a log comes from changes nothing but the lines it has."""
    report = check([case.records])
    assert messages_told(report_on(case, folder)) == messages_told(report)
    assert in_order(case.findings) == findings_beside(report, in_order(case.findings))


# RFC 7396, appendix A
@pytest.mark.parametrize(
    ("target", "patch", "expected"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merge_patches(target, patch, expected):
    """The reader patches as the RFC's own examples do, and leaves the target alone."""
    before = json.dumps(target)
    assert expected == reader.merge(target, patch)
    assert before == json.dumps(target)
