"""Small documents: headings, paragraphs and tables, for a pipe or for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .output import escaped, on_terminal, write_text

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, with a label before it or not."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a row for each thing, a cell for each heading."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Paragraph | Table


def write_document(blocks: Iterable[Block]) -> None:
    """Write a document to standard output."""
    if on_terminal():
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
            case Paragraph(text, label):
                yield f"{label}: {escaped(text)}" if label else escaped(text)
            case Table(headings, rows):
                yield from _columns([headings, *rows])


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    cells = [[escaped(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))


def _print(blocks: Iterable[Block], console: Console) -> None:
    from rich.text import Text

    for index, block in enumerate(blocks):
        match block:
            case Heading(text):
                if index:
                    console.print()
                console.print(Text(escaped(text), "bold"))
            case Paragraph(text, label):
                told = (f"{label}: ", "dim") if label else ""
                console.print(Text.assemble(told, escaped(text)))
            case Table():
                _print_table(block, console)


def _print_table(block: Table, console: Console) -> None:
    from rich.table import Table as RichTable
    from rich.text import Text

    table = RichTable(box=None, pad_edge=False, header_style="dim")
    for heading in block.headings:
        table.add_column(Text(heading), overflow="fold")
    for row in block.rows:
        table.add_row(*(Text(escaped(cell)) for cell in row))
    console.print(table)
