"""``msglife verify``: each check trips over a planted fault, and not over its near twin.

The planted lifecycle is of an invented provider; a fault is a change of its text.
"""

import itertools
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from msglife.conformance.manifest import manifest
from msglife.conformance.verify import verify
from msglife.spec import builtin_folder, load_folder

from msglife.cli import cli

MANIFEST = Path(__file__).parent / "expected" / "manifest.json"

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["id", "status", "at"],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "status": {"enum": ["queued", "sent", "arrived", "lost"]},
        "at": {"type": "string", "format": "date-time"},
        "to": {"type": "string"},
        "reason": {"type": ["string", "null"]},
        "done": {"type": "integer", "minimum": 0},
        "all": {"type": "integer", "minimum": 0},
        "size": {"enum": ["small", "large"]},
        "void": {"type": "null"},
        "cost": {"type": "number"},
        "parts": {"type": "array", "items": {"properties": {"cost": {"type": "number"}}}},
    },
}

LIFECYCLE = """
format = 1
provider = "pigeon"
name = "letter"
title = "Letter"
summary = "A letter's life."
sensitive = ["/to"]

[[sources]]
id = "guide"
title = "Guide"
publisher = "Pigeon Post"
language = "en"
tier = "primary"

[[forms]]
name = "note"
mode = "announced"
payload = "request"
schema = "note.schema.json"
key = "/id"
status = "/status"
time = { at = "/at", unit = "rfc3339" }
select = { required = ["id"] }
basis = "documented"
cite = "guide: 1"

[[aliases]]
at = "/recipient"
to = "/to"
basis = "documented"
cite = "guide: 1"

[[aliases]]
at = "/status"
values = [["SENT", "sent"]]
basis = "documented"
cite = "guide: 1"

# more aliases
"""


def state(name, canonical, *more):
    lines = [f'name = "{name}"', 'meaning = "…"', f'canonical = "{canonical}"', *more]
    return "\n".join(["[[states]]", *lines, 'basis = "documented"', 'cite = "guide: 2"', ""])


def edge(source, target, trigger, *more):
    lines = [f'from = "{source}"', f'to = "{target}"', f'trigger = "{trigger}"']
    lines += ['cause = "provider"', *more, 'basis = "implied"', 'cite = "guide: 2"']
    return "\n".join(["[[edges]]", *lines, ""])


def rule(name, kind, *more):
    lines = [f'id = "{name}"', f'kind = "{kind}"', 'says = "…"', *more]
    return "\n".join(["[[rules]]", *lines, 'basis = "implied"', 'cite = "guide: 3"', ""])


SIZE = "guard = {{ required = ['size'], properties = {{ size = {{ {} }} }} }}".format

BASE = "\n".join(
    [
        LIFECYCLE,
        state("queued", "accepted"),
        state("sent", "sent"),
        state("arrived", "delivered", "final = true"),
        state("lost", "failed", "final = true"),
        edge("start", "queued", "enqueue"),
        edge("queued", "sent", "send"),
        edge("sent", "arrived", "arrive"),
        edge("sent", "lost", "lose"),
    ]
)

RESEND = [edge("lost", "queued", "resend", "reopens = true")]
ANEW = """
[[canonical_exceptions]]
from = "failed"
to = "accepted"
basis = "implied"
cite = "guide: 2"
"""
ANEW_FOUND = ANEW.replace('"accepted"', '"delivered"')
ENDPOINT = """
[[endpoints]]
name = "look"
method = "GET"
path = "/letters/{key}"
form = "note"
basis = "documented"
cite = "guide: 1"
"""


def values(*pairs):
    told = json.dumps([list(pair) for pair in pairs])
    return (
        f'[[aliases]]\nat = "/status"\nvalues = {told}\nbasis = "documented"\ncite = "guide: 1"\n'
    )


@pytest.fixture
def planted(tmp_path):
    """Writes a lifecycle, and returns the folder it lies in, a new one each time."""
    numbers = itertools.count()

    def plant(*more, schema=SCHEMA, **changes):
        text = BASE
        for old, new in changes.values():
            assert old in text
            text = text.replace(old, new)
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        (folder / "letter.toml").write_text("\n".join([text, *more]), encoding="utf-8")
        (folder / "note.schema.json").write_text(json.dumps(schema), encoding="utf-8")
        return folder

    return plant


