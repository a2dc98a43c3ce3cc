"""What happens when a picture cannot be drawn: always one error that says why."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from msglife.diagrams import Graph, RenderError, svg, to_dot, to_mermaid
from msglife.diagrams.svg import render

EMPTY = Graph("nothing", (), (), ())


def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *args, **kwargs: None)


def test_without_a_program_both_ways_to_get_one_are_named(monkeypatch):
    """The wheel and the system's package are both on offer."""
    nowhere(monkeypatch)
    with pytest.raises(RenderError, match=r"pip install 'msglife\[diagrams\]'") as caught:
        render(to_dot(EMPTY), "svg")
    assert "graphviz-pure" in str(caught.value)
    assert re.search(r"\bdot\b", str(caught.value))
    assert "\n" not in str(caught.value)


def test_the_gallery_is_never_drawn_by_another_program(monkeypatch):
    """Where the wheel is missing, the system's dot is not taken in its place."""
    monkeypatch.setattr(shutil, "which", lambda name, path=None: name if name == "dot" else None)
    assert "dot" == svg.find_program()
    with pytest.raises(RenderError, match="graphviz-pure was not found"):
        svg.wheel_program()


def test_text_needs_no_program(monkeypatch):
    """DOT is written without one."""
    nowhere(monkeypatch)
    assert to_dot(EMPTY).startswith("digraph")


def test_without_the_package_the_way_to_get_it_is_named(monkeypatch):
    """A missing import is no traceback."""
    monkeypatch.setitem(sys.modules, "graphviz", None)
    with pytest.raises(RenderError, match=r"pip install 'msglife\[diagrams\]'"):
        to_dot(EMPTY)


def test_mermaid_needs_no_package(monkeypatch):
    """Mermaid is written without any extra."""
    monkeypatch.setitem(sys.modules, "graphviz", None)
    assert to_mermaid(EMPTY).startswith("---\n")


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ({"dot", "beside", "graphviz-pure"}, "dot"),
        ({"beside", "graphviz-pure"}, "beside"),
        ({"graphviz-pure"}, "graphviz-pure"),
    ],
)
def test_the_systems_dot_comes_first_then_the_wheel_beside_this_python(
    monkeypatch, there, expected
):
    """Each program is taken only where those before it are missing."""

    def which(name: str, path: str | None = None) -> str | None:
        found = "beside" if path == str(Path(sys.executable).parent) else name
        return found if found in there else None

    monkeypatch.setattr(shutil, "which", which)
    assert expected == svg.find_program()


@pytest.mark.skipif(sys.platform == "win32", reason="runs a script by its first line")
@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("import sys; sys.stderr.buffer.write(b'no\\n\\xff'); sys.exit(1)", "failed: no \ufffd"),
        ("import sys; sys.exit(3)", r"failed: it said nothing \(exit 3\)"),
        ("", r"failed: it said nothing \(exit 0\)"),
        ("import time; time.sleep(60)", "took longer than 0.3 seconds"),
    ],
)
def test_a_program_that_fails_is_named_with_what_it_said(tmp_path, monkeypatch, body, complaint):
    """Whatever a program does wrong, and in whatever bytes it says so."""
    path = tmp_path / "dot"
    path.write_text(f"#!{sys.executable}\n{body}\n")
    path.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda *args, **kwargs: str(path))
    monkeypatch.setattr(svg, "TIMEOUT", 0.3 if "sleep" in body else 30.0)
    with pytest.raises(RenderError, match=complaint):
        render("digraph {}", "svg")


def test_a_program_that_cannot_be_run_is_named(tmp_path, monkeypatch):
    """A program that is gone once it was found."""
    monkeypatch.setattr(shutil, "which", lambda *args, **kwargs: str(tmp_path / "gone"))
    with pytest.raises(RenderError, match=r"gone cannot be run"):
        render("digraph {}", "svg")


def test_dot_that_is_broken_is_a_render_error():
    """The program's own complaint is passed on."""
    with pytest.raises(RenderError, match="syntax error"):
        render("digraph {", "svg")
