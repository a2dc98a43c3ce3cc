"""Backslashes, as databases write them in what they copy out."""

from __future__ import annotations

import re
from typing import Final

_ESCAPES: Final = dict(zip("bfnrtv0Z", "\b\f\n\r\t\v\0\x1a", strict=True))
_ESCAPE: Final = re.compile(r"\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)", re.DOTALL)


def unescaped(text: str) -> str:
    r"""Undo the backslashes of COPY and of MySQL.

    >>> unescaped(r"a\tb\\c")
    'a\tb\\c'
    """
    if "\\" not in text:
        return text
    if "\0" not in text:  # which stands for a backslash, for a while
        undone = text.replace(r"\\", "\0").replace(r"\"", '"').replace(r"\'", "'")
        if "\\" not in undone:  # most often quotes are all there is
            return undone.replace("\0", "\\")
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "x" and len(code) > 1:
        return chr(int(code[1:], 16))
    if len(code) > 1:
        return chr(int(code, 8))
    return _ESCAPES.get(code, code)
