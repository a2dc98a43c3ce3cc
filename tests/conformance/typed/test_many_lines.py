"""Lines that are decoded together: as each is by itself."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msglife.conformance.columns import decoder
from msglife.conformance.columns.decoder import decode_each
from msglife.conformance.columns.lines import Lines


class Letter(msgspec.Struct, forbid_unknown_fields=True):
    """What is decoded."""

    a: Any
    b: Any = None


DECODER = msgspec.json.Decoder(Letter)
SOUND = b'{"a":1}'
LINES = st.sampled_from(
    [
        *(SOUND, b'{"a":"one"}', b'{"a":{"b":[]}}', b'{"a":2,"b":{}}'),
        *(b"", b" ", b"{}", b"[]", b"{", b"}", b'{"c":1}', b'{"a":1', b'{"a":1}\r', b' {"a":1}'),
        *(b'{"a":1}{"a":2}', b'{"a":1} {"a":2}', b'{"a":1},{"a":2}', b'{"a":1}}', b'{{"a":1}'),
        *(b'{"a":"}', b'{"}', b'{"}{"a":1}', b'{"a":{}', b'{"a":[{}', b'{"a":\xff}', b"{\x00}"),
    ]
)


def told(lines: list[bytes]) -> tuple[list[Any], list[int]]:
    found, refused = [], []
    for number, line in enumerate(lines):
        try:
            found.append(DECODER.decode(line))
        except (msgspec.MsgspecError, ValueError):
            refused.append(number)
    return found, refused


@pytest.fixture(autouse=True, params=[1, 40, 2**15])
def together(monkeypatch, request):
    monkeypatch.setattr(decoder, "_TOGETHER", request.param)


@given(st.lists(LINES, min_size=1, max_size=12) | st.lists(st.just(SOUND), min_size=1))
@example([b'{"a":"}', b'{"}{"a":1}'])
@example([b'{"a":1}{"a":2}', b'{"a":"}', b'{"}'])
def test_lines_are_decoded_as_each_by_itself(lines):
    data = b"".join(line + b"\n" for line in lines)
    assert decode_each(DECODER, Lines(data)) == told(lines)
    assert decode_each(DECODER, lines) == told(lines)


@given(st.lists(st.binary().filter(lambda each: b"\n" not in each), min_size=1))
def test_lines_stand_where_they_are(lines):
    found = Lines(b"".join(line + b"\n" for line in lines))
    assert list(found) == found[:] == [found[number] for number in range(len(found))] == lines
    parts = [(bytes(part), count) for part, count in found.parts(8)]
    assert b"".join(part for part, _ in parts) == found.data
    assert [part.count(b"\n") for part, _ in parts] == [count for _, count in parts]
    assert found.in_braces == all(each[:1] == b"{" and each[-1:] == b"}" for each in lines)
