"""An invented provider whose payloads have every shape that real ones have, judged by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.payloads.labelled_text import split_labelled, write_labelled
from msglife.conformance.reading.forms import read_form

from msglife import check

HERE = Path(__file__).parent
COURIER = HERE / "courier"
CASES: list[dict[str, Any]] = json.loads((HERE / "cases.json").read_text())
LABELS = ("id", "submit date", "done date", "stat", "text")


def judged(log: Any, **options: Any) -> Any:
    """The report on a log of the invented provider."""
    return check(log, specs=COURIER, show_numbers=True, **options)


@pytest.mark.parametrize("more", [0, 150], ids=["a small log", "a large one"])
@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_every_shape_is_read_as_its_file_says(case: dict[str, Any], more: int, tmp_path: Path):
    log = tmp_path / "log.jsonl"
    lines = [json.dumps(each) for each in case["records"]]
    other = json.dumps({"NoticeSid": "more", "NoticeStatus": "sent", "To": "x" * 9_000})
    log.write_text("\n".join([*lines, *([other] * more)]))
    report = judged(log)
    told = {each.key: [each.verdict, each.last] for each in report.messages}
    told.pop("more", None)
    found = [each for each in report.findings if each.place.line <= len(lines)]
    findings = sorted(f"{each.place.line} {each.code}" for each in found)
    assert (case["messages"], case["findings"]) == (told, findings)


def test_what_is_pushed_and_what_is_polled_look_alike():
    record = {"NoticeSid": "n", "NoticeStatus": "delivered"}
    pushed = [each.code for each in judged([record]).findings]
    polled = [each.code for each in judged([record], form="resource").findings]
    assert (["DELV003"], []) == (pushed, polled)  # a poll may pass a state, a push may not


def test_a_form_that_nothing_has_is_refused():
    with pytest.raises(LookupError, match="no form 'resorce'; did you mean resource"):
        judged([{}], form="resorce")


@given(st.text(max_size=300))
def test_any_text_is_split_or_not(text: str):
    found = split_labelled(text, LABELS)
    assert found is None or set(found) <= set(LABELS)


VALUES = st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=12)


@given(st.dictionaries(st.sampled_from(LABELS), VALUES, min_size=2))
def test_what_is_written_is_read_again(values: dict[str, str]):
    assert values == split_labelled(write_labelled(values, LABELS), LABELS)


@given(st.text(max_size=300))
def test_any_text_is_a_form_or_not(text: str):
    found = read_form(text)
    assert found is None or all(isinstance(each, str) for each in found.values())
