"""Which lives are made up, and what tells of them."""

from collections import Counter

import pytest
from msglife.conformance import Options, check
from msglife.conformance.generating.generator import Plan, forms_of, generate
from msglife.conformance.inventing.writing import Writing
from msglife.machines import compile_schema
from msglife.machines.bodies import in_body
from msglife.spec import load_folder

from support.generation import KNOWN
from support.pigeon_post import narrowed

WHOLE = Options(show_numbers=True)
ANNOUNCED = [
    each
    for each in KNOWN.values()
    if sum(not form.sampled for form in each.forms) and not forms_of(each)[0].sampled
]


def statuses(lifecycle, sent):
    """The statuses told of each message, in order of arrival."""
    found = {}
    for each in sent:
        _, form = in_body(lifecycle, each.form)
        payload = Writing(each.form).read(each.payload)
        found.setdefault(each.key, []).append(form.status.get(payload))
    return found


@pytest.mark.parametrize("lifecycle", ANNOUNCED, ids=lambda each: each.id)
def test_all_announced_forms_are_used(lifecycle):
    """Each message has one; polls are only made up where they are asked for."""
    plan = Plan(60, 5, faults=0.3, late=0.2, repeated=0.2, lost=0.2)
    sent = list(generate(lifecycle, plan))
    names = {each.form.name for each in sent}
    assert {form.name for form in forms_of(lifecycle)} == names
    assert all(not each.form.sampled for each in sent)
    labels = {each.label.key: each.label for each in sent if each.label}
    options = WHOLE._replace(lifecycles=(lifecycle.id,), forms=tuple(names))
    report = check([[each.payload for each in sent]], options)
    assert {key: label.verdict for key, label in labels.items()} == {
        each.key: each.verdict for each in report.messages
    }


def test_what_a_message_is_created_in_is_told_or_not():
    """Where only changes are told, it may be either; then nothing is missed."""
    lifecycle = KNOWN["twilio/message"]
    sent = list(generate(lifecycle, Plan(200, 3)))
    firsts = Counter(told[0] for told in statuses(lifecycle, sent).values())
    created = {edge.target for edge in lifecycle.edges if edge.source == "start"}
    told = sum(count for status, count in firsts.items() if status in created)
    assert 40 < told < 180
    assert {"conforms", "open"} == {each.label.verdict for each in sent if each.label}


@pytest.mark.parametrize("name", ["vonage/sms", "vonage/whatsapp", "twilio/message"])
def test_most_messages_arrive(name):
    """Ends that fail, and those that fail first above all, are the fewer."""
    lifecycle = KNOWN[name]
    ends = [told[-1] for told in statuses(lifecycle, generate(lifecycle, Plan(400, 2))).values()]
    arrived = {
        state.value for state in lifecycle.states if state.canonical in ("delivered", "engaged")
    }
    assert 0.45 < sum(end in arrived for end in ends) / len(ends) < 0.8


def test_an_edge_that_is_rare_is_seldom_gone(planted):
    """As its file says; without a word, as often as any other that ends there."""
    lost = 'trigger = "lose"\n'
    usual = load_folder(planted())[0]
    rare = load_folder(planted(lost=(lost, f"{lost}usual = 0.05\n")))[0]
    ends = [
        Counter(told[-1] for told in statuses(each, generate(each, Plan(300))).values())
        for each in (usual, rare)
    ]
    assert ends[0]["lost"] > 4 * ends[1]["lost"]


UNITS = {
    '"s"': {"type": "integer", "minimum": 10**9, "maximum": 10**10},
    '"ms"': {"type": "string", "pattern": "^[0-9]{13}$"},
    '"yymmddhhmm"': {"type": "string", "pattern": "^[0-9]{10}$"},
    '"rfc2822"': {"type": "string", "minLength": 20},
    '["yyyymmddhhmmss", "s"]': {"type": "string", "minLength": 14, "maxLength": 14},
}


@pytest.mark.parametrize("varied", [False, True])
@pytest.mark.parametrize("unit", UNITS)
def test_times_are_as_their_schema_and_unit_have_them(planted, unit, varied):
    """So far apart that they can be told from each other, and labels hold."""
    change = ('unit = "rfc3339"', f"unit = {unit}")
    folder = planted(schema=narrowed(at=UNITS[unit]), unit=change)
    [lifecycle] = load_folder(folder)
    plan = Plan(60, 4, faults=0.3, late=0.4, repeated=0.3, lost=0.2, varied=varied)
    sent = list(generate(lifecycle, plan))
    accepts = compile_schema(UNITS[unit])
    assert all(accepts(each.payload["at"]) for each in sent)
    labels = {each.label.key: each.label for each in sent if each.label}
    report = check([[each.payload for each in sent]], WHOLE._replace(specs=(folder,)))
    assert {key: label.verdict for key, label in labels.items()} == {
        each.key: each.verdict for each in report.messages
    }
