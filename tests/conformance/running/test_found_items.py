"""Payloads in documents and in lists are judged alike, whether many are taken at once or each."""

from __future__ import annotations

import base64
import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance import Options
from msglife.conformance.locating.items import ItemTaker
from msglife.conformance.running.inputs import _Inputs, check_by_rows
from msglife.spec import catalog

from support.ways import MISDEEDS, assert_same, by_rows, generated

LIFECYCLES = sorted(each.id for each in catalog())


def groups(payloads):
    """Some payloads at a time: one, two, three, …"""
    rest, size = list(payloads), 1
    while rest:
        yield rest[:size]
        rest, size = rest[size:], size % 4 + 1


def event(number, payload):
    """What a cloud keeps of a line of text."""
    return json.dumps({"timestamp": 1772359200000 + number, "message": f"INFO got {payload}\n"})


def kinesis(number, payload):
    """A record of a stream."""
    data = base64.b64encode(payload.encode("utf-8", "replace")).decode()
    return json.dumps({"kinesis": {"data": data, "arrived": 1772359200 + number}})


def grid(number, payload):
    """An event around a payload."""
    at = f"2026-03-01T10:00:{number % 60:02}Z"
    return f'{{"id": "{number}", "eventTime": "{at}", "data": {payload}}}'


def listed(items, name, beside=""):
    """Records with lists of items, each in a line."""
    return "".join(f'{{{beside}"{name}": [{", ".join(some)}]}}\n' for some in groups(items))


def row(number, payload):
    """Values as SQLite and PostgreSQL write them."""
    doubled = payload.replace("'", "''")
    return f"({number},'{doubled}','2026-03-01 10:00:{number % 60:02}',NULL)"


def escaped_row(number, payload):
    """Values as MySQL writes them."""
    escaped = payload.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"')
    return f"({number}, '{escaped}', '2026-03-01 10:00:{number % 60:02}')"


def inserted(rows, begin="INSERT INTO hooks VALUES "):
    """Statements of some rows each."""
    return "".join(f"{begin}{','.join(some)};\n" for some in groups(rows))


def cells(around, payloads):
    """A table, of which one column holds texts around payloads."""
    texts = (around(payload).replace('"', '""') for payload in payloads)
    rows = (f'2026-03-01 10:00:00,"{text}",web-1\n' for text in texts)
    return "".join(("time,message,host\n", *rows))


def each(around, payloads):
    """Items around payloads."""
    return [around(number, payload) for number, payload in enumerate(payloads)]


SHAPES = {
    "an array": lambda p: f"[{','.join(p)}]",
    "an array over lines": lambda p: "[\n" + ",\n".join(p) + "\n]\n",
    "an array, printed": lambda p: json.dumps(list(map(loaded, p)), indent=2, ensure_ascii=False),
    "arrays in lines": lambda p: "".join(f"[{', '.join(some)}]\n" for some in groups(p)),
    "objects without ends of lines": "".join,
    "objects, printed": lambda p: "".join(f"{json.dumps(loaded(one), indent=1)}\n" for one in p),
    "objects with commas": lambda p: ",\n".join(p),
    "events around, in arrays": lambda p: "".join(f"[{one}]\n" for one in each(grid, p)),
    "a list in a document": lambda p: '{"events": [' + ", ".join(each(event, p)) + '], "next": 1}',
    "lists in documents": lambda p: "".join(
        json.dumps(json.loads(f'{{"logs": {{"events": [{", ".join(some)}]}}}}'), indent=1)
        for some in groups(each(event, p))
    ),
    "lists in lines": lambda p: listed(p, "items", '"at": "2026-03-01T10:00:00Z", "pid": 1, '),
    "lists of base64 in lines": lambda p: listed(each(kinesis, p), "Records"),
    "lists of texts": lambda p: listed(list(map(json.dumps, p)), "items"),
    "lists of members": lambda p: listed([f'{{"body": {one}}}' for one in p], "items"),
    "lists of members of texts": lambda p: listed(
        [json.dumps({"message": f'{{"event": {one}}}'}) for one in p], "items"
    ),
    "printed between banners": lambda p: "".join(
        f"--- 2026-03-01T10:00:{at % 60:02}Z ---\n{json.dumps(loaded(one), indent=2)}\n\n"
        for at, one in enumerate(p)
    ),
    "printed behind text": lambda p: "".join(
        f"[INFO] {at} got {json.dumps(loaded(one), indent=4, ensure_ascii=False)} from é\n"
        for at, one in enumerate(p)
    ),
    "printed with tabs": lambda p: "".join(
        f"{json.dumps(loaded(one), indent=chr(9))}, next\r\nup & running\n \t\n{at}\n"
        for at, one in enumerate(p)
    ),
    "printed with Windows' ends": lambda p: "".join(
        f"{at} got {json.dumps(loaded(one), indent=2)}\n" for at, one in enumerate(p)
    ).replace("\n", "\r\n"),
    "a row a statement": lambda p: "".join(
        f"INSERT INTO hooks VALUES{one};\n" for one in each(row, p)
    ),
    "rows of statements": lambda p: inserted(each(row, p), 'INSERT INTO "hooks" VALUES '),
    "rows of statements, escaped": lambda p: inserted(
        each(escaped_row, p), "INSERT INTO `hooks` (`id`, `body`, `at`) VALUES "
    ),
    "rows in lines": lambda p: (
        "INSERT INTO hooks VALUES\n" + ",\n".join(each(escaped_row, p)) + ";\n"
    ),
    "cells behind text": lambda p: cells("INFO got {}".format, p),
    "cells of base64": lambda p: cells(
        lambda one: base64.b64encode(one.encode("utf-8", "replace")).decode(), p
    ),
    "cells of members": lambda p: cells(lambda one: f'{{"at": 1, "body": {one}}}', p),
}
SLOW = {"objects with commas"}
"""Shapes of which each record is read by itself."""
MIXED = {"lists of texts", "lists of members of texts"}
"""Shapes whose lists are looked at one by one."""
TEXTS = st.sampled_from(
    [
        *("{", "}", "[", "]", ",", '"', "\n", " ", ":", "{}", "null", '{"S": "a"}', "\\", "é"),
        *("\udcff", "\t", "\r", "\x1b[1m", "'", "&", "\n\n", "{\n", "\n}", "\n}\n{\n", "1e999"),
    ]
)
ITEMS = (
    *("{}", "null", "7", '"up"', "[]", '{"message": null}', '{"message": "up"}', '{"body": 5}'),
    *('{"S": "a"}', '{"body": {"S": "a"}}', '{"data": {"level": "info"}}', '{"kinesis": null}'),
)


