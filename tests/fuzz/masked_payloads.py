"""Payloads with a made-up phone number in every field, written in any way a number is written."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from random import Random
from typing import Any, Final

from fuzz_seeds import of_family
from msglife.spec import catalog

FORMATS: Final = (
    "text",
    "json",
    "jsonl",
    "junit",
    "sarif",
    "codequality",
    "github",
    "markdown",
    "html",
)
_STEM: Final = "86420975"
"""Digits that each number has, in this order, before its last three; nothing else has them."""
_BETWEEN: Final = ("", " ", "-", ".", " (", ") ", "\u00a0", " - ")
_AROUND: Final = ("", "tel:", "x", "-", "+", "00", "%2B", "o-", "\u2066", "<", "'", '"', "№")
_ISSUED: Final = frozenset(
    place.parts[-1]
    for lifecycle in catalog()
    if all(form.issued_key for form in lifecycle.forms)
    for form in lifecycle.forms
    for place in form.keys
)
"""Keys that a provider issues are shown, whatever they look like: those are left."""
_TIMES: Final = re.compile(r'"(?:time|received)": ?-?\d+')
"""A number that stands where a time does is one."""
_KEPT: Final = ("message_uuid", "id", "status", "channel", "state", "event", "data")
"""Names that are left now and then, so that a payload is recognised."""


def masked_log(dice: Random) -> bytes:
    """Make a log of payloads that hold numbers wherever anything may stand."""
    lines = dice.choice(_seeds()).splitlines()[:6]
    records = [_filled(dice, each) for each in map(_record, lines) if each is not None]
    return b"".join(json.dumps(each).encode() + b"\n" for each in records)


def shown(report: str) -> str:
    """Return what a report shows of a number; nothing if none is shown."""
    report = _TIMES.sub("", report)
    plain = re.sub(r"\\u[0-9a-fA-F]{4}|&#?\w+;", " ", report)
    digits = re.sub(r"(?<=\d)[\s.()\u2010-\u2015-]{1,3}(?=\d)", "", plain)
    found = re.search(rf".{{0,60}}{_STEM}.{{0,20}}", digits)
    return found[0] if found else ""


def _record(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:  # the seeds hold broken lines, too
        return None


@lru_cache(maxsize=1)
def _seeds() -> list[bytes]:
    found = [each.data for each in of_family("json_lines")]
    return [each for each in found if each.startswith(b"{") and b"\n" in each]


def _number(dice: Random) -> Any:
    digits = f"{dice.randrange(1, 99)}{_STEM}{dice.randrange(1000):03}"
    kind = dice.randrange(8)
    if kind == 0:
        return int(digits)
    if kind == 1:
        return float(digits)
    if kind == 2:
        return -int(digits)
    between = dice.choice(_BETWEEN)
    size = dice.choice((2, 3, 4, 20))
    groups = [digits[at : at + size] for at in range(0, len(digits), size)]
    return f"{dice.choice(_AROUND)}{between.join(groups)}{dice.choice(('', ' ', 'x', ';ext=1'))}"


def _filled(dice: Random, value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        filled = {each: _filled(dice, inner, each) for each, inner in value.items()}
        if dice.random() < 0.3:
            filled[str(_number(dice))] = _number(dice)
        return filled
    if isinstance(value, list):
        return [_filled(dice, each, name) for each in value]
    if name in _ISSUED:
        return value
    if dice.random() < (0.8 if name in _KEPT else 0.3):
        return value
    return _number(dice)
