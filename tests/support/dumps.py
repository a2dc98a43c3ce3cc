"""Dumps of PostgreSQL that hold callbacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from msglife.conformance.arrow.csv import regular_table
from msglife.conformance.arrow.tables import Broken

from support.callbacks import callback, key_of

USERS = "COPY public.users (id, name) FROM stdin;\n1\tJane\n2\t\\N\n\\.\n\n"
HEAD = "--\n-- PostgreSQL database dump\n--\n\n"
NAMES = "COPY public.hooks (id, at, payload, note) FROM stdin;\n"


def copied(text: str) -> str:
    """A cell as COPY writes it."""
    for character, escape in zip("\\\t\n\r\b", ("\\\\", "\\t", "\\n", "\\r", "\\b"), strict=True):
        text = text.replace(character, escape)
    return text


def row(number: int, note: str = "\\N", **more: Any) -> str:
    """A row that holds a callback."""
    text = json.dumps(callback("submitted", number, key_of(number), **more), ensure_ascii=False)
    return f"{number}\t2026-03-01 10:00:{number:02}.5+00\t{copied(text)}\t{note}\n"


ROWS = "".join(map(row, range(5)))
LAST = "\\.\n\n-- done\nSELECT 1;\n"


def is_regular(path: Path) -> bool:
    """Whether Arrow reads a dump to its end."""
    table = regular_table(str(path), path.name)
    try:
        return table is not None and bool(list(table.pieces()))
    except Broken:
        return False
