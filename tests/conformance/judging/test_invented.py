"""The judge on lifecycles of an invented provider: what no provider's file here can show.

A flock carries letters. No flock strays by day, and only letters to the west are stowed.
"""

from __future__ import annotations

import json

import pytest
from msglife.conformance import Options, check
from msglife.conformance.judging.families import last_told
from msglife.conformance.judging.lookup_findings import Answer, lookup_findings
from msglife.conformance.judging.order import order
from msglife.conformance.observing.message import Message
from msglife.conformance.observing.observer import Observer
from msglife.conformance.results.finding import MessageId, Place, message_id
from msglife.spec import load_folder

from support.outcomes import findings_of

WHY = 'basis = "documented", cite = "guide: 1"'
TEXT = """
format = 1
provider = "pigeon"
title = "Pigeons"
summary = "What pigeons carry."
sources = [{ id = "guide", title = "Guide", publisher = "P", language = "en", tier = "primary" }]
"""
FORM = """
[[forms]]
name = "{name}"
mode = "{mode}"
payload = "request"
schema = "any.schema.json"
key = "/{key}"
status = "/state"
variant = "/way"
version = "/version"
time = {{ at = "/{name}", unit = "rfc3339" }}
select = {{ required = ["{key}", "{name}"] }}
basis = "documented"
cite = "guide: 1"
"""
FLOCK = """
name = "flock"
variants = [{ name = "day", title = "By day" }, { name = "night", title = "By night" }]
states = [
    { name = "resting", meaning = "…", WHY },
    { name = "flying", meaning = "…", WHY },
    { name = "landed", meaning = "…", final = true, WHY },
    { name = "strayed", meaning = "…", final = true, only = ["night"], WHY },
]
edges = [
    { from = "start", to = "resting", trigger = "rest", cause = "provider", WHY },
    { from = "resting", to = "flying", trigger = "fly", cause = "provider", WHY },
    { from = "flying", to = "landed", trigger = "land", cause = "provider", WHY },
    { from = "flying", to = "strayed", trigger = "stray", cause = "provider", WHY },
]
"""
LETTER = """
name = "letter"
variants = [{ name = "east", title = "East" }, { name = "west", title = "West" }]
states = [
    { name = "written", meaning = "…", WHY },
    { name = "stowed", meaning = "…", only = ["west"], WHY },
    { name = "carried", meaning = "…", WHY },
    { name = "read", meaning = "…", final = true, WHY },
    { name = "burnt", meaning = "…", final = true, WHY },
]
edges = [
    { from = "start", to = "written", trigger = "write", cause = "customer", WHY },
    { from = "written", to = "stowed", trigger = "stow", cause = "provider", WHY },
    { from = "written", to = "carried", trigger = "carry", cause = "provider", WHY },
    { from = "written", to = "burnt", trigger = "burn", cause = "provider", WHY },
    { from = "stowed", to = "carried", trigger = "unload", cause = "provider", WHY },
    { from = "carried", to = "read", trigger = "read", cause = "recipient", WHY },
]
rules = [
    { id = "one-a", kind = "constant", fields = ["/a"], says = "…", WHY },
    { id = "one-b", kind = "constant", fields = ["/b"], says = "…", WHY },
    { id = "one-c", kind = "constant", fields = ["/c"], says = "…", WHY },
    { id = "one-d", kind = "constant", fields = ["/d", "/e"], says = "…", WHY },
    { id = "sealed", kind = "constant", fields = ["/f"], states = ["carried", "read"],
      says = "…", WHY },
    { id = "kept", kind = "forbidden_after", answer = 404, after = 200, says = "…", WHY },
    { id = "gone", kind = "forbidden_after", answer = 404, after = 410, says = "…", WHY },
    { id = "shut", kind = "forbidden_after", answer = 200, after = 410, says = "…", WHY },
]
relations = [
    { id = "of", kind = "belongs_to", parent = "pigeon/flock", fields = ["/of"], says = "…", WHY },
    { id = "trips", kind = "legs_in_order", fields = ["/trip"], number = ["/leg"],
      total = ["/legs"], states = ["read"], says = "…", WHY },
    { id = "idle", kind = "not_while", parent = "pigeon/flock", states = ["carried", "read"],
      parent_states = ["landed", "strayed"], says = "…", WHY },
    { id = "counts", kind = "counts_agree", parent = "pigeon/flock", parent_states = ["landed"],
      recipients = "/letters", says = "…", WHY, counts = [{ field = "/carried",
      states = ["carried", "read"], uncounted = ["written", "stowed", "burnt"] }] },
]
"""
FIELDS = ("flock", "letter", "of", "way", "state", "version", "seen", "told", "letters", "carried")
LEGS = ("trip", "leg", "legs")
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "properties": dict.fromkeys([*FIELDS, *LEGS, *"abcdef"], True),
}


