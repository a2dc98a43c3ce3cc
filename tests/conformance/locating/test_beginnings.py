"""Forms in logs of text, and how text and tables begin that Windows writes."""

import csv
import io
import json

import pytest

from support.callbacks import callback
from support.checkout import ROOT
from support.ways import assert_same

SAMPLES = ROOT / "tests" / "samples"


def written(tmp_path, text):
    """A log with a text."""
    log = tmp_path / "any.log"
    log.write_text(text, encoding="utf-8")
    return log


def test_a_form_behind_text(tmp_path):
    """A body or a query behind text is read, as a form of others is not; its time is taken."""
    log = SAMPLES / "form_access.log"
    report = assert_same(log)
    others = log.read_text(encoding="utf-8").replace("Message", "Massage").replace("Sms", "Sam")
    twin = assert_same(written(tmp_path, others))
    assert (4, 3) == (report.logs[0].used, report.logs[0].ignored)
    assert (3, 0, 7) == (twin.exit_code(), twin.logs[0].used, twin.logs[0].records)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("before", ["", "2026-03-01 INFO got "])
def test_what_powershell_writes(encoding, before, tmp_path):
    """UTF-16 is named with what converts it, whether it has a mark or not."""
    log = tmp_path / "any.log"
    log.write_bytes(f"{before}{json.dumps(callback('submitted'))}\n".encode(encoding))
    report = assert_same(log)
    assert (3, ["LOGS002"]) == (report.exit_code(), [each.code for each in report.findings])
    assert "iconv -f UTF-16 -t UTF-8" in report.logs[0].problem


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_separates_columns_may_be_told(delimiter, tmp_path):
    """Excel reads it in a first line, which is no row."""
    flat = (SAMPLES / "flat.csv").read_text(encoding="utf-8").splitlines()
    table = io.StringIO()
    csv.writer(table, delimiter=delimiter).writerows(csv.reader(flat))
    report = assert_same(written(tmp_path, f"sep={delimiter}\n{table.getvalue()}"))
    plain = assert_same(SAMPLES / "flat.csv")
    judged = [[(each.key, each.verdict) for each in one.messages] for one in (plain, report)]
    assert judged[0] == judged[1]
    assert 3 == min(each.place.line for each in report.messages)
