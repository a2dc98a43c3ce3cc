"""Made-up values that vary as real ones do: in length, in kind, in script.

A shape makes values that are alike (as many digits, the same characters), so that whoever
tries one of them knows whether a schema takes all.
"""

from __future__ import annotations

import base64
from random import Random
from typing import Any, Final

from ...machines.patterns import drawn
from ..results.times import format_time
from .made_up_keys import KeyShape
from .made_up_values import Maker, make_uuid
from .varied_texts import ERROR_PAGES, NAMES, SENDERS, TEXTS, TITLES, WORDS

Shapes = tuple[Maker, ...]

_SPARE: Final = ("210", "214", "259", "280", "292", "999")
"""Country codes that no country has (ITU E.164.D: spare or reserved)."""
_CURRENCIES: Final = ("EUR", "GBP", "USD", "JPY", "BRL")


def shapes_of(name: str, within: str, value: Any) -> Shapes:
    """Return the shapes that values of a field may have, by what its name suggests.

    Args:
        name: the field's name, in small letters.
        within: the name of what holds it, in small letters.
        value: a value that may stand there.
    """
    if isinstance(value, bool):
        return constants(True, False)
    if name.endswith("type") and "error" in within:
        return constants(*ERROR_PAGES)
    if name.startswith("from") or "sender" in name:
        return _SHAPES["sender"]
    others = _OTHERS if isinstance(value, str) else _COUNTS
    return next((shapes for end, shapes in _SHAPES.items() if name.endswith(end)), others)


def constants(*values: Any) -> Shapes:
    """Return a shape for each of some values, which is always that value."""
    return tuple(_constant(value) for value in values)


def _constant(value: Any) -> Maker:
    return lambda *_: value


def matching_shape(pattern: str) -> Maker:
    """Return a shape of texts that match a pattern; some may not, if it is not understood."""
    return lambda dice, _: drawn(pattern, dice) or ""


def digits(dice: Random, length: int) -> str:
    """Make so many digits, the first of them not 0."""
    least: int = 10 ** (length - 1)
    return str(least + int(dice.random() * 9 * least))


def _digit_text(length: int) -> Maker:
    return lambda dice, _: digits(dice, length)


def _number(length: int) -> Maker:
    return lambda dice, _: int(digits(dice, length))


def _hex(length: int) -> Maker:
    return lambda dice, _: f"{dice.getrandbits(4 * length):0{length}x}"


def _phone(length: int, plus: str) -> Maker:
    """A number of E.164 that is nobody's: its country code is no country's."""
    return lambda dice, _: plus + dice.choice(_SPARE) + digits(dice, length - 3)


def _british(dice: Random, _: int) -> str:
    return f"447700900{int(dice.random() * 1_000):03}"


def _american(dice: Random, _: int) -> str:
    return f"+1555010{int(dice.random() * 10_000):04}"


def _short_code(length: int) -> Maker:
    """A short code that is nobody's: none begins with 0."""
    return lambda dice, _: "0" + digits(dice, length - 1)


def _price(decimals: int) -> Maker:
    return lambda dice, _: f"{int(dice.random() * 3)}.{digits(dice, decimals)}"


def _amount(decimals: int) -> Maker:
    return lambda dice, _: float(f"{int(dice.random() * 3)}.{digits(dice, decimals)}")


def _code_text(length: int) -> Maker:
    return lambda dice, _: f"Your code is {digits(dice, length)}"


def _base64(length: int) -> Maker:
    return lambda dice, _: base64.b64encode(dice.randbytes(length)).decode()


def _ulid(dice: Random, _: int) -> str:
    return "".join(dice.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=26))


def _numbered(before: str, length: int, after: str = "") -> Maker:
    return lambda dice, _: f"{before}{digits(dice, length)}{after}"


