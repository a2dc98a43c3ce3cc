"""Times beside payloads: each is taken for the order of arrival, or the head says why not."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest
from msglife.conformance import NothingThere, check

from msglife.options import build_options
from support.checkout import ROOT
from support.found import lives, options_in, rows, written
from support.ways import assert_same

HERE = Path(__file__).resolve().parent
PAYLOAD = json.loads(
    (ROOT / "tests" / "samples" / "bare.jsonl").read_text(encoding="utf-8").splitlines()[0]
)

DAY = "2026-03-01 10:00"
ORDER = [
    {**PAYLOAD, "status": status, "timestamp": f"2026-03-01T10:00:0{second}Z"}
    for status, second in (("delivered", 5), ("submitted", 1))
]


def test_received_beside_is_the_order_of_arrival(tmp_path):
    """A table that was exported latest first is judged in the order of reception."""
    late, early = map(json.dumps, ORDER)
    told = rows(["id", "created_at", "payload"], [9, f"{DAY}:09", late], [8, f"{DAY}:08", early])
    untold = rows(["id", "payload"], [9, late], [8, early])
    assert [] == [each.code for each in assert_same(written(tmp_path, told)).findings]
    assert ["DELV002"] == [each.code for each in assert_same(written(tmp_path, untold)).findings]


TIMES = json.loads((HERE / "times.json").read_text(encoding="utf-8"))
AROUND = {
    "a member": lambda times, payloads: [
        json.dumps({"ts": time, "body": each}) for time, each in zip(times, payloads, strict=True)
    ],
    "text": lambda times, payloads: [
        f"{time} INFO got {json.dumps(each)}" for time, each in zip(times, payloads, strict=True)
    ],
    "a column": lambda times, payloads: rows(
        ["when", "payload"],
        *([time, json.dumps(each)] for time, each in zip(times, payloads, strict=True)),
    ).splitlines(),
    "columns": lambda times, payloads: rows(
        ["logged at", *payloads[0]],
        *([time, *each.values()] for time, each in zip(times, payloads, strict=True)),
    ).splitlines(),
}


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("vector", TIMES, ids=lambda each: each["times"][0])
def test_times_beside(vector, around, tmp_path):
    """Each is taken for the order of arrival, or the head says why not; none is made up."""
    if around in vector.get("besides", ()):
        return
    log = written(tmp_path, "\n".join(AROUND[around](vector["times"], ORDER)))
    report = assert_same(log)
    found = report.logs[0].found
    assert ("received at" in found) == ("says" not in vector)
    assert vector.get("dates", "") in found
    assert vector.get("says", "") in found
    assert ([] if "says" not in vector else ["DELV002"]) == [each.code for each in report.findings]
    again = check([str(log)], build_options(**options_in(found)))
    assert (lives(report), report.findings) == (lives(again), again.findings)
    for dates, codes in vector.get("options", {}).items():
        place = {"a member": "/ts", "text": "", "a column": "when", "columns": "logged at"}[around]
        given = options_in(found) | {"received_at": [f"{place} {dates}"]}
        told = check([str(log)], build_options(**given))
        assert codes == [each.code for each in told.findings]


def test_one_line_tells_the_dates_of_all(tmp_path):
    """Wherever in the sample it stands; a log of mebibytes is read in the same way."""
    times = [
        f"{number // 60 + 1}/{5 if number < 170 else 25}/2026 9:{number % 60:02}:00"
        for number in range(180)
    ]
    payloads = [{**PAYLOAD, "client_ref": "x" * 5_000}] * 180
    lines = [
        json.dumps({"ts": time, "body": each}) for time, each in zip(times, payloads, strict=True)
    ]
    report = assert_same(written(tmp_path, "\n".join(lines)))
    assert "received at /ts m/d/y" in report.logs[0].found
    report = assert_same(written(tmp_path, "\n".join(lines[:170])))
    assert "may be m/d/y or d/m/y, and is not taken" in report.logs[0].found


def test_a_date_that_is_not_told_is_an_error_of_the_call(tmp_path):
    """It says which option reads it."""
    log = written(tmp_path, json.dumps({"ts": "3/4/2026 9:00:00", "body": PAYLOAD}))
    with pytest.raises(
        NothingThere, match=r"no time stands at '/ts' .* '/ts m/d/y' or '/ts d/m/y'"
    ):
        check([str(log)], build_options(received_at="/ts"))


LATER = json.loads((HERE / "later_times.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("around", ["a member", "text", "a column", "columns"])
@pytest.mark.parametrize("vector", LATER, ids=lambda each: f"{each['first']}, {each['later']}")
def test_a_later_date_that_contradicts_is_told(vector, around, tmp_path):
    """The first dates tell what those of all are: of others it is told how many there are."""
    times = [vector["first"]] * 1_200 + [vector["later"]] * 3
    payloads = [{**PAYLOAD, "message_uuid": str(uuid.UUID(int=at))} for at in range(len(times))]
    lines = AROUND[around](times, payloads)
    log = written(tmp_path, "\n".join(lines))
    found = assert_same(log).logs[0].found
    option = vector.get("option")
    assert ("times are not as the others" in found) == (option is not None)
    if option is not None:
        place = {"a member": "/ts", "text": "", "a column": "when", "columns": "logged at"}[around]
        assert (
            f"3 times are not as the others, and not taken: --received-at '{place} {option}'"
            in found
        )
        given = options_in(found)
        given["received_at"].append(f"{place} {option}")
        again = check([str(log)], build_options(**given))
        assert "not taken" not in again.logs[0].found
