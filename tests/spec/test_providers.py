"""The built-in lifecycles say what the providers' documents say, edge by edge."""

from __future__ import annotations

import pytest
from msglife.spec import START

from support.provider_specs import lifecycle

Edges = set[tuple[str, str, str]]

WITHOUT_READ: Edges = {
    (START, "submitted", "documented"),
    (START, "rejected", "documented"),
    (START, "undeliverable", "documented"),
    ("submitted", "submitted", "documented"),
    ("submitted", "delivered", "implied"),
    ("submitted", "rejected", "documented"),
    ("submitted", "undeliverable", "implied"),
}
WITH_READ: Edges = WITHOUT_READ | {("delivered", "read", "documented")}

GO4: Edges = {
    (START, "Scheduled", "implied"),
    (START, "Pending", "implied"),
    ("Scheduled", "Pending", "implied"),
    ("Scheduled", "Cancelled", "implied"),
    ("Pending", "Sending", "implied"),
    ("Pending", "Failed", "implied"),
    ("Pending", "Cancelled", "implied"),
    ("Sending", "Sent", "implied"),
    ("Sending", "Failed", "implied"),
    ("Sending", "Cancelled", "assumed"),
    ("ReSending", "Sent", "implied"),
    ("ReSending", "Failed", "implied"),
    ("ReSending", "Pending", "assumed"),
    ("ReSending", "Sending", "assumed"),
    ("ReSending", "Cancelled", "assumed"),
    ("Sent", "Delivered", "implied"),
    ("Sent", "Failed", "implied"),
    ("Sent", "Cancelled", "assumed"),
    ("Failed", "ReSending", "implied"),
    ("Cancelled", "ReSending", "implied"),
}

VONAGE_FINALS = {"delivered", "rejected", "undeliverable"}
GO4_FINALS = {"Delivered", "Failed", "Cancelled"}

# id: edges, finals, absorbing finals
TABLE: dict[str, tuple[Edges, set[str], set[str]]] = {
    "vonage/sms": (WITHOUT_READ, VONAGE_FINALS, VONAGE_FINALS),
    "vonage/mms": (WITHOUT_READ, VONAGE_FINALS, VONAGE_FINALS),
    **{
        f"vonage/{channel}": (
            WITH_READ,
            VONAGE_FINALS | {"read"},
            {"read", "rejected", "undeliverable"},
        )
        for channel in ("rcs", "whatsapp", "viber_service", "messenger")
    },
    "go4network/message": (GO4, GO4_FINALS, {"Delivered"}),
}


@pytest.mark.parametrize("name", TABLE)
def test_edges_and_finals_are_those_of_the_document(name: str) -> None:
    edges, finals, absorbing = TABLE[name]
    found = [(e.source, e.target, e.grounds.basis) for e in lifecycle(name).edges]
    assert len(found) == len(set(found))
    assert set(found) == edges
    assert lifecycle(name).finals == finals
    assert lifecycle(name).absorbing == absorbing


@pytest.mark.parametrize("name", TABLE)
def test_a_trigger_leads_from_a_state_to_one_state(name: str) -> None:
    pairs = [(edge.source, edge.trigger) for edge in lifecycle(name).edges]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("name", TABLE)
def test_citations_name_a_listed_section(name: str) -> None:
    life = lifecycle(name)
    sections = {source.id: source.sections for source in life.sources}
    entries = [*life.forms, *life.states, *life.edges, *life.rules, *life.aliases]
    for entry in entries:
        for cite in entry.grounds.cites:
            assert cite.section in sections[cite.source]


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        (
            "vonage/rcs",
            {
                "submitted": "sent",
                "delivered": "delivered",
                "read": "engaged",
                "rejected": "failed",
                "undeliverable": "failed",
            },
        ),
        (
            "go4network/message",
            {
                **dict.fromkeys(("Scheduled", "Pending", "Sending", "ReSending"), "accepted"),
                "Sent": "sent",
                "Delivered": "delivered",
                "Failed": "failed",
                "Cancelled": "canceled",
            },
        ),
    ],
)
def test_canonical_states(name: str, canonical: dict[str, str]) -> None:
    assert {state.name: state.canonical for state in lifecycle(name).states} == canonical


def test_a_status_of_another_channel_is_in_the_vocabulary() -> None:
    assert "read" in lifecycle("vonage/sms").vocabulary
    assert "read" not in {state.name for state in lifecycle("vonage/sms").states}


def test_go4_statuses_are_the_integers() -> None:
    life = lifecycle("go4network/message")
    assert [state.value for state in life.states] == [1, 2, 3, 4, 5, 6, 7, 8]
    statuses, codes = (dict(alias.values) for alias in life.aliases)
    assert set(codes.values()) == {0, 1, 2, 3, 4, 5}
    assert statuses == {
        text: state.value for state in life.states for text in (str(state.value), state.name)
    }
