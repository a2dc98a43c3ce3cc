"""One mask: what looks like a phone number is hidden, whatever way it is written."""

import json
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.results.masking import Masker, mask, mask_numbers, mask_numbers_of_each
from msglife.conformance.running.check import SMALLEST
from msglife.spec import Pointer

from support.callbacks import KEY, callback
from support.commands import run_msglife, run_python
from support.logs import write_log
from support.pigeon_post import SCHEMA, planter, rule

NUMBERS = [
    # a number, and what is left of it
    ("447700900123", "…123"),
    ("+44 7700 900123", "…123"),
    ("+44-7700-900-123", "…123"),
    ("(0044) 7700.900.123", "…123"),
    ("44\u00a07700\u2011900123", "…123"),
    ("%2B447700900123", "…123"),
    ("%2b44 7700 900123", "…123"),
    ("a447700900123", "a…123"),
    ("tel:447700900123;ext=1", "tel:…123;ext=1"),
    ("-447700900123", "-…123"),
    ("4477009001234123", "…123"),
    ("447700900123.0", "…230"),
    ("2025-02-03 44 7700 900123", "2025-02-03 …123"),
    ("2025-02-03447700123", "…123"),
    ("12345678", "…"),
    ("12345678-1234-1234-1234-123456789123", "…123"),
    ("XSM0123456789abcdef0123456789abcdef", "XSM…789abcdef…789abcdef"),
    ("order-447700900123-b", "order-…123-b"),
]
OTHERS = [
    *("2025-02-03T12:14:25Z", "2025-02-03T12:14:25.123456+02:00", "2025-02-03", "1.5.2", ""),
    *("ORD/20240105/000017", "44_77_00_12"),
    *("127.0.0.1", "delivered_count 3 > sent_count 2", "known: 1, 2, 3, 4, 5, 6, 7, 8, 9"),
    *("0e02ead2-5658-4e3b-900f-6f9ae7b7abcd", "aaaaaaaa-bbbb-cccc-dddd-000000000001"),
    *("d41d8cd98f00b204e9800998ecf8427e", "SM0123456789abcdef0123456789abcdef"),
    *("1234567", "60 s after 3600 s", "line 12 column 300"),
]


@pytest.mark.parametrize(("number", "left"), NUMBERS)
def test_a_number_is_hidden_however_it_is_written(number, left):
    """By itself, and in a text."""
    assert left == mask_numbers(number)
    assert f"found “{left}”" == mask_numbers(f"found “{number}”")


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_no_number_is_shown(text):
    """The near twins: dates, ids, digests, small numbers."""
    assert text == mask_numbers(text)


@given(
    st.from_regex(r"\A(?:\+|00|%2B)?[1-9][0-9]{9,15}\Z"),
    st.sampled_from(["", " ", "-", ".", ") "]),
    st.text(max_size=5),
)
def test_no_digits_are_left_of_any_number(number, between, around):
    """But for the last three: of whatever is written by groups, within whatever text."""
    written = re.sub(r"(\d{2})(?=\d)", rf"\1{between}", number)
    left = mask_numbers(f"{around}:{written}:{around}")
    assert number[-6:-3] not in "".join(filter(str.isdigit, left)).replace(number[-3:], "")


PIECES = [*OTHERS, *(number for number, _ in NUMBERS), "447700", "900123", " 1", "-1", "+", "\0"]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=3).map("".join), max_size=6))
def test_many_texts_at_once(texts):
    """No number goes on in the next text, and none is hidden by what stands before it."""
    assert list(map(mask_numbers, texts)) == list(mask_numbers_of_each(texts))


def test_of_a_body_nothing_is_kept():
    """Three digits are half of a one-time code."""
    assert "…" == mask("Your code is 483920")
    assert "…" == mask("48392011")  # no phone number is so short
    assert "…011" == mask("4839201011")


def test_one_sensitive_value_within_another_is_hidden():
    """Whichever comes first, and where they overlap."""
    payload = {"a": "Ann", "b": "Anna Smith", "c": "Smithers Ltd", "d": "Annabel"}
    places = [Pointer(f"/{name}") for name in payload]
    for order in (places, places[::-1]):
        masker = Masker(payload, order, False)
        assert "…, … and …" == masker.text("Annabel, Anna Smithers Ltd and Anna Smith")


