"""Which mutants of the judge's own code count, and what they are."""

from __future__ import annotations

import ast
import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import cosmic_ray.plugins
from cosmic_ray.mutating import MutationVisitor
from cosmic_ray.work_item import WorkItem

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "benchmarks" / "code_mutation.toml"
SETTINGS = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
MODULES = SETTINGS["cosmic-ray"]["module-path"]
SAME = ("Eq_Is", "NotEq_IsNot")
"""Identity for equality: numbers this small and names in the code are the same object."""
ONLY = {
    "narration.py": {"denial_code"},
    "denials.py": {"denied", "weakest", "_grounds", "_closed", "_no_edge", "_contradicted"},
}
"""The rest of these files is wording."""


def passed_over(path: str) -> list[tuple[int, int, int, int]]:
    """Where mutants say nothing: annotations, the types that have names, and the bare `*` of a
    signature, which is taken for a product.
    """
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    nodes: list[ast.expr | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.arg):
            nodes.append(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            nodes.append(node.returns)
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Subscript):
            nodes.append(statement.value)
    spans = [
        (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)
        for node in nodes
        if node is not None
    ]
    for row, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), start=1):
        spans += [(row, bare.start(), row, bare.end()) for bare in re.finditer(r"\*,", line)]
    return spans


def chosen(items: list[WorkItem], files: list[str]) -> Iterator[WorkItem]:
    """The mutants that count."""
    spans = {path: passed_over(path) for path in MODULES}
    for item in items:
        (mutation,) = item.mutations
        path = str(mutation.module_path)
        name = mutation.module_path.name
        at = mutation.start_pos
        if (
            (not files or name in files)
            and not mutation.operator_name.endswith(SAME)
            and (name not in ONLY or mutation.definition_name in ONLY[name])
            and not any((a, b) <= at < (c, d) for a, b, c, d in spans[path])
        ):
            yield item


def sampled(items: Iterator[WorkItem], number: int | None, seed: int) -> list[WorkItem]:
    """So many of each file, the same for a seed; all if no number is given."""
    files: dict[str, list[WorkItem]] = {path: [] for path in MODULES}
    for item in items:
        files[str(item.mutations[0].module_path)].append(item)
    for path, each in files.items():
        each.sort(key=lambda item: (item.mutations[0].operator_name, item.mutations[0].occurrence))
        random.Random(f"{seed} {path}").shuffle(each)
    return [item for each in files.values() for item in each[:number]]


def mutant(item: WorkItem) -> tuple[str, str, str]:
    """A mutant's path, its source, and the line that it changes."""
    (mutation,) = item.mutations
    source = (ROOT / mutation.module_path).read_text(encoding="utf-8")
    operator = cosmic_ray.plugins.get_operator(mutation.operator_name)(**mutation.operator_args)
    changed = MutationVisitor.mutate_code(source, operator, mutation.occurrence)
    assert changed is not None, "the session is of another source"
    pairs = zip(source.splitlines(), changed.splitlines(), strict=False)
    shown = next((f"{a.strip()}  =>  {b.strip()}" for a, b in pairs if a != b), "")
    return str(mutation.module_path), changed, shown
