"""What is done with all texts of an array at once is what is done with each."""

from __future__ import annotations

import orjson
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msglife.conformance.arrow.texts import (
    data_of,
    escaped,
    null_if,
    odd_texts,
    without_backslashes,
)
from msglife.conformance.reading.escapes import unescaped

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
def test_backslashes_are_undone(texts):
    assert without_backslashes(array_of(texts)).to_pylist() == each(unescaped, texts)


@given(TEXTS)
def test_doubled_backslashes_are_halved(texts):
    doubled = each(lambda text: text.replace("\\", r"\\"), texts)
    assert without_backslashes(array_of(doubled)).to_pylist() == texts


@given(TEXTS)
def test_texts_are_escaped(texts):
    expected = each(lambda text: orjson.dumps(text)[1:-1].decode(), texts)
    assert escaped(array_of(texts)).to_pylist() == expected
    odd = [number for number, text in enumerate(texts) if text != expected[number]]
    assert odd_texts(array_of(texts)).tolist() == odd


@pytest.mark.parametrize("null", ["", "\\\\", "n7"])
@given(texts=TEXTS)
def test_texts_that_mean_nothing(null, texts):
    expected = [None if text == null else text for text in texts]
    assert null_if(array_of(texts), null).to_pylist() == expected


@pytest.mark.parametrize("texts", [["a", "", "bc"], []])
def test_data(texts):
    assert bytes(data_of(array_of(texts))) == "".join(texts).encode()
