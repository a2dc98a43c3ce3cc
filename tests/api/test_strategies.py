"""The strategies: what a label says is what a checker finds, and all that is drawn shrinks."""

import itertools

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msglife.conformance import Options, check
from msglife.conformance.generating.faults import FAULTS
from msglife.conformance.generating.labelled_trace import maker_of
from msglife.conformance.payloads.labelled_text import read_labelled
from msglife.machines.bodies import in_body, needs_body
from msglife.machines.payloads import can_open, told
from msglife.spec import START, UnknownLifecycle

from msglife import BadOption
from msglife.strategies import faulty_traces, legal_traces, observed, payloads
from support.generation import EACH_FORM, FORMS, KNOWN
from support.outcomes import codes

EXAMPLES_AN_EDGE = 14
"""So many examples for each edge of a lifecycle see every one of them: each is drawn with a
chance of one in so many edges, so that one of 43 is missed in 43 * exp(-14) of such runs."""
FIRST = {each.family: each.id for each in reversed(KNOWN.values())}


def _tells_all(lifecycle):
    """Whether its first form tells of each step: none is made up behind its back."""
    form = lifecycle.forms[0]
    return form.tells is None and not (form.changes_only and form.encoding == "form")


EACH = pytest.mark.parametrize(
    "lifecycle", [name for name in FIRST.values() if _tells_all(KNOWN[name])]
)
"""Each lifecycle that is told of whole; of variants, the first."""


def settings_for(number, **more):
    return settings(
        max_examples=number,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
        **more,
    )


def verdict_and_codes(trace):
    """The verdict and the codes that a checker gives a trace."""
    named = Options(lifecycles=(trace.lifecycle,), forms=(trace.form,), show_numbers=True)
    report = check([list(trace.records)], named)
    [message] = report.messages
    codes = {each.code for each in report.findings if each.key in ("", trace.key)}
    return message.verdict, sorted(codes)


def labelled(trace):
    return trace.label.verdict, trace.label.codes


def drawn(strategy, number):
    """What a strategy draws first, without shrinking."""
    found = []

    @settings_for(number, phases=[Phase.generate])
    @given(strategy)
    def collect(value):
        found.append(value)

    collect()
    return found


@EACH_FORM
@pytest.mark.parametrize("assumed", [False, True])
def test_a_legal_trace_is_judged_legal(lifecycle, form, assumed):
    """It conforms or is open; tolerated only where it goes along an assumed edge."""
    strategy = legal_traces(lifecycle, assumed=assumed, form=form.name)

    @settings_for(25)
    @given(strategy)
    def holds(trace):
        verdict, codes = verdict_and_codes(trace)
        assert labelled(trace) == (verdict, codes)
        allowed = {"tolerated"} if "LIFE006" in codes else {"conforms", "open"}
        assert verdict in allowed
        took = [each for each in trace.label.done if each["edit"] == "assumed"]
        assert took or "LIFE006" not in codes
        seen = [each for each in took if not form.leaves_out(each["to"])]
        # A poll may go around it, and so does what begins where nothing is told.
        if form.mode == "announced" and not form.changes_only:
            assert ("LIFE006" in codes) == bool(seen)

    holds()


