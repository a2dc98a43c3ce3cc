"""What the text says of single messages: by hand, by brute force, and by the judge."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from support.brute_force import DENIALS, judge
from support.told_lives import Code, Edge, Letter, Life, Outcome, Severity
from support.told_logs import judged

FILE = json.loads(Path(__file__).with_name("semantics.json").read_text(encoding="utf-8"))


def life(name: str) -> Life:
    """A lifecycle of the file."""
    said = FILE["lives"][name]
    edges = [each.split() for each in said["edges"]]
    return Life(
        frozenset(said["states"]),
        tuple(Edge(source, target, "assumed" in more) for source, target, *more in edges),
        frozenset(said["finals"]),
        frozenset(said.get("foreign", [])),
    )


def letters(case: dict[str, Any]) -> list[Letter]:
    """The letters of a case, in their order of arrival."""
    return [_letter(state, at, **dict(*more)) for state, at, *more in case["letters"]]


def _letter(state: str, at: int | None, tells: Iterable[str] | None = None, **more: Any) -> Letter:
    return Letter(state, at, tells=None if tells is None else frozenset(tells), **more)


def code(said: str) -> Code:
    """A finding, as the file writes it: a letter, a code, and how grave it is if need be."""
    letter, name, *more = said.split()
    severity: Severity = "error" if name in DENIALS else "warning"
    for each in more:
        severity = each  # type: ignore[assignment]
    return Code(name, int(letter), severity)


def expected(case: dict[str, Any]) -> Outcome:
    """What the file expects of a case."""
    return Outcome(case["verdict"], case["last"], frozenset(map(code, case["codes"])))


every_case = pytest.mark.parametrize(
    "case", FILE["cases"], ids=[f"{each['rule']}: {each['says']}" for each in FILE["cases"]]
)


@every_case
def test_brute_force_finds_what_the_text_says(case: dict[str, Any]):
    found = judge(life(case["life"]), letters(case), complete=case.get("complete", False))
    assert found == expected(case)


@every_case
def test_the_judge_finds_what_the_text_says(case: dict[str, Any], tmp_path: Path):
    complete = case.get("complete", False)
    (found,) = judged(tmp_path, life(case["life"]), [letters(case)], complete=complete)
    assert found == expected(case)


def test_each_rule_has_cases_that_differ():
    """Each rule has verdicts of several kinds, and no two cases say the same."""
    rules: dict[str, set[str]] = {}
    for case in FILE["cases"]:
        rules.setdefault(case["rule"], set()).add(case["verdict"])
    assert {rule: len(verdicts) > 1 for rule, verdicts in rules.items()} == dict.fromkeys(
        rules, True
    )
    assert _repeated(each["says"] for each in FILE["cases"]) == []


def _repeated(said: Iterable[str]) -> list[str]:
    all_said = list(said)
    return sorted({each for each in all_said if all_said.count(each) > 1})
