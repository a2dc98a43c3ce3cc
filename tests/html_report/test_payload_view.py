"""Payloads in cards: what was found stands beside the member it concerns, and no other."""

import re

import pytest
from msglife.conformance import Options, check

from support.callbacks import callback, key_of
from support.logs import write_log
from support.pages import page_of
from support.ways import by_rows, record_by_record

LINE = re.compile(r'<div(?: class="marked (\w+)")?><code>([^<]*)</code>(.*)</div>')

CASES = {
    "a status after an end": (
        [callback("delivered"), callback("rejected", 9, error={"title": "1"})],
        {'"status": "rejected",': ["LIFE005"]},
    ),
    "a value of the wrong kind": (
        [callback("delivered", to=7)],
        {'"to": …,': ["PAYL001"]},
    ),
    "a value within another": (
        [callback("delivered", usage={"price": [], "currency": "EUR"})],
        {'"price": [],': ["PAYL001"]},
    ),
    "a member that is not there, where it would stand": (
        [callback("rejected")],
        {"{": ["RULE001"]},
    ),
    "a member nobody names": (
        [callback("delivered", extra={"a": 1})],
        {'"extra": {': ["PAYL003"]},
    ),
    "what must not change, in both": (
        [callback("submitted"), callback("delivered", 9, client_ref="b", to="447700900055")],
        {'"to": "…000",': ["RULE001"], '"to": "…055",': ["RULE001"]},
    ),
    "nothing": ([callback("submitted"), callback("delivered", 9)], {}),
}


def marked(page):
    """The lines of payloads of which something was found, with the codes beside them."""
    found = {}
    for _, text, said in LINE.findall(page):
        if said:
            shown = text.strip().replace("&#34;", '"')
            found[shown] = re.findall("[A-Z]{4}[0-9]{3}", said)
    return found


@pytest.mark.parametrize("name", CASES)
def test_what_is_found_stands_beside_its_member(name):
    """At its line; where the member is lacking, at the object that lacks it."""
    records, expected = CASES[name]
    page = page_of(check([records], Options(details=9)))
    assert expected == {
        line: [code for code in codes if code != "DELV003"]
        for line, codes in marked(page).items()
        if codes != ["DELV003"]
    }


def test_what_is_said_once_is_marked_wherever_it_is_so():
    """A fault of each payload is one finding, and marks each."""
    records = [callback("submitted", to=7), callback("delivered", 9, to=7)]
    page = page_of(check([records], Options(details=9)))
    assert 2 == len([said for _, _, said in LINE.findall(page) if "PAYL001" in said])


def test_what_is_not_selected_marks_nothing():
    """Only findings of the report are spoken of."""
    records = [callback("delivered", to=7)]
    page = page_of(check([records], Options(details=9, ignore=("PAYL", "DELV"))))
    assert {} == marked(page)
    assert '"to": …,' in page.replace("&#34;", '"')


def test_both_ways_show_the_same(tmp_path):
    """A log that is read twice has the payloads of one that is held."""
    records = [
        callback(status, second, key=key_of(number), client_ref=f"r{number}")
        for number in range(30)
        for second, status in enumerate(("submitted", "delivered", "rejected")[: 1 + number % 3])
    ]
    log = str(write_log(tmp_path / "a.jsonl", records))
    one, other = (way([log], Options(details=5)) for way in (record_by_record, by_rows))
    assert one.span == other.span
    assert {each.moment for each in one.findings} == {each.moment for each in other.findings}
    shown = [
        {
            (told.place, told.payload.lines)
            for life in report.details
            for told in life.observations
            if life.message.verdict != "conforms"
        }
        for report in (one, other)
    ]
    assert shown[0] == shown[1] != set()


def test_each_item_of_a_record_has_its_own_payload():
    """Two observations of one message in one record are told apart."""
    statuses = [
        {
            "id": "wamid.A",
            "status": status,
            "timestamp": "1700000000",
            "recipient_id": "447700900000",
        }
        for status in ("sent", "delivered")
    ]
    change = {"field": "messages", "value": {"messaging_product": "whatsapp", "statuses": statuses}}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    report = check([[body]], Options(details=9))
    [life] = report.details
    told = {each.status: [line.text for line in each.payload.lines] for each in life.observations}
    assert ["sent", "delivered"] == list(told)
    for status, lines in told.items():
        assert f'"status": "{status}",' in lines
