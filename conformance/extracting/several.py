"""Texts in which several objects stand, of which one is a payload."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import orjson

_GAP: Final = re.compile(rb"""\}[^{}\[\]"',:\n]*\{(?=")""")
"""What stands between two objects, their braces included, and in no object but in texts."""
_MOST: Final = 8
"""So many objects are looked at."""


def gaps_in(data: bytes) -> list[int]:
    r"""Return where objects end behind which others may stand, in the same line.

    >>> gaps_in(b'{"a": 1} and {"b": 2}\n{"c": {"d": 3}}')
    [7]
    """
    return [each.start() for each in _GAP.finditer(data)]


class Several:
    """Finds the payload among objects.

    Args:
        holds: says which objects may be payloads, or hold one where they stand.

    Attributes:
        expected: texts with several objects are to be looked for.
    """

    def __init__(self, holds: Callable[[dict[str, Any]], bool]) -> None:
        self._holds = holds
        self._number = 0
        """That of the payload in the last text."""
        self.expected = False

    def payload(self, text: bytes) -> bytes:
        """Return the object that may be the only payload; the text itself if it may be the object.

        Each of the others is JSON, and no payload; that this one is JSON is for others to say.

        Args:
            text: it begins with an object, and ends with one, or with the same.

        >>> several = Several(lambda value: "id" in value)
        >>> several.payload(b'{"id": 1} took {"ms": 5}'), several.payload(b'{"id": 1, "text": ""}')
        (b'{"id": 1}', b'{"id": 1, "text": ""}')
        >>> several.payload(b'{"id": 1} {"id": 2}'), several.payload(b'{"a": 1} {"id": 1}')
        (b'', b'{"id": 1}')
        """
        gaps = [each.span() for each in _GAP.finditer(text)]
        if not gaps:
            return text
        begins = [0, *(end - 1 for _, end in gaps)]
        ends = [*(start + 1 for start, _ in gaps), len(text)]
        objects = [text[begin:end] for begin, end in zip(begins, ends, strict=True)]
        if len(objects) > _MOST:
            return b""
        if self._number < len(objects):
            rest = [each for at, each in enumerate(objects) if at != self._number]
            if all(map(self._is_other, rest)):
                return objects[self._number]
        payloads = [at for at, each in enumerate(objects) if not self._is_other(each)]
        if len(payloads) != 1:
            return b""
        [self._number] = payloads
        return objects[self._number]

    def _is_other(self, text: bytes) -> bool:
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            return False
        return isinstance(value, dict) and not self._holds(value)
