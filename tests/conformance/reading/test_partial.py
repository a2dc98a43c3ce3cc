"""Lines that a container's runtime cut into parts are read as if they had not been cut."""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.callbacks import callback, key_of
from support.ways import assert_same

LINES = [
    f"{before}{json.dumps(callback('submitted', number, key_of(number), client_ref='é {x} P '))}"
    for number, before in enumerate(["", "INFO got ", "", "hook: "])
]


def time(number):
    """When a line was written."""
    return f"2026-03-01T10:00:{number:02}.123456789Z"


def cri(number, parts, stream="stdout"):
    """The parts of a line, each a line."""
    marks = [*"P" * (len(parts) - 1), "F"]
    return [
        f"{time(number)} {stream} {mark} {part}\n" for mark, part in zip(marks, parts, strict=True)
    ]


def docker(number, parts, stream="stdout"):
    """The parts of a line, each a record."""
    *begun, last = parts
    return [
        f"{json.dumps({'log': part, 'stream': stream, 'time': time(number)})}\n"
        for part in [*begun, f"{last}\n"]
    ]


def cut(text, at):
    """A text in parts, cut at some places."""
    edges = [0, *sorted({each % len(text) for each in at} - {0}), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


def read(path, lines):
    """The verdicts, places and times of a log, which both ways find."""
    path.write_text("".join(lines), encoding="utf-8")
    report = assert_same(path)
    assert not [each for each in report.findings if each.code.startswith("LOGS")]
    assert "received at" in report.logs[0].found
    return [(each.key, each.verdict, each.last) for each in report.messages]


@pytest.mark.parametrize("runtime", [cri, docker])
@settings(max_examples=15)
@given(
    cuts=st.lists(
        st.lists(st.integers(0, 300), max_size=3), min_size=len(LINES), max_size=len(LINES)
    )
)
def test_however_lines_are_cut(runtime, cuts, tmp_path_factory):
    """The same is said as of whole lines."""
    path = tmp_path_factory.mktemp("cut") / "container.log"
    whole = [each for number, text in enumerate(LINES) for each in runtime(number, [text])]
    parts = [
        each
        for number, (text, at) in enumerate(zip(LINES, cuts, strict=True))
        for each in runtime(number, cut(text, at))
    ]
    assert read(path, whole) == read(path, parts)


@pytest.mark.parametrize("runtime", [cri, docker])
def test_what_stands_between_parts(runtime, tmp_path):
    """The parts of one stream belong together, whatever the other says meanwhile."""
    parts = runtime(1, cut(LINES[1], [40, 90]))
    between = runtime(1, ["served in 3 ms"], "stderr")
    lines = [*runtime(0, [LINES[0]]), parts[0], *between, *parts[1:]]
    assert 2 == len(read(tmp_path / "container.log", lines))


@pytest.mark.parametrize("runtime", [cri, docker])
def test_the_place_of_a_finding(runtime, tmp_path):
    """It is that of the first part."""
    wrong = json.dumps(callback("submitted", 2, key_of(2), to=5))
    lines = [*runtime(0, cut(LINES[0], [50])), *runtime(1, cut(wrong, [50])), *runtime(2, ["end"])]
    path = tmp_path / "container.log"
    path.write_text("".join(lines), encoding="utf-8")
    found = assert_same(path).findings
    assert [3] == [each.place.line for each in found if each.code == "PAYL001"]


@pytest.mark.parametrize("runtime", [cri, docker])
def test_a_line_that_was_never_ended(runtime, tmp_path):
    """What is there of it is told, and the lines of the other stream are read."""
    lines = [
        *runtime(0, [LINES[0]]),
        *runtime(1, cut(LINES[1], [40, 90]))[:-1],
        *runtime(2, [LINES[2]], "stderr"),
    ]
    path = tmp_path / "container.log"
    path.write_text("".join(lines), encoding="utf-8")
    report = assert_same(path)
    assert ["LOGS001"] == [each.code for each in report.findings if "LOGS" in each.code]
    assert (3, 2) == (report.logs[0].records, report.logs[0].used)


def test_records_without_ends_of_lines_are_whole(tmp_path):
    """So others than Docker write them: nothing is put together."""
    lines = [each.replace("\\n", "") for text in LINES[:3] for each in docker(0, [text])]
    assert 3 == len(read(tmp_path / "container.log", lines))
