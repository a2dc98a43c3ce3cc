"""The lifecycle files of an invented provider, as text in which faults are planted."""

import itertools
import json

from msglife.conformance.verifying.verify import verify
from msglife.spec import load_folder

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
    """A state, as its lifecycle file has it."""
    lines = [f'name = "{name}"', 'meaning = "…"', f'canonical = "{canonical}"', *more]
    return "\n".join(["[[states]]", *lines, 'basis = "documented"', 'cite = "guide: 2"', ""])


def edge(source, target, trigger, *more):
    """An edge, as its lifecycle file has it."""
    lines = [f'from = "{source}"', f'to = "{target}"', f'trigger = "{trigger}"']
    lines += ['cause = "provider"', *more, 'basis = "implied"', 'cite = "guide: 2"']
    return "\n".join(["[[edges]]", *lines, ""])


def rule(name, kind, *more):
    """A rule, as its lifecycle file has it."""
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
ENDPOINT = """
[[endpoints]]
name = "look"
method = "GET"
path = "/letters/{key}"
form = "note"
basis = "documented"
cite = "guide: 1"
"""

OWN = ('select = { required = ["id"] }', 'select = { required = ["id", "status", "at"] }')
"""A change: by these members a letter is told from the payloads of all providers there are."""


def values(*pairs):
    """Other spellings of statuses, as a lifecycle file has them."""
    told = json.dumps([list(pair) for pair in pairs])
    return (
        f'[[aliases]]\nat = "/status"\nvalues = {told}\nbasis = "documented"\ncite = "guide: 1"\n'
    )


def planter(place):
    """What writes the lifecycle, changed, into a new folder of a place and returns the folder."""
    numbers = itertools.count()

    def plant(*more, schema=SCHEMA, **changes):
        text = BASE
        for old, new in changes.values():
            assert old in text
            text = text.replace(old, new)
        folder = place / str(next(numbers))
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
