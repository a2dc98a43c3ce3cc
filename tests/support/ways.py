"""Both ways to check a log: by rows, and record by record."""

from __future__ import annotations

import json

from msglife.conformance import Checker, Options, check
from msglife.conformance.generating.generator import Plan, generate
from msglife.conformance.reports.json_report import to_dict
from msglife.spec import catalog

MISDEEDS = {"faults": 0.2, "late": 0.1, "repeated": 0.1, "lost": 0.1, "assumed": 0.1}


def record_by_record(paths, options):
    """The report of the plain checker."""
    checker = Checker(options)
    for path in paths:
        checker.read_log(path)
    return checker.finish()


def by_rows(paths, options):
    """The report of the check by rows, however small the logs are."""
    return check(paths, options, smallest=0)


def comparable(report):
    """A report as JSON, its findings in an order of their own."""
    found = to_dict(report)
    found["findings"].sort(key=lambda each: json.dumps(each, sort_keys=True))
    return found


def assert_same(*paths, **options):
    """Both ways say the same of logs; return the report by rows."""
    names = [str(path) for path in paths]
    chosen = Options(**options)
    report = by_rows(names, chosen)
    assert comparable(record_by_record(names, chosen)) == comparable(report)
    return report


def generated(lifecycle, count, seed=0, form="", **rates):
    """The lines of a generated log."""
    sent = generate(catalog().get(lifecycle), Plan(count, seed, form=form, **rates))
    return [json.dumps(each.payload, separators=(",", ":")) for each in sent]


def write(path, lines):
    """Write lines to a file."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
