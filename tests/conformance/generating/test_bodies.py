"""Items, labelled text and forms: written as they are sent, and read again as what they were."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance import Options, check
from msglife.conformance.generating.capture_formats import CAPTURES, written
from msglife.conformance.generating.generator import Plan, generate
from msglife.conformance.generating.manners import PLAIN, Manner
from msglife.conformance.inventing.payload_filler import filler_of
from msglife.conformance.inventing.templates import Person
from msglife.conformance.inventing.varied_filler import varied_filler_of
from msglife.conformance.judging.options import observers_of
from msglife.conformance.observing.recognition import Recogniser
from msglife.machines.bodies import in_body, item_of, needs_body
from msglife.spec import load_folder

from msglife.strategies import legal_traces
from support.generation import KNOWN
from support.pigeon_post import faults

COURIER = Path(__file__).parents[1] / "formats" / "courier"
LIFECYCLES = [*KNOWN.values(), *load_folder(COURIER)]
FORMS = [(lifecycle, form) for lifecycle in LIFECYCLES for form in lifecycle.forms]
OF_COURIER = [each for each in FORMS if each[0].provider == "courier"]
NAMES = [f"{lifecycle.id}-{form.name}" for lifecycle, form in FORMS]
EACH_FORM = pytest.mark.parametrize(
    ("lifecycle", "form"),
    [
        pytest.param(*each, id=name, marks=pytest.mark.slow if len(each[0].forms) > 6 else ())
        for each, name in zip(FORMS, NAMES, strict=True)
    ],
)
EACH_OF_COURIER = pytest.mark.parametrize(
    ("lifecycle", "form"),
    OF_COURIER,
    ids=[f"{lifecycle.id}-{form.name}" for lifecycle, form in OF_COURIER],
)


@EACH_FORM
def test_what_is_written_is_read_as_it_was(lifecycle, form):
    """By who reads logs: the payload, whatever it stands in."""
    recogniser = Recogniser(
        observers_of((lifecycle,), reveal=True, forms=(form.name,)), forced=True
    )
    read = recogniser.fitting("bare", None).read
    for make in (filler_of, varied_filler_of):
        filler = make(lifecycle, form)
        for number, state in enumerate(each.name for each in lifecycle.states):
            template = filler.drawn(state, (), Random(number))
            if template is None:
                continue
            payload = filler.fill(template, Person(number, Random(number), 10**15), 10**15, 1)
            [found] = read(filler.writing.written(payload))
            assert found.observer.form == form
            assert found.payload == item_of(form).get(payload)


@pytest.mark.parametrize("manner", [PLAIN, Manner(1)], ids=["plain", "varied"])
@pytest.mark.parametrize("capture", CAPTURES)
@EACH_OF_COURIER
def test_labels_are_what_is_found(lifecycle, form, capture, manner, tmp_path):
    """However it is written: the verdicts are the labels', and the codes are found."""
    plan = Plan(40, 3, faults=0.4, late=0.3, repeated=0.3, lost=0.3, form=form.name)
    sent, texts = [], []
    for text, each in written(
        generate(lifecycle, plan), lifecycle, form, CAPTURES[capture], manner
    ):
        texts.append(text)
        sent.append(each)
    log = tmp_path / ("log.har" if capture == "har" else "log.json")
    log.write_text("".join(texts), encoding="utf-8")
    options = Options(specs=(COURIER,), lifecycles=(lifecycle.id,), forms=(form.name,))
    report = check([str(log)], options._replace(show_numbers=True))
    labels = {each.label.key: each.label for each in sent if each.label}
    assert {key: label.verdict for key, label in labels.items()} == {
        each.key: each.verdict for each in report.messages
    }
    codes = {code for label in labels.values() for code in label.codes}
    assert codes <= {each.code for each in report.findings}


def test_what_stands_around_an_item_is_written():
    """So that a handler finds it where its provider puts it."""
    lifecycle = KNOWN["whatsapp_cloud/message"]
    [form] = lifecycle.forms
    assert needs_body(form)
    for sent in generate(lifecycle, Plan(20)):
        assert "whatsapp_business_account" == sent.payload["object"]
        [entry] = sent.payload["entry"]
        [change] = entry["changes"]
        assert "messages" == change["field"]
        assert 1 == len(change["value"]["statuses"])


@pytest.mark.parametrize("lifecycle", load_folder(COURIER), ids=lambda each: each.id)
@given(data=st.data())
def test_traces_are_of_bodies(lifecycle, data):
    """And judged as their labels say."""
    form = lifecycle.forms[0].name
    trace = data.draw(legal_traces(lifecycle, form=form))
    options = Options(specs=(COURIER,), lifecycles=(lifecycle.id,), forms=(form,))
    [message] = check([list(trace.records)], options._replace(show_numbers=True)).messages
    assert (trace.key, trace.label.verdict) == (message.key, message.verdict)


def test_a_form_told_alone_is_as_it_was():
    """Only what stands in a body is told of one."""
    lifecycle = KNOWN["vonage/sms"]
    for form in lifecycle.forms:
        assert (lifecycle, form) == in_body(lifecycle, form)


def test_the_invented_provider_is_sound():
    """What climbs, and what stands around, is proved like anything else."""
    assert [] == faults(COURIER)
