"""Both ways to check a log: in bulk, and line by line."""

from __future__ import annotations

import json

from msglife.conformance import Checker, Options
from msglife.conformance.bulk import check_files
from msglife.conformance.generating.generator import Plan, generate
from msglife.conformance.reports.json_report import to_dict
from msglife.spec import catalog

MISDEEDS = {"faults": 0.2, "late": 0.1, "repeated": 0.1, "lost": 0.1, "assumed": 0.1}


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
