"""Logs as they lie around, and what is found in them."""

from __future__ import annotations

import csv
import io
import shlex


def lives(report):
    """Verdict and last state of each message, in order of the log."""
    return [[each.verdict, each.last] for each in report.messages]


def about_records(report):
    """The codes of the findings about records."""
    return sorted({each.code for each in report.findings if each.code.startswith("LOGS")})


def options_in(words):
    """The options that the head of a report says are the same as what was found."""
    _, _, given = words.partition(" (")
    found = {"payload_at": [], "received_at": []}
    arguments = iter(shlex.split(given.partition(")")[0]))
    for name in arguments:
        found[name.removeprefix("--").replace("-", "_")].append(next(arguments))
    return found


def rows(names, *rows):
    """A table as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([names, *rows])
    return text.getvalue()


def written(tmp_path, text, name="any.log"):
    """A log with a text."""
    log = tmp_path / name
    log.write_text(text, encoding="utf-8")
    return log
