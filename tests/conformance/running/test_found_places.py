"""Payloads in found places are judged alike, whether types read them or each is taken by itself."""

from __future__ import annotations

import json
from random import Random

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance import Options
from msglife.conformance.columns.lines import Lines
from msglife.conformance.extracting.extraction import Extractor
from msglife.conformance.extracting.whole_lines import have_several
from msglife.conformance.judging.options import lifecycles_of, observers_of
from msglife.conformance.locating import Finder, Planning
from msglife.conformance.observing.collector import Collector
from msglife.conformance.reading import read_file
from msglife.spec import catalog

from support.places import PLACES
from support.ways import MISDEEDS, assert_same, generated, write
from vectors import reader

LIFECYCLES = sorted(each.id for each in catalog())
SLOW = {"behind a method", "coloured", "in a list behind text", "a list"}
"""Places that are left to who takes each payload by itself."""


def by_line(log, **options):
    """How payloads are taken from the lines of a log."""
    chosen = Options(**options)
    observers = observers_of(lifecycles_of(chosen), reveal=False)
    planning = Planning(Finder(Collector(observers, forced=False), chosen.wanted).by_line)
    assert not list(read_file(str(log), finder=planning))
    return planning.found


@pytest.mark.parametrize("place", PLACES)
def test_all_of_a_sound_log_is_taken(place, tmp_path):
    """Of every line the payload, as it is written, and the time of its reception."""
    payloads = generated("vonage/sms", 60)
    lines = [PLACES[place](number, each) for number, each in enumerate(payloads)]
    log = write(tmp_path / "log", lines)
    found = by_line(log)
    if place in SLOW and found is None:
        return
    taken, received = Extractor(found, finder()._recognises.knows, forced=False).extract(
        Lines(log.read_bytes(), braces=found.text)
    )
    if place in SLOW:
        assert not any(map(is_json, taken))
    elif "other members" in place:  # a few names of which are learned
        assert payloads[:30] == [each.decode() for each in taken[:30]]
    else:
        assert payloads == [each.decode().rstrip() for each in taken]
        times = [each.received for each in read_file(str(log), finder=finder())]
        assert [each or -(2**63) for each in times] == received.tolist()


def is_json(text):
    """Whether a text is JSON; what is taken need not be."""
    try:
        return bool(orjson.loads(text))
    except orjson.JSONDecodeError:
        return False


def finder():
    """What finds payloads where they stand."""
    return Finder(Collector(observers_of(lifecycles_of(Options()), reveal=False), forced=False))


@pytest.mark.parametrize("place", PLACES)
def test_generated(place, tmp_path):
    """Logs with misdeeds of every kind."""
    payloads = generated(LIFECYCLES[len(place) % len(LIFECYCLES)], 80, **MISDEEDS)
    lines = [PLACES[place](number, each) for number, each in enumerate(payloads)]
    assert assert_same(write(tmp_path / "log", lines)).observations


CASES = reader.cases()
NAMES = sorted(PLACES)