@pytest.fixture
def folder(tmp_path):
    """The invented provider's folder."""
    place = tmp_path / "pigeon"
    place.mkdir()
    (place / "any.schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    for name, text in (("flock", FLOCK), ("letter", LETTER)):
        forms = [
            FORM.format(name=form, mode=mode, key=name)
            for form, mode in (("seen", "sampled"), ("told", "announced"))
        ]
        # An inline table is one line to TOML; here it may be two.
        lines = (TEXT + text.replace("WHY", WHY)).replace(",\n      ", ", ")
        (place / f"{name}.toml").write_text("\n".join([lines, *forms]), encoding="utf-8")
    return place


def at(second):
    return f"2026-03-01T10:00:{second:02}Z"


def flock(state, second, way="day", **more):
    return {"flock": "f", "way": way, "state": state, "seen": at(second), "version": 1, **more}


def letter(state, second, form="seen", key="l-1", way="east", of="f", **more):
    return {"letter": key, "of": of, "way": way, "state": state, form: at(second), **more}


@pytest.fixture
def told(folder):
    """Checks records; returns the findings of some code, as record and rule."""

    def run(code, *records):
        report = check([list(records)], Options(lifecycles=("pigeon",), specs=(folder,)))
        assert report.logs[0].used == len(records)
        return [(each.place.record, each.rule) for each in findings_of(report, code)]

    return run


def landed(**counts):
    return flock("landed", 5, **counts)


def test_a_status_of_another_variant_says_nothing_certain_of_a_count(told):
    """A letter to the east is never stowed: whether it was carried is not known."""
    for carried in (0, 1):
        records = [landed(letters=1, carried=carried), letter("stowed", 6)]
        assert not told("RELN001", *records)
        assert [(1, "")] == [(record, rule or "") for record, rule in told("LIFE004", *records)]
    known = [landed(letters=1, carried=1), letter("stowed", 6, way="west")]
    assert [(0, "counts")] == told("RELN001", *known)
    burnt = [landed(letters=1, carried=1), letter("stowed", 6), letter("burnt", 7)]
    assert [(0, "counts")] == told("RELN001", *burnt)


def test_a_status_of_another_variant_is_no_end_of_the_parent(told):
    """By day no flock strays: what follows such a status breaks nothing."""
    letters = [letter("written", 6), letter("carried", 7)]
    assert not told("RELN001", flock("strayed", 5), *letters)
    assert [(2, "idle")] == told("RELN001", flock("strayed", 5, way="night"), *letters)
    assert [(2, "idle")] == told("RELN001", flock("landed", 5), *letters)


@pytest.mark.parametrize(("second", "broken"), [(3, True), (4, True), (5, False), (6, False)])
def test_a_leg_begins_when_the_one_before_it_has_ended(told, second, broken):
    """Not before: when it was carried is not when it was read."""
    trip = {"of": None, "trip": "t", "legs": 2}
    records = [
        letter("written", 1, leg=1, **trip),
        letter("carried", 2, leg=1, **trip),
        letter("read", 5, leg=1, **trip),
        letter("written", second, key="l-2", leg=2, **trip),
    ]
    assert [(3, "trips")] * broken == told("RELN001", *records)


@pytest.mark.parametrize("name", "abcde")
def test_each_rule_looks_where_its_own_fields_stand(told, name):
    """Several rules over several fields: the one whose field changed is broken."""
    fields = dict.fromkeys("abcde", 1)
    records = [letter("written", 1, **fields), letter("carried", 2, **fields | {name: 2})]
    rule = "one-d" if name == "e" else f"one-{name}"
    assert [(1, rule)] == told("RULE001", *records)


def test_a_rule_of_some_states_passes_over_the_others(told):
    records = [letter("written", 1, f=1), letter("carried", 2, f=2), letter("read", 3, f=3)]
    assert [(2, "sealed")] == told("RULE001", *records)
    assert not told("RULE001", records[0], records[2])


@pytest.mark.parametrize(
    ("statuses", "broken"),
    [
        ((200, 404), [(1, "kept", 0)]),
        ((410, 404), [(1, "gone", 0)]),
        ((200, 410, 404), [(2, "kept", 0), (2, "gone", 1)]),
        ((410, 200, 404), [(1, "shut", 0), (2, "kept", 1), (2, "gone", 0)]),
        ((404, 200, 410), []),
        ((200, 404, 200, 404), [(1, "kept", 0), (3, "kept", 0)]),
    ],
)
def test_an_answer_is_held_against_every_rule(folder, statuses, broken):
    """Each rule that an answer breaks is told, with the first answer that forbade it."""
    life = next(each for each in load_folder(folder) if each.id == "pigeon/east")
    answers = [Answer(Place("log", None, n), n, status) for n, status in enumerate(statuses)]
    found = [
        (each.place.record, each.rule, each.related[0].record)
        for each in lookup_findings(message_id(life, "l-1"), life, answers, [])
        if each.code == "RULE001"
    ]
    assert broken == found


def test_what_is_announced_behind_a_poll_is_held_against_that_poll(told, folder):
    records = [letter("carried", 1), letter("written", 2, "told"), letter("read", 3)]
    del records[1]["told"]
    records[1]["told"] = "at dawn"  # with a usable time, times would rule
    options = Options(lifecycles=("pigeon",), specs=(folder,))
    (finding,) = findings_of(check([records], options), "DELV002")
    assert not told("RELN001", *records)
    assert (1, [0]) == (finding.place.record, [place.record for place in finding.related])


def letter_observations(folder, *records):
    """Observations of a letter to the east, in the order of the records."""
    life = next(each for each in load_folder(folder) if each.id == "pigeon/east")
    readers = {form.name: Observer(life, form) for form in life.forms}
    found = []
    for number, record in enumerate(records):
        form = "seen" if "seen" in record else "told"
        reading = readers[form].read(record, Place("log", None, number), None)
        reading.observation.serial = number
        found.append(reading.observation)
    return found


def test_in_one_instant_polls_stand_by_their_version_and_else_as_they_arrived(folder):
    polls = [letter("written", 1, version=number) for number in (3, -1, 0)]
    observations = letter_observations(folder, *polls, letter("carried", 1, "told"))
    timeline = order(observations)
    assert [1, 2, 0, 3] == [each.serial for each in timeline.observations]


def test_what_has_no_time_was_told_before_1970(folder):
    records = [letter("written", 1, "told"), letter("carried", 1, "told")]
    records[0]["told"], records[1]["told"] = "soon", "1969-12-31T10:00:02Z"
    message = Message(MessageId("pigeon/letter", None, ("l-1",)), load_folder(folder)[0])
    message.observations = letter_observations(folder, *records)
    assert message.observations[1] == last_told(message)


def test_a_final_is_overdue_in_1970_too(folder):
    records = [letter("written", 1, "told"), letter("read", 1, "told", key="l-2")]
    records[0]["told"], records[1]["told"] = "1970-01-01T00:00:10Z", "1970-01-01T00:00:20Z"
    options = Options(lifecycles=("pigeon",), specs=(folder,), final_within=10**6)
    assert ["l-1"] == [each.key for each in findings_of(check([records], options), "OPEN001")]


def test_what_happened_before_1970_is_overtaken_as_ever(folder):
    records = [letter("carried", 1, "told"), letter("written", 1, "told")]
    records[0]["told"], records[1]["told"] = "1969-12-31T10:00:02Z", "1969-12-31T10:00:01Z"
    one, two = letter_observations(folder, *records)
    timeline = order([one, two])
    assert (two, one) == timeline.observations
    assert {id(two): one} == timeline.overtaken