def faults(folder):
    """What verifying a folder finds: names and places."""
    found = [fault for each in verify(load_folder(folder)) for fault in each.faults]
    assert all(fault.says and fault.counterexample for fault in found)
    return [(fault.name, fault.place) for fault in found]


def narrowed(**properties):
    """The schema with other properties; `None` takes one away."""
    changed = {**SCHEMA["properties"], **properties}
    return {**SCHEMA, "properties": {name: each for name, each in changed.items() if each}}


def test_the_planted_lifecycle_is_sound(planted):
    """The text the faults are planted in has none of its own."""
    assert [] == faults(planted())


BREAKS = ("breaks-canonical-life", "edge queued → arrived")
LOST = edge("sent", "lost", "lose")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([edge("queued", "lost", "drop")], []),
        ([*RESEND, ANEW], []),
        (
            [edge("lost", "queued", "resend"), ANEW],
            [("undeclared-reopening", "edge lost → queued")],
        ),
        ([edge("lost", "arrived", "find"), ANEW_FOUND], []),
        (
            [edge("queued", "lost", "drop", "reopens = true")],
            [("needless-reopens", "edge queued → lost")],
        ),
        ([edge("queued", "arrived", "arrive")], [BREAKS]),
        ([edge("queued", "lost", "drop", SIZE("const = 'large'"))], []),
        (
            [edge("queued", "lost", "drop", SIZE("const = 'huge'"))],
            [("dead-edge", "edge queued → lost")],
        ),
    ],
)
def test_edges(planted, more, expected):
    """Reopenings are declared, and none that is no reopening; a guard can be satisfied."""
    assert expected == faults(planted(*more))


@pytest.mark.parametrize(
    ("arrives", "is_lost", "expected"),
    [
        (SIZE("const = 'small'"), SIZE("const = 'large'"), []),
        (SIZE("const = 'small'"), SIZE("enum = ['small', 'large']"), ["guards-overlap"]),
        (SIZE("const = 'small'"), SIZE("const = 'small'"), ["nondeterministic"]),
        (SIZE("const = 'small'"), "", []),
        ("", SIZE("const = 'small'"), ["nondeterministic"]),
        ("", "", ["nondeterministic"]),
    ],
)
def test_one_trigger_has_one_target(planted, arrives, is_lost, expected):
    """Unless guards tell the targets apart; an unguarded edge may come last, as otherwise."""
    folder = planted(
        first=('trigger = "arrive"', f'trigger = "end"\n{arrives}'),
        second=('trigger = "lose"', f'trigger = "end"\n{is_lost}'),
    )
    assert expected == [name for name, _ in faults(folder)]


def test_a_state_out_of_reach(planted):
    """It is told, and so are the edges that leave it; one edge to it mends both."""
    assert [("unreachable-state", "state lost")] == faults(planted(change=(LOST, "")))
    aside = [state("stray", "failed"), edge("stray", "lost", "end")]
    schema = narrowed(status={"enum": ["queued", "sent", "arrived", "lost", "stray"]})
    assert [("unreachable-state", "state stray"), ("dead-edge", "edge stray → lost")] == faults(
        planted(*aside, schema=schema)
    )
    assert [] == faults(planted(*aside, edge("sent", "stray", "stray"), schema=schema))


def test_a_guard_that_nothing_satisfies_leads_nowhere(planted):
    """A state behind it alone is out of reach."""
    guarded = edge("sent", "lost", "lose", SIZE("const = 'huge'"))
    assert [("unreachable-state", "state lost"), ("dead-edge", "edge sent → lost")] == faults(
        planted(change=(LOST, guarded))
    )


def test_a_state_without_a_final_ahead(planted):
    """A trap is told; a way out mends it."""
    schema = narrowed(status={"enum": ["queued", "sent", "arrived", "lost", "limbo"]})
    trap = [state("limbo", "sent"), edge("sent", "limbo", "wander")]
    assert [("no-final-ahead", "state limbo")] == faults(planted(*trap, schema=schema))
    out = [*trap, edge("limbo", "lost", "end")]
    assert [] == faults(planted(*out, schema=schema))


