"""Reports are written as they are made: the text is that of the whole, and little of it is held."""

import json
import tracemalloc
import xml.etree.ElementTree as ET
from collections import Counter
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml
from msglife.conformance import Place, Report
from msglife.conformance.reports import FORMATS, spool, to_dict, to_json
from msglife.conformance.reports.canonical_report import canonically
from msglife.conformance.reports.json_report import message_dict
from msglife.conformance.reports.patterns import _without_values
from msglife.conformance.results.report import ManyMessages
from msglife.conformance.results.traffic import Traffic
from msglife.spec import catalog

from support.reports import finding, message, report, written

TEXTS = st.text(st.characters(exclude_categories=()), max_size=9) | st.sampled_from(["k1", "k2"])
PLACES = st.builds(
    Place, st.sampled_from(["a.log", "b<.log", "ü"]), st.none() | st.just(3), st.just(0)
)
MESSAGES = st.builds(
    message,
    TEXTS,
    place=PLACES,
    explanation=TEXTS,
    parent=st.sampled_from(["", "acme/sms k1"]),
    lifecycle=st.sampled_from(["acme/sms", "vonage/sms"]),
    last=st.sampled_from(["sent", "delivered", "submitted"]),
)
FINDINGS = st.builds(
    finding,
    severity=st.sampled_from(["error", "warning", "info"]),
    words=TEXTS,
    key=TEXTS,
    place=PLACES,
    expected=st.lists(TEXTS, max_size=2).map(tuple),
    related=st.lists(PLACES, max_size=2).map(tuple),
    rule=st.none() | TEXTS,
)
TRAFFIC = {"acme/sms": Traffic(("sent",), (("sent", "sent"),), Counter(sent=1))}
REPORTS = st.builds(
    lambda messages, findings, problem, traffic: Report(
        report(problem=problem).logs, tuple(messages), tuple(findings), 3, traffic
    ),
    st.lists(MESSAGES, max_size=5),
    st.lists(FINDINGS, max_size=4),
    TEXTS,
    st.sampled_from([{}, TRAFFIC]),
)
TOLD = st.sampled_from([message_dict, canonically(catalog())])


@given(REPORTS, TOLD)
def test_json_is_what_json_writes_of_the_whole(made, told):
    """To the last character, whatever is told of each message."""
    whole = json.dumps(to_dict(made, told=told), indent=2, ensure_ascii=False) + "\n"
    assert whole == to_json(made, told=told)
    assert whole == written("json", made, told=told)


@given(REPORTS, TOLD)
def test_json_lines_are_what_json_writes_of_each_thing(made, told):
    """To the last character, in the order of the JSON report, the summary last."""
    whole = to_dict(made, told=told)
    things = [
        {"type": kind, **each}
        for kind in ("log", "message", "finding")
        for each in whole[f"{kind}s"]
    ]
    things.append({"type": "summary", "version": 1, **whole["summary"]})
    lines = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in things]
    assert "".join(f"{line}\n" for line in lines) == written("jsonl", made, told=told)


@given(REPORTS, st.sampled_from(["error", "info", "never"]), st.sampled_from([1, 5, 2**18]))
def test_junit_is_what_its_library_writes_of_the_whole(made, fail_on, block):
    """Counted and written by junitparser, though its cases come from several files by turns."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "_IN_MEMORY", 1)
        patch.setattr(spool, "_BLOCK", block)
        text = written("junit", made, fail_on=fail_on)
    document = JUnitXml.fromstring(text.encode())
    document.update_statistics()
    again = BytesIO()
    document.write(again)
    assert f"{again.getvalue().decode()}\n" == text.replace("\n\n", "\n")
    cases = [
        (suite.get("name"), case.get("file"))
        for suite in ET.fromstring(text.encode())
        for case in suite
    ]
    assert [name for name, _ in cases] == [file for _, file in cases]


class Passing(ManyMessages):
    """Messages that are made one by one; whoever asks for all at once fails."""

    def __init__(self, count):
        self.count = count
        self.passes = 0

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        raise AssertionError("a message was asked for by its number")

    def __iter__(self):
        self.passes += 1
        for number in range(self.count):
            yield message(f"447700-{number:030}", place=Place("a.log", number + 1, number))

    @property
    def judged(self):
        return iter(())

    def verdicts(self):
        return Counter(violates=self.count)


def peak(form, count):
    """What is held at most while a report is written: in bytes, and how long it becomes."""
    passing = Passing(count)
    made = Report(report().logs, passing, (), count, {})
    tracemalloc.start()
    length = sum(map(len, FORMATS[form](made)))
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 1 == passing.passes
    return highest, length


@pytest.mark.parametrize("form", ["json", "jsonl", "junit"])
def test_little_of_a_report_is_held(form, monkeypatch):
    """Four times the messages take no more memory, and each is made once."""
    monkeypatch.setattr(spool, "_IN_MEMORY", 2**14)
    monkeypatch.setattr(spool, "_BLOCK", 2**12)
    peak(form, 10)  # what is loaded once
    small, _ = peak(form, 1_000)
    large, length = peak(form, 4_000)
    assert large < 1.3 * small
    assert large < length / 2


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_no_format_asks_for_all_messages_at_once(form):
    """Nor for the same ones twice."""
    passing = Passing(100)
    written(form, Report(report().logs, passing, (), 100, {}))
    assert 1 >= passing.passes


@pytest.mark.parametrize("form", ["text", "statistics", "concise"])
def test_little_of_many_findings_is_held_for_people(form):
    """Of one pattern a few are listed: four times the findings take no more memory."""

    def highest(count):
        found = [finding(words=f"sent on line {n}", line=n, key=f"k{n}") for n in range(count)]
        made = report(*found, messages=())
        tracemalloc.start()
        length = sum(map(len, FORMATS[form](made)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak, length

    highest(10)  # what is loaded once
    _without_values.cache_clear()
    small, _ = highest(5_000)
    large, length = highest(20_000)
    # 15,000 lines more would take a megabyte and a half; what else is loaded meanwhile, less.
    assert large < 1.3 * small + 2**19
    assert form == "concise" or length < 5_000
