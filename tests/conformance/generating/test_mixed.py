"""Messages that several forms tell: what is said of them is what the checker finds."""

import json
from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from msglife.conformance import Options, check
from msglife.conformance.generating.capture_formats import CAPTURES, written
from msglife.conformance.generating.generator import Plan, forms_of, generate
from msglife.conformance.inventing.writing import Writing
from msglife.machines import automaton_of
from msglife.machines.bodies import in_body
from msglife.spec import load_folder

from support.generation import KNOWN
from support.pigeon_post import SCHEMA, planter, rule

BOTH = [
    each
    for each in KNOWN.values()
    if {form.mode for form in each.forms} == {"announced", "sampled"}
]
SELDOM = ("infobip/sms", "partner_gateway/sms", "partner_gateway/rcs", "telnyx/message")
EACH = pytest.mark.parametrize(
    "lifecycle",
    [
        pytest.param(each, id=each.id, marks=pytest.mark.slow if each.id in SELDOM else ())
        for each in BOTH
    ],
)
ALIKE = ("sinch/sms",)
"""Whose polls look like its callbacks: in a bare log, none is told apart."""
PLANS = {
    "healthy": Plan(60, 5, mixed=1),
    "edited": Plan(90, 6, late=0.2, repeated=0.3, lost=0.4, assumed=0.3, mixed=0.8),
    "all": Plan(60, 7, faults=0.3, late=0.2, repeated=0.3, lost=0.3, mixed=0.6, varied=False),
}


def log_of(lifecycle, plan, capture, path):
    """Write a log, and return what is in it."""
    sent, texts = [], []
    first = forms_of(lifecycle, plan.form)[0]
    for text, each in written(generate(lifecycle, plan), lifecycle, first, CAPTURES[capture]):
        texts.append(text)
        sent.append(each)
    path.write_text("".join(texts), encoding="utf-8")
    return sent


def with_exchanges(plan, capture):
    return Plan(**{**{name: getattr(plan, name) for name in Plan.__slots__}, "exchanges": capture})


def labels_of(sent):
    return {each.label.key: each.label for each in sent if each.label}


def mixed_in(label):
    """What other forms tell of a message, by its label: form, state and record."""
    return [each for each in label.done if each.get("edit") == "mixed"]


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("capture", ["bare", "envelope"])
@EACH
def test_labels_are_what_is_found(lifecycle, capture, plan, tmp_path):
    """Of each message: the verdict is the label's, and so are the codes, all and none else."""
    exchanges = CAPTURES[capture].exchanges
    path = tmp_path / "log.jsonl"
    sent = log_of(lifecycle, with_exchanges(PLANS[plan], exchanges), capture, path)
    options = Options(show_numbers=True, lifecycles=(lifecycle.id,))
    report, labels = check([str(path)], options), labels_of(sent)
    found = defaultdict(set)
    for each in report.findings:
        found[each.key or sent[each.place.record].key].add(each.code)
    assert {key: (label.verdict, label.codes) for key, label in labels.items()} == {
        each.key: (each.verdict, sorted(found[each.key])) for each in report.messages
    }
    mixed = sum(bool(mixed_in(label)) for label in labels.values())
    told_apart = exchanges or lifecycle.id not in ALIKE
    assert (mixed > len(labels) / 8) == told_apart
    assert told_apart == any(each.form.sampled for each in sent)


@EACH
def test_a_poll_says_what_the_message_is_in(lifecycle):
    """Whatever told it last, all that is told of a message is one way along the edges."""
    sent = list(generate(lifecycle, Plan(60, 3, mixed=1, exchanges=True)))
    automaton = automaton_of(lifecycle)
    told = defaultdict(list)
    for each in sent:
        inner, form = in_body(lifecycle, each.form)
        value = form.status.get(Writing(each.form).read(each.payload))
        values = inner.vocabulary if form.values is None else form.values
        told[each.key].append(automaton.number[values.get(value, form.values_default)])
    assert 60 == len(told)
    for states in told.values():
        for before, after in pairwise(states):
            open_to_all = sum(1 << guard.id for guard in lifecycle.guards)
            assert before == after or automaton.paths(before, after, open_to_all)


@EACH
def test_a_label_says_which_record_is_of_which_form(lifecycle):
    sent = list(generate(lifecycle, Plan(40, 4, mixed=1, lost=0.3, exchanges=True)))
    mixed = 0
    for label in labels_of(sent).values():
        for each in mixed_in(label):
            mixed += 1
            record = sent[each["record"]]
            assert (label.key, each["form"]) == (record.key, record.form.name)
    assert mixed > 20


ALONE = {
    "partner_gateway/whatsapp": {"webhook_read"},
    "smpp/message": {"query"},
    "infobip/sms": {"operator_entry", "unknown_entry"},
}


