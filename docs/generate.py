"""Write the pages that are made from specifications and codes: `python docs/generate.py`.

These are ``codes.md``, a page a lifecycle in ``lifecycles/``, and the index ``README.md``; and
the tables of keys in ``lifecycle-format.md``, whose prose is written by hand.
With ``--check`` nothing is written, and what is stale is named.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import providers_page
from msglife.conformance.results.codes import CODES, Code
from msglife.diagrams import draw
from msglife.spec import MISSING, Lifecycle, Relation, Rule, catalog, meta_schema
from msglife.spec.toml_text import toml_value

from msglife.cli.document import Block, Facts, Heading, Paragraph, Table
from msglife.cli.lifecycle_view import view

DOCS: Final = Path(__file__).resolve().parent
ROOT: Final = DOCS.parent
GALLERY: Final = ROOT / "diagrams" / "gallery"
COMMAND: Final = "python docs/generate.py"
NOTE: Final = f"<!-- Made by `{COMMAND}`: edits here are lost. -->"

FORMAT: Final = DOCS / "lifecycle-format.md"
KEYS: Final = re.compile(r"(<!-- keys of (\S+) -->\n).*?(<!-- end of keys -->)", re.DOTALL)
"""Where that page has a table made from the meta-schema, and of which of its objects."""

SHARED: Final = ("only", "basis", "cite", "note")
"""The keys that most tables have; they are told once."""

GUIDE: Final = (
    "install.md",
    "check.md",
    "ci.md",
    "pytest.md",
    "draw.md",
    "spark.md",
    "spark-size.md",
    "provider.md",
    "write-a-provider.md",
)
"""The guide's pages, in the order a reader needs them."""

PROSE: Final = re.compile(r"\w|\*\*|`(?!``)")
"""How a paragraph begins that is neither a table, a heading nor a block of code."""

TYPES: Final = {
    "name": "name",
    "pointer": "pointer",
    "climbing": "pointer",
    "schema": "JSON Schema",
    "cite": "citation, or a list",
    "unit": "unit",
    "string": "text",
    "object": "table",
    "value": "text, or integer",
    "pairs": "list of pairs",
    "told": "list of pairs",
}
"""What the docs call a definition of the meta-schema, and JSON Schema's types."""

FAMILIES: Final = {
    "LOGS": "Reading the log",
    "PAYL": "The payload, by its schema",
    "RULE": "Rules of a specification",
    "LIFE": "The life",
    "DELV": "How callbacks were delivered",
    "RELN": "Relations between messages",
    "OPEN": "Completeness",
}


def pages() -> dict[Path, str]:
    """Return every generated page: its file, and what it must hold."""
    lifecycles = list(catalog(()))
    made = {DOCS / "codes.md": _page(_codes(lifecycles))}
    for lifecycle in lifecycles:
        made[_file(lifecycle)] = _page(_lifecycle(lifecycle))
    providers = providers_page.lines(lifecycles, lambda each, text: _link(each, DOCS, text))
    made[DOCS / "providers.md"] = _page(providers)
    # The index names the pages, so it comes last.
    made[DOCS / "README.md"] = _page(_index(lifecycles, made))
    made[FORMAT] = KEYS.sub(_keys, FORMAT.read_text(encoding="utf-8"))
    return made


def orphans() -> list[Path]:
    """Return the pages of lifecycles that are no more."""
    return sorted(set((DOCS / "lifecycles").rglob("*.md")) - set(pages()))


def _page(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in (NOTE, "", *lines))


def _file(lifecycle: Lifecycle) -> Path:
    return DOCS / "lifecycles" / lifecycle.provider / f"{lifecycle.name}.md"


def _link(lifecycle: Lifecycle, folder: Path, text: str = "") -> str:
    return f"[{text or lifecycle.id}]({_relative(_file(lifecycle), folder)})"


# The index


def _index(lifecycles: Sequence[Lifecycle], made: dict[Path, str]) -> Iterator[str]:
    yield "# Documentation"
    yield ""
    yield "Begin with the [README](../README.md), then take the page of the guide for your task."
    yield "[CONTRIBUTING](../CONTRIBUTING.md) says how to help."
    yield from ("", "## Guide", "")
    for name in GUIDE:
        yield _entry(DOCS / "guide" / name)
    yield from ("", "## Reference", "")
    yield "- [Codes and rules](codes.md): what each finding means, and the rules behind it."
    yield "- [Providers side by side](providers.md): what each documents, and what it leaves open."
    written = set(DOCS.glob("*.md")) - set(made) - {DOCS / "README.md"}
    for file in sorted(written):
        yield _entry(file)
    yield from ("", "## Lifecycles", "", "| lifecycle | observed by | states | edges |")
    yield "|---|---|---|---|"
    for each in lifecycles:
        link = _link(each, DOCS)
        modes = ", ".join(dict.fromkeys(form.mode for form in each.forms))
        yield f"| {link} {_text(each.title)} | {modes} | {len(each.states)} | {len(each.edges)} |"