REASON = 'fields = ["/reason"]'
RULES = {
    "requires": (
        rule("r", "requires", 'states = ["lost"]', 'fields = ["/reason"]'),
        rule("r", "requires", 'states = ["lost"]', 'fields = ["/at"]'),
        "rule-never-fires",
    ),
    "requires what cannot be": (
        rule("r", "requires", 'states = ["lost"]', 'fields = ["/to"]'),
        rule("r", "requires", 'states = ["lost"]', 'fields = ["/void"]'),
        "rule-never-met",
    ),
    "only_in": (
        rule("r", "only_in", 'states = ["lost"]', REASON),
        rule("r", "only_in", 'states = ["lost"]', REASON, "schema = { type = 'integer' }"),
        "rule-never-fires",
    ),
    "only_in every state": (
        rule("r", "only_in", 'states = ["lost", "sent"]', REASON),
        rule("r", "only_in", 'states = ["lost", "sent", "queued", "arrived"]', REASON),
        "rule-never-fires",
    ),
    "at_most": (
        rule("r", "at_most", 'fields = ["/done", "/all"]'),
        rule("r", "at_most", 'fields = ["/done", "/to"]'),
        "rule-never-fires",
    ),
    "sum_equals": (
        rule("r", "sum_equals", 'fields = ["/cost"]', 'items = "/parts"', 'item = "/cost"'),
        rule("r", "sum_equals", 'fields = ["/to"]', 'items = "/parts"', 'item = "/cost"'),
        "rule-never-fires",
    ),
    "schema": (
        rule("r", "schema", "schema = { not = { required = ['to', 'reason'] } }"),
        rule("r", "schema", "schema = { required = ['id'] }"),
        "rule-never-fires",
    ),
    "schema against all": (
        rule("r", "schema", "schema = { properties = { size = { const = 'small' } } }"),
        rule("r", "schema", "schema = { properties = { id = { type = 'integer' } } }"),
        "rule-never-met",
    ),
    "undecided_when": (
        rule("r", "undecided_when", "schema = { required = ['parts'] }"),
        rule("r", "undecided_when", "schema = { properties = { at = { const = 1 } } }"),
        "rule-never-fires",
    ),
    "constant": (
        rule("r", "constant", 'fields = ["/to"]'),
        rule("r", "constant", 'fields = ["/id"]'),
        "rule-never-fires",
    ),
    "non_decreasing": (
        rule("r", "non_decreasing", 'fields = ["/done"]'),
        rule("r", "non_decreasing", 'fields = ["/to"]'),
        "rule-never-fires",
    ),
    "forbidden_after": (
        rule("r", "forbidden_after", "answer = 404", "after = 200") + ENDPOINT,
        rule("r", "forbidden_after", "answer = 404", "after = 200"),
        "rule-never-fires",
    ),
    "min_interval": (
        rule("r", "min_interval", "answer = 500", "milliseconds = 1000") + ENDPOINT,
        rule("r", "min_interval", "answer = 500", "milliseconds = 1000"),
        "rule-never-fires",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_rules(planted, name):
    """A rule that can fire and be met is sound; a near twin that cannot is told."""
    sound, planted_fault, expected = RULES[name]
    assert [] == faults(planted(sound))
    assert (expected, "rule r") in faults(planted(planted_fault))


def test_a_rule_that_contradicts_itself(planted):
    """Always the same and forever a single answer: what never follows itself cannot be met."""
    folder = planted(rule("r", "forbidden_after", "answer = 200", "after = 200") + ENDPOINT)
    assert [("rule-never-met", "rule r")] == faults(folder)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('key = "/id"', 'key = "/uid"', "form note"),
        ('status = "/status"', 'status = "/state"', "form note"),
        ('at = "/at", unit', 'at = "/time", unit', "form note"),
        ('status = "/status"', 'status = "/status"\nprevious = "/before"', "form note"),
        ('status = "/status"', 'status = "/status"\nversion = "/version"', "form note"),
        ('sensitive = ["/to"]', 'sensitive = ["/to", "/from"]', "sensitive"),
        ('at = "/recipient"\nto = "/to"', 'at = "/recipient"\nto = "/name"', "alias /recipient"),
    ],
)
def test_pointers(planted, old, new, place):
    """A pointer to what no payload has is told; the text it is planted in has none."""
    assert ("lost-pointer", place) in faults(planted(change=(old, new)))