def loaded(text):
    """JSON, or what is none as a text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


@pytest.mark.parametrize("shape", SHAPES)
def test_all_of_a_sound_log_is_taken_at_once(shape, tmp_path, monkeypatch):
    """No record of it is read by itself."""
    log = tmp_path / "log.json"
    log.write_text(SHAPES[shape](generated("vonage/sms", 60)), encoding="utf-8")
    alone = []
    once = ItemTaker.taken
    monkeypatch.setattr(ItemTaker, "taken", lambda *args: alone.append(1) or once(*args))
    monkeypatch.setattr(_Inputs, "_one_by_one", lambda *_: pytest.fail("read record by record"))
    if shape in SLOW:
        with pytest.raises(pytest.fail.Exception):
            by_rows([str(log)], Options())
    else:
        assert by_rows([str(log)], Options()).messages
        assert (shape in MIXED) == bool(alone)


@pytest.mark.parametrize("shape", SHAPES)
def test_progress_comes_to_the_whole_log(shape, tmp_path):
    """Every byte of it is told, once."""
    log = tmp_path / "log.json"
    log.write_text(SHAPES[shape](generated("vonage/sms", 60)), encoding="utf-8")
    told = []
    check_by_rows([str(log)], Options(), progress=lambda *each: told.append(each))
    assert log.stat().st_size == sum(read for _, read in told)
    assert sum(count for count, _ in told) >= 60


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", LIFECYCLES[::3])
def test_generated(shape, name, tmp_path):
    """Logs with misdeeds of every kind."""
    log = tmp_path / "log.json"
    log.write_text(SHAPES[shape](generated(name, 60, **MISDEEDS)), encoding="utf-8")
    assert assert_same(log).observations


@settings(max_examples=150)
@given(
    shape=st.sampled_from(sorted(SHAPES)),
    name=st.sampled_from(LIFECYCLES),
    seed=st.integers(0, 10**6),
    others=st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(ITEMS)), max_size=3),
    edits=st.lists(st.tuples(st.integers(0, 10**6), TEXTS, st.integers(0, 9)), max_size=3),
    mark=st.sampled_from(["", "", "\ufeff"]),
)
def test_damaged(shape, name, seed, others, edits, mark, tmp_path_factory):
    """Other items among payloads, and damage of any kind, is told alike."""
    dice = Random(seed)
    payloads = generated(name, 20, seed % 50, repeated=0.2, late=0.2)
    for at, other in others:
        payloads.insert(at % (len(payloads) + 1), other)
    text = SHAPES[shape](payloads)
    for at, more, gone in edits:
        at %= len(text) + 1
        text = text[:at] + more + text[at + dice.randrange(gone + 1) :]
    log = tmp_path_factory.mktemp("damaged") / "log.json"
    log.write_bytes(f"{mark}{text}".encode("utf-8", "surrogateescape"))
    assert_same(log)