def _entry(file: Path) -> str:
    """Name a page by its heading, with its first sentence."""
    lines = file.read_text(encoding="utf-8").splitlines()
    title = next(line.removeprefix("# ") for line in lines if line.startswith("# "))
    paragraphs = [list(group) for full, group in groupby(lines, bool) if full]
    first = next((" ".join(each) for each in paragraphs if PROSE.match(each[0])), "")
    sentence = re.sub(r"\[([^]]*)\]\([^)]*\)|\*\*", r"\1", first).partition(". ")[0].rstrip(".:")
    told = f": {sentence}." if sentence else ""
    return f"- [{title}]({_relative(file, DOCS)}){told}"


# The codes


def _codes(lifecycles: Sequence[Lifecycle]) -> Iterator[str]:
    yield "# Codes and rules"
    yield ""
    yield "Each finding has a code, and a code never changes its meaning. `--select` and"
    yield "`--ignore` take codes or their first letters (`LIFE`); `msglife explain CODE` prints"
    yield "what stands here. A finding has its code's severity, unless a rule or an option gives"
    yield "it another."
    yield from _contents()
    for family, codes in groupby(CODES.values(), key=lambda code: code.code[:4]):
        yield from ("", f"## {family}: {FAMILIES[family]}")
        for code in codes:
            yield from _code(code)
    yield from ("", "## The rules of each lifecycle", "")
    yield "A broken rule is `RULE001`, a broken relation `RELN001`; the finding names it."
    yield "[The lifecycle file](lifecycle-format.md#rules) says what each kind asks for."
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
    links = ", ".join(_link(each, DOCS) for each in family)
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
    yield f"This page is made from [{spec.name}]({_relative(spec, folder)}) and the payload schemas"
    yield f"beside it; `msglife show {lifecycle.id}` prints the same. A number in brackets is a"
    yield "place in a document, from the [list of citations](#cited) at the end."
    drawing = GALLERY / f"{lifecycle.provider}_{lifecycle.name}.svg"
    if drawing.exists():
        yield from ("", f"![The lifecycle {lifecycle.id}]({_relative(drawing, folder)})")
    yield from ("", "<details><summary>As Mermaid</summary>", "")
    yield from ("```mermaid", *draw(lifecycle, ".mmd").decode().splitlines(), "```", "")
    yield "</details>"
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


# The keys of lifecycle files


def _keys(marked: re.Match[str]) -> str:
    """Write the table of keys between two marks of the format's page."""
    table = described()[marked[2]]
    shared = SHARED if marked[2] != "shared" else ()
    rows = [
        (f"`{name}`", _type(each), _default(name, each, table), *_told(name, each))
        for name, each in table["properties"].items()
        if name not in shared
    ]
    shared = tuple(f"`{name}`" for name in shared if name in table["properties"])
    if shared:
        rows.append((", ".join(shared), "", "", "[as everywhere](#basis)", ""))
    headings = ("key", "type", "if left out", "what it says", "for instance")
    return "".join([marked[1], *(f"{line}\n" for line in _table(headings, rows)), marked[3]])


def described() -> dict[str, Mapping[str, Any]]:
    """Return each object of the meta-schema that has properties, by the name its table goes by."""
    schema = meta_schema()
    tables = {name: each for name, each in schema["$defs"].items() if "properties" in each}
    inner = {
        name: _one_of(each)
        for table in tables.values()
        for name, each in table["properties"].items()
    }
    shared = {name: tables["edge"]["properties"][name] for name in SHARED}
    return {
        "file": schema,
        "shared": {"properties": shared, "required": ["basis", "cite"]},
        **tables,
        **{name: each for name, each in inner.items() if "properties" in each},
    }


def _one_of(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a property holds, or what the items of its list are."""
    items: Mapping[str, Any] = schema.get("items", {})
    return items if "properties" in items else schema


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A property with what it refers to."""
    if "$ref" not in schema:
        return schema
    return {**_resolved(meta_schema()["$defs"][_named(schema)]), **schema}


def _named(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _type(schema: Mapping[str, Any]) -> str:
    """Say in a few words what a key takes."""
    if _named(schema) in TYPES:
        return TYPES[_named(schema)]
    found = _resolved(schema)
    if "enum" in found or "const" in found:
        return ", ".join(f"`{each}`" for each in found.get("enum", [found.get("const")]))
    if "properties" in found:
        return "table"
    if "oneOf" in found:
        return ", or ".join(dict.fromkeys(map(_type, found["oneOf"])))
    if found["type"] == "array":
        inner = _type(found["items"])
        return "tables" if inner == "table" else f"list of {inner}s".replace("list of list", "list")
    return TYPES.get(found["type"], found["type"])


def _default(name: str, schema: Mapping[str, Any], table: Mapping[str, Any]) -> str:
    if name in table.get("required", ()):
        return "required"
    default = _resolved(schema).get("default", MISSING)
    return "" if default is MISSING else f"`{toml_value(default)}`"


def _told(name: str, schema: Mapping[str, Any]) -> tuple[str, str]:
    found = _resolved(schema)
    if "examples" not in found:
        tables = _type(schema) == "tables"
        return _text(found["description"]), f"`[[{name}]]`" if tables else f"`[{name}]`"
    example = toml_value(found["examples"][0]).replace("|", "\\|")
    return _text(found["description"]), f"`{example}`"


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
