"""Bodies of envelopes that are text, JSON or a form: both ways say the same of them."""

from __future__ import annotations

import json
from random import Random
from urllib.parse import urlencode

import pytest
from msglife.spec import catalog

from support.ways import MISDEEDS, generated

ENCODED = [
    (lifecycle.id, form.name, form.encoding)
    for lifecycle in catalog()
    for form in lifecycle.forms[:1]
]
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
JSON = {"content-type": "application/json"}
HEADERS = [
    FORM,
    JSON,
    {},
    None,
    [{"name": "Content-Type", "value": FORM["Content-Type"]}],
    {"Content-Type": 7},
]


def written(payload, encoding):
    """A payload as text."""
    if encoding == "json":
        return json.dumps(payload)
    told = {
        k: v if isinstance(v, str) else json.dumps(v) for k, v in payload.items() if v is not None
    }
    return urlencode(told)


def record(payload, encoding, headers):
    """An envelope with a payload as text."""
    request = {"method": "POST", "url": "/x", "body": written(payload, encoding)}
    return {"request": request if headers is None else {**request, "headers": headers}}


@pytest.mark.parametrize(("name", "form", "encoding"), ENCODED, ids=str)
def test_generated(name, form, encoding, decoded, tmp_path):
    """Each first form, with misdeeds."""
    usual = FORM if encoding == "form" else JSON
    payloads = map(json.loads, generated(name, 40, form=form, **MISDEEDS))
    records = [record(each, encoding, usual) for each in payloads]
    assert decoded.check(tmp_path / "log.jsonl", records).findings


@pytest.mark.parametrize(("name", "encoding"), [("twilio/message", "form"), ("vonage/sms", "json")])
def test_they_are_decoded(name, encoding, decoded, tmp_path):
    """By types, as bare ones are."""
    usual = FORM if encoding == "form" else JSON
    records = [record(json.loads(each), encoding, usual) for each in generated(name, 60)]
    decoded.check(tmp_path / "log.jsonl", records)
    assert 3 * len(decoded.lines) > len(records)


def damaged(dice, request):
    """A request whose body is another text."""
    body = request["body"]
    at = dice.randrange(len(body))
    act = dice.randrange(7)
    changed = {
        0: body[:at] + dice.choice(["%", "&", "=", "+", "é", '"', "{", " ", "\\"]) + body[at:],
        1: body[:at],
        2: f" {body}\n",
        3: json.dumps(body),
        4: f"[{body}]",
        5: body + dice.choice(["&a=1", "&&", "&MessageSid=x", "{}", "&a"]),
        6: "",
    }[act]
    return {**request, "body": changed}


@pytest.mark.parametrize(("name", "encoding"), [("twilio/message", "form"), ("vonage/sms", "json")])
def test_damaged(name, encoding, decoded, tmp_path):
    """Whatever else stands there, and whatever headers say of it."""
    dice = Random(name)
    payloads = [json.loads(each) for each in generated(name, 40)]
    usual = FORM if encoding == "form" else JSON
    records = [record(each, encoding, usual) for each in payloads]
    for payload in payloads:
        odd = record(payload, dice.choice([encoding, "form", "json"]), dice.choice(HEADERS))
        if dice.random() < 0.8:
            odd["request"] = damaged(dice, odd["request"])
        records.append(odd)
    assert decoded.check(tmp_path / "log.jsonl", records).findings
