"""The generator: what it says of its logs is what the checker finds, no more and no less."""

import itertools
import random
import re
import tracemalloc
from collections import Counter, defaultdict

import pytest
from msglife.conformance import check
from msglife.conformance.generating.capture_formats import CAPTURES, endpoint_of, written
from msglife.conformance.generating.faults import FAULTS
from msglife.conformance.generating.generator import CannotGenerate, Plan, form_of, generate
from msglife.conformance.generating.manners import PLAIN, Manner
from msglife.machines.generate import Walker, walkable
from msglife.spec import START

from support.generation import EACH_FORM, FORMS, KNOWN, asked
from support.outcomes import by_record

EDITS = {"lost", "repeated", "late", "assumed"}
EVERYTHING = {"messages": 60, "faults": 0.4, "late": 0.3, "repeated": 0.3, "lost": 0.3}
PLANS = {
    "healthy": {"messages": 40},
    "faulty": {"messages": 110, "faults": 1.0},
    "edited": {"messages": 90, "late": 0.3, "repeated": 0.3, "lost": 0.3, "assumed": 0.3},
    "all": EVERYTHING,
    "plain": {**EVERYTHING, "varied": False},
    "shuffled": {**EVERYTHING, "shuffled": True},
}
MANNERS = {"plain": lambda _: PLAIN, "shuffled": lambda seed: Manner(seed, shuffled=True)}


def sent_by(lifecycle, form, seed=0, **plan):
    return list(generate(lifecycle, Plan(**plan, seed=seed, form=form.name)))


def labels_of(sent):
    return {each.label.key: each.label for each in sent if each.label}


def found_by(report, sent):
    """The codes found of each message; what is about a record, of the message it belongs to."""
    found = defaultdict(set)
    for each in report.findings:
        found[each.key or sent[each.place.record].key].add(each.code)
    return found


def done_to(label):
    """What was done to a message."""
    return [each.get("fault") or each.get("edit") for each in label.done]


@pytest.mark.parametrize("plan", PLANS)
@EACH_FORM
def test_labels_are_what_is_found(lifecycle, form, plan):
    """Of each message: the verdict is the label's, and so are the codes, all and none else."""
    sent = sent_by(lifecycle, form, seed=7, **PLANS[plan])
    labels = labels_of(sent)
    report = check([[each.payload for each in sent]], asked(lifecycle, form))
    found = found_by(report, sent)
    verdicts = {each.key: each.verdict for each in report.messages}
    assert verdicts == {key: label.verdict for key, label in labels.items()}
    assert {key: sorted(found[key]) for key in labels} == {
        key: label.codes for key, label in labels.items()
    }


def test_every_fault_and_edit_is_found_with_precision_and_recall_1():
    """Over all lifecycles: what is found of a code is where a label has it, and nowhere else."""
    expected, actual, done = Counter(), Counter(), Counter()
    wrong = []
    for lifecycle, form in FORMS:
        plan = {"messages": 30, "faults": 0.6, "late": 0.3, "repeated": 0.3, "lost": 0.3}
        sent = sent_by(lifecycle, form, seed=11, assumed=0.3, **plan)
        labels = labels_of(sent)
        found = found_by(check([[each.payload for each in sent]], asked(lifecycle, form)), sent)
        for key, label in labels.items():
            done.update(done_to(label))
            expected.update(label.codes)
            actual.update(found[key])
            wrong += [(key, code) for code in found[key] ^ set(label.codes)]
    assert [] == wrong
    assert expected == actual
    assert set(FAULTS) | EDITS == set(done)
    assert {"LIFE001", "LIFE002", "LIFE003", "LIFE004", "LIFE005", "LIFE006"} < set(expected)
    assert {"DELV001", "DELV002", "DELV003", "DELV004", "PAYL001", "RULE001"} < set(expected)


@EACH_FORM
def test_a_fault_is_found_where_it_stands(lifecycle, form):
    """The record a label names is the one the checker points at."""
    sent = sent_by(lifecycle, form, seed=3, messages=50, faults=1.0)
    report = check([[each.payload for each in sent]], asked(lifecycle, form))
    places = set(by_record(report))
    for label in labels_of(sent).values():
        for each in label.done:
            if "fault" in each:
                assert any((code, each["record"]) in places for code in label.codes)


@pytest.mark.parametrize("plan", ["healthy", "edited"])
@EACH_FORM
def test_nothing_is_wrong_without_a_fault(lifecycle, form, plan):
    """No error, nor a word about payloads, is found where no fault was planted."""
    sent = sent_by(lifecycle, form, seed=5, **PLANS[plan])
    report = check([[each.payload for each in sent]], asked(lifecycle, form))
    assert [] == [
        each
        for each in report.findings
        if each.severity == "error" or each.code[:4] in ("LOGS", "PAYL", "RULE", "RELN")
    ]
    assert 0 == report.exit_code("error")


