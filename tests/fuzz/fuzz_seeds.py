"""What the fuzzers begin with: small logs of every kind, in every form a capture has."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml
from msglife.conformance.generating.capture_formats import CAPTURES, written
from msglife.conformance.generating.generator import CannotGenerate, Plan, generate
from msglife.conformance.opening.compressed import NoZstandard, zstd_unpacker
from msglife.spec import catalog

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "logs"
_RECORDS = 8


class Seed(NamedTuple):
    """A small log.

    Args:
        name: what it is made of.
        family: the reader it is meant for.
        data: its bytes.
    """

    name: str
    family: str
    data: bytes


@lru_cache(maxsize=1)
def seeds() -> tuple[Seed, ...]:
    """Return every seed, always the same ones."""
    return (*_generated(), *_examples())


def of_family(*families: str) -> list[Seed]:
    """Return the seeds that are meant for some readers."""
    return [seed for seed in seeds() if seed.family in families]


def pack(data: bytes, kind: str) -> bytes:
    """Compress a log: ``gz``, ``gzs`` (a member for each half), ``zst`` or not at all."""
    if kind == "gz":
        return gzip.compress(data, 1, mtime=0)
    if kind == "gzs":
        half = len(data) // 2
        return gzip.compress(data[:half], 1, mtime=0) + gzip.compress(data[half:], 1, mtime=0)
    if kind == "zst":
        return _zst(data)
    return data


def _zst(data: bytes) -> bytes:
    try:
        zstd_unpacker()
    except NoZstandard:
        return gzip.compress(data, 1, mtime=0)
    try:
        from compression import zstd
    except ModuleNotFoundError:
        from backports import zstd
    return zstd.compress(data, 1)


def _generated() -> Iterator[Seed]:
    families = {
        "bare": "json_lines",
        "envelope": "json_lines",
        "array": "documents",
        "cassette": "cassette",
        "har": "har",
    }
    for number, lifecycle in enumerate(catalog()):
        for form in lifecycle.forms:
            for name, capture in CAPTURES.items():
                plan = Plan(
                    4,
                    seed=number,
                    faults=0.3,
                    late=0.2,
                    repeated=0.2,
                    lost=0.2,
                    form=form.name,
                    asked=capture.exchanges and bool(lifecycle.endpoints),
                )
                try:
                    sent = list(itertools.islice(generate(lifecycle, plan), _RECORDS))
                except CannotGenerate:
                    continue
                text = "".join(text for text, _ in written(sent, lifecycle, form, capture))
                name = f"{lifecycle.id} {form.name} {name}"
                yield Seed(name, families[name.rpartition(" ")[2]], text.encode())


def _examples() -> Iterator[Seed]:
    for path in sorted(EXAMPLES.glob("*.jsonl")):
        lines = path.read_bytes().splitlines(keepends=True)
        for begin in range(0, len(lines) - _RECORDS, 5 * _RECORDS):
            part = lines[begin : begin + _RECORDS]
            yield Seed(f"{path.name} {begin}", "json_lines", b"".join(part))
            yield Seed(f"{path.name} {begin} pretty", "documents", _pretty(part))
    for path in sorted(EXAMPLES.glob("*.har")):
        entries = json.loads(path.read_bytes())["log"]["entries"]
        for begin in range(0, len(entries) - _RECORDS, 5 * _RECORDS):
            part = entries[begin : begin + _RECORDS]
            har = {"log": {"version": "1.2", "entries": part}}
            yield Seed(f"{path.name} {begin}", "har", json.dumps(har, indent=1).encode())
            yield Seed(f"{path.name} {begin} yaml", "cassette", _cassette(part))
            both = {"version": 1, "interactions": [_interaction(each) for each in part]}
            yield Seed(f"{path.name} {begin} json", "cassette", json.dumps(both).encode())


def _pretty(lines: list[bytes]) -> bytes:
    records = []
    for line in lines:
        with suppress(ValueError):  # the examples have broken lines, too
            records.append(json.loads(line))
    return json.dumps(records, indent=2).encode()


def _interaction(entry: dict) -> dict:
    request, response = entry["request"], entry["response"]
    return {
        "request": {
            "method": request["method"],
            "uri": request["url"],
            "body": request.get("postData", {}).get("text"),
            "headers": {"Accept": ["*/*"]},
        },
        "response": {
            "status": {"code": response["status"], "message": "x"},
            "body": {"string": response["content"].get("text", "")},
        },
    }


def _cassette(entries: list[dict]) -> bytes:
    interactions = [_interaction(each) for each in entries]
    return yaml.safe_dump({"interactions": interactions, "version": 1}).encode()
