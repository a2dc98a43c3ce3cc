"""What is found in many texts at once is what each has by itself."""

import json
import re
from base64 import b64encode
from io import BytesIO

from hypothesis import example, given
from hypothesis import strategies as st
from msglife.conformance.extracting.documents import Irregular, objects_of
from msglife.conformance.extracting.packed import object_in, objects_packed
from msglife.conformance.extracting.several import Several, gaps_in

GAP = re.compile(rb"""\}([^{}\[\]"',:\n]*)\{(?=")""")
"""What stands between two objects, and in no object but in texts."""
OBJECTS = st.sampled_from(
    [
        b'{"id":1}',
        b'{"id":{"a":"} {"}}',
        b'{"ms":5}',
        b'{"ms":"\\ud800"}',
        b'{"ms":5',
        b'{"text":"x} and {"}',
        b'{"a":[{},{"b":"]"}]}',
    ]
)


def joined(parts):
    return st.lists(parts, max_size=12).map(b"".join)


@given(joined(st.sampled_from([b"{", b"}", b'"', b" ", b"x", b":", b"[", b"\n", b'} {"', b'}{"'])))
def test_gaps(data):
    expected = [[each.start(1), each.end(1)] for each in GAP.finditer(data)]
    assert gaps_in(data).tolist() == expected


@given(st.lists(st.tuples(OBJECTS, st.sampled_from([b" ", b"", b" took "]), OBJECTS)))
@example([(b'{"ms":5}', b" ", b'{"id":1}')] * 2)
@example([(b'{"id":1}', b" ", b'{"ms":5}'), (b'{"id":1}', b" ", b'{"id":1}')])
def test_payloads_of_two_objects(pairs):
    """In whatever order most of them stand; where neither is one, either may be taken."""
    divided = [(text, gaps_in(text).tolist()) for text in map(b"".join, pairs)]
    texts = [text for text, gaps in divided if len(gaps) == 1]
    at_once, alone = (Several(lambda value: "id" in value) for _ in range(2))
    for each in texts[:1]:  # which shows where payloads stand
        assert at_once.payload(each) == alone.payload(each)
    found = at_once.payloads(texts, [gaps[0] for _, gaps in divided if len(gaps) == 1])
    expected = list(map(alone.payload, texts))
    assert [b"id" in each and each for each in found] == [
        b"id" in each and each for each in expected
    ]


HEADS = st.sampled_from(
    [b"POST / HTTP/1.1\r\n", b"HTTP/1.1 200 OK\r\nA: b\r\n", b"GET / HTTP/1.1\r\n", b"X\r\n", b""]
)
BLANKS = st.sampled_from([b"\r\n", b"\n", b"\r\n\r\n", b""])
PACKED = st.one_of(
    st.tuples(HEADS, BLANKS, OBJECTS, st.sampled_from([b"", b"\n", b"\r\n"])).map(b"".join),
    st.tuples(OBJECTS).map(lambda each: b64encode(each[0])),
    st.sampled_from([b"a", b"eyJ", b"eyJpZCI6IDEyMzQ1fQ=", b"c" * 20, b"{}"]),
)


@given(st.lists(PACKED, min_size=1))
@example([b"POST / HTTP/1.1\r\n\r\n{}", b'POST / HTTP/1.1\n\r\n\r\n{"id":1}'])
def test_what_texts_are_packed_around(texts):
    assert objects_packed(texts) == list(map(object_in, texts))


VALUES = st.sampled_from(
    ["[]", "[{}]", '[{"a":1},{"b":[2]}]', '[\n {"a":1},\n {"b":2}\n]', '{"a":"]["}', '{\n"a":1}']
)
ENDS = st.sampled_from(["\n", "\n", "\n\n", " ", "", "\r\n"])


@given(st.lists(st.tuples(VALUES, ENDS), max_size=8))
@example([('[{"a":1}]', "\n")] * 3)
@example([("[{}]", " "), ("[{}]", "\n"), ("[{}]", "\n")])
def test_documents(parts):
    """The items of lists, and in which line each begins."""
    data = "".join(value + end for value, end in parts)
    expected, at, line = [], 0, 1
    for value, end in parts:
        begin = data.index(value, at)
        items = json.loads(value)
        spans = re.finditer(r"\{[^{}]*\}", value)
        starts = [0] if isinstance(items, dict) else [each.start() for each in spans]
        for item, start in zip([items] if isinstance(items, dict) else items, starts, strict=True):
            expected.append((item, line + data.count("\n", begin, begin + start)))
        line += (value + end).count("\n")
        at = begin + len(value)
    try:
        found = list(objects_of(BytesIO(data.encode())))
    except Irregular:  # it is read object by object
        assert any(value == "[]" for value, _ in parts)
        return
    told = [
        (json.loads(text), at)
        for each in found
        for text, at in zip(each.texts, each.lines.tolist(), strict=True)
    ]
    assert told == expected
