"""DOT text as a picture, by a program: `dot` if there, else `graphviz-pure`.

An SVG follows the page: it is dark where the reader prefers dark.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Final, Literal
from xml.sax.saxutils import escape

from .errors import INSTALL, RenderError
from .labels import free_labels
from .look import dark_mode
from .words import LIMIT, shown

Kind = Literal["svg", "png"]

_TEXT: Final = re.compile(
    rb'(?P<head><text [^>]*font-size="(?P<size>[\d.]+)"[^>]*)>(?P<words>[^<]*)</text>'
)
_NARROW: Final = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 "
    "556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 "
    "1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 "
    "667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 "
    "333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 "
    "556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_WIDTHS: Final = {
    **{chr(32 + index): int(width) for index, width in enumerate(_NARROW.split())},
    **{"\u00a0": 278, "\u00d7": 584, "\u2022": 350, "\u2026": 1000},
}
"""How wide Helvetica's characters are, in thousandths of its size: pictures are laid out for it,
and programs that draw have no fonts to measure. From Adobe's font metrics.
"""

TIMEOUT: Final = 60.0
"""Seconds a program may take; a lifecycle takes well under one."""

_REMEDY: Final = (
    f"{INSTALL} brings graphviz-pure; or install your system's graphviz, the program dot"
)

# A picture of dots is drawn at twice the usual density, so that its small text is read.
_OPTIONS: Final[dict[Kind, tuple[str, ...]]] = {"svg": (), "png": ("-Gdpi=144",)}


def to_svg(dot: str, title: str, program: str | None = None) -> bytes:
    """Draw DOT text as an SVG that has a title and follows the page's colour scheme.

    Args:
        dot: the text.
        title: what the picture shows.
        program: what draws it; `find_program` if none.

    Raises:
        RenderError: no program is there to draw it, or it failed or took too long.
    """
    drawn = render(dot, "svg", program)
    head, found, body = drawn.partition(b"<g id=")
    body = free_labels(_TEXT.sub(_as_wide, body))
    words = escape(shown(title, 2 * LIMIT))
    added = f"<title>{words}</title>\n{dark_mode()}\n"
    return head.replace(b"<svg ", b'<svg role="img" ', 1) + added.encode() + found + body


def _as_wide(text: re.Match[bytes]) -> bytes:
    """A text that takes the room that was left for it, whatever font a page has."""
    words = unescape(text["words"].decode())
    if not words.strip() or any(each not in _WIDTHS for each in words):
        return text[0]
    width = sum(_WIDTHS[each] for each in words) * float(text["size"]) / 1000
    room = f' textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs"'.encode()
    return text["head"] + room + b">" + text["words"] + b"</text>"


def render(dot: str, kind: Kind, program: str | None = None) -> bytes:
    """Draw DOT text.

    Args:
        dot: the text.
        kind: the kind of picture.
        program: what draws it; `find_program` if none.

    Raises:
        RenderError: no program is there to draw it, or it failed or took too long.
    """
    program = program or find_program()
    command = [program, f"-T{kind}", *_OPTIONS[kind]]
    try:
        done = subprocess.run(
            command, input=dot.encode(), capture_output=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        raise RenderError(f"{program} took longer than {TIMEOUT:g} seconds") from None
    except OSError as error:
        raise RenderError(f"{program} cannot be run ({error.strerror})", _REMEDY) from None
    if done.returncode or not done.stdout:
        raise RenderError(f"{program} failed: {_complaint(done)}")
    return done.stdout


def find_program() -> str:
    """Return the path of a program that draws DOT text.

    Raises:
        RenderError: there is none.
    """
    found = shutil.which("dot") or _wheel()
    if found is None:
        raise RenderError("no program to draw a diagram was found", _REMEDY)
    return found


def wheel_program() -> str:
    """Return the path of the program of `graphviz-pure`, which draws the same everywhere.

    Raises:
        RenderError: it is not there.
    """
    found = _wheel()
    if found is None:
        raise RenderError("the program graphviz-pure was not found", INSTALL)
    return found


def _wheel() -> str | None:
    # The wheel's program lies beside its Python, which need not be on the path.
    beside = str(Path(sys.executable).parent)
    return shutil.which("graphviz-pure", path=beside) or shutil.which("graphviz-pure")


def _complaint(done: subprocess.CompletedProcess[bytes]) -> str:
    """Tell what a failed program said, on one line."""
    said = " ".join(done.stderr.decode("utf-8", errors="replace").split())
    return said or f"it said nothing (exit {done.returncode})"
