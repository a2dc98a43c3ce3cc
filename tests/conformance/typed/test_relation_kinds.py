"""Each kind of relation, broken by one letter among many that keep it, is found by rows, too."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from msglife.conformance.judging import relations as judging
from msglife.conformance.payloads import links
from msglife.conformance.payloads.known_fields import KnownFields
from msglife.conformance.payloads.reads import Reads
from msglife.spec import load_folder
from msglife.spec.conditions import RelationKind

from support.letters import letter, letters, schema_with
from support.pigeon_post import LIFECYCLE, edge, state

LOFT = "\n".join(
    [
        LIFECYCLE.replace('"letter"', '"loft"')
        .replace('["id"]', '["loft"]')
        .replace('"/id"', '"/loft"')
        .replace("note.schema", "loft.schema"),
        state("open", "accepted"),
        state("shut", "delivered", "final = true"),
        edge("start", "open", "unlock"),
        edge("open", "shut", "lock"),
    ]
)
LOFT_SCHEMA = {
    "type": "object",
    "required": ["loft", "status", "at"],
    "properties": {
        "loft": {"type": "string"},
        "status": {"enum": ["open", "shut"]},
        "at": {"type": "string", "format": "date-time"},
        "sent": {"type": "integer"},
        "letters": {"type": "integer"},
    },
}
OF = {"of": {"type": ["string", "integer"]}, "number": {"type": "integer"}}


def relation(kind, *more):
    """A relation to a loft, as its lifecycle file has it."""
    lines = [f'id = "{kind.replace("_", "-")}"', f'kind = "{kind}"', 'says = "…"', *more]
    return "\n".join(["[[relations]]", *lines, 'basis = "implied"', 'cite = "guide: 3"', ""])


PARENT = 'parent = "pigeon/loft"'
BELONGS = relation("belongs_to", PARENT, 'fields = ["/of", "/recipient"]')
COUNTS = relation(
    "counts_agree",
    PARENT,
    'parent_states = ["shut"]',
    'recipients = "/letters"',
    'counts = [{ field = "/sent", states = ["sent", "arrived"], uncounted = ["lost"] }]',
)
STATES = ('states = ["sent", "arrived"]', 'parent_states = ["open"]')
LEGS = relation(
    "legs_in_order",
    'fields = ["/of"]',
    'number = ["/number"]',
    'total = ["/all"]',
    'states = ["lost"]',
)


def loft(name, **more):
    """What is told of a loft: it opens early, and shuts late."""
    common = {"loft": name, **more}
    return [
        {**common, "status": "open", "at": "2026-03-01T09:59:00Z"},
        {**common, "status": "shut", "at": "2026-03-01T10:59:00Z"},
    ]


def around(parent, children):
    """A loft that opens before its letters, and shuts behind them."""
    opened, shut = parent
    return [opened, *children, shut]


def families(**more):
    """Lofts with two letters each."""
    return [
        each
        for n in range(100)
        for each in around(
            loft(f"p-{n}", **more),
            [*letter(f"a-{n}", of=f"p-{n}"), *letter(f"b-{n}", of=f"p-{n}")],
        )
    ]


def legs():
    """Workflows of two letters each: the first is lost."""
    lost = ("queued", "sent", "lost")
    return [
        each
        for n in range(100)
        for each in (
            *letter(f"a-{n}", lost, of=f"w-{n}", number=1, all=2),
            *letter(f"b-{n}", at=at(20), of=f"w-{n}", number=2, all=2),
        )
    ]


def at(second):
    """Three times, from some second."""
    return [f"2026-03-01T10:00:{second + index:02}Z" for index in range(3)]


GONE = loft("p-x", sent=2, letters=2)
PAIR = [*letter("x", of="p-x"), *letter("y", of="p-x")]
RELATIONS = {
    "belongs_to": (BELONGS, families(), letter("x", of=["p-1", "p-1", "p-2"])),
    "belongs_to, of one that is not there": (
        BELONGS,
        letters(of="p"),
        letter("x", of=["p", "p", "q"]),
    ),
    "belongs_to, told in two ways": (
        BELONGS,
        letters(of=7),
        [
            *letter("x", ("queued", "sent"), of=7),
            *letter("x", ("arrived",), at="2026-03-01T10:00:09Z", of=8),
        ],
    ),
    "only_after": (
        BELONGS + relation("only_after", PARENT, *STATES),
        families(),
        [*letter("x", of="p-x"), *loft("p-x")],
    ),
    "not_while": (
        BELONGS + relation("not_while", PARENT, STATES[0], 'parent_states = ["shut"]'),
        families(),
        [*GONE, *letter("x", at=["2026-03-01T11:00:00Z"] * 3, of="p-x")],
    ),
    "counts_agree": (
        BELONGS + COUNTS,
        families(sent=2, letters=2),
        around(loft("p-x", sent=1, letters=2), PAIR),
    ),
    "legs_in_order": (
        LEGS,
        legs(),
        [*letter("x", of="w", number=1, all=2), *letter("y", of="w", number=2, all=2)],
    ),
    "legs_in_order, totals": (
        LEGS,
        legs(),
        [
            *letter("x", ("queued", "sent", "lost"), of="w", number=1, all=2),
            *letter("y", at=at(20), of="w", number=2, all=3),
        ],
    ),
    "legs_in_order, numbers": (
        LEGS,
        legs(),
        [*letter("x", of="w", number=1, all=2), *letter("y", of="w", number=1, all=2)],
    ),
    "legs_in_order, by itself": (LEGS, legs(), letter("x", of="w", number=3, all=2)),
}
"""By kind: the relations, what keeps them, and what breaks one."""


@pytest.fixture
def lofts(planted):
    """Writes the letters' lifecycle with relations, and the lofts'; returns their folder."""

    def plant(asked):
        folder = planted(asked, schema=schema_with(**OF))
        (folder / "loft.toml").write_text(LOFT, encoding="utf-8")
        (folder / "loft.schema.json").write_text(json.dumps(LOFT_SCHEMA), encoding="utf-8")
        return folder

    return plant


@pytest.mark.parametrize("name", RELATIONS)
@pytest.mark.parametrize("first", [True, False])
def test_a_breach_is_found(name, first, lofts, decoded, tmp_path):
    """Whether the other families stand before or behind it."""
    asked, sound, odd = RELATIONS[name]
    records = [*odd, *sound] if first else [*sound, *odd]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(lofts(asked),))
    broken = [each for each in report.findings if each.key in "xy" or each.key == "p-x"]
    assert name.partition(",")[0].replace("_", "-") in {each.rule for each in broken}
    assert len(records) == len(decoded.lines)


@pytest.mark.parametrize("asked", [BELONGS, BELONGS + COUNTS, LEGS], ids=["one", "counts", "legs"])
def test_what_keeps_them_is_found_to(asked, lofts, decoded, tmp_path):
    """Of sound families nothing is said, though their letters are judged together."""
    records = legs() if asked == LEGS else families(sent=2, letters=2)
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(lofts(asked),))
    assert [] == list(report.findings)
    assert len(records) == len(decoded.lines)


def test_all_kinds_are_planted():
    """None is left out."""
    assert set(get_args(RelationKind)) == {each.partition(",")[0] for each in RELATIONS}


def test_all_kinds_say_what_they_read():
    """One that did not could not be compiled."""
    assert set(get_args(RelationKind)) == set(links._KINDS) == set(judging._JUDGES)


def test_a_kind_that_nobody_knows(lofts):
    """It is not taken to read nothing."""
    [lifecycle] = [each for each in load_folder(lofts(BELONGS)) if each.relations]
    unknown = lifecycle.relations[0]._replace(kind="new")
    with pytest.raises(KeyError, match="new"):
        links.compile_facts([unknown], ())
    with pytest.raises(KeyError, match="new"):
        links.read_relations([unknown], Reads(KnownFields()))
    with pytest.raises(KeyError, match="new"):
        links.claiming([unknown])
