"""The walk through a JSON Schema, held beside what the dialect's own meta-schemas say."""

import itertools

import pytest
from jsonschema_specifications import REGISTRY
from msglife.spec.schema_walk import HOLDS, entries, referred, subschemas, unfolded
from msglife.spec.schemas import DIALECT

VOCABULARIES = [uri for uri in REGISTRY if uri.startswith(DIALECT.removesuffix("schema"))]
INNER = {"title": "inside"}
SAMPLES = {"one": ("", INNER), "list": (0, [INNER]), "map": ("a", {"a": INNER})}


def kind(said, meta):
    """What a meta-schema says a keyword's value is; `None` if no schema stands in it."""
    any_schema = {"$dynamicRef": "#meta"}
    for node in unfolded(said, meta):
        each = node.get("additionalProperties", {})
        if any_schema.items() <= node.items():
            return "one"
        if node.get("items") == any_schema:
            return "list"
        if isinstance(each, dict) and any_schema in (each, *each.get("anyOf", ())):
            return "map"
    return None


KINDS = {
    keyword: found
    for meta in (REGISTRY.contents(uri) for uri in VOCABULARIES)
    for keyword, said in meta["properties"].items()
    if (found := kind(said, meta))
}


def test_the_table_has_what_the_dialect_has():
    """A keyword that is forgotten would hide whatever it holds."""
    assert set(KINDS) == set(HOLDS)
    assert {"one", "list", "map"} == set(KINDS.values())


@pytest.mark.parametrize("keyword", sorted({*KINDS, *HOLDS}))
def test_what_a_keyword_holds_is_found(keyword):
    """Whether that is a schema, a list of them, or a map."""
    at, value = SAMPLES[KINDS[keyword]]
    assert [(keyword, at, INNER)] == list(subschemas({keyword: value}))


def test_what_holds_no_schema_is_passed_over():
    """Values and names may look like keywords; a dependency may be a list of names."""
    schema = {
        "const": {"not": {}},
        "enum": [{"if": {}}],
        "default": {"items": {}},
        "dependentRequired": {"a": ["b"]},
        "dependencies": {"a": ["b"], "c": False},
        "$ref": "#/$defs/a",
        "x": {"not": {}},
    }
    assert [("dependencies", "c", False)] == list(subschemas(schema))


def test_the_order_is_the_schemas_or_the_askers():
    """The first that is said of a field is what people are shown."""
    schema = {"not": {}, "items": True, "allOf": [{}, False]}
    written = [("not", "", {}), ("items", "", True), ("allOf", 0, {}), ("allOf", 1, False)]
    assert written == list(subschemas(schema))
    chosen = subschemas(schema, ("allOf", "if", "not", "title"))
    assert [*written[2:], written[0]] == list(chosen)


ROOT = {
    "$defs": {
        "a/b": {"title": "slash"},
        "c~d": {"title": "tilde"},
        "~1": {"title": "both"},
        "e f": {"title": "space"},
        "é": {"title": "accent"},
        "%": {"title": "percent"},
        "no": False,
    },
    "allOf": [True, {"title": "second"}],
    "title": "root",
}


@pytest.mark.parametrize(
    ("reference", "title"),
    [
        ("#", "root"),
        ("#/$defs/a~1b", "slash"),
        ("#/$defs/a%7E1b", "slash"),
        ("#/$defs/c~0d", "tilde"),
        ("#/$defs/~01", "both"),
        ("#/$defs/e%20f", "space"),
        ("#/%24defs/%C3%A9", "accent"),
        ("#/$defs/é", "accent"),
        ("#/$defs/%25", "percent"),
        ("#/allOf/1", "second"),
    ],
)
def test_a_reference_is_read_as_it_is_written(reference, title):
    """As RFC 6901 writes a pointer in the fragment of a URL."""
    assert title == referred(ROOT, reference)["title"]


@pytest.mark.parametrize(
    "reference",
    [
        *("#/$defs/none", "#/none/of/it", "#/allOf/2", "#/allOf/x", "#/title", "#/"),
        *("other.json", "other.json#/$defs/a~1b", "https://example.com/#/$defs/a~1b", ""),
    ],
)
def test_a_reference_to_nothing_here_says_nothing(reference):
    """Nothing is fetched, and nothing here is mistaken for what stands elsewhere."""
    assert {} == referred(ROOT, reference)


def test_true_and_false_can_be_referred_to():
    """They are schemas, too."""
    assert referred(ROOT, "#/$defs/no") is False
    assert referred(ROOT, "#/allOf/0") is True
    assert referred(False, "#") is False
    assert {} == referred(True, "#/a")


def test_references_are_followed_in_turn():
    """Each may say more; `True` and `False` say no more, and what is no schema is none."""
    chain = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/c"}}}
    assert [chain, *chain["$defs"].values(), {}] == list(unfolded(chain, chain))
    assert [{"$ref": "#/$defs/no"}] == list(unfolded({"$ref": "#/$defs/no"}, ROOT))
    assert [{"$ref": 7}] == list(unfolded({"$ref": 7}, ROOT))
    assert [] == list(unfolded(None, ROOT)) == list(unfolded(True, ROOT))


def test_references_in_a_circle_end():
    """After as many as the asker wants, even none."""
    circle = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#"}}}
    assert [circle, {"$ref": "#"}] * 16 == list(unfolded(circle, circle))
    assert [circle] == list(unfolded(circle, circle, 1))
    assert [] == list(itertools.chain(unfolded(circle, circle, 0), unfolded(circle, circle, -1)))


def test_entries_are_found_wherever_they_stand():
    """In values and under unknown names, too: a reference can lead there."""
    document = {"a": [1, {"$ref": "x"}, [{"b": None}]], "const": {"c": {"$ref": "y"}}}
    assert [
        ("in.a", "a", document["a"]),
        ("in.a[1].$ref", "$ref", "x"),
        ("in.a[2][0].b", "b", None),
        ("in.const", "const", document["const"]),
        ("in.const.c", "c", {"$ref": "y"}),
        ("in.const.c.$ref", "$ref", "y"),
    ] == list(entries(document, "in"))
    assert ["a", "a[1].$ref"] == [place for place, _, _ in entries(document)][:2]
    assert [] == list(entries("text"))
