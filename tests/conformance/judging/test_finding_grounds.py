"""What a finding about a life rests on: the section on the state it is about, the record before."""

from __future__ import annotations

import pytest

import msglife
from support.pigeon_post import LIFECYCLE, edge, planter, rule, state

STATES = {"queued": "accepted", "sent": "sent", "arrived": "delivered", "lost": "failed"}
FINALS = ("arrived", "lost")


@pytest.fixture
def planted(tmp_path):
    """Writes the invented lifecycle, changed."""
    return planter(tmp_path)


@pytest.fixture
def letters(tmp_path):
    """Checks the notes of one letter; each state is documented in a section of its own name."""
    states = [
        state(name, canonical, *["final = true"] * (name in FINALS)).replace("guide: 2", name)
        for name, canonical in STATES.items()
    ]
    edges = [
        edge("start", "queued", "enqueue"),
        edge("queued", "sent", "send"),
        edge("sent", "arrived", "arrive"),
        edge("sent", "lost", "lose"),
    ]
    folder = planter(tmp_path)()
    text = "\n".join([LIFECYCLE, *states, *edges])
    for name in STATES:
        text = text.replace(f'cite = "{name}"', f'cite = "guide: on {name}"')
    (folder / "letter.toml").write_text(text, encoding="utf-8")

    def told(*statuses):
        records = [
            {"id": "n1", "status": status, "at": f"2026-03-01T10:00:{second:02}Z"}
            for second, status in enumerate(statuses)
        ]
        return msglife.check(records, specs=folder).findings

    return told


@pytest.mark.parametrize(
    ("statuses", "code", "about"),
    [
        (["queued", "arrived"], "DELV003", "sent"),
        (["sent"], "DELV003", "queued"),
        (["queued", "sent", "lost", "sent"], "LIFE003", "lost"),
        (["queued", "sent", "arrived", "lost"], "LIFE005", "arrived"),
        (["queued", "sent", "lost", "arrived"], "LIFE005", "lost"),
        (["queued", "sent", "queued"], "LIFE002", "sent"),
    ],
)
def test_a_finding_cites_what_is_said_of_its_state(letters, statuses, code, about):
    """Of the missed one, or of the one before what was denied; not of another state."""
    [finding] = [each for each in letters(*statuses) if each.code == code]
    basis = "documented" if code == "DELV003" else "implied"  # no document says there is no edge
    assert (basis, f"Guide, on {about}") == (finding.basis, finding.cite)


@pytest.mark.parametrize(("first", "then"), [("arrived", "lost"), ("lost", "arrived")])
def test_what_was_denied_and_taken_as_told_is_what_is_told_again(letters, first, then):
    """Wherever the two stand in the file: the repeat is of the record before, not of the first."""
    denied, repeated = letters("queued", "sent", first, then, then)
    assert ("LIFE005", [2]) == (denied.code, [each.record for each in denied.related])
    assert ("DELV001", [3]) == (repeated.code, [each.record for each in repeated.related])


@pytest.mark.parametrize(
    ("stated", "basis"), [("", "assumed"), ("clock_skew_ms = 1000\n", "documented")]
)
def test_how_far_clocks_differ_is_assumed_unless_it_is_stated(planted, stated, basis):
    """Then it rests on what the form cites."""
    folder = planted(change=('status = "/status"', f'status = "/status"\n{stated}'))
    times = {"queued": "00:00Z", "sent": "09:00.5Z", "arrived": "09:00Z"}
    records = [
        {"id": "n1", "status": name, "at": f"2026-03-01T10:{at}"} for name, at in times.items()
    ]
    [finding] = msglife.check(records, specs=folder).findings
    assert ("DELV005", basis, "Guide, 1") == (finding.code, finding.basis, finding.cite)


def test_parts_that_differ_rest_on_the_rule_that_lets_them(planted):
    """Not on the form: it says nothing of parts."""
    folder = planted(rule("parts", "undecided_when", 'schema = { required = ["parts"] }'))
    records = [
        {"id": "n1", "status": name, "at": f"2026-03-01T10:00:{second:02}Z", "parts": []}
        for second, name in enumerate(("queued", "sent", "arrived", "lost"))
    ]
    [finding] = msglife.check(records, specs=folder).findings
    assert ("DELV004", "implied", "Guide, 3") == (finding.code, finding.basis, finding.cite)