def test_the_seed_of_hashes_does_not_matter(tmp_path):
    """The same report in any process."""
    code = (
        "from msglife.conformance.results.masking import Masker; from msglife.spec import Pointer;"
        "p = {'s': ['Annabel', 'Anna', 'abel Lee', 'Lee Anna', 'Anna!']};"
        "print(Masker(p, [Pointer('/s')], False).text('x Annabel Lee Anna! Anna abel Lee y'))"
    )
    told = {run_python(code, env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in "0123"}
    assert {"x … … … y\n"} == told


def test_names_in_sensitive_places_are_sensitive():
    """A profile may be filed by whose it is."""
    masker = Masker({"profile": {"Ann Smith": 1}}, [Pointer("/profile")], False)
    assert "/profile/…: expected" == masker.text("/profile/Ann Smith: expected")


FORMATS = ["text", "json", "jsonl", "junit", "sarif", "codequality", "github", "markdown", "html"]
NUMBER = "447700900123"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working directory of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
def test_no_report_shows_it(here, name, large):
    """As a key, a status, the name of a field, a time, a price; whichever way the log is read."""
    records = [
        callback("submitted", key=NUMBER),
        callback(f"x{NUMBER}", key=f"o-{NUMBER}"),
        callback("submitted", key=KEY) | {f"+{NUMBER}": 1, "price": NUMBER, "timestamp": NUMBER},
        callback("submitted", key=KEY) | {"usage": {f"a {NUMBER}": float(NUMBER)}},
        callback("delivered", key=NUMBER),
        callback("rejected", key=NUMBER),
        {"message_uuid": {NUMBER: 1}, "status": "x", "channel": "sms", "to": NUMBER, "from": "1"},
    ]
    if large:
        records += [callback("submitted", key=f"{n:020}-{NUMBER}") for n in range(500)]
    log = write_log(here / "log.jsonl", records)
    if large:  # by its blanks
        log.write_bytes(log.read_bytes().replace(b"\n", b" " * 3_000 + b"\n"))
        assert SMALLEST < log.stat().st_size
    words = ["check", "log.jsonl", "--format", name, "--fail-on", "info"]
    done = run_msglife(*words)
    assert 1 == done.exit_code
    assert "44770090" not in done.stdout
    assert "…123" in done.stdout or "\\u2026123" in done.stdout
    assert NUMBER in run_msglife(*words, "--show-numbers").stdout


def test_a_key_that_the_provider_issues_is_shown(here):
    """A form says so; else what looks like a number is hidden."""
    note = {"id": NUMBER, "status": "sent", "at": "2025-02-03T12:14:25Z"}
    write_log(here / "log.jsonl", [note])
    told = {}
    for word in ("false", "true"):
        (here / word).mkdir()
        spec = planter(here / word)(a=('key = "/id"', f'key = "/id"\nissued_key = {word}'))
        done = run_msglife("check", "log.jsonl", "--spec", spec, "--format", "json")
        [told[word]] = (each["key"] for each in json.loads(done.stdout)["messages"])
    assert {"false": "…123", "true": NUMBER} == told


def test_what_must_not_change_shows_nothing_from_within(here):
    """Where an object changes, something sensitive may stand in it."""
    schema = {**SCHEMA, "properties": {**SCHEMA["properties"], "box": {}}}
    changed = rule("same-box", "constant", 'fields = ["/box"]')
    spec = planter(here)(changed, schema=schema, a=('["/to"]', '["/to", "/box/name"]'))
    note = {"id": "a", "status": "queued", "at": "2025-02-03T12:14:25Z", "box": {"name": "Ann"}}
    write_log(here / "log.jsonl", [note, {**note, "status": "sent", "box": {"name": "Bob"}}])
    done = run_msglife("check", "log.jsonl", "--spec", spec)
    assert "(/box was an object, now an object)" in done.stdout
    assert not {"Ann", "Bob"} & set(re.findall(r"\w+", done.stdout))


def test_a_placeholder_is_not_quoted(here):
    """It may be any text in brackets."""
    (here / "log.jsonl").write_text('{"to": [Ann Smith 447700900123]}\n{"a": [Ann]}\n')
    done = run_msglife("check", "log.jsonl")
    assert "a name in brackets is a placeholder, not a value" in done.stdout
    assert "Ann" not in done.stdout
