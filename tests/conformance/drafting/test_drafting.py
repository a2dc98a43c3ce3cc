"""Drafts of lifecycle files: what is guessed of recorded payloads, and that it holds together."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance.drafting import Draft, Unguessed, draft_of, record_payloads, written
from msglife.conformance.verifying.verify import verify
from msglife.spec import load_folder

import msglife
from support.checkout import TESTS
from support.logs import write_log

HERE = Path(__file__).parent
CASES = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))
SAMPLES = TESTS / "samples"
SHAPES = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
ALIKE = sorted(name for name, each in SHAPES.items() if each.get("like") == "bare.jsonl")
NUMBER = "447700900123"


def drafted(log: Path, **more: str) -> Draft:
    """The draft of a log."""
    return draft_of(record_payloads([str(log)]).payloads, "acme", "message", **more)


def folder_of(draft: Draft, place: Path) -> Path:
    """The folder of a draft, written."""
    folder = place / "acme"
    folder.mkdir()
    for name, content in written(draft).items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def sound(draft: Draft, log: Path, place: Path) -> None:
    """A draft loads, has no fault, and judges its own log: each payload rests on it."""
    folder = folder_of(draft, place)
    assert [] == [fault for each in verify(load_folder(folder)) for fault in each.faults]
    report = msglife.check(log, lifecycle="acme/message", specs=[folder])
    assert {"tolerated"} == {each.verdict for each in report.messages}
    assert draft.messages == len(report.messages)
    assert [] == [each for each in report.findings if each.severity == "error"]


def log_of(records: list[Any], place: Path) -> Path:
    """A log of records."""
    log = place / "log.jsonl"
    write_log(log, records)
    return log


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["description"])
def test_a_draft_says_what_was_seen(case: Any, tmp_path: Path):
    """Key, status and time of each form, states in order of first sight, steps between them."""
    log = log_of(case["records"], tmp_path)
    draft = drafted(log)
    assert case["forms"] == [_form(each) for each in draft.forms]
    assert case["states"] == [_state(each) for each in draft.states]
    assert case["edges"] == [f"{source} {target}" for source, target, _ in draft.edges]
    sound(draft, log, tmp_path)


def _form(form: Any) -> dict[str, Any]:
    time = form.guess.time
    told = {
        "name": form.name,
        "key": str(form.guess.key),
        "status": str(form.guess.status),
        "time": None if time is None else [str(time.at), *time.units],
        "items": list(form.items),
    }
    return {**told, "encoding": "form"} if form.encoded else told


def _state(state: Any) -> str:
    value = "" if state.value == state.name else f"={state.value}"
    return f"{state.name}{value}{'*' if state.final else ''}"


@pytest.mark.parametrize("name", ALIKE)
def test_a_log_in_any_shape_gives_the_same_draft(name: str):
    """Behind text, in members, columns and dumps: payloads are found as a check finds them."""
    assert "/message_uuid" == str(drafted(SAMPLES / "bare.jsonl").forms[0].guess.key)
    plain, draft = drafted(SAMPLES / "bare.jsonl"), drafted(SAMPLES / name)
    assert _form(plain.forms[0]) == _form(draft.forms[0])
    assert (plain.states, plain.edges) == (draft.states, draft.edges)


LIVES = st.lists(
    st.lists(st.sampled_from(["new", "on its way", "done", "lost", "7"]), min_size=1, max_size=5),
    min_size=1,
    max_size=8,
)


@given(lives=LIVES, data=st.data())
@settings(max_examples=50)
def test_every_draft_is_sound(lives: list[list[str]], data: Any, tmp_path_factory: Any):
    """Whatever lives a log holds, in whatever order they are interleaved."""
    place = tmp_path_factory.mktemp("draft")
    events = [(key, at) for key, life in enumerate(lives) for at in range(len(life))]
    order = data.draw(st.permutations(events))
    left = {key: iter(life) for key, life in enumerate(lives)}
    records = [{"message_id": f"m{key}", "status": next(left[key])} for key, _ in order]
    log = log_of(records, place)
    draft = drafted(log, key="/message_id", status="/status")
    assert len(lives) == draft.messages
    folder = folder_of(draft, place)
    assert [] == [fault for each in verify(load_folder(folder)) for fault in each.faults]
    report = msglife.check(log, lifecycle="acme/message", specs=[folder])
    assert [] == [each for each in report.findings if each.severity == "error"]
    assert {name for life in lives for name in life} == {str(each.value) for each in draft.states}


def test_members_that_were_always_there_are_required(tmp_path: Path):
    """Types are those that were seen; the status takes what was seen and no more."""
    records = [
        {"id": "a", "status": "x", "n": 1, "of": {"v": None, "l": [1, "2"]}},
        {"id": "a", "status": "y", "n": 1.5, "of": {"v": True}},
        {"id": "b", "status": "x", "extra": False, "n": 2, "of": {"v": "t"}},
    ]
    schema = drafted(log_of(records, tmp_path)).forms[0].schema
    assert ["id", "status", "n", "of"] == schema["required"]
    assert {
        "id": {"type": "string"},
        "status": {"enum": ["x", "y"]},
        "n": {"type": "number"},
        "of": {
            "type": "object",
            "required": ["v"],
            "properties": {
                "v": {"type": ["null", "boolean", "string"]},
                "l": {"type": "array", "items": {"type": ["integer", "string"]}},
            },
        },
        "extra": {"type": "boolean"},
    } == schema["properties"]


def test_no_number_of_the_log_is_copied(tmp_path: Path):
    """Neither as a value, nor as a name, nor where it stands in a text."""
    records = [
        {
            "id": f"{NUMBER}-7",
            "status": status,
            "to": NUMBER,
            "event": f"sms to +{NUMBER}",
            "by": {NUMBER: {"state": status, "id": NUMBER}},
            "text": f"call {NUMBER}",
        }
        for status in ("queued", "sent")
    ]
    records.append({**records[0], "status": NUMBER})
    log = log_of(records[:2], tmp_path)
    draft = drafted(log)
    told = json.dumps(written(draft))
    assert [] == re.findall(r"\d{7,}", told)
    assert ("/status", ["/to", "/event", "/text"]) == (
        str(draft.forms[0].guess.status),
        list(draft.sensitive),
    )
    log = log_of(records, tmp_path)
    with pytest.raises(Unguessed, match="looks like a status"):
        drafted(log)
    batch = [{"x": {NUMBER: [{"id": "a", "state": "on"}]}}]
    assert not record_payloads([str(log_of(batch, tmp_path))]).payloads[0].items
    log = log_of(records, tmp_path)
    with pytest.raises(Unguessed, match="looks like a number of a telephone"):
        drafted(log, status="/to")


def test_the_user_may_say_where_key_and_status_stand(tmp_path: Path):
    """Where names tell nothing."""
    log = log_of([{"k": "a", "s": "x"}, {"k": "a", "s": "y"}], tmp_path)
    payloads = record_payloads([str(log)], wanted=_everything()).payloads
    draft = draft_of(payloads, "acme", "message", key="/k", status="/s")
    assert ["x", "y"] == [each.name for each in draft.states]
    sound(draft, log, tmp_path)
    with pytest.raises(Unguessed, match=r"no payload has a value at '/z'; there are /k, /s"):
        draft_of(payloads, "acme", "message", key="/z", status="/s")


def _everything() -> Any:
    from msglife.conformance.locating import Spot, Wanted

    return Wanted((Spot(),))


def test_a_lifecycle_has_no_more_ways_than_it_may(tmp_path: Path):
    """The rarest steps go, and the file says so."""
    names = [f"s{number}" for number in range(12)]
    lives = [(a, b) for a in names for b in names if a != b]
    records = [
        {"id": f"m{number}", "status": status}
        for number, life in enumerate(lives)
        for status in life
    ]
    draft = drafted(log_of(records, tmp_path))
    assert draft.dropped
    assert f"# {draft.dropped} rare steps are left out" in written(draft)["message.toml"]
    assert ["acme/message"] == [each.id for each in load_folder(folder_of(draft, tmp_path))]


NAMES = st.sampled_from(["id", "status", "state", "event", "at", "data", "to", "é", "a/b", "~", ""])
HOSTILE: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(allow_nan=False)
    | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(records=st.lists(st.dictionaries(NAMES, HOSTILE, min_size=2), min_size=1, max_size=5))
@settings(max_examples=100)
def test_whatever_is_recorded_gives_a_folder_that_loads_or_none(
    records: list[Any], tmp_path_factory: Any
):
    """No log is so odd that a draft of it is broken."""
    place = tmp_path_factory.mktemp("draft")
    payloads = record_payloads([str(log_of(records, place))]).payloads
    try:
        draft = draft_of(payloads, "acme", "message")
    except Unguessed:
        return
    [lifecycle] = load_folder(folder_of(draft, place))
    assert len(draft.states) == len(lifecycle.states)


def test_a_key_and_a_status_that_never_meet_make_no_draft(tmp_path: Path):
    """One payload has the one, the next has the other."""
    records = [
        {"id": None, "status": {"id": {"id": 0}}},
        {"id": None, "status": None, "event": {"id": 0}, "state": {"state": 0}},
    ]
    with pytest.raises(Unguessed, match="no payload has both"):
        drafted(log_of(records, tmp_path), key="/event/id", status="/status/id/id")


def test_a_payload_that_is_nested_without_end_is_looked_at_to_a_depth(tmp_path: Path):
    """And a long one to a width: neither takes long, nor overflows."""
    deep: Any = "x"
    for _ in range(200):
        deep = {"n": deep}
    wide = {f"n{number}": {"v": number} for number in range(5000)}
    records = [{"id": "a", "status": each, "deep": deep, "wide": wide} for each in ("in", "out")]
    log = log_of(records, tmp_path)
    draft = drafted(log)
    assert {"type": "object"} == draft.forms[0].schema["properties"]["wide"]
    sound(draft, log, tmp_path)
