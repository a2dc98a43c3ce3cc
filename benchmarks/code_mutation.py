"""How many mutants of the judge's own code the vectors and the tests of behaviour catch.

python benchmarks/code_mutation.py [--file NAME]… [--sample N [--seed S]] [--again]
    [--report] [--jobs N] [--session FILE]

cosmic-ray makes the mutants and its session holds the results, so `cr-report` reads them. Each
mutant is run in a fork that imports it in the module's place: nothing on disk is changed.
Of the judge: first the vectors, the last killers first, held to what they expect; then the tests
below. Of the check by rows: the tests that hold it against the plain one.
None of either looks at the wording of a message.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import io
import os
import resource
import signal
import sys
from collections import Counter, defaultdict
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from code_mutants import CONFIG, MODULES, ROOT, SETTINGS, chosen, mutant, sampled
from cosmic_ray.commands import init
from cosmic_ray.config import load_config
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkItem, WorkResult
from msglife.conformance.judging import options as checking
from msglife.spec import catalog

EQUIVALENT = {line for each in SETTINGS["equivalent"] for line in each["becomes"]}
WORDS = set(SETTINGS["wording"]["lines"])
TESTS = [
    *(f"judging/test_{name}" for name in ("judge", "lives", "family", "invented")),
    "judging/test_finding_grounds",
]
BY_ROWS = [
    *("payloads/test_reads", "typed/test_routes"),
    *(f"typed/test_{name}" for name in ("rule_kinds", "exchanges", "times", "unknown_members")),
    *(f"typed/test_{name}" for name in ("fact_kinds", "relation_kinds", "schemas", "patterns")),
    *("typed/test_lines", "running/test_both_ways", "running/test_drivers"),
]
"""What holds the check by rows against the plain one; the vectors are among it."""
SEARCHED = {
    name: ["lives/test_brute_force", "lives/test_sampled", "lives/test_search"]
    for name in ("edits", "evidence", "explanation", "search", "verdict_machine", "order")
}
"""What a brute-force search is held against; no other module takes part there."""
UNREACHED = ("verdict_machine",)
"""`check` does not use it: it is the search's and the documents'."""
SECONDS, SECONDS_BY_ROWS = 45, 240
"""The processor time a mutant gets; one that needs more is killed."""
KEPT = SETTINGS["kept"]["modules"]
"""Modules of the room that rest on none of the mutated: the forks keep them as they are."""


class Vectors:
    """The vectors, and who reads them."""

    again = False
    """Only the tests are run: the mutant survived the vectors and the search before."""

    def __init__(self) -> None:
        sys.path.insert(0, str(ROOT / "tests"))
        path = ROOT / "tests" / "conformance" / "test_vectors.py"
        spec = importlib.util.spec_from_file_location("vectors_of_the_tests", path)
        assert spec is not None and spec.loader is not None
        self.tests = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.tests)
        self.lifecycles = list(catalog())
        self.observers = checking.observers_of(tuple(self.lifecycles), reveal=False)
        self.cases = [(case, case.records) for case in self.tests.CASES]

    def killer(self) -> int | None:
        """The first vector whose expectations the code as imported now does not meet."""
        fresh = importlib.import_module("msglife.conformance.running.checker")
        own = fresh.lifecycles_of, fresh.observers_of
        fresh.lifecycles_of = lambda _: self.lifecycles
        fresh.observers_of = lambda *_, **__: self.observers
        try:
            for number, (case, records) in enumerate(self.cases):
                if not self.holds(fresh, case, records):
                    return number
            return None
        finally:
            fresh.lifecycles_of, fresh.observers_of = own

    def holds(self, fresh: Any, case: Any, records: list[Any]) -> bool:
        """Whether a vector's expectations are met."""
        tests, expect = self.tests, case.case["expect"]
        given = case.case.get("options", {}).items()
        options = {key: tests.READ[key](it) if key in tests.READ else it for key, it in given}
        try:
            checker = fresh.Checker(fresh.Options(**options))
            checker.read_records(records)
            report = checker.finish()
            findings = tests.in_order(case.findings)
            (log,) = report.logs
            sums = {"records": log.records, "used": log.used, "ignored": log.ignored}
            sums |= {"unread": log.unread, "exit": report.exit_code()}
            return (
                case.messages == tests.messages_told(report)
                and findings == tests.findings_beside(report, findings)
                and all(expect.get(name, count) == count for name, count in sums.items())
            )
        except Exception:
            return False

    def first(self, number: int) -> None:
        """Move a vector to the front: who killed one mutant kills the next."""
        self.cases.insert(0, self.cases.pop(number))


