"""The reports for machines and CI: what stands where, and what the gate decides."""

import json
import xml.etree.ElementTree as ET
from collections import Counter

import jsonschema
import pytest
from junitparser import JUnitXml
from msglife.conformance import Place
from msglife.conformance.reports import FORMATS, to_dict
from msglife.conformance.reports.json_lines_report import line_schema, lines_of
from msglife.conformance.reports.markdown_report import LIMIT
from msglife.conformance.results.codes import CODES

import msglife
from support.checkout import EXAMPLES, ROOT
from support.commands import run_msglife
from support.reports import finding, report, written

SARIF = json.loads((ROOT / "tests/schemas/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def examples():
    """The report on the example logs, which hold faults of every kind."""
    return msglife.check(EXAMPLES, final_within="24h")


def junit_cases(*findings, fail_on="error", **more):
    """Each case of a JUnit report, with what came of it."""
    text = written("junit", report(*findings, **more), fail_on=fail_on)
    suites = JUnitXml.fromstring(text.encode())
    return {case.name: [type(each).__name__ for each in case.result] for s in suites for case in s}


@pytest.mark.parametrize(
    ("severity", "fail_on", "expected"),
    [
        ("error", "error", ["Failure"]),
        ("warning", "error", []),
        ("warning", "warning", ["Failure"]),
        ("info", "warning", []),
        ("info", "info", ["Failure"]),
        ("error", "never", []),
    ],
)
def test_junit_fails_at_the_gate_only(severity, fail_on, expected):
    """The same gate that decides the exit status; one failure a case, so that counts are cases."""
    both = (finding(severity=severity), finding("LIFE005", severity))
    assert {"k1": expected} == junit_cases(*both, fail_on=fail_on)
    assert {"k1": [], "LOGS001 line 2": expected} == junit_cases(
        finding("LOGS001", severity, line=2, key=""), fail_on=fail_on
    )


def test_junit_has_every_message_and_every_stray_finding(examples):
    """A suite a log, a case a message; its sums are those of the report."""
    text = written("junit", examples)
    document = ET.fromstring(text.encode())
    suites = document.findall("testsuite")
    assert len({m.place.file for m in examples.messages}) == len(suites)
    names = Counter(case.get("name") for case in document.iter("testcase"))
    assert [] == [m.key for m in examples.messages if not names[m.key]]
    failed = {
        case.get("name") for case in document.iter("testcase") if case.find("failure") is not None
    }
    assert {m.key for m in examples.messages if m.verdict == "violates"} <= failed
    assert len(list(document.iter("failure"))) == int(document.get("failures"))
    assert names.total() == int(document.get("tests"))


def test_junit_says_what_was_found():
    """In the failure: each finding with its place, and what would have been legal."""
    first = finding(expected=("delivered",))
    text = written("junit", report(first, finding("LIFE005", words="worse", line=4)))
    case = ET.fromstring(text.encode()).find("testsuite/testcase")
    failure = case.find("failure")
    assert ("wrong (and 1 more)", "LIFE002") == (failure.get("message"), failure.get("type"))
    for words in ("a.log:4: error: LIFE005 worse", "expected next: delivered", "Guide, Status"):
        assert words in failure.text
    assert ("a.log", "1", "acme/sms") == (case.get("file"), case.get("line"), case.get("classname"))
    assert "life: queued → sent" in case.findtext("system-out")


@pytest.mark.parametrize("form", ["junit", "github", "sarif", "codequality", "markdown", "jsonl"])
def test_a_log_that_could_not_be_judged_is_an_error(form):
    """Whatever the gate; an empty log never looks like a good one."""
    told = written(form, report(messages=(), problem="the log is empty"))
    assert "the log is empty" in told
    expected = {
        "junit": '<error message="the log is empty"',
        "github": "::error file=a.log,title=nothing could be judged::",
        "sarif": '"executionSuccessful": false',
        "codequality": '"severity": "blocker"',
        "markdown": "## msglife: a log could not be judged",
        "jsonl": '"problem":"the log is empty"',
    }
    assert expected[form] in told


def test_sarif_keeps_its_schema_and_tells_every_finding(examples):
    """With level, line and rule; and each rule has help."""
    log = json.loads(written("sarif", examples))
    jsonschema.Draft7Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(log)
    [run] = log["runs"]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    expected = [(f.code, levels[f.severity], f.place.line) for f in examples.findings]
    told = [
        (
            each["ruleId"],
            each["level"],
            each["locations"][0]["physicalLocation"].get("region", {}).get("startLine"),
        )
        for each in run["results"]
    ]
    assert expected == told
    rules = run["tool"]["driver"]["rules"]
    assert list(CODES) == [rule["id"] for rule in rules]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])
    for rule in rules:
        assert all(rule[part]["text"] for part in ("shortDescription", "fullDescription", "help"))


def test_code_quality_tells_every_finding(examples):
    """With severity, file and line; each entry is told from every other."""
    severities = {"error": "major", "warning": "minor", "info": "info"}
    expected = [
        (f.code, severities[f.severity], f.place.file, f.place.line or 1) for f in examples.findings
    ]
    entries = json.loads(written("codequality", examples))
    told = [
        (
            each["check_name"],
            each["severity"],
            str(ROOT / each["location"]["path"]),
            each["location"]["lines"]["begin"],
        )
        for each in entries
    ]
    assert expected == told
    assert len(entries) == len({each["fingerprint"] for each in entries})


def fingerprints(*findings):
    log = json.loads(written("sarif", report(*findings)))
    return [each["partialFingerprints"]["msglife/v1"] for each in log["runs"][0]["results"]]


