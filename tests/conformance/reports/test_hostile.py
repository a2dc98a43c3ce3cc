"""Whatever a log holds, no report lets it break out: it is found again, whole and harmless."""

import json
import os
import re
import xml.etree.ElementTree as ET
from html import unescape
from urllib.parse import unquote_to_bytes, urlsplit

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msglife.conformance import Finding, LogReport, MessageReport, Place, Report
from msglife.conformance.reports import FORMATS
from msglife.conformance.reports.json_lines_report import line_schema
from msglife.conformance.results.finding import MessageId
from msglife.conformance.results.masking import plain

from msglife.cli.output import json_bytes
from support.checkout import TESTS

LISTED = json.loads((TESTS / "hostile_strings.json").read_text(encoding="utf-8"))
HOSTILE = {each["name"]: each["text"] * each.get("times", 1) for each in LISTED}
WHOLE = 10**6
JSON = ("codequality", "json", "jsonl", "sarif")
SARIF = json.loads((TESTS / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
SARIF_CHECKER = jsonschema.Draft7Validator(SARIF)
LINE_CHECKER = jsonschema.Draft202012Validator(line_schema())
FIELDS = ("file", "key", "status", "message", "explanation", "cite", "rule", "expected")

hostile = st.sampled_from(sorted(HOSTILE)).map(HOSTILE.__getitem__) | st.text(
    st.characters(exclude_categories=()), min_size=1, max_size=200
)


def report_saying(text):
    """A report that says one text wherever a log may speak."""
    finding = Finding(
        "LIFE002",
        "error",
        text,
        Place(text, 3, 2),
        "acme",
        "acme/sms",
        text,
        text,
        (text, text),
        text,
        "documented",
        text,
        (Place(text, 1, 0), Place(text, None, 1)),
        text,
        MessageId("acme/sms", None, (text,)),
    )
    loose = Finding("LOGS001", "warning", text, Place(text, None, 0))
    message = MessageReport(
        MessageId("acme/sms", None, (text,)),
        "acme",
        "acme/sms",
        text,
        "violates",
        text,
        True,
        2,
        text,
        Place(text, 1, 0),
        f"acme/x {text}",
    )
    logs = (LogReport(text, 3, 2, 0, 1, ""), LogReport("empty.jsonl", 0, 0, 0, 0, text))
    return Report(logs, (message,), (finding, loose), 2, {})


def report_written(name, text):
    """What the command would write: in UTF-8, so that nothing is lost on the way."""
    told = "".join(FORMATS[name](report_saying(text)))
    if name in JSON:
        return json_bytes(told).decode("utf-8")
    return told.encode("utf-8").decode("utf-8")


def acting(text, form):
    """What in a text moves a cursor, hides, or turns text around."""
    if form in JSON:  # which escape only what acts
        return re.findall(
            "(?!\n)[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]",
            text,
        )
    return [each for each in text if not each.isprintable() and each != "\n"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_what_is_written_acts_on_nothing(form, name):
    """No report, whatever its syntax, holds a character that a terminal could act on."""
    assert [] == acting(report_written(form, HOSTILE[name]), form)


@given(hostile)
def test_json_holds_each_string_as_it_was(text):
    """A machine gets what the log said, to the last character."""
    told = json.loads(report_written("json", text))["findings"][0]
    assert [text] * 5 == [told[name] for name in ("file", "key", "status", "message", "rule")]


@given(hostile)
def test_json_lines_are_one_thing_a_line(text):
    """However a reader splits lines; and each keeps the schema."""
    lines = report_written("jsonl", text).splitlines()
    told = [json.loads(line) for line in lines]
    expected = ["log", "log", "message", "finding", "finding", "summary"]
    assert expected == [each["type"] for each in told]
    for each in told:
        LINE_CHECKER.validate(each)
    assert [text, text] == [told[2]["key"], told[3]["message"]]


@given(hostile)
def test_junit_is_xml_that_says_the_same(text):
    """Characters XML has no place for are spelled out; nothing becomes an element."""
    document = ET.fromstring(report_written("junit", text).encode("utf-8"))
    tags = {"testsuites", "testsuite", "testcase", "failure", "error", "system-out"}
    assert tags == {element.tag for element in document.iter()}
    case = document.find("testsuite/testcase")
    shown = plain(text, WHOLE)
    assert shown == case.get("name")
    assert f"{shown}:3: error: LIFE002 {shown} [{shown}]" in (case.findtext("failure") or "")
    assert shown == document.find("testsuite/testcase/error").get("message")


@given(hostile)
def test_sarif_keeps_the_schema_of_oasis(text):
    """Strings whole; brackets and braces escaped, as SARIF reads them."""
    log = json.loads(report_written("sarif", text))
    SARIF_CHECKER.validate(log)
    result = log["runs"][0]["results"][0]
    assert [text, text] == [result["properties"]["key"], result["properties"]["status"]]
    message = result["message"]["text"]
    assert not re.search(r"(?<!\\)[\[\]]|(?<!\{)\{(\{\{)*(?!\{)|(?<!\})\}(\}\})*(?!\})", message)
    meant = message.replace("{{", "{").replace("}}", "}").replace("\\[", "[").replace("\\]", "]")
    lines = "\n".join(plain(line, WHOLE) for line in text.split("\n"))
    assert meant.startswith(lines)


@given(hostile)
def test_code_quality_says_the_same_on_one_line(text):
    """Each entry has what GitLab asks for, a mark of its own, and the text made harmless."""
    entries = json.loads(report_written("codequality", text))
    assert ["not judged", "LIFE002", "LOGS001"] == [each["check_name"] for each in entries]
    assert 3 == len({each["fingerprint"] for each in entries})
    assert entries[1]["description"].startswith(plain(f"LIFE002 {text}", 100)[:99])
    assert all(each["location"]["lines"]["begin"] >= 1 for each in entries)
    assert all(each["description"].isprintable() for each in entries)


@given(hostile)
def test_sarif_names_files_as_uris(text):
    """Percent-encoded, so that what comes out again is the file's name."""
    result = json.loads(report_written("sarif", text))["runs"][0]["results"][0]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(file://)?[\w./~%-]*", uri, re.ASCII)
    parts = urlsplit(uri)
    assert ("", "") == (parts.query, parts.fragment)
    try:
        name = os.fsencode(text)
    except UnicodeEncodeError:
        name = text.encode("utf-8", "backslashreplace")
    assert name == unquote_to_bytes(uri.removeprefix("file://"))


def unescaped(text):
    """As a runner reads a command's value."""
    for code, mark in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, mark)
    return text


@given(hostile)
def test_annotations_are_one_command_a_line(text):
    """A log can neither end a command nor begin one."""
    lines = report_written("github", text).splitlines()
    assert 3 == len(lines)
    for line in lines:
        assert re.fullmatch(r"::(error|warning) [^:]*::.*", line)
    head, _, data = lines[1].removeprefix("::error ").partition("::")
    told = dict(each.split("=", 1) for each in head.split(","))
    assert ["line", "title"] == [name for name in told if name != "file"]
    assert plain(text, 4000) == unescaped(told.get("file", ""))
    assert "3" == told["line"]
    assert unescaped(data).startswith(plain(text, WHOLE)[:3000])


@given(hostile)
def test_markdown_shows_text_only(text):
    """Rendered, the only elements are the report's own, and the text stands in a cell."""
    source = report_written("markdown", text)
    html = MarkdownIt("commonmark").enable("table").render(source)
    tags = set(re.findall(r"</?([a-z0-9]+)", html))
    assert tags <= {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "em"}
    cells = [unescape(re.sub("<.*?>", "", each)) for each in re.findall(r"<td>(.*?)</td>", html)]
    assert plain(text, 400).strip() in [each.strip() for each in cells]
    assert not re.search("://|(?i:www)[.]", source)  # which would be made links
    outside = re.sub("<code>.*?</code>", "", html)
    assert not re.search("[@#]", unescape(re.sub("<[^>]*>", "", outside)))


@pytest.mark.parametrize("name", ["text", "github", "markdown"])
def test_a_long_key_does_not_drown_what_people_read(name):
    """Shortened, with a mark that says so."""
    told = report_written(name, "k" * 50_000)
    assert "…" in told
    assert 100_000 > len(told)
