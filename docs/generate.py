"""Write the pages that are made from specifications and codes: `python docs/generate.py`.

These are ``codes.md``, a page a lifecycle in ``lifecycles/``, and the index ``README.md``.
With ``--check`` nothing is written, and what is stale is named.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from msglife.conformance.results.codes import CODES, Code
from msglife.diagrams import draw
from msglife.spec import Lifecycle, Relation, Rule, catalog

from msglife.cli.document import Block, Facts, Heading, Paragraph, Table
from msglife.cli.lifecycle_view import view

DOCS: Final = Path(__file__).resolve().parent
ROOT: Final = DOCS.parent
GALLERY: Final = ROOT / "diagrams" / "gallery"
COMMAND: Final = "python docs/generate.py"
NOTE: Final = f"<!-- Made by `{COMMAND}`: edits here are lost. -->"

GUIDE: Final = ("check.md", "ci.md", "pytest.md", "draw.md", "provider.md")
"""The guide's pages, in the order a reader needs them."""

FAMILIES: Final = {
    "LOGS": "Reading the log",
    "PAYL": "The payload, by its schema",
    "RULE": "Rules of a specification",
    "LIFE": "The life",
    "DELV": "How the post delivered it",
    "RELN": "Relations between messages",
    "OPEN": "Completeness",
}


def pages() -> dict[Path, str]:
    """Return every generated page: its file, and what it must hold."""
    lifecycles = list(catalog(()))
    made = {DOCS / "codes.md": _page(_codes(lifecycles))}
    for lifecycle in lifecycles:
        made[_file(lifecycle)] = _page(_lifecycle(lifecycle))
    # The index names the pages, so it comes last.
    made[DOCS / "README.md"] = _page(_index(lifecycles, made))
    return made


def orphans() -> list[Path]:
    """Return the pages of lifecycles that are no more."""
    return sorted(set((DOCS / "lifecycles").rglob("*.md")) - set(pages()))


def _page(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in (NOTE, "", *lines))


def _file(lifecycle: Lifecycle) -> Path:
    return DOCS / "lifecycles" / lifecycle.provider / f"{lifecycle.name}.md"


# The index


def _index(lifecycles: Sequence[Lifecycle], made: dict[Path, str]) -> Iterator[str]:
    yield "# Documentation"
    yield ""
    yield "The [README](../README.md) has the short of it;"
    yield "[CONTRIBUTING](../CONTRIBUTING.md) tells how to help."
    yield from ("", "## Guide", "")
    for name in GUIDE:
        yield _entry(DOCS / "guide" / name)
    yield from ("", "## Reference", "")
    yield "- [Codes and rules](codes.md): what each finding means, and the rules behind it."
    written = set(DOCS.glob("*.md")) - set(made) - {DOCS / "README.md"}
    for file in sorted(written):
        yield _entry(file)
    yield from ("", "## Lifecycles", "", "| lifecycle | observed by | states | edges |")
    yield "|---|---|---|---|"
    for each in lifecycles:
        link = f"[{each.id}]({_relative(_file(each), DOCS)})"
        modes = ", ".join(dict.fromkeys(form.mode for form in each.forms))
        yield f"| {link} {_text(each.title)} | {modes} | {len(each.states)} | {len(each.edges)} |"


def _entry(file: Path) -> str:
    """Name a page by its heading, with its first sentence."""
    lines = file.read_text(encoding="utf-8").splitlines()
    title = next(line.removeprefix("# ") for line in lines if line.startswith("# "))
    paragraphs = [list(group) for full, group in groupby(lines, bool) if full]
    first = next((" ".join(each) for each in paragraphs if each[0][:1].isalpha()), "")
    sentence = first.partition(". ")[0].rstrip(".:")
    told = f": {sentence}." if sentence and "](" not in sentence else ""
    return f"- [{title}]({_relative(file, DOCS)}){told}"


# The codes


def _codes(lifecycles: Sequence[Lifecycle]) -> Iterator[str]:
    yield "# Codes and rules"
    yield ""
    yield "Codes are stable. `--select` and `--ignore` take them, or how they begin, and"
    yield "`msglife explain` tells of one. A finding has its code's severity, unless a rule or an"
    yield "option says otherwise."
    yield from _contents()
    for family, codes in groupby(CODES.values(), key=lambda code: code.code[:4]):
        yield from ("", f"## {family}: {FAMILIES[family]}")
        for code in codes:
            yield from _code(code)
    yield from ("", "## The rules of each lifecycle", "")
    yield "A broken rule is `RULE001`, a broken relation `RELN001`; the finding names it. What each"
    yield "kind asks is told in [the lifecycle file](lifecycle-format.md)."
    # Variants of one family share its rules.
    for _, family_of in groupby(lifecycles, key=lambda each: each.family):
        yield from _rules(list(family_of))


