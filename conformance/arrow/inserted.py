"""The rows of INSERT in a dump, many at a time: where their cells stand, told from bytes."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..columns.lines import ends_in
from ..reading.sql_dumps import SPEAKS_MYSQL
from .packages import columns_package
from .tables import Broken

_NEXT: Final = re.compile(rb"\)\s*,\s*\(")
"""What stands between the cells of one row and those of the next."""
_ANOTHER: Final = re.compile(rb"\)\s*;\s*\(")
"""The same, if they are of two statements, without how the second begins."""
_ENDED: Final = re.compile(rb"\)\s*[,;]\s*\Z")
_NULL: Final = "NULL"
_QUOTE, _SPACE = ord("'"), ord(" ")

Bytes = NDArray[np.uint8]
At = NDArray[np.intp]


class Rows(NamedTuple):
    """Rows that were inserted.

    Args:
        cells: of each column, with `''` and backslashes as they stand; null where nothing does.
        lines: the index of the line in which each row stands.
        pointers: where it stands in that, if its statement has several.
    """

    cells: list[Any]
    lines: At
    pointers: list[str]


class Dialect:
    """Whether backslashes are escapes, which the lines of a dump tell."""

    def __init__(self) -> None:
        self.mysql = False

    def see(self, line: bytes) -> None:
        """See a line."""
        self.mysql = self.mysql or SPEAKS_MYSQL.search(line) is not None

    def see_rows(self, data: bytes) -> None:
        """See lines that insert rows.

        Raises:
            Broken: some of them have backslashes before it is told what they are.
        """
        if self.mysql or b'{\\"' not in data:
            return
        unclear = False
        for line in data.split(b"\n"):
            if b'{\\"' in line:
                self.see(line)
                if self.mysql and unclear:
                    raise Broken("it is told late what backslashes are")
            unclear = unclear or b"\\" in line


def all_begin(data: bytes, begin: bytes) -> bool:
    """Whether all lines begin so."""
    codes = np.frombuffer(data, np.uint8)
    starts = np.append(0, np.flatnonzero(codes == ord("\n")) + 1)
    starts = starts[: len(starts) - data.endswith(b"\n")]
    if starts[-1] + len(begin) > len(data):
        return False
    heads = codes[starts[:, np.newaxis] + np.arange(len(begin))]
    return bool((heads == np.frombuffer(begin, np.uint8)).all())


def rows_in(data: bytes, begin: bytes, *, mysql: bool, going_on: bool) -> Rows:
    """Return the rows of statements that stand one behind the other.

    Args:
        data: their lines; a statement begins with a line.
        begin: how each begins.
        mysql: backslashes are escapes.
        going_on: the first row is not the first of its statement.

    Raises:
        Broken: they are not all as simple as can be: texts in quotes, and what has none.
    """
    if all_begin(data, begin):
        data = data.removeprefix(begin).replace(b"\n" + begin, b"\n")
        are_first = np.ones(ends_in(data) + 1, np.bool_)
    else:
        lines = data.split(b"\n")
        are_first = np.array([line.startswith(begin) for line in lines], np.bool_)
        data = b"\n".join([line.removeprefix(begin) for line in lines])
    codes = np.frombuffer(data, np.uint8)
    quotes = _quotes(codes, mysql=mysql and b"\\'" in data)
    if len(quotes) % 2:
        raise Broken("a text has no end")
    opens, closes = (_outside(codes, quotes, each) for each in "()")
    if not len(opens) or len(opens) != len(closes) or data[: opens[0]].strip():
        raise Broken("a row holds more than values")
    if (opens[1:] < closes[:-1]).any() or (closes < opens).any():
        raise Broken("a row holds more than values")
    feeds = np.flatnonzero(codes == ord("\n"))
    numbers = np.searchsorted(feeds, opens)
    if not np.array_equal(numbers, np.searchsorted(feeds, closes)):
        raise Broken("a row has several lines")
    statements = np.cumsum(are_first)[numbers]
    same = np.append(going_on, statements[1:] == statements[:-1])
    _check_between(data, opens, closes, same)
    more = np.append(same[1:], data[closes[-1] + 1 :].strip() == b",")
    pointers = _pointers(numbers, same, more)
    cells = _cells(data, codes, quotes, _edges(codes, quotes, opens, closes))
    return Rows(cells, numbers, pointers)


def _edges(codes: Bytes, quotes: At, opens: At, closes: At) -> NDArray[np.int64]:
    """Where the cells of rows begin and end."""
    commas = _outside(codes, quotes, ",")
    first, last = np.searchsorted(commas, opens), np.searchsorted(commas, closes)
    width = int(last[0] - first[0])
    if (last - first != width).any():
        raise Broken("a row has more cells than another, or fewer")
    edges = np.empty((len(opens), width + 1, 2), np.int64)
    between = commas[first[:, None] + np.arange(width)]
    edges[:, 0, 0], edges[:, -1, 1] = opens + 1, closes
    edges[:, 1:, 0], edges[:, :-1, 1] = between + 1, between
    return edges


def _quotes(codes: Bytes, *, mysql: bool) -> At:
    """Where quotes are, but for those behind a backslash that is an escape."""
    from .texts import escapes_in  # it needs pyarrow

    are_quotes = codes == _QUOTE
    if mysql:
        escapes = escapes_in(codes)
        are_quotes[escapes[escapes < len(codes) - 1] + 1] = False
    return np.flatnonzero(are_quotes)


def _outside(codes: Bytes, quotes: At, character: str) -> At:
    """Where a character stands outside texts."""
    every = np.flatnonzero(codes == ord(character))
    found: At = every[np.searchsorted(quotes, every) % 2 == 0]
    return found


def _check_between(data: bytes, opens: At, closes: At, same: NDArray[np.bool_]) -> None:
    """See that nothing stands between rows but what ends a row, or a statement."""
    between = zip(closes[:-1].tolist(), (opens[1:] + 1).tolist(), same[1:].tolist(), strict=True)
    for gap, is_same in {(data[close:open_], is_same) for close, open_, is_same in between}:
        if (_NEXT if is_same else _ANOTHER).fullmatch(gap) is None:
            raise Broken("something stands between rows")
    if _ENDED.match(data, int(closes[-1])) is None:
        raise Broken("a row has no end")


def _pointers(lines: At, same: NDArray[np.bool_], more: NDArray[np.bool_]) -> list[str]:
    """Where rows stand in their lines.

    Args:
        lines: the line of each.
        same: it is of the statement of the row before.
        more: the row behind it is of its statement.
    """
    several = same | more
    if not several.any():
        return []
    index = np.arange(len(lines))
    begins = np.append(True, lines[1:] != lines[:-1])
    numbers = index - np.maximum.accumulate(np.where(begins, index, 0))
    told = zip(several.tolist(), numbers.tolist(), strict=True)
    return [f"/{number}" if some else "" for some, number in told]


def _cells(data: bytes, codes: Bytes, quotes: At, edges: NDArray[np.int64]) -> list[Any]:
    """The cells of each column, which stand somewhere, perhaps between spaces."""
    from .texts import texts_of  # it needs pyarrow

    begins, ends = edges[..., 0], edges[..., 1]
    begins += codes[begins] == _SPACE
    ends -= codes[ends - 1] == _SPACE
    if (begins >= ends).any() or (codes[[begins, ends - 1]] <= _SPACE).any():
        raise Broken("a value is lacking, or stands by itself")
    quoted = codes[begins] == _QUOTE
    opened, closed = quotes[::2], quotes[1::2]
    # Each text is all its cell holds: where one ends, its cell does, or it goes on behind `''`.
    goes_on = np.append(closed[:-1] + 1 == opened[1:], False)
    first, last = np.append(True, ~goes_on[:-1]), ~goes_on
    if not np.array_equal(opened[first], begins[quoted]) or not np.array_equal(
        closed[last] + 1, ends[quoted]
    ):
        raise Broken("a value is more than a text")
    begins += quoted
    ends -= quoted
    # Between two cells stands what separates them, a text as well.
    every = texts_of(data, np.append(np.append(0, edges), len(data)))
    every.validate(full=True)
    count, width = quoted.shape
    found = []
    for column in range(width):
        cells = every.take(np.arange(column, count * width, width) * 2 + 1)
        found.append(_bare(cells, quoted[:, column]))
    return found


def _bare(cells: Any, quoted: NDArray[np.bool_]) -> Any:
    """Cells, of which those without quotes that say so are null."""
    bare = np.flatnonzero(~quoted)
    told = cells.take(bare).to_pylist()
    nulls = [
        index for index, text in zip(bare.tolist(), told, strict=True) if text.upper() == _NULL
    ]
    if not nulls:
        return cells
    arrow = columns_package("pyarrow", "reading a dump quickly")
    mask = np.zeros(len(cells), np.bool_)
    mask[nulls] = True
    return arrow.compute.if_else(arrow.array(mask), None, cells)