def test_a_fingerprint_outlives_other_lines_and_words():
    """A finding is the same one when the log grew above it; two alike are told apart."""
    first, second = finding(), finding(line=3)
    moved = [
        each._replace(message="other words", place=Place("a.log", 90, 89))
        for each in (first, second)
    ]
    assert fingerprints(first, second) == fingerprints(*moved)
    others = [finding(key="k2"), finding("LIFE003"), finding(status="sent"), finding(rule="r")]
    assert 6 == len(set(fingerprints(first, second, *others)))


def test_sarif_points_at_related_records_once():
    """The schema wants no two alike."""
    places = (Place("b.log", 4, 3), Place("b.log", 4, 3), Place("b.log", None, 7))
    log = json.loads(written("sarif", report(finding(related=places))))
    jsonschema.Draft7Validator(SARIF).validate(log)
    related = log["runs"][0]["results"][0]["relatedLocations"]
    assert [4, None] == [
        each["physicalLocation"].get("region", {}).get("startLine") for each in related
    ]


@pytest.mark.parametrize("form", ["sarif", "github", "junit", "markdown"])
def test_files_are_named_from_here(form, tmp_path, monkeypatch):
    """A tool that knows the checkout finds them, however the log was named."""
    monkeypatch.chdir(tmp_path)
    file = str(tmp_path / "logs" / "a.log")
    told = written(form, report(finding(place=Place(file, 2, 1)), messages=[]))
    assert "logs/a.log" in told
    assert str(tmp_path) not in told


def test_annotations_put_the_gravest_first():
    """A runner shows only the first ten of a step."""
    found = [finding(severity=each) for each in ("info", "warning", "error")]
    told = written("github", report(*found)).splitlines()
    assert ["::error", "::warning"] == [line.split()[0] for line in told]
    told = written("github", report(*found), show_info=True).splitlines()
    assert "::notice" == told[-1].split()[0]
    assert "::error file=a.log,line=1,title=LIFE002 no such edge::wrong%0A" in told[0]


def test_markdown_tells_verdicts_then_the_gravest_code(examples):
    """And counts what it does not list."""
    told = written("markdown", examples)
    for verdict, count in examples.verdicts.items():
        assert f"| {verdict} | {count:,} |" in told
    sections = [line for line in told.splitlines() if line.startswith("### ")]
    assert len({each.code for each in examples.findings}) == len(sections)
    severities = [("error" in line, "warning" in line) for line in sections]
    assert sorted(severities, reverse=True) == severities
    assert "of severity info, only counted here." in told


def test_markdown_stays_below_what_github_shows():
    """A larger summary would be dropped whole; this one ends early and says so."""
    words = "|" * 5_000
    many = [
        finding(code, words=words, key=f"{words}{number}", place=Place(words, number, 0))
        for code in CODES
        for number in range(1, 60)
    ]
    told = written("markdown", report(*many))
    assert LIMIT >= len(told.encode())
    assert "39 more like these." in told
    short = written("markdown", report(*many), limit=20_000)
    assert 20_000 >= len(short.encode())
    assert short.endswith("*Shortened: the rest stands in the other reports.*\n")


def test_json_lines_say_what_the_json_report_says(examples):
    """Line by line, the summary last; each keeps the schema, which knows no other type."""
    whole = to_dict(examples)
    lines = list(lines_of(examples))
    checker = jsonschema.Draft202012Validator(line_schema())
    for line in lines:
        checker.validate(line)
    for kind in ("log", "message", "finding"):
        told = [{**line} for line in lines if line["type"] == kind]
        assert whole[f"{kind}s"] == [
            {k: v for k, v in each.items() if k != "type"} for each in told
        ]
    assert {"type": "summary", "version": 1, **whole["summary"]} == lines[-1]
    assert not checker.is_valid({**lines[0], "type": "verdict"})
    assert not checker.is_valid({**lines[0], "records": -1})


def test_json_lines_tell_canonical_states_too(tmp_path, monkeypatch):
    """As the JSON report does, where they are asked for."""
    monkeypatch.chdir(ROOT)
    args = ["check", "examples/logs/vonage.jsonl", "--canonical", "-o"]
    run_msglife(*args, f"json={tmp_path / 'a'}", "-o", f"jsonl={tmp_path / 'b'}")
    whole = json.loads((tmp_path / "a").read_text(encoding="utf-8"))
    lines = [json.loads(line) for line in (tmp_path / "b").read_text("utf-8").splitlines()]
    told = [line["canonical"] for line in lines if line["type"] == "message"]
    assert [each["canonical"] for each in whole["messages"]] == told
    assert {"delivered", "rejected"} & set(told)
    assert all(map(jsonschema.Draft202012Validator(line_schema()).is_valid, lines))


def test_all_reports_in_one_run(tmp_path, monkeypatch):
    """Each into its file, from one reading of the log."""
    monkeypatch.chdir(ROOT)
    args = ["check", "examples/logs/vonage.jsonl", "--format", "github"]
    for form in FORMATS:
        args += ["-o", f"{form}={tmp_path / form}"]
    done = run_msglife(*args)
    assert 1 == done.exit_code
    assert done.stdout == (tmp_path / "github").read_text(encoding="utf-8")
    assert all((tmp_path / form).stat().st_size for form in FORMATS)
    line = (tmp_path / "jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert (
        json.loads((tmp_path / "json").read_text("utf-8"))["summary"]["messages"]
        == (json.loads(line)["messages"])
    )


def test_the_schema_of_a_line_is_printed():
    """Self-contained: a validator needs no second file."""
    schema = json.loads(run_msglife("schema", "report-line").stdout)
    assert line_schema() == schema
    assert "report.schema.json" not in json.dumps(schema)
