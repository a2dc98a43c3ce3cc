"""Letters in envelopes: what stands around a payload is read by rows, too."""

from __future__ import annotations

import pytest

from support.letters import SOUND, letter, letters, line_of, schema_with, without
from support.pigeon_post import ENDPOINT, rule

ANSWERED = {
    "side": ('payload = "request"', 'payload = "response"'),
    "mode": ('mode = "announced"', 'mode = "sampled"'),
    "select": ('select = { required = ["id"] }', 'select = { required = ["status"] }'),
}
KEYLESS = {
    **schema_with(id={"type": ["string", "number", "null"]}),
    "required": ["status", "at"],
}


def answer(body, key=None, status=200, second=0, **more):
    """An answer to who asked for a letter."""
    key = body["id"] if key is None else key
    return {
        "received_at": f"2026-03-01T10:00:{second:02}Z" if second else body and body["at"],
        "request": {"method": "GET", "url": f"https://x.example/letters/{key}", "body": None},
        "response": {"status": status, "headers": {}, "body": body},
        **more,
    }


def answers(**more):
    """Answers to who asked for many letters."""
    return [answer(each, **more) for each in letters()]


def posted(body, **more):
    """A callback that was received."""
    request = {"method": "POST", "url": "/x", "headers": {"a": "b"}, "body": body}
    return {
        "received_at": "2026-03-01T10:00:09Z",
        "request": {**request, **more.pop("in_it", {})},
        **more,
    }


def callbacks():
    """Callbacks of many letters."""
    return [posted(each) for each in letters()]


FORBIDDEN = rule("planted", "forbidden_after", "answer = 404", "after = 200")
HASTY = rule("planted", "min_interval", "answer = 404", "milliseconds = 5000")
LOST = answer(None, "x", 404, 30)
RULES = {
    "forbidden_after": (FORBIDDEN, [*(answer(each) for each in letter("x")), LOST]),
    "min_interval": (HASTY, [LOST, answer(None, "x", 404, 32)]),
}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("place", [0, 3 * SOUND])
def test_rules_about_answers(name, place, planted, decoded, tmp_path):
    """What is said of answers is found, though they hold no payload."""
    asked, odd = RULES[name]
    folder = planted(ENDPOINT, asked, schema=schema_with(), **ANSWERED)
    sound = answers()
    records = [*sound[:place], *odd, *sound[place:]]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert "planted" in {each.rule for each in report.findings if each.key == "x"}
    # Who asks what a rule is about is heard one by one.
    assert (0 if name == "forbidden_after" else len(sound)) <= len(decoded.lines)


@pytest.mark.parametrize("bad", ["", None, 1.5, 5, "y", "x"], ids=repr)
def test_a_key_besides_the_one_that_was_asked_for(bad, planted, decoded, tmp_path):
    """One that is of no use is not taken for none."""
    folder = planted(ENDPOINT, schema=KEYLESS, **ANSWERED)
    odd = [answer({**each, "id": bad}, "x") for each in letter("x")]
    report = decoded.check(tmp_path / "log.jsonl", [*answers(), *odd], specs=(folder,))
    said = "LOGS004" if bad in ("", None) else "LOGS010"
    assert ([] if bad == "x" else [said] * 3) == [
        each.code for each in report.findings if each.severity == "error"
    ]
    assert len(decoded.lines) >= 3 * SOUND


def test_a_letter_that_does_not_say_its_key(planted, decoded, tmp_path):
    """It is the one that was asked for."""
    folder = planted(ENDPOINT, schema=KEYLESS, **ANSWERED)
    odd = [answer(without(each, "id"), "x") for each in letter("x", ("arrived", "lost"))]
    report = decoded.check(tmp_path / "log.jsonl", [*answers(), *odd], specs=(folder,))
    assert {"x"} == {each.key for each in report.findings}
    assert len(decoded.lines) == 3 * SOUND + 2