def test_undecided_is_what_no_time_decides():
    """A callback told late is undecided without times, and tolerated with them."""
    untimed, timed = KNOWN["go4network/message"], KNOWN["vonage/sms"]
    for lifecycle, verdict, code in (
        (untimed, "undecided", "DELV004"),
        (timed, "tolerated", "DELV002"),
    ):
        labels = labels_of(sent_by(lifecycle, lifecycle.forms[0], messages=40, late=1.0)).values()
        late = [each for each in labels if "late" in done_to(each)]
        assert late
        assert {(verdict, (code,))} == {(each.verdict, tuple(each.codes)) for each in late}
        assert {verdict == "undecided"} == {each.as_json()["undecidable"] for each in late}


@EACH_FORM
def test_the_same_seed_gives_the_same_log(lifecycle, form):
    """And another seed another."""
    plan = {"messages": 20, "faults": 0.5, "late": 0.3, "repeated": 0.3, "lost": 0.3}
    first, again, other = (sent_by(lifecycle, form, seed=seed, **plan) for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize("few", [300, pytest.param(800, marks=pytest.mark.slow)])
def test_memory_is_flat(few):
    """Ten times the messages need no more memory: only open ones are held."""
    lifecycle = KNOWN["vonage/whatsapp"]

    def peak(messages):
        plan = Plan(messages, 1, faults=0.1, late=0.1, repeated=0.1, lost=0.1)
        form = lifecycle.forms[0]
        tracemalloc.start()
        sent, manner = generate(lifecycle, plan), Manner()
        count = sum(1 for _ in written(sent, lifecycle, form, CAPTURES["har"], manner))
        assert count >= messages
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(few)  # what is loaded and compiled once
    small, large = peak(few), peak(10 * few)
    assert large - small < 50 * 9 * few  # no object is so small that one stays for each message


@EACH_FORM
def test_messages_are_interleaved_in_order_of_arrival(lifecycle, form):
    """Time never goes back, and no message waits for the one before it to end."""
    sent = sent_by(lifecycle, form, messages=40, repeated=1.0)
    assert sorted(each.arrived for each in sent) == [each.arrived for each in sent]
    changes = sum(one.key != two.key for one, two in itertools.pairwise(sent))
    assert changes > 40
    assert 40 == sum(each.label is not None for each in sent)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("capture", CAPTURES)
@EACH_FORM
def test_captures_are_read(lifecycle, form, capture, manner, tmp_path):
    """Each form of log is read whole, recognised, and judged as its labels say."""
    polled = CAPTURES[capture].exchanges and endpoint_of(lifecycle, form) is not None
    plan = Plan(25, 2, faults=0.4, late=0.2, repeated=0.2, lost=0.2, form=form.name, asked=polled)
    path = tmp_path / f"log.{'har' if capture == 'har' else 'json'}"
    sent, texts = [], []
    capture, manner = CAPTURES[capture], MANNERS[manner](2)
    for text, each in written(generate(lifecycle, plan), lifecycle, form, capture, manner):
        texts.append(text)
        sent.append(each)
    path.write_text("".join(texts), encoding="utf-8")
    report = check([str(path)], asked(lifecycle, form))
    [log] = report.logs
    assert (len(sent), 0, "") == (log.records, log.unread, log.problem)
    labels = labels_of(sent)
    assert {each.key: each.verdict for each in report.messages} == {
        key: label.verdict for key, label in labels.items()
    }
    found = found_by(report, sent)
    assert all(set(label.codes) <= found[key] for key, label in labels.items())


NOBODYS = re.compile(
    r"447700900\d{3}|\+1555010\d{4}"  # kept free by Ofcom and by NANPA
    r"|\+?(?=\d{8,15}$)(?:210|214|259|280|292|999)\d+"  # country codes that no country has
    r"|0\d{2,5}"  # no short code begins so
    r"|\D.{0,10}"  # a name
)


@pytest.mark.parametrize("varied", [False, True])
def test_values_are_no_ones(varied):
    """Numbers are from ranges nobody owns; keys differ; times are RFC 3339."""
    lifecycle = KNOWN["vonage/sms"]
    sent = sent_by(lifecycle, lifecycle.forms[0], messages=300, varied=varied)
    for each in sent:
        assert NOBODYS.fullmatch(each.payload["to"])
        assert NOBODYS.fullmatch(each.payload["from"])
        assert each.payload["timestamp"].startswith("2026-01-01T")
    assert 300 == len({each.key for each in sent})


def test_a_form_that_cannot_tell_a_beginning_is_refused():
    """A read receipt alone tells no life."""
    with pytest.raises(
        CannotGenerate, match=r"webhook_read cannot tell a life .* status, webhook_del"
    ):
        form_of(KNOWN["partner_gateway/rcs"], "webhook_read")


@pytest.mark.parametrize("lifecycle", KNOWN.values(), ids=KNOWN)
def test_walks_are_lives(lifecycle):
    """Each walk begins at the start, follows edges, and takes assumed ones only if it may."""
    dice = random.Random(1)
    walker = Walker(walkable(lifecycle, lifecycle.forms[0]), lifecycle.finals)
    ended = 0
    for assumed in (False, True):
        for _ in range(200):
            life = walker.life(dice, assumed=assumed, unfinished=0.05)
            assert START == life[0].source
            assert [each.target for each in life[:-1]] == [each.source for each in life[1:]]
            assert assumed or all(each.grounds.basis != "assumed" for each in life)
            ended += life[-1].target in lifecycle.finals
    assert ended > 280
