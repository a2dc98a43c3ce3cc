"""What an install brings: the package with its data, its entry points, nothing else."""

import configparser
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pytest

from support.checkout import ROOT

ROOMS = ("spec", "machines", "conformance", "diagrams")
FACE = "msglife"
STAYS = ("*.md", "diagrams/gallery/*")
"""What of the rooms is for readers of the repository only."""
LITTER = (".*", "__pycache__", "build", "dist", "*.egg-info")


def sources(root: Path) -> set[str]:
    """The files of a checkout, new ones included, without what git ignores."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (root / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            return {name for name in listed.stdout.split("\0") if (root / name).is_file()}
    paths = {path.relative_to(root) for path in root.rglob("*") if path.is_file()}
    return {
        path.as_posix()
        for path in paths
        if not any(fnmatch(part, litter) for part in path.parts for litter in LITTER)
    }


def shipped(names: set[str]) -> set[str]:
    """What a wheel of these files must hold, as it is called there."""
    return {
        name if name.startswith(f"{FACE}/") else f"{FACE}/{name}"
        for name in names
        if name.partition("/")[0] in (*ROOMS, FACE) and "/" in name
        if not any(fnmatch(name, stays) for stays in STAYS)
    }


def strangers(names: set[str]) -> set[str]:
    """What of a wheel lies neither in the package nor in its metadata."""
    own = (f"{FACE}/*", f"{FACE}-*.dist-info/*")
    return {name for name in names if not any(fnmatch(name, pattern) for pattern in own)}


def bare(requirement: str) -> str:
    """The name in a requirement, as constraints.txt writes it."""
    name = requirement.partition("[")[0].partition(">")[0].partition("=")[0].partition(";")[0]
    return name.strip().lower().replace("_", "-")


def copy_sources(to: Path) -> None:
    """Copy what of the checkout a release is built from."""
    for name in sources(ROOT):
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, to / name)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel built from a copy of the checkout, open for reading."""
    copy, out = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("dist")
    copy_sources(copy)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, copy]
    done = subprocess.run(build, capture_output=True, text=True, cwd=out, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [path] = out.glob("*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def names(wheel):
    """The files the wheel holds."""
    return {name for name in wheel.namelist() if not name.endswith("/")}


@pytest.fixture(scope="module")
def metadata(wheel, names):
    """Reads a file of the wheel's metadata."""
    [folder] = {name.partition("/")[0] for name in names if ".dist-info/" in name}
    return lambda name: wheel.read(f"{folder}/{name}").decode("utf-8")


def test_the_wheel_holds_the_package_and_nothing_else(names):
    """No tests, no examples, no room at top level."""
    assert set() == strangers(names)


def test_the_wheel_holds_every_source_file(names):
    """A folder or a kind of data that pyproject.toml doesn't name would be missing here."""
    assert shipped(sources(ROOT)) == {name for name in names if name.startswith(f"{FACE}/")}


def test_the_wheel_holds_each_provider(names):
    """Lifecycles and schemas are installed beside the code that loads them."""
    files = [path for path in (ROOT / "spec" / "providers").rglob("*") if path.is_file()]
    data = {path.relative_to(ROOT) for path in files if path.suffix in (".toml", ".json")}
    assert {".toml", ".json"} == {path.suffix for path in data}
    assert set() == {f"{FACE}/{path.as_posix()}" for path in data} - names


def test_the_wheel_is_typed(names):
    """Its users' type checkers read its annotations."""
    assert f"{FACE}/py.typed" in names


def test_the_wheel_has_its_entry_points(metadata):
    """The command and the pytest plugin are there after an install."""
    found = configparser.ConfigParser()
    found.read_string(metadata("entry_points.txt"))
    expected = {
        "console_scripts": {"msglife": "msglife.cli:main"},
        "pytest11": {"msglife": "msglife.pytest_plugin"},
    }
    assert expected == {section: dict(found[section]) for section in found.sections()}


def test_the_wheel_brings_the_license(names):
    """Whoever passes it on passes the license on."""
    assert any(fnmatch(name, "*.dist-info/licenses/LICENSE") for name in names)


def test_the_wheel_needs_no_url(metadata):
    """Each requirement is a name an index knows."""
    lines = metadata("METADATA").splitlines()
    needs = [line for line in lines if line.startswith("Requires-Dist: ")]
    assert needs
    assert not [line for line in needs if "@" in line]


def links(description: str) -> list[str]:
    """Where the links and pictures of a text lead."""
    return re.findall(r"\]\(([^)]*)\)", description)


def test_the_long_description_is_the_readme(metadata):
    """Its words, without links that lead nowhere from a package index."""
    headers, _, description = metadata("METADATA").partition("\n\n")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\nDescription-Content-Type: text/markdown\n" in headers
    assert len(links(readme)) > 20
    assert [] == [link for link in links(description) if "://" not in link]
    assert readme.partition("![")[0] == description.partition("## ")[0].rstrip("\n") + "\n\n"
    assert readme.count("\n## ") == description.count("\n## ")


def test_the_long_description_links_to_the_repository(tmp_path):
    """Where the project names it: to files as they were in that version, and to pictures."""
    copy = tmp_path / "checkout"
    copy_sources(copy)
    project = copy / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    source = "https://code.example/us/msglife"
    named = text.replace("# [project.urls]", f'[project.urls]\nSource = "{source}"')
    assert text != named
    project.write_text(named, encoding="utf-8")
    make = "from setuptools import build_meta; build_meta.prepare_metadata_for_build_wheel('..')"
    done = subprocess.run(
        [sys.executable, "-c", make], cwd=copy, capture_output=True, text=True, check=False
    )
    assert 0 == done.returncode, done.stderr
    [made] = tmp_path.glob("*.dist-info/METADATA")
    description = made.read_text(encoding="utf-8").partition("\n\n")[2]
    version = tomllib.loads(text)["project"]["version"]
    told = links(description)
    assert f"{source}/raw/v{version}/docs/images/overlay.svg" in told
    assert f"{source}/blob/v{version}/docs/semantics.md" in told
    assert [] == [link for link in told if "://" not in link]
    assert len(told) == len(links((ROOT / "README.md").read_text(encoding="utf-8")))


def test_constraints_pin_each_direct_requirement():
    """constraints.txt is plain pins, and none of the project's own requirements is missing."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    direct = [*project["dependencies"], *(need for needs in extras.values() for need in needs)]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [pin.partition("==")[0] for pin in pins if pin.count("==") == 1]
    assert sorted(set(pins)) == pins
    assert len(pins) == len(pinned)
    assert set() == {bare(need) for need in direct} - {FACE, *pinned}


def test_planted_strangers_are_found():
    """Each thing that must not land in a user's site-packages is seen."""
    wanted = {"msglife/__init__.py", "msglife-1.0.dist-info/METADATA"}
    planted = {"tests/test_x.py", "spec/__init__.py", "examples/a.jsonl", "msglife.py", "x.pth"}
    assert planted == strangers(wanted | planted)


def test_planted_sources_are_missed():
    """A new file in a room must be in the wheel; one for readers must not."""
    names = {"spec/new/a.toml", "msglife/cli/b.py", "diagrams/gallery/c.svg", "spec/README.md"}
    elsewhere = {"tests/test_x.py", "pyproject.toml", "specs/d.toml"}
    assert {"msglife/spec/new/a.toml", "msglife/cli/b.py"} == shipped(names | elsewhere)