BODY = letter("x")[0]
ODD = {
    "another provider": posted(BODY, provider="vonage"),
    "its provider": posted(BODY, provider="pigeon"),
    "no provider": posted(BODY, provider=None),
    "a number for the provider": posted(BODY, provider=7),
    "further members": posted(BODY, note={"a": [1]}, in_it={"cookies": []}),
    "a number too large": posted(BODY, note=float(10**300)),
    "an answer": posted(BODY, response={"status": 204, "headers": {}, "body": ""}),
    "an answer with a body": posted(BODY, response={"status": 200, "body": {"ok": True}}),
    "an answer with a letter": posted(BODY, response={"status": 200, "body": BODY}),
    "an answer that failed": posted(BODY, response={"status": 500}),
    "null for an answer": posted(BODY, response=None),
    "a list for an answer": posted(BODY, response=[]),
    "no url": {"request": {"body": BODY}},
    "null for the url": posted(BODY, in_it={"url": None}),
    "a number for the url": posted(BODY, in_it={"url": 5}),
    "no time": without(posted(BODY), "received_at"),
    "seconds": posted(BODY) | {"received_at": 1_772_359_200},
    "milliseconds": posted(BODY) | {"received_at": 1_772_359_200_000.5},
    "true for a time": posted(BODY) | {"received_at": True},
    "a leap second": posted(BODY) | {"received_at": "2026-03-01T10:00:60Z"},
    "a body in text": posted(line_of(BODY).decode()),
    "a body twice in text": posted(line_of(line_of(BODY).decode()).decode()),
    "a body that is no JSON": posted("hello"),
    "no body": posted(None),
    "an empty body": posted(""),
    "two letters": posted([BODY, {**BODY, "id": "y"}]),
    "a letter by itself": BODY,
    "a letter with a request": {**BODY, "request": {"method": "GET"}},
    "nothing": {},
    "another method": posted(BODY, in_it={"method": "GET", "url": "https://x.example/letters/x"}),
    "half a surrogate": line_of(posted(BODY)).replace(b'"/x"', b'"/\\ud800"'),
    "no UTF-8": line_of(posted(BODY)).replace(b'"/x"', b'"/\xff"'),
    "no UTF-8 in what nobody reads": line_of(posted(BODY)).replace(b'{"a":"b"}', b'{"a":"\xff"}'),
    "no JSON in what nobody reads": line_of(posted(BODY)).replace(b'{"a":"b"}', b'{"a":01}'),
    "a number beyond in what nobody reads": line_of(posted(BODY)).replace(b'"b"', b"1e999"),
    "a request twice": line_of(posted(BODY)).replace(
        b'{"received_at', b'{"request":{},"received_at'
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_an_envelope_unlike_the_others(name, planted, decoded, tmp_path):
    """It is read as it is record by record, among others and by itself."""
    folder = planted(ENDPOINT, schema=schema_with())
    sound = callbacks()
    records = [*sound[:300], ODD[name], *sound[300:], ODD[name]]
    decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert 3 * SOUND <= len(decoded.lines)


def test_members_that_are_learned_are_read(planted, decoded, tmp_path):
    """What is skipped would not be looked at: a name that is new is told to types first."""
    folder = planted(schema=schema_with())
    sound = [{**each, "note": [1]} for each in callbacks()]
    broken = line_of(sound[5]).replace(b"[1]", b"[01]")
    report = decoded.check(tmp_path / "log.jsonl", [*sound, broken, *sound], specs=(folder,))
    assert ["LOGS001"] == [each.code for each in report.findings if each.code[:4] == "LOGS"]
    assert 6 * SOUND == len(decoded.lines)


SUFFIXED = [
    ENDPOINT.replace("{key}", "{key}.json"),
    ENDPOINT.replace("look", "whole"),
    ENDPOINT.replace("look", "of").replace("/letters/", "/of/{*}/letters/"),
    ENDPOINT.replace("look", "create").replace("GET", "POST").replace("/{key}", ".json"),
]


@pytest.mark.parametrize(
    "path", ["letters/{}.json", "letters/{}", "of/7/letters/{}", "letters.json"]
)
def test_paths_that_vary(path, planted, decoded, tmp_path):
    """Keys with something behind them are read by rows; two paths are told apart."""
    folder = planted(*SUFFIXED, schema=KEYLESS, **ANSWERED)
    creates = "{" not in path

    def told(body, key, status=201 if creates else 200):
        record = answer(body, key, status)
        url = f"https://x.example/{path.format(key)}"
        return {**record, "request": {"method": "POST" if creates else "GET", "url": url}}

    sound = [told(each, each["id"]) for each in letters()]
    odd = [told(without(each, "id"), "x.y") for each in letter("x.y")]
    other = [told({**each, "id": "z"}, "x") for each in letter("x")]
    report = decoded.check(tmp_path / "log.jsonl", [*sound, *odd, *other, *sound], specs=(folder,))
    codes = [each.code for each in report.findings if each.code[:4] == "LOGS"]
    assert codes == (["LOGS004"] * 3 if creates else ["LOGS010"] * 3)
    assert len(decoded.lines) >= 3 * SOUND
