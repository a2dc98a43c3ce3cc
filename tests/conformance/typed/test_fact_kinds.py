"""What a letter tells besides its status: what of it changes a verdict is read by rows, too."""

from __future__ import annotations

import pytest

from support.letters import letter, letters, schema_with
from support.pigeon_post import edge, rule, values

STATUS = 'status = "/status"\n'


def form_with(more):
    """The change of the form that adds a line."""
    return {"form": (STATUS, f"{STATUS}{more}\n")}


PREVIOUS = {"before": ["", "queued", "sent"]}
LARGE = "guard = { required = ['size'], properties = { size = { const = 'large' } } }"
SPLIT = 'schema = { required = ["all"], properties = { all = { minimum = 2 } } }'
TWICE = ("queued", "sent", "arrived", "lost")
FACTS = {
    "previous": (
        (),
        form_with('previous = "/before"'),
        letters(before=[None, "queued", "sent"]),
        letter("x", before=[None, "queued", "queued"]),
        {"DELV003"},
    ),
    "version": (
        (),
        form_with('version = "/done"') | {"mode": ('mode = "announced"', 'mode = "sampled"')},
        letters(done=[1, 2, 3]),
        letter("x", at="2026-03-01T10:00:00Z", done=[3, 2, 1]),
        set(),
    ),
    "guard": (
        (edge("queued", "lost", "drop", LARGE),),
        {},
        [*letters(states=("queued", "lost"), size="large")],
        letter("x", ("queued", "lost"), size="small"),
        {"DELV003"},
    ),
    "guard, absent": (
        (edge("queued", "lost", "drop", LARGE),),
        {},
        [*letters(states=("queued", "lost"), size="large")],
        letter("x", ("queued", "lost")),
        {"DELV003"},
    ),
    "split": (
        (rule("parts", "undecided_when", SPLIT),),
        {},
        [*letters(states=TWICE, all=2)],
        letter("x", TWICE, all=1),
        {"LIFE005"},
    ),
    "another place": ((), {}, letters(to="a"), letter("x", recipient="a"), {"PAYL002"}),
    "another value": (
        (),
        {},
        letters(),
        letter("x", status=["queued", "SENT", "arrived"]),
        {"PAYL002"},
    ),
    "a value of a form": (
        (),
        form_with(
            "values = [['on its way', 'sent'], ['queued', 'queued'], ['arrived', 'arrived']]"
        ),
        letters(status=["queued", "on its way", "arrived"]),
        letter("x", status=["queued", "on its way", "lost"]),
        {"LIFE001"},
    ),
    "an edge": ((), {}, letters(), letter("x", ("queued", "arrived")), {"DELV003"}),
    "a status that nobody knows": ((), {}, letters(), letter("x", status="eaten"), {"LIFE001"}),
    "a time that goes back": (
        (),
        {},
        letters(),
        letter("x", at=["2026-03-01T10:00:00Z", "2026-03-01T10:00:09Z", "2026-03-01T10:00:05Z"]),
        set(),
    ),
    "no time": ((), {}, letters(), letter("x", at="soon"), {"PAYL001"}),
}
"""By what is told: more of the lifecycle, its changes, sound letters, one that is not, and some of
the codes that tell so."""


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("first", [True, False])
def test_a_letter_unlike_the_others(name, first, planted, decoded, tmp_path):
    """It is told of as record by record, whether the others stand before or behind it."""
    more, changes, sound, odd, codes = FACTS[name]
    texts = {"status": {"type": "string"}, "before": {"type": ["string", "null"]}}
    schema = schema_with(recipient={"type": "string"}, **texts)
    folder = planted(*more, schema=schema, **changes)
    records = [*odd, *sound] if first else [*sound, *odd]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert codes <= {each.code for each in report.findings if each.key == "x"}
    assert len(decoded.lines) >= len(sound) - 3


def test_a_guard_opens_an_edge(planted, decoded, tmp_path):
    """Letters are told apart by guards, though all of them are sound."""
    folder = planted(edge("queued", "lost", "drop", LARGE), schema=schema_with())
    lost = ("queued", "lost")
    records = [*letters(states=lost, size="large"), *letter("x", lost, size="small")]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert {"x"} == {each.key for each in report.findings}
    assert len(records) == len(decoded.lines)


def test_other_values_of_one_letter(planted, decoded, tmp_path):
    """A value that is read as another is warned of for each record that holds it."""
    folder = planted(
        values(("delivered", "arrived")), schema=schema_with(status={"type": "string"})
    )
    odd = [*letter("x", status=["queued", "sent", "delivered"]), *letter("y", status="SENT")]
    report = decoded.check(tmp_path / "log.jsonl", [*letters(), *odd], specs=(folder,))
    found = [each for each in report.findings if each.code == "PAYL002"]
    assert [("x", 0), ("y", 2)] == [(each.key, len(each.related)) for each in found]
