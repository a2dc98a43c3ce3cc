"""Letters of the invented provider, many alike, as lines that types decode."""

from __future__ import annotations

import json

from msglife.conformance.typed.decode import TypedLines

from support.pigeon_post import SCHEMA
from support.ways import assert_same

STATES = ("queued", "sent", "arrived")
SOUND = 70
"""So many letters are sound: three records of each are more than any sample of a log."""


PARTS = {
    "type": "array",
    "items": {"type": "object", "properties": {"cost": {"type": "number"}}},
}
"""With a type for each item: else anything may be one, and letters are read one by one."""


def letter(name, states=STATES, **more):
    """What is told of a letter, in order; what else is told by name: a list tells each its own."""
    return [
        {
            "id": name,
            "status": state,
            "at": f"2026-03-01T10:00:{index:02}Z",
            **{
                key: value[index] if isinstance(value, list) else value
                for key, value in more.items()
            },
        }
        for index, state in enumerate(states)
    ]


def letters(count=SOUND, states=STATES, **more):
    """What is told of many letters."""
    return [each for n in range(count) for each in letter(f"l-{n:03}", states, **more)]


def without(record, *names):
    """A record that lacks members."""
    return {name: value for name, value in record.items() if name not in names}


def line_of(record):
    """A record as a line; what is bytes already is one."""
    if isinstance(record, bytes):
        return record
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def schema_with(required=(), **properties):
    """The letters' schema with other properties."""
    return {
        **SCHEMA,
        "required": [*SCHEMA["required"], *required],
        "properties": {**SCHEMA["properties"], "parts": PARTS, **properties},
    }


class Decoded:
    """Counts the lines that were decoded by types.

    Args:
        monkeypatch: undoes it.
    """

    def __init__(self, monkeypatch):
        self.lines = []
        original = TypedLines.decode

        def decode(typed, lines, *given, **how):
            taken = original(typed, lines, *given, **how)
            self.lines += [line for line, one in zip(lines, taken, strict=True) if one]
            return taken

        monkeypatch.setattr(TypedLines, "decode", decode)

    def check(self, path, records, **options):
        """Check records both ways, which say the same; return the report by rows."""
        self.lines.clear()
        path.write_bytes(b"".join(line_of(each) + b"\n" for each in records))
        return assert_same(path, **options)
