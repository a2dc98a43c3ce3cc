"""Small documents: headings, paragraphs and tables, for a pipe or for a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .output import escaped, on_terminal, write_text

_HANG: Final = 2

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, with a label before it or not.

    Args:
        text: what it says.
        label: what stands before it.
        whole: it is a path or an address, which no line breaks.
    """

    text: str
    label: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of one thing: each fact with its label."""

    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a row for each thing, a cell for each heading."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Paragraph | Facts | Table


def write_document(blocks: Iterable[Block]) -> None:
    """Write a document to standard output: as wide as the terminal, or as COLUMNS says."""
    if on_terminal() or os.environ.get("COLUMNS", "").isdecimal():
        from .terminal import rendered

        write_text(rendered(lambda console: _print(blocks, console)))
    else:
        write_text("".join(f"{line.rstrip()}\n" for line in plain_lines(blocks)))


def plain_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Write a document as lines: nothing wrapped, columns aligned by spaces."""
    for index, block in enumerate(blocks):
        match block:
            case Heading(text):
                yield from [""] * bool(index)
                yield escaped(text)
            case Paragraph(text, label, _):
                yield escaped(f"{label}: {text}" if label else text)
            case Facts(facts):
                yield from (escaped(f"{label}: {text}") for label, text in facts)
            case Table(headings, rows):
                yield from _columns([headings, *rows])


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    cells = [[escaped(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))


def _print(blocks: Iterable[Block], console: Console) -> None:
    from rich.text import Text

    from .terminal import print_facts, print_table, print_wrapped

    for index, block in enumerate(blocks):
        match block:
            case Heading(text):
                if index:
                    console.print()
                print_wrapped(Text(escaped(text), "bold"), console)
            case Paragraph(text, label, whole):
                told = (escaped(f"{label}: "), "dim") if label else ""
                line = Text.assemble(told, escaped(text))
                if whole:
                    console.print(line, soft_wrap=True)
                else:
                    print_wrapped(line, console, hang=_HANG if label else 0)
            case Facts(facts):
                print_facts([(escaped(label), escaped(text)) for label, text in facts], console)
            case Table(headings, rows):
                cells = [[escaped(cell) for cell in row] for row in rows]
                print_table([escaped(each) for each in headings], cells, console)
