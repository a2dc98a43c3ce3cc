"""The house plan, held: who may import whom, how long a file may be, what start-up costs."""

import doctest
import importlib.util
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from support.checkout import ROOT
from support.imports import FACE, ROOMS, imports, package_of, python_files

BESIDE = ("tests", "benchmarks", "docs", "examples", ".ci")
MAY_IMPORT = {
    "spec": {"spec"},
    "machines": {"spec", "machines"},
    "conformance": {"spec", "machines", "conformance"},
    "diagrams": {"spec", "machines", "diagrams"},
    "msglife": {*ROOMS, "msglife"},
}
LINES = 400
HEAVY = {
    *("click", "graphviz", "hypothesis", "jsonschema", "jsonschema_rs", "networkx", "numpy"),
    *("jinja2", "orjson", "pyarrow", "pyspark", "rich", "transitions"),
}
START_UP = {
    "msglife": HEAVY | {"pytest"},
    "msglife.pytest_plugin": HEAVY,
    "msglife.cli": {"graphviz", "hypothesis", "jinja2", "pyarrow", "pyspark", "rich"},
}


def room_of(name: str) -> str | None:
    """The room an absolute name lies in; `None` outside the package."""
    top, _, rest = name.partition(".")
    inside = rest.partition(".")[0]
    return None if top != FACE else inside if inside in ROOMS else FACE


def bad_imports(root: Path) -> list[str]:
    """Each import that breaks the house plan, as ``file:line: what is wrong``."""
    found = []
    for path in python_files(root, (*ROOMS, FACE)):
        home = path.relative_to(root).parts[0]
        for line, name, relative in imports(path, package_of(root, path)):
            where = f"{path.relative_to(root).as_posix()}:{line}"
            room = room_of(name)
            if relative and room is None:
                found.append(f"{where}: leads out of the package")
            elif room and room not in MAY_IMPORT[home]:
                found.append(f"{where}: {home} imports {room}")
            elif room and home != FACE and not relative:
                found.append(f"{where}: imports {name} absolutely")
            elif name.partition(".")[0] in ROOMS:
                found.append(f"{where}: imports {name} from the repository's root")
            elif name.partition(".")[0] == "transitions" and home != "machines":
                found.append(f"{where}: {home} imports transitions")
    return found


def providers(root: Path) -> list[str]:
    """The providers there are: the folders of `spec/providers`."""
    return sorted(path.name for path in (root / "spec" / "providers").glob("*") if path.is_dir())


def named_providers(root: Path) -> list[str]:
    """Each line of a room's Python that names a provider, comments and docstrings included."""
    names = [name.replace("_", "[ _-]?") for name in providers(root)]
    pattern = re.compile("|".join(names), re.IGNORECASE)
    return [
        f"{path.relative_to(root).as_posix()}:{number}: names {found[0]}"
        for path in python_files(root, ROOMS)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := pattern.search(line))
    ]


def long_files(root: Path) -> list[str]:
    """Each Python file that is too long."""
    return [
        f"{path.relative_to(root).as_posix()}: {lines} lines"
        for path in python_files(root, (*ROOMS, FACE, *BESIDE))
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES
    ]


