"""The gallery shows what the specifications say today."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version

import pytest
from msglife.diagrams import RenderError, gallery
from msglife.diagrams.svg import wheel_program

from support.checkout import ROOT

FOLDER = ROOT / gallery.FOLDER
SHIPPED = gallery.shipped()
TEXTS = gallery.texts(SHIPPED)
STALE = "run: python -m msglife.diagrams.gallery"


def pinned() -> bool:
    """Whether the wheel that draws the gallery is the one in constraints.txt."""
    pins = (ROOT / "constraints.txt").read_text("utf-8")
    try:
        wheel_program()
        return f"graphviz-pure=={version('graphviz-pure')}\n" in pins
    except (RenderError, PackageNotFoundError):
        return False


@pytest.mark.parametrize("name", TEXTS)
def test_the_gallery_is_not_stale(name):
    """DOT, Mermaid and the index are what would be written now."""
    assert TEXTS[name] == (FOLDER / name).read_text("utf-8"), STALE


def test_the_gallery_holds_nothing_else():
    """Every text has its picture, and nothing is left of a lifecycle that is gone."""
    pictures = {name.replace(".dot", ".svg") for name in TEXTS if name.endswith(".dot")}
    assert {*TEXTS, *pictures} == {path.name for path in FOLDER.iterdir()}, STALE


@pytest.mark.skipif(not pinned(), reason="the pinned graphviz-pure is not installed")
def test_the_pinned_program_draws_the_same_bytes():
    """An SVG drawn here is the one in the gallery, byte for byte."""
    for name, drawn in gallery.svgs(TEXTS, SHIPPED).items():
        assert drawn == (FOLDER / name).read_bytes(), f"{name}: {STALE}"


def test_every_lifecycle_and_every_family_is_shown():
    """One picture a lifecycle, and one more for a provider of several."""
    providers = [each.provider for each in SHIPPED]
    several = {each for each in providers if providers.count(each) > 1}
    names = {name for _, name, _ in gallery.pictures(SHIPPED)}
    assert {each.id for each in SHIPPED} | several == names


def test_the_index_shows_each_picture_and_links_each_text():
    """No file of the gallery is without a link, and no link without a file."""
    linked = set(re.findall(r"\]\((?!\.\.)([^)]+)\)", TEXTS["README.md"]))
    assert linked == {path.name for path in FOLDER.iterdir()} - {"README.md"}


def test_writing_it_removes_what_is_gone(tmp_path, monkeypatch):
    """A picture of a lifecycle that no longer exists does not stay; other files do."""
    monkeypatch.setattr(gallery, "shipped", lambda: SHIPPED[:2])
    for name in ("gone.dot", "gone.svg", "notes.txt"):
        (tmp_path / name).write_text("old")
    written = gallery.write(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"notes.txt"} == names - {path.name for path in FOLDER.iterdir()}
    assert written == len(names) - 1
