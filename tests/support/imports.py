"""Imports, as they stand in the files of a checkout."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("spec", "machines", "conformance", "diagrams")
FACE = "msglife"


def python_files(root: Path, folders: tuple[str, ...]) -> Iterator[Path]:
    """Every Python file of these folders, in order."""
    for folder in folders:
        yield from sorted((root / folder).rglob("*.py"))


def package_of(root: Path, path: Path) -> str:
    """The package a file belongs to once installed: what its relative imports start from."""
    folder = path.parent.relative_to(root).parts
    return ".".join(folder if folder[0] == FACE else (FACE, *folder))


def resolve(name: str, level: int, package: str) -> str:
    """The absolute name of what an import names; empty if it leads out of the package."""
    if not level:
        return name
    base = package.split(".")[: len(package.split(".")) - level + 1]
    return ".".join([*base, *name.split(".")] if name else base)


def imports(path: Path, package: str) -> Iterator[tuple[int, str, bool]]:
    """Each import, wherever it stands: its line, its absolute name, whether it was relative."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                for alias in node.names:
                    yield node.lineno, alias.name, False
            case ast.ImportFrom():
                base = resolve(node.module or "", node.level, package)
                for alias in node.names:
                    yield node.lineno, f"{base}.{alias.name}", node.level > 0
            case ast.Call(
                func=ast.Name(id=called) | ast.Attribute(attr=called),
                args=[ast.Constant(value=str(name)), *_],
            ) if called in ("import_module", "__import__"):
                bare = name.lstrip(".")
                level = len(name) - len(bare)
                yield node.lineno, resolve(bare, level, package), level > 0
