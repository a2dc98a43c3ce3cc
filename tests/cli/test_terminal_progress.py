"""The progress bar: shown for long logs on a terminal, and nowhere else."""

import gc
import gzip
import io
import re
import sys

import pytest
from msglife.conformance import check
from msglife.conformance.reading import watched

from msglife.cli.progress import DELAY, ProgressBar, progress_on
from support.logs import json_lines, write_log

RECORD = {"message_uuid": "8d2f", "status": "delivered", "channel": "sms"}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True

    def said(self):
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.getvalue())


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    """A terminal of 80 columns."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


@pytest.fixture
def log(tmp_path):
    """A log of 2,500 records."""
    return write_log(tmp_path / "log.jsonl", [RECORD] * 2_500)


def test_a_short_log_shows_nothing(terminal):
    """What ends within half a second needs no bar."""
    clock = Clock()
    with ProgressBar(2_000, terminal, clock) as bar:
        clock.now += DELAY / 2
        bar(1_000, 1_000)
        clock.now += DELAY
        bar(1_000, 1_000)  # it was read; a bar now would only flicker
    assert "" == terminal.getvalue()


def test_a_long_log_shows_records_rate_and_time_left(terminal):
    """And leaves nothing behind on the screen."""
    clock = Clock()
    with ProgressBar(4_000, terminal, clock) as bar:
        clock.now += 20
        bar(5_000, 1_000)
        assert "5,000 records 250/s 1:00 left" in terminal.said()
        clock.now += 20
        bar(15_000, 3_000)
        assert "20,000 records 500/s judging" in terminal.said()
    assert terminal.getvalue().endswith("\x1b[1A\x1b[2K")


def test_it_is_drawn_now_and_then_only(terminal):
    """However often it is told: at most ten times a second."""
    clock = Clock()
    with ProgressBar(10**6, terminal, clock) as bar:
        clock.now += 1
        bar(1, 1)
        drawn = len(terminal.getvalue())
        clock.now += 0.05
        bar(1, 1)
        assert drawn == len(terminal.getvalue())
        clock.now += 0.1
        bar(1, 1)
        assert drawn < len(terminal.getvalue())


@pytest.mark.parametrize(("columns", "bars"), [(40, False), (200, True)])
def test_it_fits_the_terminal(columns, bars, terminal, monkeypatch):
    """A narrow one gets the figures alone."""
    monkeypatch.setenv("COLUMNS", str(columns))
    clock = Clock()
    with ProgressBar(4_000, terminal, clock) as bar:
        clock.now += 20
        bar(5_000, 1_000)
        frames = [frame for frame in re.split(r"[\r\n]", terminal.said()) if frame.strip()]
    assert frames
    assert columns >= max(map(len, frames))
    assert bars == ("━" in frames[-1])
    assert all("5,000 records" in frame for frame in frames)


def test_an_unknown_end_has_no_time_left(terminal):
    """Standard input may go on for ever."""
    clock = Clock()
    with ProgressBar(None, terminal, clock) as bar:
        clock.now += 20
        bar(5_000, 1_000)
        assert "5,000 records 250/s" in terminal.said()
        assert "left" not in terminal.said()


def test_no_colour_is_heeded(terminal, monkeypatch):
    """Where the user wants none."""
    monkeypatch.setenv("NO_COLOR", "1")
    clock = Clock()
    with ProgressBar(4_000, terminal, clock) as bar:
        clock.now += 20
        bar(5_000, 1_000)
    assert not re.search(r"\x1b\[[0-9;]+m", terminal.getvalue().replace("\x1b[0m", ""))


@pytest.mark.parametrize("packed", [False, True])
def test_every_record_and_byte_is_told(log, packed):
    """Bytes as they lie on disk, so that they come to the file's size."""
    if packed:
        log.write_bytes(gzip.compress(log.read_bytes()))
    told = []
    records = list(watched(str(log), lambda *each: told.append(each)))
    assert 2_500 == len(records)
    assert [1_000, 1_000, 500] == [count for count, _ in told]
    assert log.stat().st_size == sum(count for _, count in told)


def test_the_report_is_the_same(log):
    """Watching changes nothing of what is found."""
    told = []
    assert check([str(log)]) == check([str(log)], progress=lambda *each: told.append(each))
    assert 2_500 == sum(count for count, _ in told)


def test_a_log_that_cannot_be_opened_is_watched_quietly(tmp_path):
    """It is a finding, as without a bar."""
    told = []
    report = check([str(tmp_path / "none.jsonl")], progress=lambda *each: told.append(each))
    assert 3 == report.exit_code()
    assert [] == told


def test_a_pipe_gets_no_bar(log, monkeypatch):
    """Neither on standard error nor anywhere else."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress_on([str(log)]) as progress:
        assert progress is None
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress_on([str(log), str(log.parent)]) as progress:
        assert 2 * log.stat().st_size == progress._total
    with progress_on([str(log), "-"]) as progress:
        assert progress._total is None


def test_standard_input_is_left_open(monkeypatch):
    """It is not ours to close, not even once the last reader is gone."""
    stdin = io.TextIOWrapper(io.BytesIO(json_lines([RECORD] * 3).encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert 3 == len(list(watched("-", lambda *each: None)))
    gc.collect()
    assert not stdin.buffer.closed