class Mutated:
    """Imports one module of the room from a mutated source."""

    def __init__(self, name: str, source: str) -> None:
        self.name, self.source = name, source

    def find_spec(self, name: str, *_: Any) -> Any:
        """What `sys.meta_path` asks."""
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def create_module(self, spec: Any) -> None:
        """As usual."""

    def exec_module(self, module: Any) -> None:
        """Run the mutant."""
        exec(compile(self.source, self.name, "exec"), module.__dict__)


def judged(vectors: Vectors, path: str, source: str, told: Connection) -> None:
    """In a fork: run vectors and tests over a mutant, and tell who kills it."""
    sys.stdout = sys.stderr = io.StringIO()
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    by_rows = is_by_rows(path)
    seconds = SECONDS_BY_ROWS if by_rows else SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    signal.alarm(6 * seconds)
    sys.meta_path.insert(0, Mutated(f"msglife.{path[:-3].replace('/', '.')}", source))
    room = "msglife.conformance"
    for name in [each for each in sys.modules if each == room or each.startswith(f"{room}.")]:
        if name == room or by_rows or name.split(".")[2] not in KEPT:
            del sys.modules[name]
    try:
        skipped = vectors.again or by_rows or Path(path).stem in UNREACHED
        killer = None if skipped else vectors.killer()
    except Exception:
        told.send(("import", None))
        return
    if killer is not None:
        told.send((vectors.cases[killer][0].name, killer))
        return
    os.chdir(ROOT)
    options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--assert=plain"]
    further = [] if vectors.again else SEARCHED.get(Path(path).stem, [])
    for name in BY_ROWS if by_rows else TESTS + further:
        test = f"tests/conformance/{name}.py"
        if pytest.main([*options, test]) != 0:
            told.send((test, None))
            return
    told.send(("", None))


def is_by_rows(path: str) -> bool:
    """Whether a module is of the check by rows."""
    return Path(path).parent.name in ("typed", "table", "running") or path.endswith("/reads.py")


def run(database: WorkDB, items: list[WorkItem], vectors: Vectors, jobs: int) -> None:
    """Judge each mutant in a fork, several at a time, and keep the results."""
    waiting, running = items[::-1], {}
    while waiting or running:
        while waiting and len(running) < jobs:
            item = waiting.pop()
            path, source, shown = mutant(item)
            if not vectors.again and argued(shown):
                result = WorkResult(WorkerOutcome.SKIPPED, "", TestOutcome.SURVIVED, shown)
                database.set_result(item.job_id, result)
                continue
            mine, theirs = Pipe(duplex=False)
            process = Process(target=judged, args=(vectors, path, source, theirs))
            process.start()
            theirs.close()
            running[mine] = (process, item, shown)
        for ready in wait(list(running)):
            process, item, shown = running.pop(ready)  # type: ignore[index]
            killer, number = "time", None
            with contextlib.suppress(EOFError):
                killer, number = ready.recv()  # type: ignore[union-attr]
            process.join()
            if number is not None:
                vectors.first(number)
            outcome = TestOutcome.KILLED if killer else TestOutcome.SURVIVED
            result = WorkResult(WorkerOutcome.NORMAL, killer, outcome, shown)
            database.set_result(item.job_id, result)
            if not killer:
                print(place(item), shown, file=sys.stderr, flush=True)


