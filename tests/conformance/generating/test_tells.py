"""A form that announces some states only: what is made up, what is loaded, what is proved."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance import Options, check
from msglife.conformance.generating.generator import CannotGenerate, Plan, generate
from msglife.spec import Lifecycle, SpecError, load_folder

from msglife.strategies import legal_traces
from support.pigeon_post import faults, narrowed, planter

FORM = 'select = { required = ["id"] }'
TELLS = f'tells = ["arrived", "lost"]\n{FORM}'


@pytest.fixture
def planted(tmp_path):
    """Writes the lifecycle, changed."""
    return planter(tmp_path)


@pytest.fixture(scope="module")
def lifecycle(tmp_path_factory) -> Lifecycle:
    """A letter of which only the end is announced."""
    (only,) = load_folder(planter(tmp_path_factory.mktemp("ends"))(form=(FORM, TELLS)))
    return only


@pytest.mark.parametrize(
    "plan",
    [
        Plan(60),
        Plan(60, faults=0.6, late=0.3),
        Plan(60, repeated=0.5, lost=0.5, varied=False),
    ],
)
def test_only_what_a_form_tells_is_made_up_and_labels_hold(lifecycle, plan):
    sent = list(generate(lifecycle, plan))
    labels = {each.key: each.label for each in sent if each.label is not None}
    whole = plan.faults == 0
    states = {each.payload.get("status") for each in sent}
    assert states == {"arrived", "lost"} if whole else {"arrived", "lost"} <= states
    report = check([[each.payload for each in sent]], Options(specs=(Path(lifecycle.file).parent,)))
    verdicts = {each.key: each.verdict for each in report.messages}
    assert verdicts == {key: label.verdict for key, label in labels.items()}
    found = {each.key: set(each.codes) for each in labels.values()}
    assert all("DELV003" not in codes for codes in found.values())


@given(st.data())
def test_a_life_passes_what_is_not_told(lifecycle, data):
    trace = data.draw(legal_traces(lifecycle))
    assert [each["status"] for each in trace.records] == [trace.life[-1]]
    assert trace.life[:-1] == ("queued", "sent")
    assert (trace.label.verdict, trace.label.codes) == ("conforms", [])


def test_a_form_that_tells_no_state_there_is_tells_no_life(planted):
    (lifecycle,) = load_folder(
        planted(
            form=(FORM, f'tells = ["lost"]\n{FORM}'),
            schema=narrowed(status={"enum": ["queued", "sent"]}),
        )
    )
    with pytest.raises(CannotGenerate, match="note cannot tell a life from its beginning"):
        list(generate(lifecycle, Plan(1)))


def test_states_that_are_left_out_knowingly_are_no_fault(planted):
    ends = narrowed(status={"enum": ["arrived", "lost"]})
    without = [name for name, _ in faults(planted(schema=ends))]
    with_it = [name for name, _ in faults(planted(form=(FORM, TELLS), schema=ends))]
    assert ("untold-state" in without, "untold-state" in with_it) == (True, False)


def test_verify_finds_what_a_form_says_it_tells_and_cannot(planted):
    ends = narrowed(status={"enum": ["queued", "arrived"]})
    assert ("tells-untold", "form note") in faults(planted(form=(FORM, TELLS), schema=ends))


@pytest.mark.parametrize(
    ("tells", "says"),
    [
        ('tells = ["arived"]', "there is no state 'arived'; did you mean arrived"),
        ("tells = []", r"forms\[0\]\.tells"),
        ('mode = "sampled"\ntells = ["lost"]', "expected it on an announced form only"),
    ],
)
def test_a_broken_one_is_refused(planted, tells, says):
    changes = {"form": (FORM, f"{tells}\n{FORM}")}
    if "mode" in tells:
        changes["mode"] = ('mode = "announced"\n', "")
    with pytest.raises(SpecError, match=says):
        load_folder(planted(**changes))
