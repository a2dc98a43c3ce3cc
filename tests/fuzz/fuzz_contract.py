"""What a check owes any log, whatever its bytes: the contract that the fuzzers hold it to."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import jsonschema_rs
from msglife.conformance import CODES, VERDICTS, LogReport, Report
from msglife.conformance.reports import to_json, to_text

import msglife

UNREAD = {"LOGS001", "LOGS002", "LOGS005", "LOGS006"}
IGNORED = {"LOGS003", "LOGS004", "LOGS007", "LOGS008", "LOGS011"}
CAPTURES = {"har", "cassette"}
"""Captures of whole sessions: what is about something else is ignored without a word."""


class Broken(AssertionError):
    """The contract is broken."""


def hold(paths: Sequence[str], captured: Sequence[bool]) -> Report:
    """Check logs, and see that the contract is kept.

    Args:
        paths: the logs.
        captured: of each, whether it may be the capture of a whole session.

    Raises:
        Broken: it is not.
    """
    report = msglife.check(list(paths))
    expect(report.exit_code() in (0, 1, 3), "an exit code that means something", report.exit_code())
    expect(len(paths) == len(report.logs), "a result for each log", report.logs)
    codes: dict[str, Counter[int]] = {path: Counter() for path in paths}
    for finding in report.findings:
        expect(finding.code in CODES, "a documented code", finding)
        expect(finding.message.isprintable(), "a harmless message", finding)
        expect(finding.place.file in codes, "the file it stands in", finding)
        line = finding.place.line
        expect(line is None or line > 0, "a line that is one", finding)
    for log, may_be_captured in zip(report.logs, captured, strict=True):
        here = [each for each in report.findings if each.place.file == log.path]
        _accounted(log, here, may_be_captured)
    expect(set(report.verdicts) == set(VERDICTS), "the five verdicts", report.verdicts)
    expect(sum(report.verdicts.values()) == len(report.messages), "one each", report.verdicts)
    document = to_json(report)
    parsed = json.loads(document)
    expect(_schema().is_valid(parsed), "the schema of the report", document[:200])
    expect(len(parsed["findings"]) == len(report.findings), "every finding", parsed["summary"])
    to_text(report, show_info=True).encode("utf-8", "backslashreplace")
    return report


def _accounted(log: LogReport, findings: list[Any], may_be_captured: bool) -> None:
    """Every record is used, ignored or unread, and what is not used has its finding."""
    expect(log.records == log.used + log.ignored + log.unread, "a sum that is right", log)
    expect(min(log.used, log.ignored, log.unread) >= 0, "counts that are none below zero", log)
    unread = [each.place.record for each in findings if each.code in UNREAD]
    expect(len(unread) == len(set(unread)), "one fault a record", unread)
    expect(log.unread == len(unread), "a finding for each unread record", (log, unread))
    told = {each.place.record for each in findings if each.code in IGNORED} - set(unread)
    passed = re.search(r"(\d+) records? holds? no payload", log.found)
    untold = log.ignored - int(passed[1] if passed else 0)
    expect(may_be_captured or untold <= len(told), "a finding for each ignored", (log, told))
    expect(all(0 <= each.place.record < log.records for each in findings), "records there are", log)
    expect(bool(log.problem) <= (log.used <= log.records), "a problem in words", log)


def expect(held: bool, what: str, found: object) -> None:
    """Hold one clause of the contract.

    Raises:
        Broken: it is not kept.
    """
    if not held:
        raise Broken(f"expected {what}, found {found}")


@lru_cache(maxsize=1)
def _schema() -> Any:
    text = (files("msglife.conformance.reports") / "report.schema.json").read_text("utf-8")
    return jsonschema_rs.validator_for(json.loads(text))
