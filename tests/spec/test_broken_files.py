"""Lifecycle files that are broken: one line that names the place, from any command."""

import os

import pytest

from support.callbacks import callback
from support.commands import run_msglife
from support.logs import write_log
from support.pigeon_post import SCHEMA, planter

VALUES = [
    # what a form's values are, and what is said
    ('[["queued", 3]]', "forms[0].values[0][1]: 3 is not of type 'string'"),
    ('[["queued", [1]]]', "is not of type 'string'"),
    ('[[true, "queued"]]', "True is not of type"),
    ('[["queued", "qeued"]]', "did you mean queued?"),
    ('{ queued = "sent" }', "is not of type 'array'"),
]
PROPERTIES = SCHEMA["properties"]
ALWAYS = {**SCHEMA, "$defs": {"always": True, "never": False}}
BY_REFERENCE = {"$ref": "#/$defs/always"}
SCHEMAS = {
    "a field": {**ALWAYS, "properties": {**PROPERTIES, "to": BY_REFERENCE}},
    "every field": {**ALWAYS, "properties": dict.fromkeys(PROPERTIES, BY_REFERENCE)},
    "never": {**ALWAYS, "properties": {**PROPERTIES, "void": {"$ref": "#/$defs/never"}}},
    "items": {**ALWAYS, "properties": {**PROPERTIES, "parts": {"items": BY_REFERENCE}}},
    "all others": {**ALWAYS, "additionalProperties": BY_REFERENCE},
    "on condition": {**ALWAYS, "if": BY_REFERENCE, "then": BY_REFERENCE, "allOf": [BY_REFERENCE]},
    "the whole": {"$defs": {"always": True}, **BY_REFERENCE},
}
COMMANDS = [
    "list",
    "show pigeon/letter",
    "schema pigeon/letter",
    "explain pigeon/letter",
    "generate pigeon/letter -n3",
    "diagram pigeon/letter",
    "diagram pigeon/letter --log log.jsonl",
    "check log.jsonl",
    "check large.jsonl",
    "check log.jsonl --lifecycle pigeon/letter",
]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A working directory with two logs of letters, one of them large."""
    monkeypatch.chdir(tmp_path)
    note = {"id": "a", "status": "queued", "at": "2025-02-03T12:14:25Z", "to": "1", "void": None}
    write_log(tmp_path / "log.jsonl", [note, {**note, "status": "sent"}, callback("submitted")])
    write_log(tmp_path / "large.jsonl", [{**note, "id": f"{n:0100}"} for n in range(7_000)])
    return tmp_path


@pytest.mark.parametrize(("values", "said"), VALUES)
def test_values_that_name_no_state(here, values, said):
    """A form's values map what stands in a payload to the name of a state."""
    folder = planter(here)(a=("select = {", f"values = {values}\nselect = {{"))
    for command in ("list", "check log.jsonl", "generate pigeon/letter", "show pigeon/letter"):
        done = run_msglife(*command.split(), "--spec", folder)
        assert 2 == done.exit_code
        assert said in done.stderr
        assert 1 == len(done.stderr.splitlines())


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_that_is_a_boolean_behind_a_reference(here, name):
    """It is a schema like any other: no command breaks on it."""
    folder = planter(here)(schema=SCHEMAS[name])
    for command in COMMANDS:
        done = run_msglife(*command.split(), "--spec", folder)
        assert done.exit_code in (0, 1, 2), command
        assert "Traceback" not in done.output
        assert done.exit_code < 2 or name == "the whole"
    assert run_msglife("verify", folder).exit_code in (0, 1)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("name", ["a.toml", "note.schema.json"])
def test_a_pipe_among_them_is_not_waited_for(here, name):
    """Nobody may ever write to it."""
    folder = planter(here)()
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    done = run_msglife("list", "--spec", folder)
    assert 2 == done.exit_code
    assert f"{name}: cannot be read (it is no file)" in done.stderr
