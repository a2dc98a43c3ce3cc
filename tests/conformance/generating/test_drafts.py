"""A lifecycle nobody has confirmed: all its edges are assumed, and still it can be made up."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance import Options, check
from msglife.conformance.generating.generator import CannotGenerate, Plan, form_of, generate
from msglife.spec import load_folder

from msglife.strategies import legal_traces
from support.pigeon_post import SCHEMA, edge, planter

FIRM, ASSUMED = 'basis = "implied"', 'basis = "assumed"'
UNDECIDED = {"implied": (FIRM, ASSUMED)}
BEGINNING = edge("start", "queued", "enqueue")
PLANS = (
    Plan(60),
    Plan(60, assumed=1),
    Plan(60, faults=0.5, late=0.3),
    Plan(60, repeated=0.5, lost=0.5, varied=False),
)


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    """A letter of which nothing is confirmed."""
    [lifecycle] = load_folder(planter(tmp_path_factory.mktemp("draft"))(**UNDECIDED))
    return lifecycle


def options(lifecycle):
    return Options(specs=(Path(lifecycle.file).parent,), lifecycles=(lifecycle.id,))


@pytest.mark.parametrize("plan", PLANS)
def test_a_draft_is_made_up_and_labels_hold(draft, plan):
    """Along assumed edges, whether they were asked for or not; and the labels say so."""
    sent = list(generate(draft, plan))
    labels = {each.label.key: each.label for each in sent if each.label}
    report = check([[each.payload for each in sent]], options(draft))
    assert 60 == len(labels)
    assert {key: label.verdict for key, label in labels.items()} == {
        each.key: each.verdict for each in report.messages
    }
    assert all("LIFE006" in label.codes for label in labels.values())
    assert all("assumed" == label.done[0]["edit"] for label in labels.values())


def test_a_step_that_is_confirmed_lets_the_rest_be_taken(tmp_path):
    """A draft half confirmed: what begins a life is assumed still, and is gone along."""
    text = BEGINNING.replace(FIRM, ASSUMED)
    [lifecycle] = load_folder(planter(tmp_path)(beginning=(BEGINNING, text)))
    labels = [each.label for each in generate(lifecycle, Plan(40)) if each.label]
    assert {("LIFE006",)} == {tuple(label.codes) for label in labels}


def test_what_can_be_told_otherwise_is(tmp_path):
    """The near twin: one other way in, and nothing assumed is taken unasked."""
    more = edge("start", "sent", "rush", "usual = 0.5")
    text = BEGINNING.replace(FIRM, ASSUMED)
    [lifecycle] = load_folder(planter(tmp_path)(more, beginning=(BEGINNING, text)))
    labels = [each.label for each in generate(lifecycle, Plan(40)) if each.label]
    assert {()} == {tuple(label.codes) for label in labels}


@given(data=st.data())
def test_strategies_draw_from_a_draft(draft, data):
    trace = data.draw(legal_traces(draft))
    [message] = check([list(trace.records)], options(draft)).messages
    assert trace.label.verdict == message.verdict


def test_a_form_that_begins_along_assumed_edges_only_is_refused_with_the_cause(tmp_path):
    """Where another form can tell lives that are documented."""
    form = """
[[forms]]
name = "receipt"
mode = "announced"
payload = "request"
schema = "note.schema.json#/$defs/late"
key = "/id"
status = "/status"
select = { required = ["id"], properties = { status = { const = "lost" } } }
basis = "documented"
cite = "guide: 1"
"""
    schema = {
        **SCHEMA,
        "$defs": {
            "late": {
                "type": "object",
                "required": ["id", "status"],
                "properties": {"id": {"type": "string"}, "status": {"const": "lost"}},
            }
        },
    }
    rush = edge("start", "lost", "lose_at_once").replace(FIRM, ASSUMED)
    [lifecycle] = load_folder(planter(tmp_path)(form, rush, schema=schema))
    with pytest.raises(CannotGenerate, match="beginning but along assumed edges; note can"):
        form_of(lifecycle, "receipt")
