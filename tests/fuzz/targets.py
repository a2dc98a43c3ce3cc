"""What is fuzzed: each reader, by the check of a log, and the loading of lifecycle files.

A target takes bytes and raises if anything is wrong with what comes of them.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from fuzz_contract import expect, hold
from fuzz_seeds import of_family, pack
from msglife.conformance.reading import read_file
from msglife.spec import SpecError
from msglife.spec.catalog import load_folder

SCHEMA = b"\n=== schema ===\n"
"""What stands between a lifecycle file and its schema."""


class Target(NamedTuple):
    """Something that is fuzzed.

    Args:
        run: takes bytes; raises if they bring about what must not be.
        seeds: what to begin with.
    """

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]


def check_log(data: bytes) -> None:
    """Read a log of these bytes; and check every eighth, since that takes longer."""
    path = _folder() / "log"
    path.write_bytes(data)
    records = list(read_file(str(path)))
    numbers = [record.place.record for record in records]
    expect(numbers == list(range(len(records))), "records that are counted", numbers)
    if crc32(data) % 8:
        return
    # Whatever the family, some bytes make a capture of a session.
    hold([str(path)], [b'"log"' in data or b"interactions" in data or data[:1] in b"\x1f\x28"])


def check_packed(data: bytes) -> None:
    """Check a log that unpacks to these bytes, and one of which these are the packed bytes."""
    for packed in (pack(data, "gzs"), data):
        path = _folder() / "log.gz"
        path.write_bytes(packed)
        hold([str(path)], [True])


def load_lifecycle(data: bytes) -> None:
    """Load a folder that holds one lifecycle file and its schema."""
    toml, _, schema = data.partition(SCHEMA)
    # A folder of its own: what was read once of a path is remembered.
    with tempfile.TemporaryDirectory(prefix="msglife-fuzz-") as name:
        folder = Path(name)
        (folder / "made.toml").write_bytes(toml)
        (folder / "made.schema.json").write_bytes(schema)
        try:
            lifecycles = load_folder(folder)
        except SpecError as error:
            expect(str(folder) in str(error), "an error that names the file", error)
            return
        expect(len(lifecycles) > 0, "a lifecycle", lifecycles)
        _used(folder)


def _used(folder: Path) -> None:
    """Judge records by what was loaded: it compiles guards, selectors, rules and schemas.

    The second is one that a pattern may backtrack over.
    """
    import msglife

    records = [{"id": "1", "state": "sent"}, {"id": "a" * 64 + "!", "state": "sent"}]
    try:
        msglife.check(records, specs=folder)
    except SpecError as error:
        expect(str(folder) in str(error), "an error that names the file", error)


@lru_cache(maxsize=1)
def _folder() -> Path:
    name = tempfile.mkdtemp(prefix="msglife-fuzz-")
    atexit.register(shutil.rmtree, name, ignore_errors=True)
    return Path(name)


MADE_TOML = b"""\
format = 1
provider = "made"
name = "parcel"
title = "A parcel"
summary = "An invented lifecycle."

[[sources]]
id = "page"
title = "A page"
publisher = "Nobody"
language = "en"
tier = "primary"

[[forms]]
name = "event"
mode = "announced"
payload = "request"
select = { required = ["id", "state"] }
schema = "made.schema.json"
key = "/id"
status = "/state"
time = { at = "/at", unit = "ms" }
basis = "documented"
cite = "page: 1"

[[states]]
name = "sent"
meaning = "It is on its way."
basis = "documented"
cite = "page: 1"

[[states]]
name = "there"
meaning = "It has arrived."
final = true
basis = "documented"
cite = "page: 1"

[[edges]]
from = "start"
to = "sent"
trigger = "send"
cause = "customer"
basis = "documented"
cite = "page: 1"

[[edges]]
from = "sent"
to = "there"
trigger = "arrive"
cause = "carrier"
guard = { properties = { id = { type = "string" } } }
basis = "documented"
cite = "page: 1"

[[rules]]
id = "one-sender"
kind = "constant"
says = "The sender never changes."
fields = ["/from"]
basis = "documented"
cite = "page: 1"
"""
MADE_SCHEMA = b"""\
{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A parcel", "type": "object",
 "required": ["id", "state"],
 "properties": {"id": {"$ref": "#/$defs/id"}, "state": {"type": "string", "pattern": "^[a-z]+$"},
                "at": {"type": "integer", "minimum": 0}, "from": {"type": "string"}},
 "$defs": {"id": {"type": "string", "minLength": 1}}}
"""


def _logs(*families: str) -> Callable[[], list[bytes]]:
    return lambda: [seed.data[:4_000] for seed in of_family(*families)]


TARGETS: dict[str, Target] = {
    "json_lines": Target(check_log, _logs("json_lines")),
    "documents": Target(check_log, _logs("documents")),
    "har": Target(check_log, _logs("har")),
    "cassette": Target(check_log, _logs("cassette")),
    "compressed": Target(check_packed, _logs("json_lines", "documents")),
    "lifecycle_files": Target(load_lifecycle, lambda: [MADE_TOML + SCHEMA + MADE_SCHEMA]),
}