def test_a_rules_field_must_be_in_each_form_it_applies_to(planted):
    """Were it missing in one, the rule would speak of nothing there."""
    sound = rule("r", "constant", 'fields = ["/to"]')
    lost = rule("r", "constant", 'fields = ["/to", "/from"]')
    assert [] == faults(planted(sound))
    assert [("lost-pointer", "rule r, form note")] == faults(planted(lost))
    item = rule("r", "sum_equals", 'fields = ["/cost"]', 'items = "/parts"', 'item = "/price"')
    assert ("lost-pointer", "rule r, form note") in faults(planted(item))


def test_relations(planted):
    """A parent, its states and its counters must be there."""
    relation = """
[[relations]]
id = "bag"
kind = "belongs_to"
says = "…"
parent = "pigeon/letter"
fields = ["/to"]
closed_by = ["lost"]
closes = ["queued"]
basis = "implied"
cite = "guide: 3"
"""
    assert [] == faults(planted(relation))
    stranger = relation.replace("pigeon/letter", "pigeon/bag")
    assert [("unknown-parent", "relation bag")] == faults(planted(stranger))
    ended = relation.replace('closed_by = ["lost"]', 'closed_by = ["burnt"]')
    assert [("unknown-parent-state", "relation bag")] == faults(planted(ended))
    field = relation.replace('fields = ["/to"]', 'fields = ["/bag"]')
    assert [("lost-pointer", "relation bag")] == faults(planted(field))


def test_states_that_nothing_tells(planted):
    """What the schema or the selector refuses is told of nobody."""
    fewer = narrowed(status={"enum": ["queued", "sent", "arrived"]})
    assert [("untold-state", "state lost")] == faults(planted(schema=fewer))
    blind = planted(change=('required = ["id"]', 'required = ["id"], not = { required = ["at"] }'))
    found = faults(blind)
    assert ("form-tells-nothing", "form note") in found


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (values(("LOST", "lost")), []),
        (values(("lost", "arrived")), ["alias-collision"]),
        (values(("SENT", "arrived")), ["alias-collision"]),
        (values(("SENT", "sent")), []),
        (values(("BURNT", "burnt")), ["alias-to-nothing"]),
        ('[[aliases]]\nat = "/addressee"\nto = "/to"\nbasis = "assumed"\ncite = "guide: 1"', []),
        (
            '[[aliases]]\nat = "/recipient"\nto = "/reason"\nbasis = "assumed"\ncite = "guide: 1"',
            ["alias-collision"],
        ),
        (
            '[[aliases]]\nat = "/reason"\nto = "/to"\nbasis = "assumed"\ncite = "guide: 1"',
            ["alias-collision"],
        ),
    ],
)
def test_aliases(planted, more, expected):
    """Two readings of one spelling, or another reading of a documented one, collide."""
    found = faults(planted(change=("# more aliases", more)))
    assert expected == [name for name, _ in found]


def test_the_built_in_lifecycles_are_sound():
    """Each of them, rules and refinement included."""
    assert [] == [fault for each in verify(load_folder(builtin_folder())) for fault in each.faults]


def test_the_manifest_is_up_to_date():
    """`msglife verify --manifest` writes it; a change of a specification shows in it."""
    expected = json.loads(MANIFEST.read_text(encoding="utf-8"))
    assert expected == manifest(load_folder(builtin_folder()))


def test_the_manifest_of_a_small_lifecycle(planted):
    """Its figures, counted by hand."""
    [figures] = manifest(load_folder(planted(*RESEND))).values()
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


def run(*args):
    done = CliRunner().invoke(cli, ["verify", *map(str, args)], prog_name="msglife")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_the_command_tells_what_is_sound(planted):
    """Nothing wrong: exit status 0."""
    done = run(planted())
    assert 0 == done.exit_code
    assert "pigeon/letter: sound; refines the canonical life, 0 exceptions" in done.output
    assert done.output.endswith("1 lifecycle, 0 faults\n")
    assert 0 == run().exit_code


def test_the_command_tells_faults(planted):
    """Something wrong: exit status 1, with name, place, explanation and counterexample."""
    folder = planted(edge("lost", "queued", "resend"))
    done = run(folder)
    assert 1 == done.exit_code
    assert (
        "  undeclared-reopening  edge lost → queued: it leaves a final for a state that is not"
        " final; expected reopens = true\n"
        "    counterexample: lost is final, queued is not final\n"
    ) in done.output
    told = json.loads(run(folder, "--format", "json").output)
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
    done = run(*args)
    assert 2 == done.exit_code
    assert told in done.output
