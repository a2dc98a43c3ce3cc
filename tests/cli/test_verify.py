"""``msglife verify`` as a command, and the manifest it writes."""

import json
from functools import partial

import pytest
from msglife.conformance.verifying.manifest import manifest
from msglife.spec import builtin_folder, load_folder

from support.checkout import TESTS
from support.commands import run_msglife
from support.pigeon_post import OWN, edge

MANIFEST = json.loads((TESTS / "expected" / "manifest.json").read_text(encoding="utf-8"))
LIFECYCLES = load_folder(builtin_folder())

verify = partial(run_msglife, "verify")


def test_the_manifest_holds_every_lifecycle():
    """In the order in which they are loaded, and no other."""
    assert list(MANIFEST) == [lifecycle.id for lifecycle in LIFECYCLES]


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda each: each.id)
def test_the_manifest_is_up_to_date(lifecycle):
    """`msglife verify --manifest` writes it; a change of a specification shows in it."""
    assert {lifecycle.id: MANIFEST[lifecycle.id]} == manifest([lifecycle])


def test_the_manifest_of_a_small_lifecycle(planted):
    """Its figures, counted by hand."""
    [figures] = manifest(
        load_folder(planted(edge("lost", "queued", "resend", "reopens = true")))
    ).values()
    judged = figures.pop("judge_states")
    assert {
        "states": 4,
        "edges": {"documented": 0, "implied": 5, "assumed": 0},
        "finals": ["arrived", "lost"],
        "shortest_life": ["queued", "sent", "arrived"],
        "longest_life": ["queued", "sent", "lost"],
        "acyclic_lives": 2,
    } == figures
    assert ["note"] == list(judged)
    assert judged["note"] > 4


def test_the_command_tells_what_is_sound(planted):
    """Nothing wrong: exit status 0."""
    done = verify(planted(own=OWN))
    assert 0 == done.exit_code
    assert "pigeon/letter: sound; refines the canonical life, 0 exceptions" in done.output
    assert done.output.endswith("1 lifecycle, 0 faults\n")
    assert 0 == verify().exit_code


def test_the_command_tells_faults(planted):
    """Something wrong: exit status 1, with name, place, explanation and counterexample."""
    folder = planted(edge("lost", "queued", "resend"), own=OWN)
    done = verify(folder)
    assert 1 == done.exit_code
    assert (
        "  undeclared-reopening  edge lost → queued: it leaves a final for a state that is not"
        " final; expected reopens = true\n"
        "    counterexample: lost is final, queued is not final\n"
    ) in done.output
    told = json.loads(verify(folder, "--format", "json").output)
    [letter] = told["lifecycles"]
    assert ["undeclared-reopening", "breaks-canonical-life"] == [
        fault["name"] for fault in letter["faults"]
    ]
    assert {"name", "place", "says", "counterexample"} == set(letter["faults"][0])
    assert letter["refines"] == {"holds": False, "exceptions": []}


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["nowhere"], "expected a folder"),
        (["--format", "yaml"], "yaml"),
        ([".", "."], "named twice"),
        (["."], "basis"),
    ],
)
def test_the_command_refuses(planted, monkeypatch, args, told):
    """A mistake of use, or a file that is none: exit status 2."""
    monkeypatch.chdir(planted(change=('basis = "implied"', 'basis = "guessed"')))
    done = verify(*args)
    assert 2 == done.exit_code
    assert told in done.output
