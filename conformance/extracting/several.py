"""Texts in which several objects stand, of which one is a payload."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
import numpy as np
import orjson

from ..columns.decoder import decoded_or_none
from ..columns.lines import Lines, Positions

_MARK: Final = re.compile(rb"""[{}\[\]"',:\n]""")
"""What stands between no two objects but in the texts of one."""
_MARKS: Final = np.array([_MARK.match(bytes((code,))) is not None for code in range(256)])
_OPENED, _CLOSED, _QUOTE = b'{}"'
_MOST: Final = 8
"""So many objects are looked at."""
_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])


def gaps_in(data: bytes) -> Positions:
    r"""Return where objects may end behind which others stand in the same line, and these begin.

    >>> gaps_in(b'{"a": 1} and {"b": 2}\n{"c": {"d": 3}}').tolist()
    [[8, 13]]
    """
    codes = np.frombuffer(data, np.uint8)
    closed, opened = np.flatnonzero(codes == _CLOSED), np.flatnonzero(codes[:-1] == _OPENED)
    before = codes[opened - 1]
    opened = opened[(codes[opened + 1] == _QUOTE) & (~_MARKS[before] | (before == _CLOSED))]
    which = np.searchsorted(closed, opened)
    opened = opened[which > 0]
    ends = closed[which[which > 0] - 1] + 1
    far = np.flatnonzero(opened - ends > 1)
    plain = np.ones(len(ends), np.bool_)
    plain[far] = [
        _MARK.search(data, end, begin) is None
        for end, begin in zip(ends[far].tolist(), opened[far].tolist(), strict=True)
    ]
    return np.stack((ends, opened), axis=1)[plain]


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
        gaps = gaps_in(text).tolist()
        if not gaps:
            return text
        begins = [0, *(begin for _, begin in gaps)]
        ends = [*(end for end, _ in gaps), len(text)]
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

    def payloads(self, texts: Sequence[bytes], gaps: Sequence[Sequence[int]]) -> list[bytes]:
        """Return of each text what `payload` does.

        Args:
            texts: in each, two objects stand, or one.
            gaps: where one ends and the other begins, in each.
        """
        number = self._number
        if number > 1:
            return list(map(self.payload, texts))
        divided = zip(texts, gaps, strict=True)
        pairs = [(text[:end], text[begin:]) for text, (end, begin) in divided]
        others = Lines.of([pair[1 - number] for pair in pairs])
        # What orjson refuses, and others do not, is escaped.
        values = [None] * len(texts) if b"\\" in others.data else decoded_or_none(_OBJECT, others)
        holds = self._holds
        sure = [each is not None and not holds(each) for each in values]
        return [
            pair[number] if certain else self.payload(text)
            for text, pair, certain in zip(texts, pairs, sure, strict=True)
        ]

    def _is_other(self, text: bytes) -> bool:
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            return False
        return isinstance(value, dict) and not self._holds(value)
