"""A log that changes under its reader: what was opened is read; what was written over is told."""

import json
import os
import sys

import pytest
from msglife.conformance.judging.options import Options
from msglife.conformance.opening import held
from msglife.conformance.opening.held import CHANGED, HeldLog
from msglife.conformance.running import check as running
from msglife.conformance.running import checker, table_check

from support.callbacks import callback, key_of
from support.commands import run_msglife
from support.logs import write_log

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs a way to an open file")
LIFE = [callback("submitted", key=key_of(1)), callback("delivered", 1, key=key_of(1))]
OTHER = [callback("rejected", key=key_of(2)), callback("delivered", 1, key=key_of(2))]


def rotated(log):
    """As `logrotate` does: the log has another name, and a new one has its name."""
    log.rename(log.with_suffix(".1"))
    write_log(log, OTHER)


def removed(log):
    log.unlink()


def replaced_by_a_folder(log):
    log.unlink()
    log.mkdir()


def replaced_by_a_circle(log):
    log.unlink()
    log.symlink_to(log)


def grown(log):
    """As whoever writes a log does."""
    with log.open("ab") as file:
        file.write(json.dumps(OTHER[0]).encode() + b"\n")


def rewritten(log):
    """In place, by as many bytes."""
    os.utime(log, ns=(0, 0))
    data = log.read_bytes()
    with log.open("r+b") as file:
        file.write(data.replace(b"submitted", b"rejected "))


def cut(log):
    """As `> log` does."""
    os.truncate(log, 0)


def cut_and_filled(log):
    """As `copytruncate` does, and whoever writes goes on."""
    os.truncate(log, 0)
    write_log(log, [*OTHER, *OTHER, *OTHER])


HARMLESS = [rotated, removed, replaced_by_a_folder, replaced_by_a_circle, grown]
CHANGES = [rewritten, cut, cut_and_filled]


@pytest.fixture
def log(tmp_path):
    """A log of one life."""
    return write_log(tmp_path / "log.jsonl", LIFE)


def changing(monkeypatch, log, change):
    """Have a log change once it was opened and all of it read, however it is read."""

    def after(original):
        def wrapper(*args, **kwargs):
            yield from original(*args, **kwargs)
            if log.is_file() and log.read_bytes():
                change(log)

        return wrapper

    monkeypatch.setattr(table_check, "scan_jobs", after(table_check.scan_jobs))
    monkeypatch.setattr("msglife.conformance.reading.logs._read_stream", after(_stream()))


def _stream():
    from msglife.conformance.reading import logs

    return logs._read_stream


@pytest.mark.parametrize("smallest", [0, 2**20], ids=["large", "small"])
@pytest.mark.parametrize("change", HARMLESS)
def test_what_was_opened_is_read(monkeypatch, log, change, smallest):
    """Whatever becomes of its name, or behind its end; keys that are read late, too."""
    changing(monkeypatch, log, change)
    report = running.check([str(log)], Options(), smallest=smallest)
    assert [(key_of(1), "conforms")] == [(each.key, each.verdict) for each in report.messages]
    assert () == report.findings


@pytest.mark.parametrize("smallest", [0, 2**20], ids=["large", "small"])
@pytest.mark.parametrize("change", CHANGES)
def test_what_was_written_over_is_told(monkeypatch, log, change, smallest):
    """What is said may be of neither version: that is an error."""
    changing(monkeypatch, log, change)
    report = running.check([str(log)], Options(), smallest=smallest)
    told = [(each.code, each.place.file) for each in report.findings if each.message == CHANGED]
    assert [("LOGS005", str(log))] == told
    # What was cut before its payloads were read tells of nothing.
    assert (1 if report.messages else 3) == report.exit_code()


@pytest.mark.parametrize("change", CHANGES)
def test_a_report_of_keys_that_are_gone_is_not_finished(log, change):
    """They are read when a report is written; they would be those of other messages."""
    report = running.check([str(log)], Options(), smallest=0)
    change(log)
    with pytest.raises(OSError, match="was changed"):
        list(report.messages)


def test_more_logs_than_can_be_held(monkeypatch, tmp_path):
    """Of those beyond, the names must lead to them; where they do not, it is told."""
    monkeypatch.setattr(held, "_MOST_HELD", 2)
    logs = [
        write_log(tmp_path / f"{n}.jsonl", [callback("submitted", key=key_of(n))]) for n in range(4)
    ]
    report = running.check([str(tmp_path)], Options(), smallest=0)
    assert 4 == len(list(report.messages))
    rotated(logs[1])
    assert 4 == len(list(report.messages))
    logs[3].rename(tmp_path / "3.old")
    write_log(logs[3], OTHER)
    with pytest.raises(OSError, match="was changed"):
        list(report.messages)


@pytest.mark.parametrize("change", [*HARMLESS, *CHANGES])
def test_a_held_log_knows_whether_it_changed(log, change):
    """By its size, its time, its beginning and its end."""
    one = HeldLog(str(log))
    assert not one.changed
    change(log)
    assert (change in CHANGES) == one.changed


def test_a_log_that_is_gone_before_it_is_opened(monkeypatch, tmp_path):
    """It is told of as unread, the others are judged."""
    log = write_log(tmp_path / "a.jsonl", LIFE)
    write_log(tmp_path / "b.jsonl", OTHER)

    def gone(path):
        files = files_of(path)
        replaced_by_a_folder(log)
        return files

    files_of = checker.files_of
    monkeypatch.setattr(checker, "files_of", gone)
    done = run_msglife("check", tmp_path)
    assert 1 == done.exit_code
    assert "cannot be read (Is a directory)" in done.stdout
    assert key_of(2) in done.stdout
