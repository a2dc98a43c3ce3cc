"""Folders, patterns and rotated logs: what is read, in which order, and what is left out."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from msglife.conformance import Options
from msglife.conformance.opening.sources import left_out_of, oldest_first
from msglife.conformance.reading import UnreadableLog, files_of

from support.callbacks import callback
from support.ways import assert_same, record_by_record

ORDERED = [
    ["app.log.10.gz", "app.log.2", "app.log.1.zst", "app.log"],
    ["app.log-20260301.gz", "app.log-20260302", "app.log"],
    ["app.log.2026-02-28", "app.log.2026-03-01", "app.log"],
    ["hooks-2026-02-28.jsonl", "hooks-2026-03-01.jsonl"],
    ["part1.json", "part2.json", "part10.json"],
    ["a.csv", "b.sql", "c.tsv"],
]
LEFT = ["notes.txt", "image.png", ".hidden.jsonl", "app.log.bak", "log"]


@pytest.mark.parametrize("names", ORDERED, ids=lambda names: names[0])
def test_the_oldest_first(names: list[str], tmp_path: Path) -> None:
    """In a folder, by a pattern, and where a shell wrote the pattern out."""
    for name in names:
        (tmp_path / name).touch()
    paths = [str(tmp_path / name) for name in names]
    assert paths == files_of(str(tmp_path))
    assert paths == files_of(str(tmp_path / "*"))
    if "app.log" in names:
        assert paths == oldest_first(sorted(paths))
        assert ["z", *paths, "-"] == oldest_first(["z", *sorted(paths), "-"])


def test_arguments_that_are_no_rotations_stay(tmp_path: Path) -> None:
    """The user's order counts."""
    given = ["b.log", "a.log", "x/app.log", "app.log.1", 7]
    assert given == oldest_first(given)


@pytest.mark.parametrize("count", range(len(LEFT) + 1))
def test_what_is_left_out_is_named(count: int, tmp_path: Path) -> None:
    """In the head of the report; beyond five, how many more there are."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "good.jsonl").write_text(json.dumps(callback("submitted", 1)))
    for name in LEFT[:count]:
        (tmp_path / "inner" / name).write_text("x")
    found = assert_same(tmp_path).logs[0].found
    assert left_out_of(str(tmp_path)) == found
    assert bool(count) == found.startswith("not read: ")
    assert all(f"inner/{name}" in found for name in LEFT[:count])
    for number in range(2):
        (tmp_path / f"{number}.txt").touch()
    assert ("and" in left_out_of(str(tmp_path))) == (count + 2 > 5)


def test_a_life_over_rotated_files(tmp_path: Path) -> None:
    """Its end stands in the file that is not rotated yet."""
    first = json.dumps(callback("submitted", 1)).encode()
    (tmp_path / "app.log.1.gz").write_bytes(gzip.compress(first))
    (tmp_path / "app.log").write_text(json.dumps(callback("delivered", 5)))
    report = record_by_record([str(tmp_path / "app.l*")], Options())
    assert ["conforms"] == [each.verdict for each in report.messages]
    assert [] == list(report.findings)


@pytest.mark.parametrize("name", ["*.log", "nothing-[ab]", "none/**/*.json"])
def test_a_pattern_that_matches_nothing(name: str, tmp_path: Path) -> None:
    """It is told as a path that is not there."""
    with pytest.raises(UnreadableLog, match="no file matches"):
        files_of(str(tmp_path / name))


def test_a_name_with_a_bracket_is_a_name(tmp_path: Path) -> None:
    """What is there by that name is meant, whatever pattern it would be."""
    (tmp_path / "a[1].log").touch()
    (tmp_path / "a1.log").touch()
    assert [str(tmp_path / "a[1].log")] == files_of(str(tmp_path / "a[1].log"))
