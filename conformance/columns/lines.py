"""The lines of a chunk of a file, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

_END: Final = ord("\n")


class Lines(Sequence[bytes]):
    r"""Lines without their ends.

    Args:
        data: at least one, each with its end.

    >>> lines = Lines(b"one\n\nthree\n")
    >>> len(lines), lines[2], lines[:2], list(lines)
    (3, b'three', [b'one', b''], [b'one', b'', b'three'])
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        codes = np.frombuffer(data, np.uint8)
        self.ends: NDArray[np.intp] = np.flatnonzero(codes == _END)
        self.starts: NDArray[np.intp] = np.zeros_like(self.ends)
        self.starts[1:] = self.ends[:-1] + 1

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        return self.data[self.starts[index] : self.ends[index]]

    def __iter__(self) -> Iterator[bytes]:
        every = self.data.split(b"\n")
        every.pop()
        return iter(every)

    @property
    def in_braces(self) -> bool:
        """Whether each begins and ends as an object does."""
        codes = np.frombuffer(self.data, np.uint8)
        # Of an empty one, what stands before it is its end.
        begin, end = codes[self.starts] == ord("{"), codes[self.ends - 1] == ord("}")
        return bool((begin & end).all())

    def parts(self, size: int) -> Iterator[tuple[memoryview, int]]:
        """Yield some lines at a time, with their ends and how many they are.

        Args:
            size: how many bytes they have, about.
        """
        view, count = memoryview(self.data), len(self)
        step = max(1, size * count // len(view))
        bounds = [*self.starts[::step].tolist(), len(view)]
        for number, (begin, end) in enumerate(pairwise(bounds)):
            yield view[begin:end], min(step, count - number * step)
