"""Rendering for a terminal, with rich: imported only where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from ..conformance.reports.lines import Line, Part

_NARROWEST: Final = 12
"""Columns that wrapped text has at least, however far it should be indented."""

_GAP: Final = 2
_BATCH: Final = 1_000
"""Lines that are held while they are rendered."""
_COLORS: Final[dict[str, dict[str, Any]]] = {
    "auto": {},
    "always": {"force_terminal": True, "color_system": "standard", "no_color": False},
    "never": {"color_system": None},
}
"""What rich is told of colour."""

_ENOUGH: Final = 18
"""Columns in which a cell of prose can be read."""


def rendered(render: Callable[[Console], None]) -> str:
    """Return what `render` prints, as the terminal on standard output would show it.

    Nothing printed is ever read as markup. ``NO_COLOR`` and the width are heeded.

    Args:
        render: prints to the console it is given.
    """
    console = Console(markup=False, highlight=False, emoji=False)
    with console.capture() as capture:
        render(console)
    return capture.get()


def rendered_lines(lines: Iterable[Line], *, color: str, wrap: bool) -> Iterator[str]:
    """Yield a report's lines as standard output shows them, some at a time.

    Args:
        lines: the lines.
        color: ``always``, ``never``, or ``auto``: if it is a terminal; rich heeds ``NO_COLOR`` and
            ``FORCE_COLOR``.
        wrap: wrap them to the width of the terminal.
    """
    console = Console(markup=False, highlight=False, emoji=False, **_COLORS[color])
    rest = iter(lines)
    while batch := list(islice(rest, _BATCH)):
        with console.capture() as capture:
            if wrap:
                print_lines(batch, console)
            else:
                for line in batch:
                    parts = _styled((*line.lead, *line.parts))
                    _put(Text.assemble(" " * line.indent, *parts), console)
        yield capture.get()


def print_lines(lines: Iterable[Line], console: Console) -> None:
    """Print a report's lines, wrapped to the console's width.

    What leads a line stands before the rest of it, or above where it is too wide for that.
    """
    for line in lines:
        print_led(_text(line.lead), _text(line.parts), console, line.indent)


def print_led(lead: Text, body: Text, console: Console, indent: int = 0) -> None:
    """Print a text with something before it; wrapped, it hangs beneath its own beginning.

    Args:
        lead: what stands before it.
        body: the text.
        console: where to.
        indent: columns to leave free.
    """
    width = console.width - indent
    beside = width - lead.cell_len
    if body.cell_len > beside and beside < max(width // 2, _NARROWEST):
        print_wrapped(lead, console, indent)
        print_wrapped(body, console, indent + _GAP)
        return
    first, *rest = _wrapped(body, console, beside) or [Text()]
    _put(Text.assemble(" " * indent, lead, first), console)
    for row in rest:
        _put(Text.assemble(" " * (indent + lead.cell_len), row), console)


def print_wrapped(text: Text, console: Console, indent: int = 0, hang: int = 0) -> None:
    """Print a text, each of its lines indented; all but the first by `hang` columns more."""
    for number, row in enumerate(_wrapped(text, console, console.width - indent - hang)):
        _put(Text.assemble(" " * (indent + (hang if number else 0)), row), console)


def print_facts(facts: Sequence[tuple[str, str]], console: Console) -> None:
    """Print facts, each beside its label; beneath it where columns are few."""
    width = max((len(label) for label, _ in facts), default=0) + _GAP
    beneath = console.width - width - _GAP < max(console.width // 2, _NARROWEST)
    for label, text in facts:
        if beneath:
            print_wrapped(Text(label, "dim"), console, _GAP)
            print_wrapped(Text(text), console, 2 * _GAP)
        else:
            print_led(Text(f"{label:<{width}}", "dim"), Text(text), console, _GAP)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], console: Console) -> None:
    """Print a table: in columns that break no word, or else a paragraph for each row.

    Args:
        headings: of the columns.
        rows: the cells; the first of each names its row.
        console: where to.
    """
    cells = [[Text(cell) for cell in row] for row in (headings, *rows)]
    widths = _widths(cells, console)
    if widths is None:
        _print_stacked(headings, rows, console)
        return
    for text in cells[0]:
        text.stylize("dim")
    for row in cells:
        _print_row(row, widths, console)


def _print_row(row: Sequence[Text], widths: Sequence[int], console: Console) -> None:
    wrapped = [_wrapped(cell, console, width) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, wrapped))):
        line = Text()
        for lines, width in zip(wrapped, widths, strict=True):
            cell = lines[number] if number < len(lines) else Text()
            cell.pad_right(width + _GAP - cell.cell_len)
            line.append_text(cell)
        _put(line, console)


def _widths(cells: Sequence[Sequence[Text]], console: Console) -> list[int] | None:
    """The width of each column; nothing if some column has no room for its words."""
    columns = list(zip(*cells, strict=True))
    wanted = [max(cell.cell_len for cell in column) for column in columns]
    needed = [
        min(want, max(_ENOUGH, *(_longest_word(cell) for cell in column)))
        for want, column in zip(wanted, columns, strict=True)
    ]
    room = console.width - _GAP * (len(columns) - 1) - sum(needed)
    if room < 0:
        return None
    for index in sorted(range(len(columns)), key=lambda each: wanted[each]):
        more = min(wanted[index] - needed[index], room)
        needed[index] += more
        room -= more
    return needed


def _longest_word(text: Text) -> int:
    return max((Text(word).cell_len for word in text.plain.split()), default=0)


def _print_stacked(
    headings: Sequence[str], rows: Sequence[Sequence[str]], console: Console
) -> None:
    for row in rows:
        print_wrapped(Text(row[0], "bold"), console)
        for heading, cell in zip(headings[1:], row[1:], strict=True):
            if cell:
                print_led(Text(f"{heading.lower()}: ", "dim"), Text(cell), console, _GAP)


def _wrapped(text: Text, console: Console, width: int) -> list[Text]:
    lines = list(text.wrap(console, max(width, _NARROWEST), overflow="fold"))
    for line in lines:
        line.rstrip()
    return lines


def _put(line: Text, console: Console) -> None:
    line.rstrip()
    console.print(line, soft_wrap=True)


def _text(parts: Iterable[Part]) -> Text:
    # `Text` takes its parts as they are: what a log holds is never markup.
    return Text.assemble(*_styled(parts))


def _styled(parts: Iterable[Part]) -> Iterator[tuple[str, str]]:
    for part in parts:
        yield part.text, part.style
