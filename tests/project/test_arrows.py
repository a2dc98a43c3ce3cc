"""Arrows between the rooms within `conformance/`, and no circle of files anywhere."""

from graphlib import CycleError, TopologicalSorter

import pytest

from support.checkout import ROOT
from support.imports import ROOMS, imports, package_of, python_files

FOUNDATION = {"results"}
FINDING = FOUNDATION | {"reading", "unwrapping", "spots"}
PIECES = FINDING | {"opening", "locating", "payloads", "lives"}
JUDGING = PIECES | {"observing", "judging"}
ROWS = {"table", "columns", "extracting", "arrow", "typed"}
ARROWS = {
    "results": set(),
    "opening": set(),
    "reading": FOUNDATION | {"opening"},
    "unwrapping": FOUNDATION | {"reading"},
    "spots": FOUNDATION | {"reading", "unwrapping"},
    "locating": FINDING,
    "payloads": FOUNDATION,
    "lives": FOUNDATION,
    "observing": FOUNDATION | {"reading", "payloads"},
    "judging": PIECES | {"observing"},
    "table": FOUNDATION,
    "columns": FOUNDATION | {"payloads", "table"},
    "extracting": FINDING | {"opening", "locating", "table", "columns"},
    "arrow": FINDING | {"opening", "locating", "table", "columns", "extracting"},
    "typed": FOUNDATION | {"reading", "payloads", "observing", "table", "columns"},
    "running": JUDGING | ROWS,
    "parting": JUDGING | ROWS | {"running"},
    "verifying": JUDGING,
    # It knows no lifecycle, and nothing to judge by.
    "drafting": FINDING | {"locating", "observing"},
    # Its labels must not ask the judge what it will say.
    "inventing": FOUNDATION | {"payloads"},
    "generating": FOUNDATION | {"payloads", "inventing"},
    "reports": FOUNDATION,
}
"""What each room within `conformance/` may import of the others."""
LARGEST = 2_500
"""Lines of a room; a larger one is two."""


def arrows(root):
    """Each import of one file of the repository by another: both paths, and the line."""
    files = {path: package_of(root, path) for path in python_files(root, (*ROOMS, "msglife"))}
    homes = {}
    for path, package in files.items():
        module = package if path.name == "__init__.py" else f"{package}.{path.stem}"
        homes[module] = path
    for path, package in files.items():
        for line, name, _ in imports(path, package):
            while name and name not in homes:
                name = name.rpartition(".")[0]
            if name and homes[name] != path:
                yield path.relative_to(root), homes[name].relative_to(root), line


def room_of(path):
    """The room of a file within `conformance/`; empty for other files."""
    return path.parts[1] if path.parts[0] == "conformance" and len(path.parts) > 2 else ""


def bad_arrows(root):
    """Each arrow between rooms that the plan does not have."""
    return sorted(
        f"{path.as_posix()}:{line}: {room_of(path)} imports {room_of(target)}"
        for path, target, line in arrows(root)
        if room_of(path) and room_of(target) and room_of(path) != room_of(target)
        if room_of(target) not in ARROWS[room_of(path)]
    )


def circle(root):
    """Files that import each other in a circle; none if there is none.

    That a package's own `__init__` hands names on is no import by the files within it.
    """
    above = {}
    for path, target, _ in arrows(root):
        if target.name != "__init__.py" or target.parent not in path.parents:
            above.setdefault(path.as_posix(), set()).add(target.as_posix())
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def sizes():
    """The lines of each room."""
    found = {}
    for path in python_files(ROOT, ("conformance",)):
        room = room_of(path.relative_to(ROOT))
        found[room] = found.get(room, 0) + len(path.read_text(encoding="utf-8").splitlines())
    return found


@pytest.fixture
def tree(tmp_path):
    """A small repository; a test plants its fault with `tree(path, text)`."""

    def plant(path, text):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
        return tmp_path

    plant("conformance/__init__.py", "from .lives.a import b\n")
    plant("conformance/lives/a.py", "from ..results.c import d\nfrom .b import e\n")
    plant("conformance/lives/b.py", "")
    plant("conformance/results/c.py", "import json\n")
    plant("msglife/__init__.py", "")
    return plant


def test_every_room_has_its_arrows():
    """A new room is placed on purpose."""
    assert set(ARROWS) == set(sizes()) - {""}


def test_rooms_import_only_along_the_arrows():
    """The checkout keeps the plan."""
    assert [] == bad_arrows(ROOT)


def test_no_files_import_each_other_in_a_circle():
    """Nor do files of other rooms, or of the face."""
    assert [] == circle(ROOT)


def test_no_room_is_too_large():
    """What one concept needs fits in a few files."""
    assert [] == [room for room, lines in sizes().items() if lines > LARGEST]


def test_a_tree_that_keeps_the_plan_passes(tree):
    """The tree the faults are planted in has none of its own."""
    root = tree("msglife/cli.py", "from .conformance.lives import a\n")
    assert ([], []) == (bad_arrows(root), circle(root))


def test_a_planted_arrow_is_found(tree):
    """An import inside a function counts, too."""
    root = tree("conformance/results/c.py", "def f():\n    from ..lives import a\n")
    assert ["conformance/results/c.py:2: results imports lives"] == bad_arrows(root)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("conformance/lives/b.py", "from .a import x"),
        ("conformance/lives/b.py", "def f():\n    from . import a"),
        ("conformance/results/c.py", "from ..lives.a import x"),
    ],
)
def test_a_planted_circle_is_found(tree, path, text):
    """Of two files or of more, at the top of a file or where a name is used."""
    assert path in circle(tree(path, text))


def test_a_planted_circle_of_the_face_is_found(tree):
    """The command's files import each other one way, too."""
    tree("msglife/cli/a.py", "from .b import c\n")
    root = tree("msglife/cli/b.py", "def f():\n    from .a import d\n")
    assert {"msglife/cli/a.py", "msglife/cli/b.py"} == set(circle(root))