def sound(vectors: Vectors, paths: list[str]) -> Vectors:
    """The vectors, if these modules as they are pass the tests; or the figures mean nothing."""
    number = vectors.killer()
    assert number is None, f"without a mutant, {vectors.cases[number][0].name} fails"
    for path in {is_by_rows(path): path for path in paths}.values():
        killer = original(vectors, path)
        assert killer == "", f"without a mutant, {killer} fails"
    return vectors


def original(vectors: Vectors, path: str) -> str:
    """Who kills the code as it is, of all who are asked about a module."""
    mine, theirs = Pipe(duplex=False)
    source = (ROOT / path).read_text(encoding="utf-8")
    process = Process(target=judged, args=(vectors, path, source, theirs))
    process.start()
    theirs.close()
    with mine:
        return str(mine.recv()[0])


def counted(result: WorkResult) -> str:
    """As what a result counts; nothing if it survived."""
    line, _, becomes = str(result.diff).partition("  =>  ")
    if line in WORDS:
        return "wording"
    if result.is_killed:
        return "killed"
    return "equivalent" if becomes in EQUIVALENT else ""


def settled(result: WorkResult) -> bool:
    """Whether a mutant need not be run again; what is argued to be equivalent is tried once."""
    return result.is_killed or counted(result) == "wording"


def argued(shown: str) -> bool:
    """Whether a mutant only chooses words, or is argued to be equivalent."""
    line, _, becomes = shown.partition("  =>  ")
    return line in WORDS or becomes in EQUIVALENT


def place(item: WorkItem) -> str:
    """Where a mutant is, and what it is."""
    (mutation,) = item.mutations
    operator = mutation.operator_name.removeprefix("core/")
    return f"{mutation.module_path.name}:{mutation.start_pos[0]} {operator}#{mutation.occurrence}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sample", type=int, help="so many of each file, by the seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--session", default="code_mutation.sqlite")
    parser.add_argument("--again", action="store_true", help="run again what survived before")
    parser.add_argument("--report", action="store_true", help="run nothing: what the session holds")
    wanted = parser.parse_args()
    os.chdir(ROOT)
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("same", derandomize=True, database=None, phases=phases)
    hypothesis.settings.load_profile("same")
    config = load_config(str(CONFIG))
    fresh = not Path(wanted.session).exists()
    with use_db(wanted.session, WorkDB.Mode.create) as database:
        if fresh:
            init([Path(path) for path in MODULES], database, config.operators_config)
        items = sampled(chosen(list(database.work_items), wanted.file), wanted.sample, wanted.seed)
        results = dict(database.results)
        done = {job for job, each in results.items() if not wanted.again or settled(each)}
        if not wanted.report:
            vectors = sound(Vectors(), [str(each.mutations[0].module_path) for each in items])
            vectors.again = wanted.again
            run(database, [each for each in items if each.job_id not in done], vectors, wanted.jobs)
            results = dict(database.results)
    figures: dict[str, Counter[str]] = defaultdict(Counter)
    for item in (each for each in items if each.job_id in results):
        result = results[item.job_id]
        said = counted(result) or "survived"
        figures[item.mutations[0].module_path.name][said] += 1
        if said in ("survived", "equivalent"):
            print(f"{said:10}  {place(item)}  {result.diff}")
    for name, each in [*figures.items(), ("all", sum(figures.values(), Counter()))]:
        killed, total = each["killed"], each["killed"] + each["survived"]
        ratio = f"{killed:4} of {total:4} = {killed / total:.3f}"
        more = f"{each['equivalent']} equivalent, {each['wording']} wording"
        print(f"{name:20} {ratio}; besides {more}")


if __name__ == "__main__":
    main()