@EACH
@pytest.mark.parametrize("assumed", [False, True])
def test_every_edge_is_gone_along(lifecycle, assumed):
    """Within a bounded number of examples; documented and implied ones, assumed ones if asked.

    A state that is told again, as an edge to itself allows, is no step of a made-up life; nor is
    one after which the form tells nothing.
    """
    known = KNOWN[lifecycle]
    form = known.forms[0]
    every = [
        edge
        for edge in known.edges
        if edge.source != edge.target and (assumed or edge.grounds.basis != "assumed")
        if can_open(known, edge, form)
        if told(known, form, edge.target) or form.leaves_out(edge.target)
    ]
    reached = {START}
    telling = {edge.target for edge in every if not form.leaves_out(edge.target)}
    for _ in every:
        reached |= {edge.target for edge in every if edge.source in reached}
        telling |= {edge.source for edge in every if edge.target in telling}
    gone_along = [each for each in every if each.source in reached and each.target in telling]
    edges = {(edge.source, edge.target) for edge in gone_along}
    strategy = legal_traces(lifecycle, assumed=assumed, form=form.name)
    traces = drawn(strategy, EXAMPLES_AN_EDGE * len(edges))
    gone = {pair for trace in traces for pair in itertools.pairwise((START, *trace.life))}
    assert edges == gone
    if not assumed and form.mode == "announced" and form.tells is None:  # the judge sees them, too
        named = Options(lifecycles=(lifecycle,))
        seen = [check([list(each.records)], named).traffic[lifecycle] for each in traces]
        assert edges <= {edge for each in seen for edge in each.passages}


@EACH_FORM
def test_what_the_post_did_is_found(lifecycle, form):
    """Near-legal traces are judged as labelled, and never as a violation."""

    @settings_for(30)
    @given(observed(legal_traces(lifecycle, form=form.name)))
    def holds(trace):
        assert labelled(trace) == verdict_and_codes(trace)
        assert trace.label.verdict != "violates"

    holds()


@EACH_FORM
def test_every_fault_is_found(lifecycle, form):
    """With the code its label has, wherever a message can have it, and no other code."""
    faults = maker_of(lifecycle, form).faults
    assert faults
    for fault in faults:

        @settings_for(12)
        @given(faulty_traces(lifecycle, fault=fault, form=form.name), st.just(fault))
        def holds(trace, fault):
            assert labelled(trace) == verdict_and_codes(trace)
            assert [fault] == [each["fault"] for each in trace.label.done if "fault" in each]

        holds()


def test_every_kind_of_fault_can_be_had_somewhere():
    """No fault is never drawn."""
    assert set(FAULTS) == {name for each in FORMS for name in maker_of(*each).faults}


@pytest.mark.parametrize("lifecycle", ["vonage/sms", "scg/message"])
def test_a_faulty_trace_goes_through_the_post(lifecycle):
    """Late and repeated payloads hide no fault where payloads carry times."""

    @settings_for(30)
    @given(observed(faulty_traces(lifecycle)))
    def holds(trace):
        assert labelled(trace) == verdict_and_codes(trace)

    holds()


@EACH_FORM
def test_payloads_stay_within_their_schema(lifecycle, form):
    """As the words of `jsonschema` have it, and within the rules; all vary in what is optional."""
    named = Options(lifecycles=(lifecycle.id,))
    told_by = in_body(lifecycle, form)[1] if needs_body(form) else form
    validator = Draft202012Validator(told_by.schema)
    shapes = set()

    @settings_for(30)
    @given(payloads(lifecycle, form=form.name))
    def holds(payload):
        read = payload if form.text is None else read_labelled(payload, form.text)
        assert [] == list(validator.iter_errors(read))
        found = set(codes(check([[payload]], named)))
        assert not {"PAYL001", "PAYL002", "PAYL003", "RULE001", "LIFE001", "LIFE004"} & found
        shapes.add(
            str(payload if told_by is not form else sorted(payload)) + str(form.status.get(read))
        )

    holds()
    assert len(shapes) > 1


@pytest.mark.parametrize("status", ["delivered", "submitted"])
def test_payloads_tell_what_is_asked(status):
    """By the name of the state."""
    assert all(each["status"] == status for each in drawn(payloads("vonage/sms", status), 20))


def test_a_status_may_be_named_as_the_provider_writes_it():
    """Where that is a number."""
    found = drawn(payloads("go4network/message", 6), 20)
    assert {6} == {each["data"]["message_status"] for each in found}
    assert len(found) == len(drawn(payloads("go4network/message", "Delivered"), 20))


