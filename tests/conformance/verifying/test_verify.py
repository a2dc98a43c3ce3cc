"""``msglife verify``: each check trips over a planted fault, and not over its near twin.

The planted lifecycle is of an invented provider; a fault is a change of its text.
"""

import pytest
from msglife.conformance.verifying.verify import verify
from msglife.spec import builtin_folder, load_folder

from support.pigeon_post import BASE, SIZE, edge, faults, narrowed, rule, state

RESEND = [edge("lost", "queued", "resend", "reopens = true")]
ANEW = """
[[canonical_exceptions]]
from = "failed"
to = "accepted"
basis = "implied"
cite = "guide: 2"
"""
ANEW_FOUND = ANEW.replace('"accepted"', '"delivered"')


def test_the_planted_lifecycle_is_sound(planted):
    """The text the faults are planted in has none of its own."""
    assert [] == faults(planted())


def traffic(table, select):
    """Known traffic, as a lifecycle file has it."""
    return (
        f'[[{table}]]\nname = "a parcel"\nselect = {select}\nbasis = "implied"\ncite = "guide: 1"\n'
    )


@pytest.mark.parametrize("table", ["ignored", "neighbours"])
@pytest.mark.parametrize(
    ("select", "met"),
    [
        ("{ required = ['weight'] }", True),
        ("{ required = ['weight', 'id'] }", False),
        ("{ required = ['weight'], properties = { weight = false } }", False),
    ],
)
def test_known_traffic_can_be_met(planted, table, select, met):
    """Some payload is selected by it, and by no form."""
    expected = [] if met else [("unmet-traffic", f"{table} a parcel")]
    assert expected == faults(planted(traffic(table, select)))


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


def test_the_built_in_lifecycles_are_sound():
    """Each of them, rules and refinement included."""
    assert [] == [fault for each in verify(load_folder(builtin_folder())) for fault in each.faults]


def test_rules_about_items_of_what_climbs_are_tried(planted):
    """A witness stands in a body, so that its key and status are found above it."""
    item = {
        "type": "object",
        "required": ["reason"],
        "properties": {"reason": {"type": "string"}, "cost": {"type": "number"}},
    }
    climbing = (
        'key = "/id"\nstatus = "/status"\ntime = { at = "/at", unit = "rfc3339" }\n'
        'select = { required = ["id"] }',
        'key = "2/id"\nstatus = "2/status"\nitems = ["/parts/*"]\n'
        'select = { required = ["reason"] }',
    )
    bare = BASE[BASE.index("[[aliases]]") : BASE.index("# more aliases")]
    changes = {"form": climbing, "aliases": (bare, ""), "sensitive": ('sensitive = ["/to"]\n', "")}
    fires = rule("r", "only_in", 'states = ["lost"]', 'fields = ["/cost"]')
    assert [] == faults(planted(fires, schema=item, **changes))
    never = rule("r", "requires", 'states = ["lost"]', 'fields = ["/reason"]')
    assert [("rule-never-fires", "rule r")] == faults(planted(never, schema=item, **changes))


def test_rules_about_what_a_form_should_not_tell(planted):
    """A payload that tells more than its form does may break a rule all the same."""
    ends = ('mode = "announced"', 'mode = "announced"\ntells = ["arrived", "lost"]')
    fires = rule("r", "only_in", 'states = ["arrived", "lost"]', 'fields = [""]')
    assert [] == faults(planted(fires, change=ends))
    every = fires.replace('"arrived", "lost"]', '"queued", "sent", "arrived", "lost"]')
    assert [("rule-never-fires", "rule r")] == faults(planted(every, change=ends))
