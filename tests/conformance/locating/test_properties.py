"""Properties of finding payloads: whatever stands around them, they are judged as bare ones are."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msglife.conformance import Options, Spot, check
from msglife.conformance.reading.sql_dumps import is_dump, read_dump
from msglife.conformance.reading.tables import delimiter_of
from msglife.conformance.unwrapping.embedded import values_of
from msglife.conformance.unwrapping.moments import moment_in, read_moment

from support.callbacks import callback
from support.places import nginx

LIFE = [callback("submitted", 1), callback("delivered", 9), callback("read", 12)]
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).filter(
    lambda name: name not in ("request", "response", "data", "event", "list")
)
SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=6)
Wrapping = Callable[[Any], Any]


def member(name: str, beside: dict[str, Any]) -> Wrapping:
    return lambda value: {**{k: v for k, v in beside.items() if k != name}, name: value}


def beside_texts(before: list[Any]) -> Wrapping:
    return lambda value: [*before, value]


MEMBERS = st.builds(member, NAMES, st.dictionaries(NAMES, SCALARS, max_size=3))
WRAPPINGS = st.lists(
    MEMBERS
    | st.builds(beside_texts, st.lists(SCALARS, max_size=2))
    | st.sampled_from([json.dumps, lambda value: [value]]),
    max_size=5,
).filter(lambda all_: sum(each is json.dumps for each in all_) <= 2)


def ends(report: Any) -> list[Any]:
    """Each message with its verdict and last state."""
    return [(each.key, each.verdict, each.last) for each in report.messages]


BARE = ends(check([LIFE]))


PARTS = st.sampled_from(["a", "é", "\u200d", "😀", "\\", '"', "'", "\n", "u00e9", "x22", "n"])
TEXTS = st.lists(PARTS, max_size=6).map("".join)


@given(TEXTS, st.booleans())
@settings(max_examples=300)
def test_quoted_by_others(text: str, ascii_only: bool) -> None:
    """What Python and nginx write of a payload is read as the payload."""
    value = {"text": text, "n": 1}
    written = json.dumps(value, ensure_ascii=ascii_only)
    assert list(values_of(f"got {written.encode()!r}")) == [value]
    assert list(values_of(f'body="{nginx(written)}" 200')) == [value]
    assert list(values_of(f"got {written!r} ok")) == [value]


ODD = st.sampled_from(['{"a": 1}', ",'{" + '\\"', "('", "ENGINE=x"])


def of_mysql(text: str) -> str:
    """A text as MySQL dumps it."""
    return text.replace("\\", r"\\").replace("'", r"\'").replace('"', r"\"")


@given(st.lists(TEXTS | ODD, min_size=1, max_size=4))
@settings(max_examples=300)
@example(['{"a": 1}', "\\n"])
def test_inserted(texts: list[str]) -> None:
    """Whether backslashes are escapes in a dump is told by its literals, not by what JSON holds."""
    payloads = [json.dumps({"text": text}) for text in texts]
    for literal in (of_mysql, lambda text: text.replace("'", "''")):
        values = (f"({n},'{literal(each)}')" for n, each in enumerate(payloads))
        rows = "".join(f"INSERT INTO t VALUES {each};\n" for each in values)
        found = [each.value["2"] for each in read_dump(io.BytesIO(rows.encode()), "dump")]
        assert found == payloads


@given(WRAPPINGS, MEMBERS)
@settings(max_examples=150)
def test_whatever_stands_around_them(wrappings: list[Wrapping], outer: Wrapping) -> None:
    """Members, lists and strings of JSON: the payloads are found, and judged the same."""
    records = []
    for payload in LIFE:
        value: Any = payload
        for wrap in wrappings:
            value = wrap(value)
        records.append(outer(value))
    report = check([records])
    assert BARE == ends(report)
    assert len(LIFE) == report.logs[0].used


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="{}[]'\""))


@given(st.dictionaries(NAMES, SCALARS, min_size=1), TEXTS, TEXTS)
def test_values_behind_any_text(value: dict[str, Any], before: str, behind: str) -> None:
    """An object is read as it was written, whatever text without braces and quotes is around."""
    assert [value] == list(values_of(f"{before} {json.dumps(value)} {behind}"))
    assert [value] == list(values_of(f"{before} body={json.dumps(json.dumps(value))} {behind}"))
    assert [value] == list(values_of(f"{before} {json.dumps(value).encode()!r}"))


@given(st.dictionaries(NAMES, SCALARS, min_size=3))
def test_values_in_base64(value: dict[str, Any]) -> None:
    """Of either alphabet, with or without its padding."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(json.dumps(value).encode()).decode()
        assert [value] == list(values_of(text)) == list(values_of(text.rstrip("=")))


@given(st.text())
@settings(max_examples=300)
def test_any_text_is_harmless(text: str) -> None:
    """Nothing raises, and what is found is an object, a list or a problem."""
    assert all(isinstance(each, dict | list | tuple) for each in values_of(text))
    assert read_moment(text) is None or 946_684_800 * 10**6 <= read_moment(text)
    moment_in(text)
    delimiter_of(text)
    assert is_dump(text) in (True, False)
    assert str(Spot((text,))) == str(Spot.parse(str(Spot((text,)))))


MOMENTS = {
    "2026-03-01T10:00:00Z": 0,
    "2026-03-01 10:00:00": 0,
    "2026-03-01 10:00:00,250": 250,
    "2026-03-01 11:00:00.250+01": 250,
    "2026-03-01 15:30:00+0530": 0,
    "2026-03-01 10:00:00 UTC": 0,
    "2026-03-01T10:00": 0,
    "01/Mar/2026:12:00:00 +0200": 0,
    "1772359200": 0,
    "1772359200.25": 250,
    "1772359200250": 250,
    "1772359200250000": 250,
    "1772359200250000000": 250,
    1772359200: 0,
    1772359200.25: 250,
    1772359200250: 250,
}


@pytest.mark.parametrize("value", MOMENTS)
def test_times(value: Any) -> None:
    """As loggers, databases and clouds write them."""
    assert (1_772_359_200_000 + MOMENTS[value]) * 1000 == read_moment(value)


@pytest.mark.parametrize(
    "value",
    ["", "soon", "447700900031", "2026-13-01 10:00:00", "2026-03-01", 7, True, None, 1e40, []],
)
def test_what_is_no_time(value: Any) -> None:
    """A telephone number is none."""
    assert read_moment(value) is None


def test_nothing_is_searched_within_what_a_form_knows() -> None:
    """A payload that holds another is one payload."""
    inner = {**LIFE[1], "message_uuid": "bbbbbbbb-bbbb-4ccc-8ddd-0123456789ab"}
    report = check([[{"in": {**LIFE[0], "client_ref": json.dumps(inner)}}]], Options())
    assert [LIFE[0]["message_uuid"]] == [each.key for each in report.messages]