_PHONES: Final[Shapes] = (
    *(_phone(length, plus) for length in range(8, 16) for plus in ("", "+")),
    *(_british, _american) * 4,
)
_SHORT_CODES: Final[Shapes] = tuple(map(_short_code, (3, 4, 5, 6)))
_IDS: Final[Shapes] = (
    *(make_uuid,) * 8,
    *map(_hex, (8, 16, 32, 40)),
    *map(_digit_text, (4, 9, 19)),
    *map(_number, (1, 3, 5, 8, 12)),
    _ulid,
)
_REFERENCES: Final[Shapes] = (
    *(make_uuid,) * 6,
    *map(_hex, (6, 16, 32)),
    *map(_digit_text, (1, 6, 11)),
    *map(_base64, (5, 16, 31)),
    _ulid,
    _numbered("order-", 4),
    _numbered("ORD/2026/", 6),
    _numbered("C:\\exports\\", 3, ".csv"),
    _numbered('Auftrag "', 5, '" (Größe M)'),
    _numbered("заказ №", 5),
    _numbered("注文", 7, "号"),
    _numbered("🧾 ", 3),
    _numbered("campaign=spring&batch=", 2, "&wave=" + "x" * 60),
)
_COUNTS: Final[Shapes] = (*map(_number, (1, 1, 2, 3, 5)), *map(_digit_text, (1, 2)))
_PRICES: Final[Shapes] = (
    *constants("0", "0.00", 0),
    *map(_price, (1, 2, 4, 4, 4, 6, 8)),
    *map(_amount, (1, 2, 4, 4, 6)),
)
_CODES: Final[Shapes] = (
    *map(_digit_text, (1, 2, 3, 4, 5)),
    *map(_number, (1, 2, 3, 4, 5)),
    *constants("throttled", "ERR_NO_ROUTE", "E-1170"),
)
_NETWORKS: Final[Shapes] = (_numbered("001", 2), _numbered("001", 3))
"""The country code 001 is for tests."""
_TEXTS: Final[Shapes] = (*constants(*TEXTS), *map(_code_text, (4, 6, 8)))
_INSTANCES: Final[Shapes] = (
    lambda dice, moment: f"urn:uuid:{make_uuid(dice, moment)}",
    make_uuid,
    _hex(24),
    _numbered("/occurrences/", 6),
    _numbered("https://example.com/errors/log?entry=", 9),
)
_OTHERS: Final[Shapes] = constants(*WORDS)
_TIMES: Final[Shapes] = (
    lambda _, moment: moment // 1_000,
    lambda _, moment: format_time(moment),
)

_SHAPES: Final[dict[str, Shapes]] = {
    "sender": (*_PHONES, *_SHORT_CODES * 2, *constants(*SENDERS)),
    "reply_to": _IDS,
    **dict.fromkeys(("to", "destination", "address", "phone"), (*_PHONES, *_SHORT_CODES)),
    "item_number": _COUNTS,
    "number": (*_PHONES, *_SHORT_CODES),
    **dict.fromkeys(("price", "charge", "cost", "amount"), _PRICES),
    "currency": constants(*_CURRENCIES),
    "country": constants("DEU", "GBR", "JPN", "USA", "de", "GB"),
    "network_code": _NETWORKS,
    "code": _CODES,
    "count": _COUNTS,
    **dict.fromkeys(("date", "time", "_at"), _TIMES),
    **dict.fromkeys(("body", "description", "detail", "details", "reason"), _TEXTS),
    **dict.fromkeys(("text", "subject", "message", "protocol_error"), _TEXTS),
    "title": (*constants(*TITLES), _number(4), *map(_digit_text, (3, 4, 5))),
    "instance": _INSTANCES,
    "uuid": (make_uuid,),
    "username": constants("ana", "bob_1984", "zoe.mueller", "x", "a-rather-long-name-of-a-user"),
    "name": constants(*NAMES),
    **dict.fromkeys(("ref", "reference", "external_id"), _REFERENCES),
    **dict.fromkeys(("id", "ids", "hash", "attachments"), _IDS),
}
"""By the end of a field's name; the first that fits."""

KEYS: Final[tuple[KeyShape, ...]] = (
    *(lambda dice, _: make_uuid(dice, 0),) * 12,
    lambda dice, _: f"{dice.getrandbits(128):032x}",
    lambda dice, _: _ulid(dice, 0),
    lambda _, serial: f"order-{serial}",
    lambda _, serial: f"ORD/2026/{serial:06}",
    lambda _, serial: f"Rechnung {serial} (Köln)",
    lambda _, serial: f"заказ-{serial}",
    lambda _, serial: 10**7 + serial,
    lambda _, serial: 10**9 + serial,
    lambda _, serial: 10**11 + serial,
    lambda _, serial: 10**14 + serial,
)
"""What a key may look like, where a schema takes it; texts and numbers."""
