"""The page of verify's faults has each of them, and no other."""

import ast
import re

from support.checkout import ROOT

PAGE = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")
NAME = re.compile(r"[a-z]+(?:-[a-z]+)+")
WRITTEN = [
    *(ROOT / "conformance" / "verifying").glob("*.py"),
    *(ROOT / "machines" / name for name in ("verify.py", "refine.py")),
]
"""Where faults are named."""


def named(text):
    """The names of faults in a program: what makes one is given it, or it is words with hyphens."""
    found = set()
    for each in ast.walk(ast.parse(text)):
        if isinstance(each, ast.Call) and getattr(each.func, "id", "") in ("Fault", "_fault"):
            first = each.args[0]
            found |= {first.value} if isinstance(first, ast.Constant) else set()
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            found |= {each.value} if NAME.fullmatch(each.value) else set()
    return found


def test_the_page_has_every_fault():
    """Each under a heading of its own, with how it is mended."""
    faults = set().union(*(named(path.read_text(encoding="utf-8")) for path in WRITTEN))
    assert "unreachable-state" in faults
    sections = dict(re.findall(r"^### (.+)\n\n((?:(?!#).*\n)+)", PAGE, re.MULTILINE))
    assert faults == set(sections)
    assert [] == [name for name, text in sections.items() if "*Mend*:" not in text]


def test_a_name_in_a_program_is_found():
    """Wherever it stands; other texts are none."""
    assert {"no-end", "odd"} == named('Fault("odd", x)\ny = "a b-c"; z = "A-b"; name = "no-end"')
