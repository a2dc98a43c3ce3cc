"""How values from a log are shown: short, harmless, and without phone numbers.

Whatever a report shows goes through here. A finding's words are made by a `Masker`, which knows
what is sensitive in its payload; and numbers in all that is told are hidden once more at the end,
by `Shown` in `results/shown.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from ...spec import MISSING, Pointer

_NUMBER: Final = re.compile(
    r"""
    # What has as many digits and is none: an id, a digest, a date.
    (?P<other>
      (?<![\w-]) (?=[0-9-]*[a-f]) [0-9a-f]{8} (?:-[0-9a-f]{4}){3} -[0-9a-f]{12} (?![\w-])
    | (?<!\w) (?:[a-z]{2})? (?=(?:[0-9]*[a-f]){6}) (?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}) (?!\w)
    | (?<!\d) (?:19|20)\d\d-[01]\d-[0-3]\d (?![\d-]|[ .()]{1,3}\d{3})
      (?: [T ] [0-2]\d:[0-5]\d (?: :[0-6]\d (?:\.\d{1,9})? )? (?: Z | [+-]\d\d:?\d\d )? )?
      (?!\d)
    | (?<![\d.()+-]) (?:19|20)\d\d[01]\d[0-3]\d (?![\d.()-]|\s\d)
    )
    | (?: \+ | %2B )? \(? \d (?: [\s.()\-\u2010-\u2015]{0,3} \d ){7,}
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Eight digits or more, however they are written in groups: that may be a phone number."""
_KEPT: Final = 10
"""Of a number with so many digits, the last three may be shown."""
_LONGEST: Final = 80
_SEARCHED: Final = 100_000
"""A longer text is not searched for what is sensitive, but not shown either."""
_HIDDEN: Final = 1_000
"""The same, in a payload that has more sensitive values than this."""
_BETWEEN: Final = "\0"
_KINDS: Final = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


class Masker:
    """Shows values of one payload; sensitive ones masked, wherever they come up.

    Args:
        payload: the payload.
        sensitive: places whose values, and all within them, are masked.
        reveal: show them after all.
    """

    def __init__(self, payload: Any, sensitive: Iterable[Pointer], reveal: bool) -> None:
        self.reveal = reveal
        self._pointers = () if reveal else tuple(sensitive)
        texts = (text for pointer in self._pointers for text in _texts(pointer.get(payload)))
        self._hidden = set(islice((text for text in texts if len(text) > 3), _HIDDEN + 1))

    def value(self, value: Any, path: tuple[str, ...] = ()) -> str:
        """Show a value that stands at `path`: its kind, and itself where it is short.

        >>> Masker({"to": "447700900000"}, [Pointer("/to")], False).value("447700900000")
        '"…000"'
        """
        if value is None or value is MISSING:
            return "null" if value is None else "nothing"
        if isinstance(value, dict | list):
            return f"an {kind_of(value)}"
        if any(pointer.covers(path) for pointer in self._pointers):
            return f'"{mask(str(value))}"' if isinstance(value, str) else mask(str(value))
        text = f'"{value}"' if isinstance(value, str) else str(value).lower()
        return self.text(text)

    def text(self, text: str) -> str:
        """Show a text that may hold values of the payload."""
        if not self.reveal:
            if len(text) > _SEARCHED or len(self._hidden) > _HIDDEN:
                return "…"
            text = mask_numbers(_without(self._hidden, text))
        return plain(text)


def shown_path(path: tuple[str, ...], sensitive: Iterable[Pointer], reveal: bool) -> str:
    """Show where something stands: names are masked as values are.

    Args:
        path: the place.
        sensitive: places whose values, and all within them, are masked.
        reveal: show them after all.

    >>> shown_path(("profile", "Ann"), [Pointer("/profile")], False)
    '/profile/…'
    """
    if reveal:
        return "/" + "/".join(path)
    ends = [len(each.parts) for each in sensitive if each.covers(path)]
    end = min(ends, default=len(path))
    return mask_numbers("/" + "/".join((*path[:end], *("…" for _ in path[end:]))))


def kind_of(value: Any) -> str:
    """Name the JSON type of a value."""
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "null")


def mask(text: str) -> str:
    """Hide all of a text; of a phone number the last three digits are kept.

    >>> mask("447700900000"), mask("+44 (7700) 900-000"), mask("Your code is 123456")
    ('…000', '…000', '…')
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None or found["other"]:
        return "…"
    digits = [each for each in text if each.isdigit()]
    return f"…{''.join(digits[-3:])}" if len(digits) >= _KEPT else "…"


def mask_numbers(text: str) -> str:
    """Hide what looks like a phone number within a text.

    >>> mask_numbers("tel447700900000, since 2025-02-03T12:14:25.5Z")
    'tel…000, since 2025-02-03T12:14:25.5Z'
    """
    return _NUMBER.sub(lambda match: match["other"] or mask(match[0]), text)


def mask_numbers_of_each(texts: Sequence[str]) -> Sequence[str]:
    r"""Hide the same within each of some texts, which takes less time than one by one.

    >>> mask_numbers_of_each(["tel447700900000", "12", "345678"])
    ['tel…000', '12', '345678']
    """
    together = _BETWEEN.join(texts)  # no number goes on behind it, and none begins with it
    if together.count(_BETWEEN) != len(texts) - 1:
        return list(map(mask_numbers, texts))
    return mask_numbers(together).split(_BETWEEN)


def _without(hidden: Iterable[str], text: str) -> str:
    """Hide texts within another, those that overlap together: nothing of either is shown."""
    spans: list[tuple[int, int]] = []
    for each in hidden:
        at = text.find(each)
        while at >= 0:
            spans.append((at, at + len(each)))
            if len(spans) > _SEARCHED:
                return "…"
            at = text.find(each, at + 1)
    spans.sort()
    shown: list[str] = []
    begin = end = 0
    for start, stop in [*spans, (len(text), len(text))]:
        if start >= end:  # what was hidden so far ends before it
            shown += mask(text[begin:end]) if end else "", text[end:start]
            begin = start
        end = max(end, stop)
    return "".join(shown)


def plain(text: str, longest: int = _LONGEST) -> str:
    r"""Make a text from a log harmless and short: no control or direction marks, no newline.

    >>> plain("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    if len(text) > longest:
        text = f"{text[: longest - 1]}…"
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def _texts(value: Any) -> Iterable[str]:
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            yield from here  # what stands there may be named by a number
            waiting.extend(here.values())
        elif isinstance(here, list):
            waiting.extend(here)
        elif isinstance(here, str | int | float) and not isinstance(here, bool):
            yield str(here)
