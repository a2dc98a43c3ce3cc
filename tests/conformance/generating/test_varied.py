"""What varies in made-up logs: data first, then whatever seed is drawn, then examples."""

import json
from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance import check
from msglife.conformance.generating.generator import Plan, generate
from msglife.conformance.inventing.members import members
from msglife.conformance.payloads.labelled_text import read_labelled
from msglife.conformance.payloads.rules import compile_rules
from msglife.machines import compile_schema
from msglife.machines.bodies import in_body, needs_body

from support.generation import EACH_FORM, FORMS, KNOWN, asked

FEWEST = {"go4network": 10, "partner_gateway": 25, "scg": 100, "sinch": 10, "vonage": 100}
"""How many lengths of line there must be among 400 messages, 25 of others; GO4Network has few."""


def fewest(lifecycle, form):
    """How many lengths there must be more than; a flat payload has two or so for each member that
    may lack, so it cannot have many if only one or two may.
    """
    usual = FEWEST.get(lifecycle.provider, 25)
    known = form.schema.get("properties", {})
    if not known or any({"$ref", "properties", "items"} & set(each) for each in known.values()):
        return usual
    free = len(set(known) - set(form.schema.get("required", ())))
    return 2 * free if 0 < free < 3 else usual


def sent_by(lifecycle, form, **plan):
    return list(generate(lifecycle, Plan(**plan, form=form.name)))


def lengths(sent):
    """How many lengths the payloads have."""
    return len({len(json.dumps(each.payload, ensure_ascii=False)) for each in sent})


def shapes(payload):
    """The places of a payload's members."""
    return frozenset(members(payload))


def by_message(sent):
    """What was sent of each message."""
    found = defaultdict(list)
    for each in sent:
        found[each.key].append(each.payload)
    return found.values()


@EACH_FORM
def test_lines_have_many_lengths(lifecycle, form):
    """Where the plain kind has few, and members are there or not from payload to payload."""
    varied = sent_by(lifecycle, form, messages=400)
    plain = sent_by(lifecycle, form, messages=400, varied=False)
    assert fewest(lifecycle, form) < lengths(varied)
    assert lengths(plain) < lengths(varied)
    kinds, usual = (
        {(form.status.get(each.payload), shapes(each.payload)) for each in sent}
        for sent in (varied, plain)
    )
    # A body whose items are no objects may have no member that could lack.
    assert len(usual) < len(kinds) or form.climbs


@EACH_FORM
def test_what_must_stay_the_same_is_there_throughout_or_never(lifecycle, form):
    """Within a message, what a rule of kind `constant` names has one value, or is never there."""
    rules = [rule for rule in lifecycle.rules if rule.kind == "constant"]
    places = [
        place
        for rule in rules
        if not (rule.states or rule.per_version) and (not rule.forms or form.name in rule.forms)
        for place in rule.fields
    ]
    for payloads in by_message(sent_by(lifecycle, form, messages=200)):
        for place in places:
            assert 1 == len({repr(place.get(each)) for each in payloads})


@EACH_FORM
def test_each_payload_is_lawful(lifecycle, form):
    """Every payload keeps the form's schema, and the rules about one payload."""
    sent = list(sent_by(lifecycle, form, messages=300, repeated=0.2))
    if needs_body(form):
        lifecycle, form = in_body(lifecycle, form)
    accepts = compile_schema(form.schema)
    rules = compile_rules(lifecycle.rules, form.name)
    values = lifecycle.vocabulary if form.values is None else form.values
    for each in sent:
        payload = each.payload if form.text is None else read_labelled(each.payload, form.text)
        assert accepts(payload)
        state = values.get(form.status.get(payload), form.values_default)
        assert [] == [rule.id for rule, broken in rules if broken(payload, state)]


@EACH_FORM
def test_shuffled_members_say_the_same(lifecycle, form):
    """The members come in many orders; a payload that is delivered twice is the same twice."""
    sent = sent_by(lifecycle, form, messages=60, repeated=1.0, shuffled=True)
    orders = defaultdict(set)
    for each in sent:
        orders[shapes(each.payload)].add(json.dumps(list(members(each.payload))))
    assert max(map(len, orders.values())) > 3
    usual = sent_by(lifecycle, form, messages=60, varied=False)
    assert 1 == len({next(iter(each.payload)) for each in usual})


QUICK = [each for each in FORMS if len(each[0].forms) <= 6]
"""Payloads of a lifecycle with more forms take long to make up."""


@settings(max_examples=30)
@given(st.sampled_from(QUICK), st.integers(0, 2**64), st.booleans(), st.booleans())
def test_labels_hold_whatever_the_seed(which, seed, varied, shuffle):
    """Of any seed, in any manner: each message gets the verdict its label has."""
    lifecycle, form = which
    plan = {"faults": 0.5, "late": 0.3, "repeated": 0.3, "lost": 0.3, "assumed": 0.2}
    manner = {"varied": varied, "shuffled": shuffle}
    sent = sent_by(lifecycle, form, messages=6, seed=seed, **plan, **manner)
    verdicts = {
        each.key: each.verdict
        for each in check([[each.payload for each in sent]], asked(lifecycle, form)).messages
    }
    assert {each.label.key: each.label.verdict for each in sent if each.label} == verdicts


def test_what_a_log_of_vonage_holds():
    """Numbers of 8 to 15 digits, short codes, names; prices; many scripts and what is escaped."""
    lifecycle = KNOWN["vonage/sms"]
    sent = [each.payload for each in sent_by(lifecycle, lifecycle.forms[0], messages=3_000)]
    senders = {each["from"] for each in sent}
    assert set(range(8, 16)) <= {len(each.lstrip("+")) for each in senders}
    assert {"ACME", "Bäckerei"} < senders
    prices = {each["usage"]["price"] for each in sent if "price" in each.get("usage", {})}
    assert {"0"} < prices
    assert {1, 3, 4, 6, 8, 10} <= {len(each) for each in prices}
    references = {each.get("client_ref", "") for each in sent}
    assert len({len(each) for each in references}) > 15
    text = "".join((each.get("error") or {}).get("detail", "") for each in sent)
    assert set('"\\\n\tüВ您🎉') <= set(text)


def test_error_codes_are_those_the_schema_lists():
    """Where a schema lists values, all of those that rules allow come up, and no other."""
    lifecycle = KNOWN["go4network/message"]
    sent = [each.payload["data"] for each in sent_by(lifecycle, lifecycle.forms[0], messages=400)]
    failed = {each.get("error_code") for each in sent if each["message_status"] == 7}
    assert {1, 2, 3, 4, 5} == failed
    assert {None, 0} == {each.get("error_code") for each in sent if each["message_status"] == 6}


def test_counts_and_sums_agree():
    """Numbers that a rule compares are made apart, and agree all the same."""
    lifecycle = KNOWN["scg/message"]
    sent = [each.payload for each in sent_by(lifecycle, lifecycle.forms[0], messages=600)]
    charged = [each for each in sent if each.get("fragments_info") and "price" in each]
    charged = [each for each in charged if "charge" in each["fragments_info"][0]]
    assert len({each["price"] for each in charged}) > 5
    assert all(each["fragments_info"][0]["charge"] == each["price"] for each in charged)
