"""What is done with all texts of an array at once is what is done with each."""

from __future__ import annotations

import re

import orjson
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msglife.conformance.arrow.texts import (
    are_whole_numbers,
    data_of,
    escaped,
    has_controls,
    line_ends,
    null_if,
    without_backslashes,
)
from msglife.conformance.reading.escapes import unescaped
from msglife.conformance.spots.members import NUMBER, WHOLE_DIGITS

PARTS = st.sampled_from(["a", "é", "😀", "\\", "\\\\", '"', "\n", "\x01", "n", "7"])
TEXTS = st.lists(st.none() | st.lists(PARTS, max_size=6).map("".join), max_size=8)
"""Among them: texts that end with a backslash, before others that begin with one."""


def array_of(texts):
    """An array that begins within another, as batches do."""
    return pa.array(["\\before", *texts, "behind\\"], pa.large_string()).slice(1, len(texts))


def each(function, texts):
    return [None if text is None else function(text) for text in texts]


@given(TEXTS)
@example(["\\", "\\"])
@example([r"\\", None, r"a\\b"])
@example([r'{\"a\": ""}', r"\"", None, r"\\\"\""])
def test_backslashes_are_undone(texts):
    assert without_backslashes(array_of(texts)).to_pylist() == each(unescaped, texts)


@given(TEXTS)
def test_doubled_backslashes_are_halved(texts):
    doubled = each(lambda text: text.replace("\\", r"\\"), texts)
    assert without_backslashes(array_of(doubled)).to_pylist() == texts


@given(TEXTS)
@example(['"a"', None, "\\", "é"])
@example(['"a"', None, "\n", "é"])
def test_texts_are_escaped(texts):
    expected = each(lambda text: orjson.dumps(text)[1:-1].decode(), texts)
    assert escaped(array_of(texts)).to_pylist() == expected


@pytest.mark.parametrize("null", ["", "\\\\", "n7"])
@given(texts=TEXTS)
def test_texts_that_mean_nothing(null, texts):
    expected = [None if text == null else text for text in texts]
    assert null_if(array_of(texts), null).to_pylist() == expected


LINES = st.lists(st.lists(st.sampled_from(["\r", "\n", "a", "é"]), max_size=5).map("".join))


@given(LINES)
@example(["a\r", "\nb"])
@example(["\r\n\r\n", "\n\r"])
def test_ends_of_lines(texts):
    expected = [len(re.findall("\r\n|\r|\n", text)) for text in texts]
    assert line_ends(array_of(texts)).tolist() == expected
    assert has_controls(array_of(texts)) == any(expected)


@given(
    st.lists(st.none() | st.sampled_from(["0", "7", "10", "01", "-1", "1.5", "a", "", "9" * 19]))
)
@example(["9" * 18, None])
@example(["9" * 19])
@example(["00"])
def test_whole_numbers(texts):
    """Those that are, are numbers by the pattern; of others the pattern is asked."""
    found = are_whole_numbers(array_of(texts), WHOLE_DIGITS)
    assert found == all(text is None or re.fullmatch("0|[1-9][0-9]{0,17}", text) for text in texts)
    assert not found or all(text is None or re.fullmatch(NUMBER, text) for text in texts)


@pytest.mark.parametrize("texts", [["a", "", "bc"], []])
def test_data(texts):
    assert bytes(data_of(array_of(texts))) == "".join(texts).encode()
