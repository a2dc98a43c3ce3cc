"""The meta-schema, for editors and for the docs: each key is told, and each default is true."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msglife.spec import Form, Lifecycle, load_folder, meta_schema
from msglife.spec.build import build

from support.pigeon_post import ENDPOINT, planter, rule

META = meta_schema()
DEFS = META["$defs"]

TABLES = """
[delivery]
waits_s = [1]
attempts = 2
basis = "documented"
cite = "guide: 1"

[[relations]]
id = "kin"
kind = "belongs_to"
says = "…"
parent = "pigeon/letter"
fields = ["/id"]
basis = "documented"
cite = "guide: 1"
"""


def tables() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each object of the meta-schema that has properties: where it stands, and itself."""
    waiting: list[tuple[str, Any]] = [("", META)]
    while waiting:
        place, node = waiting.pop()
        if isinstance(node, list):
            waiting += [(f"{place}/{index}", each) for index, each in enumerate(node)]
        elif isinstance(node, dict):
            if node.get("type") == "object" and "properties" in node:
                yield place, node
            waiting += [(f"{place}/{name}", each) for name, each in node.items()]


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A property with what it refers to."""
    reference = schema.get("$ref")
    return {**resolved(DEFS[reference.rpartition("/")[2]]), **schema} if reference else schema


PROPERTIES = {
    f"{place}/properties/{name}": schema
    for place, table in tables()
    for name, schema in table["properties"].items()
}
DEFAULTS = {place: each for place, each in PROPERTIES.items() if "default" in each}


def is_table(schema: Mapping[str, Any]) -> bool:
    """Whether it holds one table or several."""
    found = resolved(schema)
    return "properties" in found or "properties" in resolved(found.get("items", {}))


def test_every_key_is_described():
    """In a line: it is what an editor shows."""
    told = {place: resolved(each).get("description", "") for place, each in PROPERTIES.items()}
    assert [] == [place for place, text in told.items() if not text or "\n" in text]
    assert [] == [place for place, text in told.items() if text.endswith(".")]


def test_every_key_but_a_table_has_an_example():
    """A table is shown by its keys."""
    assert [] == [
        place
        for place, each in PROPERTIES.items()
        if not is_table(each) and not resolved(each).get("examples")
    ]


@pytest.mark.parametrize("place", PROPERTIES)
def test_examples_and_defaults_are_allowed(place: str):
    """By the property itself."""
    schema = {**PROPERTIES[place], "$defs": DEFS}
    validator = jsonschema.Draft202012Validator(schema)
    found = resolved(schema)
    given = [*found.get("examples", ()), *([found["default"]] if "default" in found else [])]
    assert [] == [each for each in given if not validator.is_valid(each)]


def holders(data: Any, place: str) -> list[dict[str, Any]]:
    """Each table of a file's data that the schema at a place speaks of."""
    *_, table, _, name = ["top", *place.split("/")]
    if table == "":
        return [data]
    at = {
        "time": [each["time"] for each in data["forms"]],
        "delivery": [data["delivery"]],
    }
    plural = {"alias": "aliases"}.get(table, f"{table}s")
    found: list[dict[str, Any]] = at.get(table) or data[plural]
    assert found, place
    return [each for each in found if name not in each]


def values(lifecycle: Lifecycle) -> dict[str, Any]:
    """What a lifecycle is, to be compared."""
    told = {each.name: getattr(lifecycle, each.name) for each in dataclasses.fields(lifecycle)}
    return {**told, "forms": [_without_source(form) for form in lifecycle.forms]}


def _without_source(form: Form) -> Form:
    """Whether a skew was stated is no value of it: it says on what the skew rests."""
    return form._replace(states_skew=False)


@pytest.mark.parametrize("place", DEFAULTS)
def test_a_default_is_what_the_code_does(place: str, tmp_path: Path):
    """With the key left out, and with the default written down, the lifecycle is the same."""
    import tomli

    folder = planter(tmp_path)(
        rule("same-size", "constant", 'fields = ["/size"]'), ENDPOINT, TABLES
    )
    file = folder / "letter.toml"
    data = tomli.loads(file.read_text(encoding="utf-8"))
    *_, name = place.split("/")
    for table in holders(data, place):
        table.pop(name, None)
    left_out = build(json.loads(json.dumps(data)), file)
    chosen = holders(data, place)
    assert chosen
    for table in chosen:
        table[name] = DEFAULTS[place]["default"]
    assert [values(each) for each in left_out] == [values(each) for each in build(data, file)]


def test_a_file_may_name_the_schema(tmp_path: Path):
    """By a comment or by a key, as language servers of TOML read it; it changes nothing."""
    plant = planter(tmp_path)
    head = ("\nformat = 1", '#:schema nowhere.json\n"$schema" = "nowhere.json"\nformat = 1')
    [plain], [named] = load_folder(plant()), load_folder(plant(head=head))
    assert {**values(plain), "file": ""} == {**values(named), "file": ""}
