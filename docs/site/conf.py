"""The site of the documents: `sphinx-build -W -n -c docs/site . build/site`.

The pages are the Markdown files of the repository, where they stand: what is read on a
code host is what is read here. The navigation is the index, `docs/README.md`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from docutils import nodes
from pygments.lexers import TextLexer
from sphinx import addnodes
from sphinx.application import Sphinx

INDEX: Final = "docs/README"
CODE: Final = re.compile(r"[A-Z]{4}\d{3}\b")
PROJECT: Final = ("CHANGELOG", "CONTRIBUTING", "SECURITY", "RELEASING")

project = html_title = "msglife"
root_doc = "README"
include_patterns = ["*.md", "**/*.md"]
exclude_patterns = ["build", "dist", ".*", "**/.*", "tests/samples", "tests/schemas"]

extensions = ["myst_parser"]
myst_heading_anchors = 6  # as code hosts do, for each heading

smartquotes = False  # what is quoted is copied

html_theme = "furo"
html_static_path = ["static"]
html_favicon = "static/icon.svg"
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = html_show_sphinx = False
html_domain_indices = html_use_index = False


def navigation(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the sections of the index, each with the pages it lists.

    Args:
        text: the index, as Markdown.
    """
    folder = PurePosixPath(INDEX).parent
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        pages = re.findall(r"\]\(([^)#]+)\.md\)", section)
        yield section.partition("\n")[0], [str(folder / page) for page in pages]


def tree(caption: str, pages: Sequence[str]) -> str:
    """Write a section of the navigation as MyST reads it."""
    titled = f":caption: {caption}\n" if caption else ""
    listed = "".join(f"/{page}\n" for page in pages)
    return f"\n\n```{{toctree}}\n:hidden:\n{titled}\n{listed}```\n"


def add_navigation(app: Sphinx, page: str, source: list[str]) -> None:
    """Put the navigation into the front page, which needs none where it is read by itself."""
    if page != root_doc:
        return
    index = Path(app.srcdir, f"{INDEX}.md").read_text(encoding="utf-8")
    sections = {"": [INDEX], **dict(navigation(index)), "Project": list(PROJECT)}
    listed = {page, *(each for pages in sections.values() for each in pages)}
    sections["Folders"] = sorted(set(app.env.found_docs) - listed)
    source[0] += "".join(tree(*section) for section in sections.items() if section[1])


def lead_folders_to_pages(app: Sphinx, doctree: nodes.document) -> None:
    """Let a link to a folder lead to its page; where it has none, leave the words alone."""
    here = Path(app.srcdir, app.env.docname).parent
    for link in list(doctree.findall(addnodes.pending_xref)):
        folder = (here / link["reftarget"]).resolve()
        if link["reftype"] != "myst" or not folder.is_dir():
            continue
        page = (folder / "README").relative_to(app.srcdir).as_posix()
        if page in app.env.found_docs:
            link["refdomain"], link["reftarget"], link["reftargetid"] = "doc", page, None
        else:
            link.replace_self(link.children)


def index_codes(_: Sphinx, doctree: nodes.document) -> None:
    """Let a search for a code lead to the section that is named after it."""
    for section in doctree.findall(nodes.section):
        if code := CODE.match(section[0].astext()):
            entry = ("single", code[0], section["ids"][0], "main", None)
            section.insert(0, addnodes.index(entries=[entry]))


def add_front_page(app: Sphinx, failure: Exception | None) -> None:
    """Let the site begin with the README, whatever a server or a reader opens first."""
    if failure is None:
        shutil.copyfile(app.outdir / f"{root_doc}.html", app.outdir / "index.html")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect what is done to the pages."""
    app.add_lexer("mermaid", TextLexer)
    app.connect("source-read", add_navigation)
    app.connect("doctree-read", lead_folders_to_pages)
    app.connect("doctree-read", index_codes)
    app.connect("build-finished", add_front_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