def test_values_look_real():
    """Numbers are from ranges nobody owns, times are of 2026, ids are UUIDs."""
    for payload in drawn(payloads("vonage/sms"), 30):
        assert payload["to"].startswith(("447700900", "+1555010"))
        assert payload["timestamp"].startswith("2026-")
        assert 36 == len(payload["message_uuid"])


def least(strategy, such=lambda _: True):
    return find(strategy, such, settings=settings(database=None))


def test_a_legal_trace_shrinks_to_one_payload():
    """Whatever may be, the first of a kind is the simplest."""
    assert 1 == len(least(legal_traces("vonage/sms")).records)
    assert ("submitted", "delivered") == least(
        legal_traces("vonage/sms"), lambda trace: "delivered" in trace.life
    ).life


def test_the_post_shrinks_to_what_it_takes():
    """Two payloads, swapped, and nothing else done."""
    trace = least(
        observed(legal_traces("vonage/sms"), repeated=False),
        lambda trace: "DELV002" in trace.label.codes,
    )
    assert 2 == len(trace.records)
    assert ["late"] == [each["edit"] for each in trace.label.done]
    trace = least(observed(legal_traces("vonage/sms")))
    assert [] == trace.label.done


def test_a_fault_shrinks_to_the_shortest_life_that_has_it():
    """What left a final needs a final and one payload more."""
    trace = least(faulty_traces("vonage/sms", fault="left_final"))
    assert 2 == len(trace.records)
    trace = least(faulty_traces("vonage/sms", fault="unknown_status"))
    assert 2 == len(trace.records)


def test_a_payload_shrinks_to_the_plainest():
    """Nothing optional that was not asked for, and the first values of every range."""
    payload = least(payloads("vonage/sms", "submitted"))
    assert "447700900000" == payload["to"]
    assert "2026-01-01T00:00:00.000Z" == payload["timestamp"]
    with_error = least(payloads("vonage/sms"), lambda each: "error" in each)
    assert set(with_error) - set(payload) <= {"error", "usage"}


def test_envelopes_are_read_and_judged():
    """Of callbacks and of polls."""
    for lifecycle in ("vonage/sms", "partner_gateway/sms"):

        @settings_for(30)
        @given(observed(legal_traces(lifecycle, envelopes=True)))
        def holds(trace):
            assert all("received_at" in record for record in trace.records)
            assert labelled(trace) == verdict_and_codes(trace)

        holds()


def test_a_trace_is_a_value():
    """Frozen, equal to its like, and not changed by what is made of it."""

    @settings_for(30)
    @given(st.data())
    def holds(data):
        trace = data.draw(legal_traces("vonage/whatsapp"))
        before = repr(trace)
        data.draw(observed(trace))
        assert before == repr(trace)
        with pytest.raises(AttributeError):
            trace.records = ()

    holds()


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda: legal_traces("vonage/sm"), UnknownLifecycle, "did you mean"),
        (lambda: legal_traces("vonage/sms", form="calback"), BadOption, "did you mean"),
        (
            lambda: legal_traces("partner_gateway/rcs", form="webhook_read"),
            BadOption,
            "cannot tell",
        ),
        (lambda: payloads("vonage/sms", "deliverd"), BadOption, "did you mean delivered"),
        (lambda: payloads("vonage/sms", "read"), BadOption, "tells no status 'read'"),
        (lambda: faulty_traces("vonage/sms", fault="left_finl"), BadOption, "left_final"),
        (
            lambda: faulty_traces("vonage/messenger", fault="foreign_status"),
            BadOption,
            "known: unknown_status",
        ),
    ],
)
def test_mistakes_are_told_at_once(ask, error, words):
    """Where the strategy is made, not where it is drawn from."""
    with pytest.raises(error, match=words):
        ask()


def test_a_trace_is_not_observed_twice():
    """Its label would not be certain."""
    trace = least(observed(legal_traces("vonage/sms")), lambda trace: bool(trace.label.done))
    with pytest.raises(BadOption, match="not observed before"):
        observed(trace)
