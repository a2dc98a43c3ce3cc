"""Polled lives: what is polled, how often, and beside which events changes no verdict."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance import Options, check
from msglife.conformance.lives.edits import Class, Letter
from msglife.conformance.lives.explanation import explain
from msglife.machines import BEGIN, automaton_of
from msglife.spec import catalog

from support.envelopes import exchange
from support.polls import scg_message

POLLED = [each for each in catalog() if any(form.mode == "sampled" for form in each.forms)]
every_polled = pytest.mark.parametrize("lifecycle", POLLED, ids=lambda each: each.id)


@st.composite
def lives_with_guards(draw, automaton, *, assumed: bool):
    """A life along edges from the start, and the guard bits its payloads hold."""
    bits = draw(st.integers(0, (1 << len(automaton.guards)) - 1))
    here, life = BEGIN, []
    for _ in range(draw(st.integers(1, 7))):
        onward = [arc.target for arc in automaton.out(here, bits) if assumed or not arc.assumed]
        if not onward:
            break
        here = draw(st.sampled_from(onward))
        life.append(here)
    return life, bits


def polled(states, bits):
    return tuple(Letter(state, sampled=True, guards=bits) for state in states)


@every_polled
@settings(max_examples=120)
@given(st.data())
def test_dropping_polls_never_worsens_the_class(lifecycle, data):
    automaton = automaton_of(lifecycle)
    life, bits = data.draw(lives_with_guards(automaton, assumed=True))
    kept = [state for state in life if data.draw(st.booleans())]
    whole = explain(automaton, polled(life, bits))
    assert explain(automaton, polled(kept, bits)).cost <= whole.cost


@every_polled
@settings(max_examples=120)
@given(st.data())
def test_polling_more_changes_nothing(lifecycle, data):
    automaton = automaton_of(lifecycle)
    life, bits = data.draw(lives_with_guards(automaton, assumed=False))
    often = [state for state in life[:-1] for _ in range(data.draw(st.integers(0, 3)))] + life[-1:]
    explanation = explain(automaton, polled(often, bits))
    assert explanation.gravest == Class.STEP
    assert explanation.end == (life[-1] if life else BEGIN)


@every_polled
@settings(max_examples=120)
@given(st.data(), st.booleans(), st.booleans())
def test_events_beside_polls_change_nothing(lifecycle, data, names_previous, changes_only):
    """All events arrive, in order; each state is polled any number of times around its own."""
    automaton = automaton_of(lifecycle)
    life, bits = data.draw(lives_with_guards(automaton, assumed=False))
    trace: list[Letter] = []
    before = -1
    for state in life:
        poll = Letter(state, sampled=True, guards=bits)
        event = Letter(state, guards=bits, changes_only=changes_only)
        if names_previous:
            event = event._replace(previous=before)
        around = [poll] * data.draw(st.integers(0, 2)), [poll] * data.draw(st.integers(0, 2))
        trace += [*around[0], event, *around[1]]
        before = state
    explanation = explain(automaton, tuple(trace))
    assert explanation.gravest == Class.STEP
    assert explanation.end == (life[-1] if life else BEGIN)


def moment(second: int) -> str:
    """A second of an hour."""
    return f"2026-01-01T00:{second // 60:02}:{second % 60:02}Z"


def snapshot(step: int, state: str, received: int) -> dict[str, object]:
    at = 1_700_000_000_000 + step * 10_000
    begin = dict.fromkeys(("created_date", "sent_date", "delivered_date"), 1_700_000_000_000)
    stamps = {"last_updated_date": at, "version_number": step + 1}
    body = scg_message("m1", state, "r1", **begin, **stamps)
    return exchange(None, body, received_at=moment(received))


def event(step: int, state: str, previous: str | None, received: int) -> dict[str, object]:
    values = {"message_id": "m1", "message_request_id": "r1", "new_state": state}
    if previous:
        values["previous_state"] = previous
    at = datetime.fromtimestamp(1_700_000_000 + step * 10, UTC)
    inner = {
        "fld-val-list": values,
        "evt-tp": "message_state_change",
        "timestamp": at.isoformat(timespec="milliseconds"),
    }
    body = {"topic": "SCG-Message", "attempt": 1, "event": inner, "event-id": f"e{step}"}
    return exchange(body, received_at=moment(received))


LIFE = ["CREATED", "QUEUED", "SENT", "DELIVERED", "READ", "CLICKTHRU"]


@settings(max_examples=80)
@given(st.data(), st.booleans(), st.booleans())
def test_a_log_gets_the_same_verdict_however_densely_it_is_polled(data, events, names_previous):
    length = data.draw(st.integers(1, len(LIFE)))
    records: list[dict[str, object]] = []
    before = None
    for step, state in enumerate(LIFE[:length]):
        told = [snapshot] * data.draw(st.integers(int(step == length - 1), 3))
        if events:
            told.insert(data.draw(st.integers(0, len(told))), event)
        for tell in told:
            previous = before if names_previous else None
            records.append(
                tell(step, state, len(records))
                if tell is snapshot
                else event(step, state, previous, len(records))
            )
        before = state
    report = check([records], Options(lifecycles=("scg",)))
    (message,) = report.messages
    final = LIFE[length - 1] in ("DELIVERED", "READ", "CLICKTHRU")
    assert message.verdict == ("conforms" if final else "open")
    assert message.last == LIFE[length - 1]
    assert not report.findings