def _contents() -> Iterator[str]:
    yield from ("", "| code | severity | |", "|---|---|---|")
    for code in CODES.values():
        anchor = f"{code.code} {code.title}".lower().replace(",", "").replace(" ", "-")
        yield f"| [{code.code}](#{anchor}) | {code.severity} | {_text(code.title)} |"


def _code(code: Code) -> Iterator[str]:
    yield from ("", f"### {code.code} {code.title}", "", f"Severity: {code.severity}.")
    parts = (
        ("What it does", _text(code.what)),
        ("Why it matters", _text(code.why)),
        ("Example", _text(code.example)),
        ("Source", _text(code.source)),
    )
    for title, text in parts:
        yield from ("", f"**{title}.** {text}")


def _rules(family: Sequence[Lifecycle]) -> Iterator[str]:
    told: dict[Rule | Relation, list[str]] = {}
    for lifecycle in family:
        for each in (*lifecycle.rules, *lifecycle.relations):
            told.setdefault(each, []).append(lifecycle.name)
    if not told:
        return
    links = ", ".join(f"[{each.id}]({_relative(_file(each), DOCS)})" for each in family)
    yield from ("", f"### {family[0].family}", "", links, "")
    rows = [
        (
            f"`{each.id}`",
            each.kind,
            each.severity,
            _text(each.says) + _only(names, family),
            f"{each.grounds.basis}: {_text(each.grounds.cite)}",
        )
        for each, names in told.items()
    ]
    yield from _table(("rule", "kind", "severity", "says", "source"), rows)


def _only(names: Sequence[str], family: Sequence[Lifecycle]) -> str:
    return "" if len(names) == len(family) else f" ({', '.join(names)})"


# A lifecycle


def _lifecycle(lifecycle: Lifecycle) -> Iterator[str]:
    folder = _file(lifecycle).parent
    first, summary, *rest = view(lifecycle)
    assert isinstance(first, Heading)
    assert isinstance(summary, Paragraph)
    yield from (f"# {_text(first.text)}", "", _text(summary.text), "")
    spec = Path(lifecycle.file)
    yield f"Specified in [{spec.name}]({_relative(spec, folder)}),"
    yield f"its payloads in the schemas beside it. `msglife show {lifecycle.id}` tells the same."
    yield from ("", "```mermaid", *draw(lifecycle, ".mmd").decode().splitlines(), "```")
    drawing = GALLERY / f"{lifecycle.provider}_{lifecycle.name}.svg"
    if drawing.exists():
        yield from ("", f"[As a drawing]({_relative(drawing, folder)}).")
    yield from _blocks(block for block in rest if not _is_file(block))


def _is_file(block: Block) -> bool:
    """The file's path is this machine's; the page has a link instead."""
    return isinstance(block, Paragraph) and block.label == "file"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    before: Block | None = None
    for block in blocks:
        match block:
            case Heading(text):
                yield from ("", f"## {_text(text)}")
            case Paragraph(text, label):
                told = f"**{_text(label)}**: {_text(text)}" if label else _text(text)
                if not isinstance(before, Paragraph):
                    yield ""
                yield f"- {told}"
            case Facts(facts):
                yield ""
                yield from (f"- **{_text(label)}**: {_text(text)}" for label, text in facts)
            case Table(headings, rows):
                yield ""
                cells = [[_text(cell) for cell in row] for row in rows]
                yield from _table([heading.lower() for heading in headings], cells)
        before = block


# Markdown


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _text(text: str) -> str:
    """Write words so that nothing in them is markup."""
    return "".join(f"\\{each}" if each in "\\|<>*`" else each for each in text)


def _relative(file: Path, folder: Path) -> str:
    """Name a file as a page in a folder links to it; both lie in the repository."""
    to, here = file.relative_to(ROOT).parts, folder.relative_to(ROOT).parts
    common = 0
    while common < min(len(to), len(here)) and to[common] == here[common]:
        common += 1
    return "/".join([*[".."] * (len(here) - common), *to[common:]])


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with ``--check`` name the stale ones; 1 if there are any."""
    made = pages()
    stale = [
        file for file, text in made.items() if not file.exists() or file.read_text("utf-8") != text
    ]
    gone = orphans()
    for file in (*stale, *gone):
        print(_relative(file, ROOT))
    if "--check" in arguments:
        return 1 if stale or gone else 0
    for file in stale:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(made[file], encoding="utf-8")
    for file in gone:
        file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
