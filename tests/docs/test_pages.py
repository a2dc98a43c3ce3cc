"""The pages: what is generated is up to date, links lead somewhere, every page is listed."""

import importlib.util
import re
import sys

import pytest

from support.checkout import ROOT

DOCS = ROOT / "docs"


def load_generate():
    """The program that writes pages, as a module."""
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(DOCS))  # as where it is run as a program
    spec.loader.exec_module(module)
    return module


GENERATE = load_generate()
MADE = GENERATE.pages()
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")])


def name(page):
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", MADE, ids=name)
def test_a_generated_page_is_up_to_date(page):
    """If not: `python docs/generate.py`."""
    assert page.read_text(encoding="utf-8") == MADE[page]


def test_no_page_outlives_its_lifecycle():
    """The command removes it."""
    assert [] == GENERATE.orphans()


def test_the_command_mends_what_is_stale(tmp_path, monkeypatch, capsys):
    """And with --check only names it."""
    stale, gone = tmp_path / "docs" / "stale.md", tmp_path / "docs" / "gone.md"
    stale.parent.mkdir()
    stale.write_text("old", encoding="utf-8")
    gone.write_text("old", encoding="utf-8")
    monkeypatch.setattr(GENERATE, "ROOT", tmp_path)
    monkeypatch.setattr(GENERATE, "pages", lambda: {stale: "new"})
    monkeypatch.setattr(GENERATE, "orphans", lambda: [gone] if gone.exists() else [])
    assert 1 == GENERATE.main(["--check"])
    assert "docs/stale.md\ndocs/gone.md\n" == capsys.readouterr().out
    assert "old" == stale.read_text(encoding="utf-8")
    assert 0 == GENERATE.main([])
    assert "new" == stale.read_text(encoding="utf-8")
    assert not gone.exists()
    assert 0 == GENERATE.main(["--check"])


def test_the_format_tells_every_table():
    """Of the meta-schema, each once; that of grounds has but the keys that all have."""
    text = GENERATE.FORMAT.read_text(encoding="utf-8")
    marked = [found[2] for found in GENERATE.KEYS.finditer(text)]
    assert len(marked) == len(set(marked))
    assert set(GENERATE.described()) - {"grounds"} == set(marked)


def test_the_format_tells_every_key():
    """With its type, what it says, and an example or the table it is."""
    text = MADE[GENERATE.FORMAT]
    for table in GENERATE.described().values():
        for key in table["properties"]:
            rows = re.findall(
                rf"^\| `{re.escape(key)}` \| (.+) \| (.*) \| (.+) \| (.+) \|$", text, re.M
            )
            assert rows, key


def without_code(text):
    return re.sub(r"^```.*?^```$|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(page):
    """The anchors that GitHub gives a page's headings."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    """To a file that is there, and to a heading in it."""
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", without_code(page.read_text("utf-8"))):
        file, _, anchor = target.partition("#")
        linked = (page.parent / file).resolve() if file else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


def test_the_index_lists_every_page():
    """Directly: nobody has to know that a page is there."""
    index = DOCS / "README.md"
    linked = {
        (DOCS / target).resolve()
        for target in re.findall(r"\]\(([^)#]+)\)", index.read_text(encoding="utf-8"))
    }
    assert [] == [name(page) for page in set(DOCS.rglob("*.md")) - linked - {index}]


def test_a_page_tells_all_of_its_lifecycle():
    """States, edges, rules, sources with their defects, the payload's fields, and a diagram."""
    for lifecycle in GENERATE.catalog(()):
        text = MADE[GENERATE._file(lifecycle)]
        assert "```mermaid\n" in text
        told = [
            *(f"| {state.name} |" for state in lifecycle.states),
            *(f"| {edge.source} | {edge.trigger}" for edge in lifecycle.edges),
            *(f"| {each.id} |" for each in (*lifecycle.rules, *lifecycle.relations)),
            *(f"| {source.id} |" for source in lifecycle.sources),
            *(GENERATE._text(each) for source in lifecycle.sources for each in source.defects),
            *(f"| {form.key} |" for form in lifecycle.forms),
        ]
        assert [] == [each for each in told if each not in text]


def test_codes_tells_every_rule():
    """Of every lifecycle, under the family that shares it."""
    text = MADE[DOCS / "codes.md"]
    ids = {
        each.id
        for lifecycle in GENERATE.catalog(())
        for each in (*lifecycle.rules, *lifecycle.relations)
    }
    assert [] == [each for each in ids if f"| `{each}` |" not in text]
    assert [] == [code for code in GENERATE.CODES if f"### {code} " not in text]
