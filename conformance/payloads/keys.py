"""What a payload names its message by: the key, of one part or several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ...spec import MISSING, Around, Form
from ...spec.lifecycle import KeyAs
from ..results.finding import Key

_EXACT: Final = 2**53
_LONGEST: Final = 64
"""A longer text is no number of a message."""


class Keys:
    """Reads the keys of payloads of one form.

    Args:
        form: says where the parts of a key stand, and how keys are compared.
    """

    def __init__(self, form: Form) -> None:
        self._places = form.keys
        self.spelled = _SPELLED[form.key_as]
        """Return a part as all its spellings are written that are the same."""

    def of(self, payload: Any, around: Around = ()) -> Key | None:
        """Return the parts of the key that are there; `None` if one cannot be a key, or none is.

        Args:
            payload: the payload.
            around: what it stands in.
        """
        key: list[str] = []
        for place in self._places:
            value = place.get(payload, around)
            # Of one place, null is no key; of several, it is as absent, as everywhere.
            if value is MISSING or (value is None and len(self._places) > 1):
                continue
            text = key_text(value)
            if not text:
                return None
            key.append(self.spelled(text))
        return tuple(key) or None


def key_text(value: Any) -> str | None:
    """Return a key as text; a number that is whole is written without a fraction.

    Args:
        value: what stands where the key is; `None` is returned for what can be none.

    >>> key_text("a"), key_text(7.0), key_text(True)
    ('a', '7', None)
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float):
        # A larger number is not exact: two keys could be taken for one.
        if abs(value) >= _EXACT:
            return None
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)


def _as_number(text: str) -> str:
    """A number in two notations: digits only are decimal, else it is hexadecimal.

    >>> _as_number("0972660181"), _as_number("39f99dd5"), _as_number("no-number")
    ('972660181', '972660181', 'no-number')
    """
    if not (text.isascii() and text.isalnum()) or len(text) > _LONGEST:
        return text
    try:
        return str(int(text, 10 if text.isdecimal() else 16))
    except ValueError:
        return text


_SPELLED: Final[dict[KeyAs, Callable[[str], str]]] = {
    "text": str,
    "fold": str.casefold,
    "number": _as_number,
}
