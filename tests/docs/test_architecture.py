"""The architecture page names files and functions that exist, and every room there is."""

import re

import pytest

from support.checkout import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FILES = sorted(set(re.findall(r"`([\w/]+\.py)`", PAGE)))
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)` `(\w+)`", PAGE)))


def defines(text, name):
    """Whether a file defines a function, a class, a method or a constant of a name."""
    return re.search(rf"^\s*(def|class) {name}\b|^{name}\b.*=", text, re.MULTILINE) is not None


@pytest.mark.parametrize("path", FILES)
def test_its_files_exist(path):
    """A file that moved is named where it is now."""
    assert (ROOT / path).is_file()


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_what_it_names_stands_there(path, name):
    """So does a function."""
    assert defines((ROOT / path).read_text(encoding="utf-8"), name)


def test_a_name_that_is_gone_is_found():
    """A name that is only used, or part of another, is none that is defined."""
    assert not defines("def explained(): ...\nexplain(1)\n", "explain")


def test_it_names_every_room():
    """A new package has its line."""
    rooms = [path.parent for path in (ROOT / "conformance").glob("*/__init__.py")]
    assert rooms
    assert [] == [room.name for room in rooms if f"`{room.name}/`" not in PAGE]


@pytest.mark.parametrize(
    "question",
    ["a late callback costs", "a phone number is masked", "a HAR is read", "exit code is given"],
)
def test_a_newcomer_finds_the_file_that_decides(question):
    """The page leads from a question to a file, and the README leads to the page."""
    assert re.search(rf"{question} \| `[\w/]+\.py` `\w+`", PAGE)
    assert "docs/architecture.md" in (ROOT / "README.md").read_text(encoding="utf-8")
