"""What is judged in bulk is judged as line by line."""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from itertools import groupby
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance import Checker, Options, check
from msglife.conformance.bulk import check_files, chunks, partitions, parts, scan, template, traces
from msglife.conformance.generator import Plan, generate
from msglife.conformance.reports.json_report import to_dict
from msglife.conformance.times import parse_duration, parse_moment
from msglife.spec import catalog

EXAMPLES = sorted((Path(__file__).parent.parent / "examples" / "logs").glob("*.jsonl"))
LIFECYCLES = sorted(each.id for each in catalog())
MISDEEDS = {"faults": 0.2, "late": 0.1, "repeated": 0.1, "lost": 0.1, "assumed": 0.1}


def load_reader():
    """The vectors' reader: tests are no package, so it is loaded by its path."""
    path = Path(__file__).parent / "vectors" / "reader.py"
    spec = importlib.util.spec_from_file_location("vector_reader_bulk", path)
    sys.modules[spec.name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CASES = load_reader().cases()


def line_by_line(paths, options):
    """The report of the plain checker, which releases nothing."""
    checker = Checker(options, release=False)
    for path in paths:
        checker.read_log(path)
    return checker.finish()


def comparable(report):
    """A report as JSON, its findings in an order of their own."""
    found = to_dict(report)
    found["findings"].sort(key=lambda each: json.dumps(each, sort_keys=True))
    return found


def assert_same(*paths, **options):
    """Both ways say the same of logs; return the report in bulk."""
    names = [str(path) for path in paths]
    options = Options(**options)
    report = check_files(names, options, smallest=0)
    assert report is not None
    assert comparable(report) == comparable(line_by_line(names, options))
    return report


def generated(lifecycle, count, seed=0, form="", **rates):
    """The lines of a generated log."""
    sent = generate(catalog().get(lifecycle), Plan(count, seed, form=form, **rates))
    return [json.dumps(each.payload, separators=(",", ":")) for each in sent]


def write(path, lines):
    """Write lines to a file."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", sorted({case.path.name for case in CASES}))
def test_vectors(name, tmp_path):
    """Each vector, a file a case."""
    read = {"since": parse_moment, "final_within": parse_duration}
    cases = [case for case in CASES if case.path.name == name]
    for number, case in enumerate(cases):
        log = write(tmp_path / f"{number}.jsonl", map(json.dumps, case.records))
        options = case.case.get("options", {})
        options = {key: read.get(key, lambda value: value)(options[key]) for key in options}
        names, options = [str(log)], Options(**options)
        report = check_files(names, options, smallest=0)
        if report is not None:  # None: most lines are odd, so that bulk is not worth it
            assert comparable(report) == comparable(line_by_line(names, options)), case.name


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples(path):
    """The examples, with faults of every kind."""
    assert_same(path)


def test_examples_together():
    """Messages of several files are told apart and together alike."""
    report = assert_same(*EXAMPLES, EXAMPLES[0])
    assert report.verdicts["violates"]


@pytest.mark.parametrize("name", LIFECYCLES)
def test_generated(name, tmp_path):
    """Generated logs with misdeeds of every kind."""
    log = write(tmp_path / "log.jsonl", generated(name, 150, **MISDEEDS))
    report = check_files([str(log)], Options(), smallest=0)
    if report is not None:
        assert comparable(report) == comparable(line_by_line([str(log)], Options()))


@pytest.mark.parametrize(
    "name", ["vonage/sms", "go4network/message", "scg/message", "partner_gateway/sms"]
)
def test_sound_messages_are_not_judged_one_by_one(name, tmp_path):
    """What bulk is for: of a sound log, nothing is left to the plain way."""
    log = write(tmp_path / "log.jsonl", generated(name, 400))
    report = assert_same(log)
    assert not list(report.judged)
    assert len(report.messages) == 400
    assert report.messages[3] == list(report.messages)[3]


@pytest.mark.parametrize(
    "options",
    [
        {"final_within": parse_duration("1m")},
        {"since": parse_moment("2026-01-01T00:02:00Z")},
        {"strict": True, "complete": True},
        {"lifecycles": ("vonage/sms",)},
        {"lifecycles": ("vonage",), "show_numbers": True},
        {"select": ("LIFE",)},
        {"ignore": ("DELV",)},
    ],
    ids=str,
)
def test_options(options, tmp_path):
    """Each option means the same in bulk."""
    assert_same(write(tmp_path / "log.jsonl", generated("vonage/sms", 200, **MISDEEDS)), **options)


def test_parts_and_processes(tmp_path, monkeypatch):
    """How a file is divided, and how many processes read it, changes nothing."""
    log = write(tmp_path / "log.jsonl", generated("vonage/rcs", 200, **MISDEEDS))
    whole = comparable(assert_same(log))
    monkeypatch.setattr(parts, "SMALLEST", 7_001)
    monkeypatch.setattr(chunks, "CHUNK", 5_003)
    monkeypatch.setattr(scan, "_BATCH", 3)
    assert whole == comparable(assert_same(log))
    assert whole == comparable(assert_same(log, jobs=2))


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_memory_has_no_room_for_is_spilled(jobs, tmp_path, monkeypatch):
    """To files that are gone afterwards; it changes nothing."""
    log = write(tmp_path / "log.jsonl", generated("scg/message", 300, **MISDEEDS))
    whole = comparable(assert_same(log, details=3))
    monkeypatch.setattr(parts, "SMALLEST", 20_000)
    monkeypatch.setattr(chunks, "CHUNK", 9_001)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "spilled"))
    (tmp_path / "spilled").mkdir()
    spilled = []
    original = partitions.Partitions.spill

    def spilling(self):
        original(self)
        spilled.append(len(list((tmp_path / "spilled").glob("*/*"))))

    monkeypatch.setattr(partitions.Partitions, "spill", spilling)
    assert whole == comparable(assert_same(log, jobs=jobs, memory=20_000, details=3))
    assert max(spilled) > 1
    assert not list((tmp_path / "spilled").iterdir())


@pytest.mark.parametrize("jobs", [1, 2])
def test_where_nothing_can_be_spilled_logs_are_judged_line_by_line(jobs, tmp_path, monkeypatch):
    """Neither a full disk nor the want of a temporary folder stops a check."""
    log = write(tmp_path / "log.jsonl", generated("vonage/sms", 200))
    options = Options(memory=10_000, jobs=jobs)
    monkeypatch.setattr(parts, "SMALLEST", 20_000)
    monkeypatch.setattr(chunks, "CHUNK", 9_001)
    assert check_files([str(log)], options, smallest=0) is not None
    monkeypatch.setattr(partitions.Partitions, "_file", lambda self, _: tmp_path / "no" / "file")
    assert check_files([str(log)], options, smallest=0) is None
    monkeypatch.undo()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    assert check_files([str(log)], Options(), smallest=0) is None


def test_keys_of_one_hash_are_told_apart(tmp_path, monkeypatch):
    """Where hashes are equal, the keys are compared, and judged one by one."""
    log = write(tmp_path / "log.jsonl", generated("vonage/sms", 120))
    read = template.Template.read

    def weakly(self, lines, rows):
        sound = read(self, lines, rows)
        rows["key"] = rows["key"] >> 60 << 60
        return sound

    monkeypatch.setattr(template.Template, "read", weakly)
    report = assert_same(log)
    assert len(report.messages) == 120
    assert list(report.judged)


def test_many_traces(tmp_path, monkeypatch):
    """Beyond the most traces that are kept apart, messages are judged one by one."""
    monkeypatch.setattr(traces, "_MOST_NODES", 3)
    log = write(tmp_path / "log.jsonl", generated("vonage/sms", 120))
    report = assert_same(log)
    assert 0 < len(list(report.judged)) < 120


EDITS = (
    lambda line, dice: line.replace("0", "9", 1),
    lambda line, dice: line[: dice.randrange(len(line))],
    lambda line, dice: line + line,
    lambda line, dice: "",
    lambda line, dice: "  " + line + "\r",
    lambda line, dice: json.dumps(dict(sorted(json.loads(line).items()))),
    lambda line, dice: line.replace("{", '{"status":"read",', 1),
    lambda line, dice: line.replace("{", '{"new":1,', 1),
    lambda line, dice: line.replace("a", "\\u0061"),
    lambda line, dice: line.replace(":", ": "),
    lambda line, dice: line.replace("-", "é"),
    lambda line, dice: line.replace("1", "01"),
    lambda line, dice: line.replace("1", "1e5"),
    lambda line, dice: line.replace('"', "", dice.randrange(1, 4)),
    lambda line, dice: line.replace("2026-01-01", "2026-13-41"),
    lambda line, dice: line.replace("T00:", "T24:"),
    lambda line, dice: line.replace("Z", "+02:00"),
)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(LIFECYCLES),
    seed=st.integers(0, 10**6),
    edits=st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(EDITS)), max_size=12),
)
def test_damaged(name, seed, edits, tmp_path_factory):
    """Damage of any kind is found by both ways, or by neither."""
    lines = generated(name, 25, seed, repeated=0.2, late=0.2)
    dice = Random(seed)
    for place, edit in edits:
        index = place % len(lines)
        if lines[index].startswith("{"):
            try:
                lines[index] = edit(lines[index], dice)
            except ValueError:  # an edit before made it no JSON
                continue
    log = write(tmp_path_factory.mktemp("damaged") / "log.jsonl", lines)
    report = check_files([str(log)], Options(), smallest=0)
    if report is not None:
        assert comparable(report) == comparable(line_by_line([str(log)], Options()))


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from([each for each in LIFECYCLES if each != "scg/message_request"]),
    seed=st.integers(0, 10**6),
    place=st.integers(0, 10**6),
    char=st.integers(0, 255),
)
def test_one_byte(name, seed, place, char, tmp_path_factory):
    """One byte changed in a line that others are like."""
    lines = [line.encode() for line in generated(name, 12, seed % 50)]
    index = seed % len(lines)
    line = bytearray(lines[index])
    line[place % len(line)] = char
    log = tmp_path_factory.mktemp("byte") / "log.jsonl"
    log.write_bytes(b"\n".join([*lines[:index], bytes(line), *lines[index:]]))
    report = check_files([str(log)], Options(), smallest=0)
    if report is not None:
        assert comparable(report) == comparable(line_by_line([str(log)], Options()))


def test_a_file_that_shrinks_while_read(tmp_path, monkeypatch):
    """Lines that are no longer there are told of, and the others judged."""
    lines = generated("vonage/sms", 100)
    log = write(tmp_path / "log.jsonl", [*lines, "{"])
    shrunk = parts.scan_jobs

    def shrinking(*args):
        yield from shrunk(*args)
        log.write_text("\n".join(lines[:10]), encoding="utf-8")

    monkeypatch.setattr("msglife.conformance.bulk.two_phases.scan_jobs", shrinking)
    report = check_files([str(log)], Options(), smallest=0)
    assert "LOGS005" in {finding.code for finding in report.findings}
    assert sum(log.records for log in report.logs) == len(lines) + 1


def test_small_logs_and_others_are_not_for_bulk(tmp_path):
    """What is small, or no file of JSON Lines, is read line by line."""
    log = write(tmp_path / "log.jsonl", generated("vonage/sms", 3))
    array = tmp_path / "array.json"
    array.write_text("[" + ",\n".join(generated("vonage/sms", 3)) + "]", encoding="utf-8")
    assert check_files([str(log)], Options()) is None
    assert check_files([str(array)], Options(), smallest=0) is None
    assert check_files([str(tmp_path / "none")], Options(), smallest=0) is None
    assert check_files([str(log)], Options(), smallest=0) is not None


def test_large_logs_are_for_bulk(tmp_path):
    """`check` takes the fast way by itself."""
    lines = generated("vonage/sms", 60)
    many = [
        line.replace('"message_uuid":"', f'"message_uuid":"{n:08x}', 1)
        for n in range(90)
        for line in lines
    ]
    shortened = [line[:25] + line[33:] for line in many]
    log = write(tmp_path / "log.jsonl", shortened)
    report = check([str(log)])
    assert not isinstance(report.messages, tuple)
    assert comparable(report) == comparable(line_by_line([str(log)], Options()))


def test_vectors_are_not_all_given_up():
    """The comparison above is of something: the groups of cases are many."""
    assert len(list(groupby(sorted(case.path.name for case in CASES)))) > 5


def test_the_key_of_one_that_is_escaped_is_read(tmp_path):
    """A key that stands in each line alike, in escapes, is read as JSON has it."""
    lines = generated("vonage/sms", 1)
    key = json.loads(lines[0])["message_uuid"]
    escaped = [line.replace(key, f"\\u{ord(key[0]):04x}{key[1:]}") for line in lines]
    report = assert_same(write(tmp_path / "log.jsonl", escaped))
    assert [each.key for each in report.messages] == [key]
