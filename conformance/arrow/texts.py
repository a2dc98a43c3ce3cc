"""Arrays of large strings, changed as the bytes they stand in: all texts at once."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ..reading.escapes import unescaped

TEXT: Final = pa.large_string()
_END: Final = 2**31
"""Behind any text."""
_PIECE: Final = 2**17
"""So many bytes are looked at without leaving the processor's cache."""
_BACKSLASH, _QUOTE = b'\\"'
_IS_CODED: Final = np.zeros(256, np.bool_)
"""Which bytes mean something else behind a backslash."""
_IS_CODED[list(b"bfnrtv01234567xZ")] = True

Offsets = NDArray[np.int64]


def offsets_of(array: Any) -> Offsets:
    """Return where each text begins in its data, and the last ends."""
    buffer = array.buffers()[1]
    if buffer is None or not len(array):
        return np.zeros(1, np.int64)
    return np.frombuffer(buffer, np.int64)[array.offset : array.offset + len(array) + 1]


def data_of(array: Any) -> memoryview:
    """Return the bytes of all texts; where there are nulls, perhaps more."""
    offsets = offsets_of(array)
    return memoryview(array.buffers()[2] or b"")[int(offsets[0]) : int(offsets[-1])]


def codes_of(array: Any) -> NDArray[np.uint8]:
    """Return the same bytes as numbers."""
    return np.frombuffer(data_of(array), np.uint8)


def texts_of(data: Any, offsets: Offsets, valid: NDArray[np.bool_] | None = None) -> Any:
    """Return the array of texts that stand in some data.

    Args:
        data: UTF-8, as bytes or a buffer of Arrow.
        offsets: where each begins, and the last ends.
        valid: false for those that are null; none is if it is `None`.
    """
    bits = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
    starts = pa.py_buffer(np.ascontiguousarray(offsets, np.int64))
    buffer = data if isinstance(data, pa.Buffer) else pa.py_buffer(data)
    return pa.Array.from_buffers(TEXT, len(offsets) - 1, [bits, starts, buffer])


def are_valid(array: Any) -> NDArray[np.bool_]:
    """Return where there is no null."""
    found: NDArray[np.bool_] = pc.is_valid(array).to_numpy(zero_copy_only=False)
    return found


def null_if(array: Any, text: str) -> Any:
    """Return the same texts, but for those that are one in ASCII: they are null."""
    offsets, codes = offsets_of(array), codes_of(array)
    alike = np.diff(offsets) == len(text)
    for number, character in enumerate(text):
        alike[alike] = codes[offsets[:-1][alike] - offsets[0] + number] == ord(character)
    if not alike.any():
        return array
    valid = ~alike & are_valid(array) if array.null_count else ~alike
    return texts_of(array.buffers()[2] or b"", offsets, valid)


def with_end(array: Any, end: str) -> Any:
    """Return texts with something behind each."""
    return pc.binary_replace_slice(array, _END, _END, end)


def with_texts(array: Any, mask: Any, others: Any) -> Any:
    """Return an array of texts, some of which are others.

    Args:
        array: it.
        mask: which: booleans.
        others: the others, in order: an array, or texts.
    """
    others = others if isinstance(others, pa.Array) else pa.array(list(others), TEXT)
    if len(others) == len(array):
        return others
    return pc.replace_with_mask(array, mask, others) if len(others) else array


