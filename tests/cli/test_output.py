"""Files are written as their bytes come, and have their names only when they are whole."""

import json
import os
import threading

import pytest
from click.testing import CliRunner
from msglife.conformance.reports import FORMATS

from msglife.cli import cli
from msglife.cli.files import write_file
from msglife.cli.output import Mistake, encoded
from support.callbacks import callback


def broken(*pieces, error):
    """Pieces that end with an error."""
    yield from pieces
    raise error


@pytest.mark.parametrize("before", [None, b"old"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, Mistake("no"), OSError("no room")])
def test_a_failure_leaves_no_half_file(tmp_path, before, error):
    """What stood there stays, and nothing is left beside it."""
    file = tmp_path / "a.json"
    if before:
        file.write_bytes(before)
    with pytest.raises((KeyboardInterrupt, Mistake)):
        write_file(file, broken(b"new", error=error))
    left = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert ({"a.json": before} if before else {}) == left


def test_a_file_is_replaced_when_the_new_one_is_whole(tmp_path):
    """Its permissions stay, and a link to it stays a link."""
    file, link = tmp_path / "a.json", tmp_path / "b.json"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to("a.json")
    seen = []

    def blocks():
        yield b"n"
        seen.append(file.read_bytes())
        yield b"ew"

    write_file(link, blocks())
    assert [b"old"] == seen
    assert (b"new", 0o640) == (file.read_bytes(), file.stat().st_mode & 0o777)
    assert link.is_symlink()
    assert ["a.json", "b.json"] == sorted(each.name for each in tmp_path.iterdir())


def test_a_new_file_has_the_permissions_of_any(tmp_path):
    """Those that the user's mask leaves."""
    (tmp_path / "other").touch()
    write_file(tmp_path / "a.json", [b"new"])
    modes = {each.stat().st_mode for each in tmp_path.iterdir()}
    assert 1 == len(modes)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    """As any device: it is no file that could be replaced."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_file(pipe, [b"ne", b"w"])
    reader.join()
    assert [b"new"] == read
    assert pipe.is_fifo()


def test_small_pieces_are_encoded_together():
    """So that each is worth a call to the system; a large one is no longer waited for."""
    large = "é" * 2**18
    blocks = list(encoded(["a", "b", large, "c"], str.encode))
    assert [f"ab{large}".encode(), b"c"] == blocks


def test_a_report_that_cannot_be_finished_is_a_mistake_in_one_line(tmp_path, monkeypatch):
    """Whatever is missing: a log that is gone, room on a disk. No half file is left."""
    monkeypatch.chdir(tmp_path)
    log = tmp_path / "a.jsonl"
    log.write_text(json.dumps(callback("submitted")), encoding="utf-8")
    pieces = broken("{", error=FileNotFoundError(2, "No such file", "a.jsonl"))
    monkeypatch.setitem(FORMATS, "json", lambda report, **options: pieces)
    done = CliRunner().invoke(cli, ["check", "a.jsonl", "-o", "json=a.json"])
    assert 2 == done.exit_code
    assert (
        "Error: the report cannot be finished ([Errno 2] No such file: 'a.jsonl')\n" == done.stderr
    )
    assert ["a.jsonl"] == [each.name for each in tmp_path.iterdir()]
