"""What fuzzing found stays mended, and a little of it is done in each run of the tests.

`tests/fuzz` holds the fuzzers; docs/hostile-input.md tells how to run them for longer.
"""

from __future__ import annotations

import importlib
import sys
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.spec import SpecError

import msglife
from support.checkout import TESTS
from support.endpoints import Quiet, serving

FUZZ = TESTS / "fuzz"
CORPUS = sorted(FUZZ.joinpath("corpus").glob("*-*"))


def fuzzing(name: str) -> ModuleType:
    """Import a module of the fuzzers: they are scripts that stand beside each other."""
    sys.path.insert(0, str(FUZZ))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(FUZZ))


mutations, mutated_logs, targets = map(fuzzing, ["fuzz_mutations", "mutated_logs", "targets"])


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_was_found_stays_mended(path: Path) -> None:
    """Each input that once broke something is run again; its name begins with its target's."""
    target = targets.TARGETS[path.name.partition("-")[0]]
    assert target.run(path.read_bytes()) is None


@pytest.mark.parametrize("name", targets.TARGETS)
def test_every_seed_keeps_the_contract(name: str) -> None:
    """Undamaged, too; every fifteenth is enough here."""
    seeds = targets.TARGETS[name].seeds()
    assert len(seeds) > 0
    for seed in seeds[::15]:
        targets.TARGETS[name].run(seed)


def test_the_invented_lifecycle_loads(tmp_path: Path) -> None:
    """Or else the damage to it would be refused for nothing."""
    toml, schema = targets.MADE_TOML, targets.MADE_SCHEMA
    report = msglife.check([{"id": "1", "state": "sent"}], specs=made(tmp_path, toml, schema))
    assert ["open"] == [each.verdict for each in report.messages]


@settings(max_examples=60)
@given(st.sampled_from(sorted(targets.TARGETS)), st.integers(0, 2**32))
def test_some_damage(name: str, seed: int) -> None:
    """Damaged by the dice of a seed, everything keeps its contract."""
    dice, known = Random(seed), targets.TARGETS[name].seeds()
    data = dice.choice(known)
    if name == "lifecycle_files":
        data = mutations.mutate_lifecycle(dice, data, known, targets.SCHEMA)
    else:
        data = mutations.mutate(dice, data, known)
    assert targets.TARGETS[name].run(data) is None


def test_some_damaged_logs(tmp_path: Path) -> None:
    """The first of the hundred thousand."""
    size = mutated_logs.BATCH
    counts = Counter[str]()
    for begin in range(0, 15 * size, size):
        counts += mutated_logs.judge(range(begin, begin + size), 0, tmp_path)
    assert counts["records"] == counts["used"] + counts["ignored"] + counts["unread"]
    assert min(counts["used"], counts["ignored"], counts["unread"]) > 0


def test_a_broken_contract_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that drops a record's finding is found, and the log is named."""
    contract = fuzzing("fuzz_contract")
    honest = msglife.check

    def dropping(*args: Any, **more: Any) -> Any:
        report = honest(*args, **more)
        object.__setattr__(report, "findings", report.findings[:0])
        return report

    monkeypatch.setattr(contract.msglife, "check", dropping)
    with pytest.raises(contract.Broken, match="a finding for each"):
        mutated_logs.judge(range(20), 0, tmp_path)


def made(folder: Path, toml: bytes, schema: bytes) -> Path:
    (folder / "made.toml").write_bytes(toml)
    (folder / "made.schema.json").write_bytes(schema)
    return folder


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine: its address, and what it was asked for."""
    paths: list[str] = []

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

    with serving(Handler) as address:
        yield f"{address}/schema", paths


@pytest.mark.parametrize(
    "schema",
    [
        '{"$schema": "URL"}',
        '{"$ref": "URL"}',
        '{"properties": {"id": {"$schema": "URL", "$id": "URL"}}}',
        '{"allOf": [{"$dynamicRef": "URL#x"}]}',
    ],
)
def test_nothing_is_fetched(schema: str, tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    """A schema that names another by its address is refused, and the address is not asked."""
    url, paths = asked
    folder = made(tmp_path, targets.MADE_TOML, schema.replace("URL", url).encode())
    with pytest.raises(SpecError, match="nothing is ever fetched") as error:
        msglife.check([{"id": "1", "state": "sent"}], specs=folder)
    assert "made.schema.json" in error.value.file
    assert [] == paths


@pytest.mark.parametrize(
    "schema",
    [
        '{"allOf": [{"$ref": "#/nowhere"}]}',
        '{"properties": {"id": {"pattern": "("}}}',
        '{"properties": {"id": {"const": "2", "if": {"$ref": "#/nowhere"}}}}',
        '{"properties": {"id": {"const": "2", "if": {"pattern": "("}}}}',
        "[" * 100_000,
        '{"not": ' * 400 + "{}" + "}" * 400,
        '{"minimum": NaN}',
        '{"title": "\\ud800"}',
    ],
    ids=[
        "a reference",
        "a pattern",
        "a lone if",
        "a pattern in it",
        "deep",
        "deep schema",
        "NaN",
        "a surrogate",
    ],
)
def test_a_schema_that_cannot_be_used(schema: str, tmp_path: Path) -> None:
    """It is told by its file when it is loaded."""
    folder = made(tmp_path, targets.MADE_TOML, schema.encode())
    with pytest.raises(SpecError) as error:
        msglife.check([{"id": "1", "state": "sent"}], specs=folder)
    assert str(folder) in str(error.value)