@pytest.mark.parametrize("name", ALONE)
def test_forms_that_tell_no_life_alone_tell_of_one_with_others(name):
    """Each state that they can tell is told by them now and then."""
    plan = Plan(250, 1, mixed=1, exchanges=True, varied=False)
    forms = Counter(each.form.name for each in generate(KNOWN[name], plan))
    assert ALONE[name] <= set(forms)


@pytest.mark.parametrize(
    ("name", "late"), [("telnyx/message", True), ("scg/message", True), ("twilio/message", False)]
)
def test_a_callback_is_late_where_times_prove_it(name, late):
    """Elsewhere a message with a payload that is late is told in one form."""
    plan = Plan(80, 4, late=0.5, mixed=1, varied=False)
    labels = labels_of(list(generate(KNOWN[name], plan))).values()
    edits = [{each["edit"] for each in label.done} for label in labels]
    assert late == any({"mixed", "late"} <= each for each in edits)
    assert any("late" in each for each in edits)
    assert any("mixed" in each for each in edits)


def test_what_looks_like_a_callback_is_no_poll_of_a_bare_log():
    """Infobip's reports and entries are one shape; the answer to sending is another."""
    for exchanges in (False, True):
        plan = Plan(60, 2, mixed=1, exchanges=exchanges)
        forms = {each.form.name for each in generate(KNOWN["infobip/sms"], plan)}
        assert ("answer" in forms, "entry" in forms) == (True, exchanges)


def test_fields_that_are_called_alike_hold_alike():
    """A message has one recipient, be it To or to; what it was taken on for stays the same."""
    pairs = set()
    for each in generate(KNOWN["twilio/message"], Plan(120, 8, mixed=1)):
        for field in ("To", "to"):
            if field in each.payload:
                pairs.add((each.key, field, each.payload[field]))
    known = defaultdict(set)
    for key, _, value in pairs:
        known[key].add(value)
    both = [
        key for key in known if {"To", "to"} <= {field for each, field, _ in pairs if each == key}
    ]
    assert both
    assert all(1 == len(known[key]) for key in both)


def test_what_relations_look_at_agrees():
    """An event and a snapshot of one message name the same request."""
    named = defaultdict(set)
    for each in generate(KNOWN["scg/message"], Plan(120, 8, mixed=1)):
        payload = each.payload.get("event", {}).get("fld-val-list") or each.payload
        if payload.get("message_request_id"):
            named[each.key].add(payload["message_request_id"])
    assert named
    assert all(1 == len(each) for each in named.values())


LOOK = """
[[forms]]
name = "look"
mode = "sampled"
payload = "response"
schema = "note.schema.json#/$defs/look"
key = "/letter"
status = "/status"
select = { required = ["letter"] }
basis = "documented"
cite = "guide: 1"
"""


def looked(to):
    """A letter that may be asked for; what an answer says of its recipient."""
    properties = {"letter": {"type": "string"}, "status": SCHEMA["properties"]["status"], "to": to}
    look = {"type": "object", "required": list(properties), "properties": properties}
    note = {**SCHEMA["properties"], "to": {"type": "string", "minLength": 1}}
    required = [*SCHEMA["required"], "to"]
    return {**SCHEMA, "required": required, "properties": note, "$defs": {"look": look}}


STAYS = rule("stays", "constant", 'fields = ["/to"]')


@pytest.mark.parametrize(("kind", "told"), [("string", True), ("integer", False)])
def test_a_poll_agrees_or_is_none(tmp_path, kind, told):
    """What a rule holds together is the same in both; where it cannot be, nothing is polled."""
    folder = planter(tmp_path)(LOOK, STAYS, schema=looked({"type": kind}))
    [lifecycle] = load_folder(folder)
    sent = list(generate(lifecycle, Plan(60, 1, mixed=1, lost=0.2)))
    assert told == any(each.form.sampled for each in sent)
    named = defaultdict(set)
    for each in sent:
        named[each.key].add(each.payload["to"])
    assert all(1 == len(each) for each in named.values())
    report = check([[each.payload for each in sent]], Options(specs=(folder,)))
    assert {each.key: each.verdict for each in report.messages} == {
        key: label.verdict for key, label in labels_of(sent).items()
    }


def test_a_lifecycle_of_one_form_stays_as_it_was():
    """There is nothing to mix."""
    lifecycle = KNOWN["kannel/message"]
    assert list(generate(lifecycle, Plan(30, 2))) == list(generate(lifecycle, Plan(30, 2, mixed=1)))


def test_the_same_seed_gives_the_same_log():
    lifecycle = KNOWN["twilio/message"]
    first, again, other = (
        json.dumps([each.payload for each in generate(lifecycle, Plan(40, seed, mixed=0.5))])
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other
