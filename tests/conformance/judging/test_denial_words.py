"""What a denial says: the value in the log, another that is meant, the guard that is closed."""

from __future__ import annotations

import pytest

import msglife
from support.pigeon_post import SIZE, edge, narrowed, planter

ANY = {"type": ["string", "integer", "boolean", "null"]}


@pytest.fixture
def denied(tmp_path):
    """Checks records by the lifecycle, changed, and returns its denials: code, words, expected."""
    plant = planter(tmp_path)

    def run(records, *more, schema=None, **changes):
        specs = plant(*more, schema=schema or narrowed(status=ANY), **changes)
        found = msglife.check(records, specs=specs, lifecycle="pigeon", select="LIFE").findings
        return [(each.code, each.message, each.expected) for each in found]

    return run


def note(status, second=1, **more):
    """One note of a letter."""
    return {"id": "n", "status": status, "at": f"2026-03-01T10:00:{second:02}Z", **more}


NUMBERS = {
    f"value of {name}": (f'name = "{name}"\n', f'name = "{name}"\nvalue = {value}\n')
    for value, name in enumerate(["queued", "sent", "arrived", "lost"], 1)
}
VALUES = {
    "values": (
        'status = "/status"\n',
        'status = "/status"\nvalues = [["NEW", "queued"], ["OUT", "sent"], ["OFF", "sent"], '
        '["OK", "arrived"], ["ERR", "lost"]]\n',
    )
}
DIGITS = {
    "values": (
        'status = "/status"\n',
        'status = "/status"\nvalues = [["1", "queued"], ["2", "sent"], ["3", "arrived"], '
        '["4", "lost"]]\n',
    )
}


ALL_VALUES = "known: NEW, OUT, OFF, OK, ERR"


@pytest.mark.parametrize(
    ("written", "told", "shown", "hint", "first"),
    [
        # the name of a state where a value is written
        (NUMBERS, "sent", "sent", "did you mean 2?", "1"),
        (NUMBERS, "Sent", "Sent", "did you mean 2?", "1"),
        (VALUES, "sent", "sent", "did you mean OUT or OFF?", "NEW"),
        # the value in another type
        (NUMBERS, "2", '"2"', "did you mean 2?", "1"),
        (DIGITS, 2, "2", 'did you mean "2"?', '"1"'),
        # a value that is near, in other letters, or none
        (VALUES, "Ok", "Ok", "did you mean OK?", "NEW"),
        ({}, "arived", "arived", "did you mean arrived?", "queued"),
        (NUMBERS, 7, "7", "known: 1, 2, 3, 4", "1"),
        (VALUES, "gone", "gone", ALL_VALUES, "NEW"),
        ({}, True, "true", "known: queued, sent, arrived, lost", "queued"),
        (DIGITS, "7", '"7"', 'known: "1", "2", "3", "4"', '"1"'),
    ],
)
def test_an_unknown_status_is_told_in_the_log_s_own_values(
    denied, written, told, shown, hint, first
):
    """What is suggested is never what was refused."""
    alias = {"alias": ('values = [["SENT", "sent"]]', 'values = [["SENT", 2]]')}
    alias = alias if written is NUMBERS else {}
    words = f"{shown} is no status that Letter documents; {hint}"
    assert denied([note(told)], **written, **alias) == [("LIFE001", words, (first,))]


@pytest.mark.parametrize("written", [NUMBERS, VALUES, DIGITS, {}])
def test_what_is_suggested_is_a_status(denied, written):
    """The near twin: each value is taken."""
    values = {
        id(NUMBERS): [1, 2, 3],
        id(VALUES): ["NEW", "OFF", "OK"],
        id(DIGITS): ["1", "2", "3"],
    }.get(id(written), ["queued", "sent", "arrived"])
    records = [note(value, second) for second, value in enumerate(values)]
    assert denied(records, **written) == []


LARGE = {"guard": ('trigger = "send"\n', 'trigger = "send"\n' + SIZE("const = 'large'") + "\n")}


@pytest.mark.parametrize(
    ("records", "words", "expected"),
    [
        # from the state before, straight and by way of another
        (
            [note("queued"), note("sent", 9, size="small")],
            "sent (10:00:09) after queued (10:00:01, record 0): sent needs size large",
            (),
        ),
        (
            [note("queued"), note("lost", 9)],
            "lost (10:00:09) after queued (10:00:01, record 0): lost needs size large",
            ("sent",),
        ),
        # the way on is open, but none leads there from the beginning
        (
            [note("queued"), note("sent", 5, size="large"), note("arrived", 9)],
            "arrived (10:00:09) after sent (10:00:05, record 1): arrived needs size large",
            ("lost",),
        ),
        (
            [note("sent", size="small")],
            "sent as the first status: sent needs size large",
            ("queued",),
        ),
    ],
)
def test_a_closed_guard_is_named_and_what_it_refuses_is_not_expected(
    denied, records, words, expected
):
    assert denied(records, **LARGE) == [("LIFE002", words, expected)]


def test_an_open_guard_denies_nothing(denied):
    """The near twin."""
    records = [note(each, second, size="large") for second, each in enumerate(["sent", "arrived"])]
    assert denied([note("queued", 0), *records], **LARGE) == []


def test_no_word_that_is_refused_is_expected(denied):
    """Where two ways lead to a state, one by a guard, and both are closed to it."""
    again = edge("queued", "arrived", "fly", SIZE("const = 'small'"))
    records = [note("queued"), note("arrived", 9)]
    ((code, words, expected),) = denied(records, again, **LARGE)
    assert (code, expected) == ("LIFE002", ("sent",))
    assert words.endswith("arrived needs size small or size large")