def _odd(codes: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Where codes are that JSON has backslashes for."""
    return np.flatnonzero((codes == _BACKSLASH) | (codes == _QUOTE) | (codes < ord(" ")))


def escaped(array: Any) -> Any:
    """Return texts as they stand between the quotes of JSON."""
    codes, offsets = codes_of(array), offsets_of(array)
    starts = range(0, max(1, len(codes)), _PIECE)
    odd = np.concatenate([_odd(codes[start : start + _PIECE]) + start for start in starts])
    if not len(odd):
        return array
    if (codes[odd] < ord(" ")).any():
        are_odd = np.zeros(len(array), np.bool_)
        are_odd[_texts_at(array, odd)] = True
        mask = pa.array(are_odd & are_valid(array))
        texts = array.filter(mask).to_pylist()
        return with_texts(array, mask, [orjson.dumps(text)[1:-1] for text in texts])
    data = data_of(array).tobytes().replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    begins = offsets - offsets[0]
    valid = are_valid(array) if array.null_count else None
    return texts_of(data, begins + np.searchsorted(odd, begins), valid)


def holds(array: Any, character: str) -> bool:
    """Say whether an ASCII character stands in any text; where there are nulls, it may be none."""
    codes, code = codes_of(array), ord(character)
    pieces = range(0, len(codes), _PIECE)
    return any((codes[start : start + _PIECE] == code).any() for start in pieces)


def has_controls(array: Any) -> bool:
    """Say whether a control character, as one that ends a line, stands in any text; see `holds`."""
    return bool(codes_of(array).min(initial=ord(" ")) < ord(" "))


def line_ends(array: Any) -> NDArray[np.int64]:
    r"""Return how many ends of lines each text has: `\r\n`, `\r` or `\n`."""
    codes = codes_of(array)
    feeds, returns = np.flatnonzero(codes == ord("\n")), np.flatnonzero(codes == ord("\r"))
    texts, others = _texts_at(array, feeds), _texts_at(array, returns)
    found = np.bincount(texts, minlength=len(array)) + np.bincount(others, minlength=len(array))
    _, first, second = np.intersect1d(returns + 1, feeds, return_indices=True)
    both = others[first][others[first] == texts[second]]
    return found - np.bincount(both, minlength=len(array))


def _texts_at(array: Any, where: NDArray[np.intp]) -> NDArray[np.intp]:
    """In which text each of some characters stands, by its place in the data."""
    offsets = offsets_of(array)
    found: NDArray[np.intp] = np.searchsorted(offsets, where + offsets[0], side="right") - 1
    return found


def are_whole_numbers(array: Any, digits: int) -> bool:
    """Say whether all texts but null ones are whole numbers, as JSON has them.

    Args:
        array: the texts; those that are null hold no character, or the answer is no.
        digits: so many digits each has at most.
    """
    codes, offsets = codes_of(array), offsets_of(array)
    lengths = np.diff(offsets)
    given = lengths > 0
    if np.count_nonzero(given) != len(array) - array.null_count or lengths.max(initial=0) > digits:
        return False
    first = codes[offsets[:-1][given] - offsets[0]]
    zeros = (first == ord("0")) & (lengths[given] > 1)
    least, greatest = codes.min(initial=ord("9")), codes.max(initial=ord("0"))
    return not zeros.any() and bool(ord("0") <= least and greatest <= ord("9"))


def begin_with(array: Any, character: str) -> NDArray[np.bool_]:
    """Return which texts begin with an ASCII character."""
    return _are_at(array, offsets_of(array)[:-1], character)


def end_with(array: Any, character: str) -> NDArray[np.bool_]:
    """Return which texts end with an ASCII character."""
    return _are_at(array, offsets_of(array)[1:] - 1, character)


def _are_at(array: Any, where: Offsets, character: str) -> NDArray[np.bool_]:
    """Which texts have a character at places in the data; an empty text has none."""
    offsets = offsets_of(array)
    data = np.frombuffer(array.buffers()[2] or b"\0", np.uint8)
    found: NDArray[np.bool_] = data[np.minimum(where, len(data) - 1)] == ord(character)
    return found & (offsets[1:] > offsets[:-1])


def without_backslashes(array: Any) -> Any:
    """Undo the backslashes of COPY and of MySQL in an array of texts, as `unescaped` does."""
    codes, offsets = codes_of(array), offsets_of(array)
    if not (codes == _BACKSLASH).any():
        return array
    ends = offsets[1:][np.diff(offsets) > 0] - offsets[0] - 1
    if (codes[ends] == _BACKSLASH).any():  # it might be taken for an escape of the next text
        undone = [None if text is None else unescaped(text) for text in array.to_pylist()]
        return pa.array(undone, TEXT)
    escapes = escapes_in(codes)
    behind = codes[escapes + 1]
    if (behind == _QUOTE).all():
        data = data_of(array).tobytes().replace(b'\\"', b'"')
    else:
        kept = np.ones(len(codes), np.bool_)
        kept[escapes] = False
        data = codes[kept].tobytes()
    begins = offsets - offsets[0]
    valid = are_valid(array) if array.null_count else None
    simple = texts_of(data, begins - np.searchsorted(escapes, begins), valid)
    coded = escapes[_IS_CODED[behind]]
    if not len(coded):
        return simple
    special = np.zeros(len(array), np.bool_)
    special[_texts_at(array, coded)] = True
    if valid is not None:
        special &= valid
    mask = pa.array(special)
    return with_texts(simple, mask, map(unescaped, array.filter(mask).to_pylist()))


def escapes_in(codes: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return which backslashes are escapes: of several one behind the other, each second is not."""
    backslashes = np.flatnonzero(codes == _BACKSLASH)
    if not len(backslashes):
        return backslashes
    begins = np.append(True, backslashes[1:] != backslashes[:-1] + 1)
    if begins.all():
        return backslashes
    index = np.arange(len(backslashes))
    starts = np.maximum.accumulate(np.where(begins, index, 0))
    found: NDArray[np.intp] = backslashes[(index - starts) % 2 == 0]
    return found
