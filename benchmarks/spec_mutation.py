"""How many mutants of the specifications some vector catches.

python benchmarks/spec_mutation.py [PROVIDER…] [--sample N [--seed S]]

A mutant that no vector catches is compared with its original by their verdict machines: one
that gives every trace the same verdict is equivalent, and named; any other has survived.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import random
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from msglife.conformance.judging.options import parse_final_within
from msglife.conformance.lives.edits import Letter
from msglife.conformance.lives.verdict_machine import SINK, VerdictMachine
from msglife.conformance.results.times import parse_moment
from msglife.conformance.running import checker
from msglife.machines import automaton_of
from msglife.spec import Form, Guard, Lifecycle, catalog
from spec_mutants import Mutant, mutants

ROOT = Path(__file__).parents[1]
OBSERVERS = checker.observers_of
READ = {"since": parse_moment, "final_within": parse_final_within}


def reader() -> ModuleType:
    """The vectors' own reader."""
    path = ROOT / "tests" / "vectors" / "reader.py"
    spec = importlib.util.spec_from_file_location("vector_reader", path)
    assert spec is not None and spec.loader is not None
    sys.modules["vector_reader"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Vectors:
    """The vectors of one provider, run against any lifecycles."""

    def __init__(self, provider: str, lifecycles: Sequence[Lifecycle]) -> None:
        cases = [case for case in reader().cases() if case.provider == provider]
        self._cases = [(case, json.dumps(case.case), case.records) for case in cases]
        run = self._runner(lifecycles)
        self._expected = {case.name: run(case, records) for case, _, records in self._cases}

    def killer(self, mutant: Mutant, lifecycles: Sequence[Lifecycle]) -> str | None:
        """The first vector that tells a mutant from the original; those that cite it first."""
        run = self._runner(lifecycles)
        near = sorted(
            self._cases,
            key=lambda each: -sum(word in each[1] for word in mutant.words),
        )
        for case, _, records in near:
            if run(case, records) != self._expected[case.name]:
                return str(case.name)
        return None

    def _runner(self, lifecycles: Sequence[Lifecycle]) -> Any:
        observers = OBSERVERS(tuple(lifecycles), reveal=False)

        def run(case: Any, records: list[Any]) -> Any:
            checker.lifecycles_of = lambda _: lifecycles  # type: ignore[assignment]
            checker.observers_of = lambda *_, **__: observers  # type: ignore[assignment]
            options = {
                name: READ[name](value) if name in READ else value
                for name, value in case.case.get("options", {}).items()
            }
            judge = checker.Checker(checker.Options(**options))
            judge.read_records(records)
            report = judge.finish()
            messages = [(each.key, each.verdict, each.last, each.final) for each in report.messages]
            found = [
                (each.code, each.place.record, each.rule, each.severity) for each in report.findings
            ]
            return messages, found

        return run


def alphabets(lifecycle: Lifecycle) -> Iterator[list[Letter]]:
    """The letters that one message can be told in, for each choice of the forms that announce it.

    A state that none of these tells is no miss, and a message is split or it is not. A time that
    may be spelled as none may lack.
    """
    number = automaton_of(lifecycle).number
    sampled = [form for form in lifecycle.forms if form.mode == "sampled"]
    announced = [form for form in lifecycle.forms if form.mode == "announced"]
    split = [False, any(rule.kind == "undecided_when" for rule in lifecycle.rules)]
    for size, parts in itertools.product(range(len(announced) + 1), dict.fromkeys(split)):
        for chosen in itertools.combinations(announced, size):
            untold = sum(
                1 << bit
                for name, bit in number.items()
                if chosen and all(form.leaves_out(name) for form in chosen)
            )
            yield [
                letter._replace(split=parts, untold=untold)
                for form in (*chosen, *sampled)
                for letter in letters(lifecycle, form)
            ]


def letters(lifecycle: Lifecycle, form: Form) -> Iterator[Letter]:
    """Every letter that a form of a lifecycle can tell, but for the state it says came before."""
    number = automaton_of(lifecycle).number
    names = {*(lifecycle.vocabulary if form.values is None else form.values).values()}
    states = [bit for name, bit in number.items() if name in names or name == form.values_default]
    for state, timed, copied, bits in itertools.product(
        states,
        [False] if form.time is None else [True, False] if form.time.untold else [True],
        [False] if form.mode == "sampled" else [False, True],
        held(lifecycle.guards),
    ):
        yield Letter(
            state,
            form.mode == "sampled",
            timed,
            form.changes_only,
            copied,
            guards=bits,
        )


def held(guards: Sequence[Guard]) -> Iterator[int]:
    """The bits of the guards that one payload may satisfy: of a guard and its opposite, one."""
    schemas = [guard.schema for guard in guards]
    opposites = [
        (1 << left, 1 << right)
        for left, right in itertools.permutations(range(len(schemas)), 2)
        if schemas[left] == {"not": schemas[right]}
    ]
    for bits in range(1 << len(guards)):
        if all(bool(bits & left) != bool(bits & right) for left, right in opposites):
            yield bits


def equivalent(one: Lifecycle, two: Lifecycle) -> bool:
    """Whether two lifecycles give every trace the same class and the same kind of end."""
    if (one.rules, [form.schema for form in one.forms]) != (
        two.rules,
        [form.schema for form in two.forms],
    ):
        return False
    if one.finals != two.finals:
        return False
    return all(alike_over(one, two, alphabet) for alphabet in alphabets(one))


def alike_over(one: Lifecycle, two: Lifecycle, alphabet: Sequence[Letter]) -> bool:
    """Whether two lifecycles give every word over an alphabet the same class."""
    tracks = any(not letter.timed and not letter.sampled for letter in alphabet)
    left, right = (VerdictMachine(automaton_of(each), tracks_passed=tracks) for each in (one, two))
    kept = [one.guards.index(guard) for guard in two.guards]  # a dropped guard leaves a gap
    others = [
        letter._replace(
            guards=sum((letter.guards >> bit & 1) << place for place, bit in enumerate(kept))
        )
        for letter in alphabet
    ]
    waiting, seen = deque([(0, 0)]), {(0, 0)}
    while waiting:
        here = waiting.popleft()
        for mine, theirs in zip(alphabet, others, strict=True):
            pair = left.step(here[0], mine), right.step(here[1], theirs)
            if left.verdict(pair[0]) != right.verdict(pair[1]):
                return False
            if pair not in seen and pair != (SINK, SINK):
                seen.add(pair)
                waiting.append(pair)
    return True


def preempted(family: Sequence[Lifecycle], mutant: Mutant) -> bool:
    """Whether a relaxed constraint can only be broken by a payload that is stopped before.

    Reading and the life tell what is wrong with a key, a status and a variant, whatever the
    schema says; and what a selector demands is there in all that it selects. Nothing can break
    one of several alternatives of which another is anything.
    """
    if mutant.kind != "schema relaxed":
        return False
    form_name, _, place = mutant.place.partition(": ")
    form = next(form for each in family for form in each.forms if form.name == form_name)
    path = place.split(".")
    if beside_anything(form.schema, path):
        return True
    fields = tuple(name for before, name in itertools.pairwise(path) if before == "properties")
    if "required" in path:
        fields = (*fields, path[-1])
    places = [form.key, form.status, *([form.variant] if form.variant else [])]
    if any(place.parts[: len(fields)] == fields for place in places):
        return True
    return bool(fields) and fields[0] in json.dumps(form.select)


def beside_anything(schema: Any, path: Sequence[str]) -> bool:
    """Whether a path leads through alternatives of which one is ``true``."""
    node = schema
    for part in path:
        if isinstance(node, list):
            if True in node:
                return True
            if not part.isdigit():  # a field that is required
                return False
            node = node[int(part)]
        else:
            node = node.get(part, {})
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("providers", nargs="*")
    parser.add_argument("--sample", type=int, help="so many of each file, by the seed")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    wanted = options.providers
    providers: dict[str, dict[str, list[Lifecycle]]] = {}
    for lifecycle in catalog():
        if not wanted or lifecycle.provider in wanted:
            families = providers.setdefault(lifecycle.provider, {})
            families.setdefault(lifecycle.family, []).append(lifecycle)
    killed: Counter[str] = Counter()
    alike: list[str] = []
    survived: list[str] = []
    for provider, families in providers.items():
        every = [each for family in families.values() for each in family]
        vectors = Vectors(provider, every)
        for name, family in families.items():
            others = [each for each in every if each not in family]
            chosen = list(mutants(family))
            if options.sample is not None:
                dice = random.Random(f"{options.seed} {name}")
                chosen = dice.sample(chosen, min(options.sample, len(chosen)))
            for mutant in chosen:
                label = f"{name}: {mutant.kind}: {mutant.place}"
                if vectors.killer(mutant, [*others, *mutant.family]):
                    killed[mutant.kind] += 1
                elif preempted(family, mutant) or all(map(equivalent, family, mutant.family)):
                    alike.append(label)
                else:
                    survived.append(label)
        print(f"{provider}: done", file=sys.stderr)
    for label in alike:
        print(f"equivalent  {label}")
    for label in survived:
        print(f"survived    {label}")
    for kind, count in sorted(killed.items()):
        print(f"killed      {count:5}  {kind}")
    total = sum(killed.values()) + len(survived)
    print(f"score       {sum(killed.values())} of {total} = {sum(killed.values()) / total:.3f}")
    print(f"equivalent  {len(alike)}")


if __name__ == "__main__":
    main()
