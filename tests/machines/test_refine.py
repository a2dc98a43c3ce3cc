"""The canonical life, and whether lifecycles refine it."""

import json
from dataclasses import replace
from functools import partial

import jsonschema
import pytest
from msglife.conformance.reports import to_dict
from msglife.machines.refine import refine
from msglife.spec import START, CanonicalException, builtin_folder, canonical_life, load_folder

import msglife
from support.callbacks import callback, go4, key_of
from support.commands import run_msglife
from support.logs import write_log
from support.polls import scg_message, scg_request

check = partial(run_msglife, "check")

LIFE = canonical_life()
LIFECYCLES = {each.id: each for each in load_folder(builtin_folder())}
SMS = LIFECYCLES["vonage/sms"]


def test_the_canonical_life():
    """What the plan says of it, edge by edge."""
    finals = {"delivered", "engaged", "failed", "expired", "canceled", "removed", "unresolved"}
    edges = {
        *((START, name) for name in ("accepted", "sent", "failed", "unknown")),
        *(("accepted", name) for name in ("sent", "failed", "expired", "canceled", "unresolved")),
        *(("sent", name) for name in ("delivered", "failed", "expired", "unresolved")),
        ("delivered", "engaged"),
        *(("unknown", name) for name in LIFE.states if name != "unknown"),
        *((name, "removed") for name in LIFE.states if name != "removed"),
    }
    assert {*finals, "accepted", "sent", "unknown"} == set(LIFE.states)
    assert finals == LIFE.finals
    assert edges == LIFE.edges
    assert LIFE.allows("sent", "sent")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "go4network/message",
            {
                ("failed", "accepted"): [("Failed", "ReSending")],
                ("canceled", "accepted"): [("Cancelled", "ReSending")],
                ("sent", "canceled"): [("Sent", "Cancelled")],
            },
        ),
        *(
            (
                f"partner_gateway/{channel}",
                {("sent", "unknown"): [("SENT", "UNKNOWN"), ("RECEIVED", "UNKNOWN")]},
            )
            for channel in ("sms", "rcs", "whatsapp")
        ),
        *(
            (f"vonage/{channel}", {})
            for channel in ("sms", "mms", "rcs", "whatsapp", "viber_service", "messenger")
        ),
        ("scg/message", {}),
    ],
)
def test_the_messages_refine_it(name, expected):
    """But for the exceptions the plan names, each with the edges that need it."""
    found = refine(LIFECYCLES[name])
    assert found.mapped
    assert () == found.faults
    assert expected == {
        (declared.source, declared.target): [(edge.source, edge.target) for edge in edges]
        for declared, edges in found.exceptions
    }


def test_a_request_is_no_message():
    """It has no canonical states and stays out."""
    found = refine(LIFECYCLES["scg/message_request"])
    assert (False, (), ()) == (found.mapped, found.exceptions, found.faults)


def mapped(lifecycle, **images):
    """The lifecycle with other images of some of its states."""
    states = tuple(
        each._replace(canonical=images.get(each.name, each.canonical)) for each in lifecycle.states
    )
    return replace(lifecycle, states=states)


def excepting(lifecycle, source, target):
    declared = CanonicalException(source, target, lifecycle.edges[0].grounds)
    return replace(lifecycle, canonical_exceptions=(declared,))


def refinement_faults(lifecycle):
    """What is wrong with a refinement: names and places."""
    return [(fault.name, fault.place) for fault in refine(lifecycle).faults]


def test_a_broken_edge_is_told_with_a_trace():
    """The shortest way to it, and its images."""
    first, *_ = refine(mapped(SMS, submitted="delivered")).faults
    assert ("breaks-canonical-life", "edge start → submitted") == (first.name, first.place)
    assert "start → submitted, that is start → delivered" == first.counterexample
    *_, last = refine(mapped(SMS, submitted="accepted")).faults
    assert "edge submitted → delivered" == last.place
    assert (
        "start → submitted → delivered, that is start → accepted → delivered" == last.counterexample
    )


def test_an_exception_mends_it_and_only_it():
    """Declared and needed is shown; declared and not needed is a fault."""
    broken = mapped(SMS, submitted="accepted")
    assert [] == refinement_faults(excepting(broken, "accepted", "delivered"))
    assert [
        ("breaks-canonical-life", "edge submitted → delivered"),
        ("needless-exception", "canonical_exceptions sent → unknown"),
    ] == refinement_faults(excepting(broken, "sent", "unknown"))
    assert [("needless-exception", "canonical_exceptions sent → delivered")] == refinement_faults(
        excepting(SMS, "sent", "delivered")
    )


def test_a_stutter_is_no_step():
    """Two states of one image may follow one another."""
    assert [] == refinement_faults(mapped(SMS, delivered="failed", rejected="failed"))
    assert [("breaks-canonical-life", "edge submitted → rejected")] == [
        each
        for each in refinement_faults(mapped(SMS, rejected="engaged"))
        if "submitted" in each[1]
    ]


def test_states_without_an_image_are_left_out():
    """And so are the edges that touch them."""
    assert [] == refinement_faults(mapped(SMS, submitted=None))


def test_an_image_must_be_known_and_its_end_an_end():
    """A misspelled image is told, and a final that is none above."""
    assert ("unknown-canonical-state", "state delivered") in refinement_faults(
        mapped(SMS, delivered="arrived")
    )
    assert ("canonical-not-final", "state delivered") in refinement_faults(
        mapped(SMS, delivered="sent")
    )
    assert ("canonical-not-final", "state delivered") not in refinement_faults(
        mapped(SMS, delivered="expired")
    )


@pytest.fixture
def log(tmp_path):
    records = [
        callback("submitted", key=key_of(1)),
        callback("rejected", key=key_of(2), error={"title": "1"}),
        callback("submitted", key=key_of(3), channel="mms"),
        go4(5),
        scg_request("SUBMITTED"),
        scg_message("m-1", "TEST"),
    ]
    return write_log(tmp_path / "log.jsonl", records)


def test_messages_side_by_side(log):
    """A line for each lifecycle of messages, and none for that of requests."""
    plain, told = check(log, "--fail-on", "never"), check(log, "--fail-on", "never", "--canonical")
    assert (0, 0) == (plain.exit_code, told.exit_code)
    assert told.output == plain.output + "\n" + "\n".join(
        [
            "canonical states    sent  failed  (none)",
            "go4network/message     1       0       0",
            "scg/message            0       0       1",
            "vonage/mms             1       0       0",
            "vonage/sms             1       1       0",
            "",
        ]
    )


def test_messages_side_by_side_as_json(log):
    """Each message tells its canonical state; without the option the report is as it was."""
    plain = json.loads(check(log, "--format", "json").output)
    told = json.loads(check(log, "--format", "json", "--canonical").output)
    assert ["sent", "failed", "sent", "sent", None, None] == [
        each.pop("canonical") for each in told["messages"]
    ]
    assert plain == told
    assert plain == to_dict(msglife.check(str(log)))


def test_the_schema_of_the_report_knows_it(log):
    """Null or a name, and nothing else."""
    schema = json.loads(run_msglife("schema", "report").output)
    report = json.loads(check(log, "--format", "json", "--canonical").output)
    jsonschema.validate(report, schema)
    report["messages"][0]["canonical"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, schema)
