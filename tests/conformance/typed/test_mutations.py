"""Lines of all providers, changed by chance, as bytes and as JSON: both ways say the same."""

from __future__ import annotations

import copy
import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.spec import catalog

from support.ways import MISDEEDS, assert_same, generated

LIFECYCLES = sorted(each.id for each in catalog())
SCALARS = [
    *(None, True, False, 0, 1, -1, 1.0, 1.5, 10**9, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 1e300, ""),
    *("a", "1", "read", "2026-03-01T10:00:05Z", "2026-02-30T00:00:00Z", "😀", "é\u2028", "a" * 300),
]
VALUES = [*SCALARS, [], {}, [1], [{}], {"a": 1}, [None, {"b": []}]]


def places(value, path=()):
    """Every place in a JSON value but the whole."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in items:
        yield (*path, name)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, name))


def changed(dice, record):
    """A record, changed at one place."""
    record = copy.deepcopy(record)
    path = dice.choice(list(places(record)))
    within = record
    for name in path[:-1]:
        within = within[name]
    act = dice.randrange(6)
    if act == 0:
        del within[path[-1]]
    elif act == 1 and isinstance(within, dict):
        within[dice.choice(["new", "id", "status", "request", "timestamp", ""])] = dice.choice(
            VALUES
        )
    elif act == 2 and isinstance(within, dict):
        within[f"{path[-1]}x"] = within.pop(path[-1])
    elif act == 3 and isinstance(within[path[-1]], str):
        text = within[path[-1]]
        at = dice.randrange(len(text) + 1)
        within[path[-1]] = text[:at] + dice.choice(["", "0", "Z", "é", "\n"]) + text[at + 1 :]
    else:
        within[path[-1]] = dice.choice(VALUES)
    return record


def damaged(dice, line):
    """A line, changed as bytes."""
    at = dice.randrange(len(line))
    return dice.choice(
        [
            lambda: line[:at],
            lambda: line[:at] + bytes([dice.randrange(256)]) + line[at + 1 :],
            lambda: line[:at] + dice.choice([b" ", b"\\", b'"', b",", b"\xff", b"0"]) + line[at:],
            lambda: line[:at] + line[at + 1 :],
            lambda: line + line[:at],
        ]
    )().replace(b"\n", b"")


def mutants(dice, name):
    """The lines of a log, of which some are followed by changed ones."""
    rates = dice.choice([{}, MISDEEDS])
    lines = [line.encode() for line in generated(name, 20, dice.randrange(50), **rates)]
    records = [json.loads(line) for line in lines]
    for _ in range(12):
        at = dice.randrange(len(lines))
        if dice.random() < 0.7:
            odd = json.dumps(changed(dice, dice.choice(records)), ensure_ascii=dice.random() < 0.5)
            lines.insert(at, odd.encode())
        else:
            lines.insert(at, damaged(dice, lines[at] or b"{}"))
    return b"".join(line + b"\n" for line in lines)


def check(name, seed, place):
    """Both ways say the same of mutants."""
    log = place / "log.jsonl"
    log.write_bytes(mutants(Random(f"{name} {seed}"), name))
    assert_same(log)


@settings(max_examples=100)
@given(name=st.sampled_from(LIFECYCLES), seed=st.integers(0, 10**9))
def test_mutants(name, seed, tmp_path_factory):
    """A dozen in each log."""
    check(name, seed, tmp_path_factory.mktemp("mutants"))


@pytest.mark.slow
@pytest.mark.parametrize("name", LIFECYCLES)
def test_many_mutants(name, tmp_path):
    """Five thousand logs, each from its number."""
    for seed in range(5_000 // len(LIFECYCLES) + 1):
        check(name, seed, tmp_path)
