"""Two forms that select one payload: told with that payload, whichever file they stand in."""

import json

import pytest
from msglife.conformance.verifying.verify import verify
from msglife.spec import catalog, load_folder

from support.pigeon_post import BASE, SCHEMA

RAVEN = BASE.replace('provider = "pigeon"', 'provider = "raven"')
SELECT = 'select = { required = ["id"] }'
FORM = BASE[BASE.index("[[forms]]") : BASE.index("[[aliases]]")]
SIZE = "required = ['id', 'size'], properties = {{ size = {{ const = '{}' }} }}".format


def found(place, *texts, schemas=(SCHEMA,)):
    """The faults about selectors, of files in folders of their own."""
    lifecycles = []
    for number, text in enumerate(texts):
        folder = place / str(number)
        folder.mkdir()
        (folder / "letter.toml").write_text(text, encoding="utf-8")
        schema = json.dumps(schemas[number % len(schemas)])
        (folder / "note.schema.json").write_text(schema, encoding="utf-8")
        lifecycles += load_folder(folder)
    faults = [fault for each in verify(lifecycles) for fault in each.faults]
    return [fault for fault in faults if fault.name == "selectors-overlap"]


def selecting(text, select):
    assert SELECT in text
    return text.replace(SELECT, f"select = {{ {select} }}")


CASES = {
    "two files that select the same": (BASE, RAVEN, True),
    "one selects part of what the other does": (BASE, selecting(RAVEN, SIZE("small")), True),
    "one value against another": (
        selecting(BASE, SIZE("small")),
        selecting(RAVEN, SIZE("large")),
        False,
    ),
    "a member that the other does not have": (
        BASE,
        selecting(RAVEN, "required = ['id', 'feather']"),
        False,
    ),
    "one or another member, and the other has neither": (
        BASE,
        selecting(RAVEN, "anyOf = [{ required = ['feather'] }, { required = ['wing'] }]"),
        False,
    ),
    "one or another member, and the other has one": (
        BASE,
        selecting(RAVEN, "anyOf = [{ required = ['feather'] }, { required = ['to'] }]"),
        True,
    ),
}


@pytest.mark.parametrize(("one", "other", "overlap"), CASES.values(), ids=CASES)
def test_forms_of_two_files(tmp_path, one, other, overlap):
    """A payload that one documents and both select is a fault; the witness is one."""
    faults = found(tmp_path, one, other)
    assert overlap == bool(faults)
    for fault in faults:
        assert ("pigeon/letter", "form note") == (fault.lifecycle, fault.place)
        assert "the form note of raven/letter" in fault.says
        assert "id" in json.loads(fault.counterexample)


def test_what_neither_schema_accepts_is_no_fault(tmp_path):
    """Selectors are loose: what counts is what a form may really send."""
    numbers = {
        **SCHEMA,
        "properties": {**SCHEMA["properties"], "size": {"type": "integer"}},
        "required": [*SCHEMA["required"], "size"],
    }
    loose = selecting(RAVEN, "required = ['size'], properties = { size = { type = 'integer' } }")
    one = selecting(BASE, "required = ['id'], properties = { at = { type = 'string' } }")
    assert found(tmp_path, one, loose, schemas=(SCHEMA, numbers))
    (tmp_path / "twin").mkdir()
    strict = selecting(BASE, "required = ['id'], properties = { size = { type = 'string' } }")
    assert [] == found(tmp_path / "twin", strict, loose, schemas=(SCHEMA, numbers))


@pytest.mark.parametrize(("mode", "overlap"), [("sampled", False), ("announced", True)])
def test_what_is_pushed_goes_before_what_is_polled(tmp_path, mode, overlap):
    """Within one family; two that are pushed cannot be told apart."""
    second = FORM.replace('"note"', '"other"').replace('"announced"', f'"{mode}"')
    text = BASE.replace("[[aliases]]", f"{second}\n[[aliases]]", 1)
    assert overlap == bool(found(tmp_path, text))


def test_ours_do_not_overlap():
    """All files together."""
    faults = [fault for each in verify(tuple(catalog())) for fault in each.faults]
    assert [] == [fault for fault in faults if fault.name == "selectors-overlap"]
