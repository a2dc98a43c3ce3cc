"""``msglife verify``: rules, pointers and aliases, held against the schema of the payloads."""

import pytest

from support.pigeon_post import ENDPOINT, edge, faults, narrowed, rule, values

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
    "same": (
        rule("r", "same", 'fields = ["/done", "/all"]'),
        rule("r", "same", 'fields = ["/done", "/size"]'),
        "rule-never-met",
    ),
    "same of a form of text": (
        rule("r", "same", 'fields = ["/reason", "/at"]'),
        rule("r", "same", 'fields = ["/at", "/done"]'),
        "rule-never-met",
    ),
    "sum_equals": (
        rule("r", "sum_equals", 'fields = ["/cost"]', 'items = "/parts"', 'item = "/cost"'),
        rule("r", "sum_equals", 'fields = ["/to"]', 'items = "/parts"', 'item = "/cost"'),
        "rule-never-fires",
    ),
    "sum_at_least": (
        rule("r", "sum_at_least", 'fields = ["/cost", "/done", "/all"]'),
        rule("r", "sum_at_least", 'fields = ["/cost", "/to", "/all"]'),
        "rule-never-fires",
    ),
    "at_most in a state": (
        rule("r", "at_most", 'fields = ["/done", "/all"]', 'states = ["lost"]'),
        rule("r", "at_most", 'fields = ["/done", "/to"]', 'states = ["lost"]'),
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


COST = {"type": "object", "required": ["cost"], "properties": {"cost": {"type": "number"}}}
LISTS = narrowed(
    parts={"type": "array", "minItems": 2, "maxItems": 3, "items": COST},
    errors={
        "type": "array",
        "maxItems": 1,
        "items": {
            "type": "object",
            "required": ["code"],
            "properties": {"code": {"type": "integer"}},
        },
    },
)
CODE = "{{ contains = {{ properties = {{ code = {{ const = {} }} }} }} }}"
CONTAINS = f"{{{{ required = ['errors'], properties = {{{{ errors = {CODE} }}}} }}}}"
OF_LISTS = {
    "requires an item": (
        rule("r", "requires", 'states = ["lost"]', 'fields = ["/errors/0/code"]'),
        [],
    ),
    "requires an item that cannot be": (
        rule("r", "requires", 'states = ["lost"]', 'fields = ["/errors/1/code"]'),
        ["rule-never-met"],
    ),
    "compares items": (rule("r", "at_most", 'fields = ["/parts/0/cost", "/parts/1/cost"]'), []),
    "adds up two at least": (
        rule("r", "sum_equals", 'fields = ["/cost"]', 'items = "/parts"', 'item = "/cost"'),
        [],
    ),
    "asks what is contained": (
        rule("r", "schema", 'states = ["lost"]', f"schema = {CONTAINS.format(7)}"),
        [],
    ),
    "asks what cannot be contained": (
        rule("r", "schema", 'states = ["lost"]', f"schema = {CONTAINS.format(repr('x'))}"),
        ["rule-never-met"],
    ),
    "asks how many": (
        rule("r", "schema", "schema = { properties = { parts = { maxItems = 2 } } }"),
        [],
    ),
    "asks for more than there may be": (
        rule("r", "schema", "schema = { properties = { parts = { maxItems = 3 } } }"),
        ["rule-never-fires"],
    ),
    "a guard about what is contained": (
        edge("queued", "lost", "drop", f"guard = {CONTAINS.format(7)}"),
        [],
    ),
    "a guard about what cannot be contained": (
        edge("queued", "lost", "drop", f"guard = {CONTAINS.format(repr('x'))}"),
        ["dead-edge"],
    ),
    "a guard about too many": (
        edge(
            "queued",
            "lost",
            "drop",
            "guard = { required = ['errors'], properties = { errors = { minItems = 2 } } }",
        ),
        ["dead-edge"],
    ),
}


@pytest.mark.parametrize("name", OF_LISTS)
def test_whatever_a_rule_asks_of_lists(planted, name):
    """Items by their index, what a list contains, how many there are."""
    more, expected = OF_LISTS[name]
    folder = planted(more, schema=LISTS)
    assert expected == [found for found, _ in faults(folder)]


@pytest.mark.parametrize("place", ["/status", "/size"])
def test_a_rule_of_one_version(planted, place):
    """Where nothing tells a version, it speaks of nothing; a status is held to it as well."""
    ruled = rule("r", "constant", "per_version = true", f'fields = ["{place}"]')
    versioned = ('status = "/status"', 'status = "/status"\nversion = "/done"')
    assert [] == faults(planted(ruled, change=versioned))
    assert [("rule-never-fires", "rule r")] == faults(planted(ruled))


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


@pytest.mark.parametrize(
    ("unit", "sound", "broken"),
    [
        ('"rfc3339"', {"type": "string"}, {"type": "integer"}),
        ('"s"', {"type": "integer"}, {"type": "integer", "minimum": 10**12}),
        (
            '"s"',
            {"type": "string", "pattern": "^[0-9]{10}$"},
            {"type": "string", "format": "date-time"},
        ),
        ('["yymmddhhmm", "ms"]', {"type": "integer"}, {"type": "boolean"}),
    ],
)
def test_a_unit_that_the_schema_cannot_hold(unit, sound, broken, planted):
    """Every time would be ignored when it is read."""
    change = ('unit = "rfc3339"', f"unit = {unit}")
    names = [name for name, _ in faults(planted(schema=narrowed(at=sound), unit=change))]
    assert "time-unit" not in names
    names = [name for name, _ in faults(planted(schema=narrowed(at=broken), unit=change))]
    assert "time-unit" in names