def loaded_by(module: str) -> set[str]:
    """The top-level modules an interpreter holds after importing one module and no more."""
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def modules() -> list[str]:
    """The name of each module of the package, `__main__` left out: importing it would run it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = []
    for package in project["tool"]["setuptools"]["packages"]:
        # It is found and not imported: an optional package may be missing.
        folder = importlib.util.find_spec(package).submodule_search_locations
        # In a checkout the root is on the path as well; what stands there is no module of ours.
        rooms = [each for each in folder if Path(each) != ROOT]
        inside = [found.name for found in pkgutil.iter_modules(rooms) if not found.ispkg]
        names += [package, *(f"{package}.{name}" for name in inside if name != "__main__")]
    return names


@pytest.fixture
def tree(tmp_path):
    """A small repository that keeps the plan; a test plants its fault with `tree(path, text)`."""

    def plant(path, text):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return tmp_path

    plant("spec/__init__.py", "from .errors import Broken\n")
    plant("spec/providers/tin_can/sms.toml", "")
    plant("machines/__init__.py", "import transitions\nfrom ..spec import Broken\n")
    plant("conformance/reports/text.py", "from ...machines import run\nfrom ..judge import judge\n")
    plant("diagrams/__init__.py", "import json\nfrom .. import spec\n")
    plant("msglife/__init__.py", "from .conformance import judge\nfrom msglife import diagrams\n")
    return plant


def test_rooms_import_only_along_the_arrows():
    """The checkout keeps the plan."""
    assert not bad_imports(ROOT)


def test_a_tree_that_keeps_the_plan_passes(tree):
    """The tree the faults are planted in has none of its own."""
    root = tree("msglife/cli/__init__.py", "from ..spec import Broken\nfrom . import check\n")
    assert not [*bad_imports(root), *named_providers(root), *long_files(root)]


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("spec/a.py", "from ..machines import run", "spec imports machines"),
        ("spec/a.py", "from .. import machines", "spec imports machines"),
        ("spec/a.py", "def f():\n from ..diagrams.dot import g", "spec imports diagrams"),
        ("machines/a.py", "from ..conformance import judge", "machines imports conformance"),
        ("diagrams/a.py", "from ..conformance import judge", "diagrams imports conformance"),
        ("conformance/a.py", "from ..diagrams import draw", "conformance imports diagrams"),
        ("conformance/a.py", "from .. import __version__", "conformance imports msglife"),
        ("conformance/reports/a.py", "from ...diagrams import f", "conformance imports diagrams"),
        ("conformance/reports/a.py", "from ...cli import main", "conformance imports msglife"),
        ("conformance/a.py", "import_module('..diagrams')", "conformance imports diagrams"),
        ("machines/a.py", "importlib.import_module('msglife.cli')", "machines imports msglife"),
        ("machines/a.py", "import msglife.spec", "imports msglife.spec absolutely"),
        ("machines/a.py", "from msglife.spec import x", "imports msglife.spec.x absolutely"),
        ("machines/a.py", "from spec import x", "imports spec.x from the repository's root"),
        ("msglife/a.py", "import machines", "imports machines from the repository's root"),
        ("msglife/a.py", "import transitions.core", "msglife imports transitions"),
        ("diagrams/a.py", "from transitions import Machine", "diagrams imports transitions"),
        ("spec/a.py", "from ...spec import x", "leads out of the package"),
    ],
)
def test_a_planted_import_is_found(tree, path, text, fault):
    """Every arrow against the plan is seen, whatever form the import has."""
    root = tree(path, text)
    assert [f"{path}:{1 + text.count(chr(10))}: {fault}"] == bad_imports(root)


def test_no_room_names_a_provider():
    """A provider is data: the rooms' Python knows none."""
    assert providers(ROOT), "spec/providers holds no provider"
    assert not named_providers(ROOT)


@pytest.mark.parametrize("text", ["class TinCanForm: ...", "# as a Tin-Can does", '"tin_can/sms"'])
def test_a_planted_provider_is_found(tree, text):
    """Its name is seen in any case, in a comment, in a string, in another name."""
    [found] = named_providers(tree("machines/a.py", f"\n{text}\n"))
    assert found.startswith("machines/a.py:2: names ")


def test_files_are_short():
    """No file, tests and benchmarks included, is longer than can be read in one go."""
    assert not long_files(ROOT)


@pytest.mark.parametrize(("lines", "expected"), [(400, []), (401, ["msglife/a.py: 401 lines"])])
def test_a_planted_long_file_is_found(tree, lines, expected):
    """The limit is exact."""
    assert expected == long_files(tree("msglife/a.py", "x = 1\n" * lines))


@pytest.mark.parametrize("folder", ["spec/b", "tests/oracles", "benchmarks", "docs", ".ci"])
def test_a_planted_long_file_is_found_wherever_it_is(tree, folder):
    """The limit is that of the tests, too, and of all that stands beside the rooms."""
    assert [f"{folder}/a.py: 401 lines"] == long_files(tree(f"{folder}/a.py", "x = 1\n" * 401))


@pytest.mark.parametrize("module", START_UP)
def test_start_up_is_light(module):
    """What a user pays for at each start loads nothing it may not need."""
    assert set() == loaded_by(module) & START_UP[module]


def test_a_heavy_start_up_is_found():
    """A module that loads another is seen to do so."""
    assert {"json", "decimal"} <= loaded_by("json, decimal")


@pytest.mark.parametrize("name", modules())
def test_doctests(name):
    """The examples in the docstrings are true."""
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        if (error.name or "").partition(".")[0] in (FACE, ""):
            raise
        pytest.skip(f"{name} needs {error.name}, an optional package")
    assert not doctest.testmod(module).failed


def test_a_false_doctest_is_found(tmp_path, monkeypatch):
    """An example that is not true fails."""
    (tmp_path / "planted_doctest.py").write_text('"""\n>>> 1 + 1\n3\n"""\n', encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("planted_doctest")
    monkeypatch.delitem(sys.modules, "planted_doctest")
    assert doctest.testmod(module).failed