@pytest.mark.parametrize("step", [10, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", sorted({case.path.name for case in CASES}))
def test_vectors(name, step, tmp_path):
    """Every payload of the vectors of a file, each vector in another place."""
    cases = [case for case in CASES if case.path.name == name][::step]
    for number, case in enumerate(cases):
        around = PLACES[NAMES[number % len(NAMES)]]
        lines = [around(at, json.dumps(each)) for at, each in enumerate(case.records)]
        assert_same(write(tmp_path / f"{number}.log", lines))


EDITS = (
    lambda line, dice: line[: dice.randrange(len(line) + 1)],
    lambda line, dice: line[dice.randrange(len(line) + 1) :],
    lambda line, dice: line + line,
    lambda line, dice: line + " " + line,
    lambda line, dice: "",
    lambda line, dice: " \t",
    lambda line, dice: "up and running",
    lambda line, dice: '{"level": "info", "msg": "up"}',
    lambda line, dice: line.replace("{", '{"new":1,', 1),
    lambda line, dice: line.replace("{", '{"request":{"body":{}},', 1),
    lambda line, dice: line.replace("{", '{"x":1e999,', 1),
    lambda line, dice: line.replace("{", '{"x":' + "1" * 400 + ",", 1),
    lambda line, dice: line.replace("{", "{ ", 1),
    lambda line, dice: line.replace("{", "[{", 1),
    lambda line, dice: line.replace("{", "{x} {", 1),
    lambda line, dice: line.replace("}", "}}", 1),
    lambda line, dice: line + "]",
    lambda line, dice: "[" + line + "]",
    lambda line, dice: '"' + line + '"',
    lambda line, dice: json.dumps(line),
    lambda line, dice: line + " {}",
    lambda line, dice: line + ' {"a": 1}',
    lambda line, dice: line + " {",
    lambda line, dice: line.replace('"', "", dice.randrange(1, 4)),
    lambda line, dice: line.replace('"', "'"),
    lambda line, dice: line.replace("\\", "", dice.randrange(1, 4)),
    lambda line, dice: line.replace("2026-", "2026-13-", 1),
    lambda line, dice: line.replace("2026-03-01", "0001-01-01", 1),
    lambda line, dice: line.replace("T", "t").replace("Z", "z"),
    lambda line, dice: line.replace(":00", ":60", 1),
    lambda line, dice: line.replace("0", "9", 1),
    lambda line, dice: line.replace("a", "\\u0061", 1),
    lambda line, dice: line.replace("e", "\ud800", 1),
    lambda line, dice: line.replace("e", "\udcff", 1),
    lambda line, dice: line.replace(" ", "\u00a0"),
    lambda line, dice: "\ufeff" + line,
    lambda line, dice: "POST / HTTP/1.1 " + line,
)


def damaged(place, payloads, edits, seed):
    """Lines in a place, of which some are damaged, before or behind that."""
    dice = Random(seed)
    lines = list(payloads)
    for at, edit, inside in edits:
        if inside:
            lines[at % len(lines)] = edit(lines[at % len(lines)], dice)
    lines = [PLACES[place](number, each) for number, each in enumerate(lines)]
    for at, edit, inside in edits:
        if not inside:
            lines[at % len(lines)] = edit(lines[at % len(lines)], dice)
    return lines


def write_any(path, lines):
    """Write lines whatever they hold: bytes that are no UTF-8, too."""
    data = "".join(f"{line}\n" for line in lines)
    path.write_bytes(
        b"".join(each.encode("utf-8", _HOW[0xDC80 <= ord(each) <= 0xDCFF]) for each in data)
    )
    return path


_HOW = {True: "surrogateescape", False: "surrogatepass"}


@settings(max_examples=150)
@given(
    place=st.sampled_from(NAMES),
    name=st.sampled_from(LIFECYCLES),
    seed=st.integers(0, 10**6),
    edits=st.lists(
        st.tuples(st.integers(5, 10**6), st.sampled_from(EDITS), st.booleans()), max_size=12
    ),
    forced=st.booleans(),
)
def test_damaged(place, name, seed, edits, forced, tmp_path_factory):
    """Damage of any kind, to payloads or to what stands around them, is told alike."""
    payloads = generated(name, 20, seed % 50, repeated=0.2, late=0.2)
    log = tmp_path_factory.mktemp("damaged") / "any.log"
    write_any(log, damaged(place, payloads, edits, seed))
    assert_same(log, **({"lifecycles": (name,)} if forced else {}))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["INFO a", "INFO {}"], True),
        (["INFO {", '"a": 1}'], False),
        (["INFO [  ", "1]"], False),
        (["INFO {\r", '"a": 1}\r'], False),
        (["INFO {\x1b[0m", '"a": 1}'], False),
        (["INFO {\u3000", '"a": 1}'], False),
        (["INFO é", "漢"], True),
        ([" " * 300, "a"], False),
        (["2026-03-01T10:00:00Z stdout F a P b", "2026-03-01T10:00:00Z stdout F c"], True),
        (["2026-03-01T10:00:00Z stdout P a", "2026-03-01T10:00:00Z stdout F c"], False),
        ([" P "], True),
    ],
)
def test_entries_of_several_lines_are_seen(lines, expected):
    """A line that ends with a bracket, whatever is behind it, may begin one; CRI marks parts."""
    assert expected == (not have_several(Lines.of([each.encode() for each in lines])))
    assert expected == (not have_several(Lines.of([b"x" * 300, *map(str.encode, lines)])))


@pytest.mark.parametrize("place", ["as nginx writes texts", "as Python shows texts"])
@pytest.mark.parametrize("odd", ["\udcff", r"\xC3\xA9", r"\xff", r"\Uffffffff", r"\ud800", r"\x0a"])
def test_escapes_of_what_is_no_text(place, odd, tmp_path):
    """Bytes that are no UTF-8 beside others that are escaped, and what is no character."""
    payloads = generated("vonage/sms", 20)
    lines = [PLACES[place](number, each) for number, each in enumerate(payloads)]
    for at in (8, 9, 15):
        lines[at] = lines[at].replace("submitted", f"{odd}\\xC3")
        lines[at] = lines[at].replace("delivered", f"{odd}\udcff\\xC3")
    assert assert_same(write_any(tmp_path / "any.log", lines)).messages


def test_messages_of_one_entry_are_in_order(tmp_path):
    """An entry of several lines may hold several payloads: all are told of in its first line."""
    payloads = generated("vonage/sms", 12)
    lines = [f"INFO got {each}" for each in payloads]
    lines[2:9] = [f"{lines[2]} {{", *(f"  {each}" for each in payloads[3:8]), "}"]
    report = assert_same(write(tmp_path / "any.log", lines))
    places = [each.place.line for each in report.messages]
    assert 2 < places.count(3)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_entry_of_several_lines_may_come_late(jobs, tmp_path):
    """Where lines were read one by one already, the log is spooled instead, and told of once."""
    lines = [f"INFO got {each}" for each in generated("vonage/sms", 12)]
    filler = ["INFO nothing to tell " + "x" * 20_000] * 450
    log = write(tmp_path / "any.log", [*lines[:6], *filler, *lines[6:]])
    alone = assert_same(log, jobs=jobs)
    verdicts = [each.verdict for each in alone.messages]
    last = json.dumps(json.loads(lines[-1].removeprefix("INFO got ")), indent=1)
    late = [*lines[:6], *filler, *lines[6:-1], f"INFO got {last}"]
    told = assert_same(write(log, late), jobs=jobs)
    assert alone.logs == told.logs
    assert verdicts == [each.verdict for each in told.messages]
