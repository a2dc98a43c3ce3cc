"""Each kind of rule, broken by one letter among many that keep it, is found by rows, too.

A kind that typed lines did not read would be one that breaks unseen: its letters decode alike.
"""

from __future__ import annotations

from typing import get_args

import pytest
from msglife.conformance.judging import event_rules
from msglife.conformance.payloads import rules
from msglife.conformance.payloads.known_fields import KnownFields
from msglife.conformance.payloads.reads import Reads
from msglife.spec.conditions import RuleKind

from support.letters import SOUND, letter, letters, schema_with, without
from support.pigeon_post import rule

ONE_ARRIVED = 'states = ["arrived"]'
PARTS = [{"cost": 1}, {"cost": 0.5}]
RULES = {
    "constant": (('fields = ["/size"]',), {"size": "small"}, {"size": ["small", "large", "large"]}),
    "constant number": (('fields = ["/done"]',), {"done": 1}, {"done": [1, 1, 2]}),
    "non_decreasing": (('fields = ["/done"]',), {"done": [1, 2, 2]}, {"done": [1, 2, 1]}),
    "requires": ((ONE_ARRIVED, 'fields = ["/reason"]'), {"reason": "r"}, {}),
    "requires, null": ((ONE_ARRIVED, 'fields = ["/reason"]'), {"reason": "r"}, {"reason": None}),
    "only_in": ((ONE_ARRIVED, 'fields = ["/reason"]'), {}, {"reason": "r"}),
    "only_in, null": ((ONE_ARRIVED, 'fields = ["/reason"]'), {"reason": None}, {"reason": "r"}),
    "requires, of some values": (
        (ONE_ARRIVED, 'fields = ["/reason"]', 'schema = { pattern = "^b" }'),
        {"reason": "bad"},
        {"reason": "good"},
    ),
    "schema, null": (
        ('schema = { required = ["reason"] }',),
        {"reason": "r"},
        {"reason": None},
    ),
    "schema of some states, null": (
        (ONE_ARRIVED, 'schema = { required = ["reason"] }'),
        {"reason": ["r", None, "r"]},
        {"reason": None},
    ),
    "constant, null": (
        ('fields = ["/reason"]',),
        {"reason": ["r", None, "r"]},
        {"reason": ["r", None, "s"]},
    ),
    "only_in, of some values": (
        (ONE_ARRIVED, 'fields = ["/reason"]', 'schema = { pattern = "^b" }'),
        {"reason": "good"},
        {"reason": "bad"},
    ),
    "at_most": (('fields = ["/done", "/all"]',), {"done": 1, "all": 2}, {"done": 3, "all": 2}),
    "at_most, of three": (
        ('fields = ["/done", "/none", "/all"]',),
        {"done": 1, "all": 2},
        {"done": 3, "all": 2},
    ),
    "same": (('fields = ["/done", "/all"]',), {"done": 2, "all": 2}, {"done": 1, "all": 2}),
    "same, one being absent": (
        ('fields = ["/void", "/done", "/all"]',),
        {"done": 2, "all": 2, "void": None},
        {"done": 1, "all": 2},
    ),
    "same, of other types": (
        ('fields = ["/reason", "/to"]',),
        {"reason": "1", "to": "1"},
        {"reason": "1", "to": "2"},
    ),
    "sum_equals": (
        ('fields = ["/cost"]', 'items = "/parts"', 'item = "/cost"'),
        {"cost": 1.5, "parts": [PARTS] * 3},
        {"cost": 1.6, "parts": [PARTS] * 3},
    ),
    "sum_at_least": (
        ('fields = ["/cost", "/done", "/all"]',),
        {"cost": 1.5, "done": 1, "all": 2},
        {"cost": 0.5, "done": 1, "all": 2},
    ),
    "sum_at_least, of some states": (
        (ONE_ARRIVED, 'fields = ["/cost", "/done", "/all"]'),
        {"cost": 1.5, "done": 1, "all": 2},
        {"cost": 0.5, "done": 1, "all": 2},
    ),
    "sum_at_least, of some payloads": (
        ('schema = { required = ["size"] }', 'fields = ["/cost", "/done", "/all"]'),
        {"cost": 0.5, "done": [2, 2, 2], "all": 2},
        {"cost": 0.5, "done": 1, "all": 2, "size": "small"},
    ),
    "at_most, of some states": (
        (ONE_ARRIVED, 'fields = ["/done", "/all"]'),
        {"done": 1, "all": 2},
        {"done": 3, "all": 2},
    ),
    "schema": (('schema = { required = ["size"] }',), {"size": "small"}, {}),
    "schema, of a value": (
        ("schema = { properties = { done = { multipleOf = 2 } } }",),
        {"done": 2},
        {"done": 3},
    ),
    "schema, of some states": (
        (ONE_ARRIVED, 'schema = { properties = { size = { const = "small" } } }'),
        {"size": "small"},
        {"size": "large"},
    ),
    "schema, under a condition": (
        ('schema = { if = { required = ["all"] }, then = { required = ["done"] } }',),
        {"done": 1, "all": 2},
        {"all": 2},
    ),
}
"""By kind: what a rule says, what sound letters hold, and what the one does that breaks it."""
OF_EXCHANGES = {"undecided_when", "forbidden_after", "min_interval"}
"""These are in `test_fact_kinds` and `test_exchanges`."""


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("place", [0, SOUND * 3 // 2, SOUND * 3])
def test_a_breach_is_found(name, place, planted, decoded, tmp_path):
    """Wherever it stands, before or behind what it is like."""
    asked, kept, broken = RULES[name]
    folder = planted(
        rule("planted", name.partition(",")[0].split()[0], *asked), schema=schema_with()
    )
    sound = letters(**kept)
    records = [*sound[:place], *letter("x", **broken), *sound[place:]]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert {("planted", "x")} == {(each.rule, each.key) for each in report.findings}
    assert len(decoded.lines) >= len(sound) - 3


def test_all_kinds_are_planted():
    """None is left out, here and where exchanges are."""
    assert set(get_args(RuleKind)) == {each.partition(",")[0].split()[0] for each in RULES} | (
        OF_EXCHANGES
    )


def test_all_kinds_say_what_they_read():
    """One that did not could not be compiled, nor those that nobody knows."""
    assert set(get_args(RuleKind)) == set(rules._KINDS)
    assert set(rules.EVENT_RULES) == set(event_rules._BREACHES)


def test_a_kind_that_nobody_knows(planted):
    """It is not taken to read nothing."""
    from msglife.spec import load_folder

    [lifecycle] = load_folder(planted(rule("planted", "at_most", 'fields = ["/done", "/all"]')))
    unknown = lifecycle.rules[0]._replace(kind="new")
    with pytest.raises(KeyError, match="new"):
        rules.compile_rules([unknown], "note")
    with pytest.raises(KeyError, match="new"):
        rules.read_rules([unknown], "note", Reads(KnownFields()))


@pytest.mark.parametrize("form", ["note", "other"])
def test_a_rule_about_one_form(form, planted, decoded, tmp_path):
    """It is read of that form's payloads, and of no others."""
    asked = rule("planted", "requires", ONE_ARRIVED, 'fields = ["/reason"]', f'forms = ["{form}"]')
    records = [*letters(reason="r"), *letter("x")]
    folder = planted(asked, *(_second() if form == "other" else ()), schema=schema_with())
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert (["x"] if form == "note" else []) == [each.key for each in report.findings]
    assert len(decoded.lines) >= len(records) - 3


def _second():
    """Another form, of which there are no payloads here."""
    yield """
[[forms]]
name = "other"
mode = "sampled"
payload = "response"
schema = "note.schema.json"
key = "/id"
status = "/status"
select = { required = ["seen"] }
basis = "documented"
cite = "guide: 1"
"""


def test_what_a_record_lacks_is_not_taken_from_another(planted, decoded, tmp_path):
    """A member that most have is asked of each."""
    folder = planted(rule("planted", "schema", 'schema = { required = ["size"] }'))
    records = [*letters(size="small"), *(without(each, "size") for each in letter("x", size="s"))]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert [("x", 2)] == [(each.key, len(each.related)) for each in report.findings]
