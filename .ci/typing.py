"""Lay out `.typing/msglife/` as the package is installed, so that mypy can check every file.

The rooms stand at the root of the repository and are installed as `msglife.spec` and so on;
mypy knows nothing of that. The folder holds links: to each entry of `msglife/`, and to each
room. Run it again at any time: missing links are made, stale ones go.
"""

import sys

# As a script this file is found as `typing` by whatever imports that: leave its folder out.
sys.path[:] = [entry for entry in sys.path if not entry.endswith(".ci")]

from pathlib import Path  # noqa: E402 (the path must be set first)

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("spec", "machines", "conformance", "diagrams")


def wanted(root: Path) -> dict[str, Path]:
    """Return the links to make, by name, each with what it points at.

    Raises:
        FileNotFoundError: the root lacks the package or a room.
    """
    face = [entry for entry in (root / "msglife").iterdir() if entry.name != "__pycache__"]
    links = {entry.name: entry for entry in (*face, *(root / room for room in ROOMS))}
    for entry in links.values():
        entry.stat()
    return links


def lay_out(root: Path) -> Path:
    """Make the links in `.typing/msglife/`, remove others, and return that folder."""
    folder = root / ".typing" / "msglife"
    folder.mkdir(parents=True, exist_ok=True)
    links = {name: Path("..", "..", to.relative_to(root)) for name, to in wanted(root).items()}
    for entry in folder.iterdir():
        if entry.is_symlink() and entry.readlink() != links.get(entry.name):
            entry.unlink()
    for name, target in links.items():
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(target)
    return folder


if __name__ == "__main__":
    made = lay_out(ROOT)
    print(f"{made.relative_to(ROOT)}: {len(list(made.iterdir()))} links")
