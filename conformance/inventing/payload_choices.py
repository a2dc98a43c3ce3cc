"""One payload, drawn by small choices: which optional fields it has, and which values.

Whatever is chosen is kept only if the payload stays within its schema and its rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any, Final

from ...spec import MISSING
from .field_schemas import listed
from .made_up_values import Parts, leaves, put, value_at
from .payload_filler import Filler
from .templates import Person, Template

_OTHERS: Final = 8
"""So many other values of a field are tried at most."""


class PayloadChoices:
    """Draws payloads that tell one state.

    Args:
        filler: writes payloads of a form.
        state: the state's name.
        guards: the ids of the edge guards the payloads are to satisfy.
        usual: the plainest payload of that kind.
    """

    def __init__(
        self, filler: Filler, state: str, guards: tuple[int, ...], usual: Template
    ) -> None:
        self._filler = filler
        self._usual = usual
        self._legal = filler.legal(state, guards)
        self._full = filler.full(state, guards) or usual
        self._added = list(absent(self._full.payload, usual.payload))
        named = listed(filler.form.schema)
        self._others = [
            (parts, values[:_OTHERS])
            for parts, value in leaves(self._full.payload)
            if not filler.protected(parts)
            if (values := [each for each in named.get(parts[-1], ()) if each != value])
        ]

    def payload(self, dice: Random, moment: int) -> Any:
        """Draw a payload, as it is sent.

        Args:
            dice: decides; the first of a choice is the plainest.
            moment: when what it tells happened, in microseconds.
        """
        person = Person(dice.randrange(10_000), dice, moment)
        payload = self._filler.fill(self._usual, person, moment, 1)
        added = [parts for parts in self._added if dice.choice((False, True))]
        if added:
            full = self._filler.fill(self._full, person, moment, 1)
            for parts in added:
                payload = self._with(payload, parts, value_at(full, parts))
        for parts, values in self._others:
            if value_at(payload, parts) is not MISSING:
                value = dice.choice([MISSING, *values])
                payload = payload if value is MISSING else self._with(payload, parts, value)
        return self._filler.writing.written(payload)

    def _with(self, payload: Any, parts: Parts, value: Any) -> Any:
        tried = deepcopy(payload)
        put(tried, parts, deepcopy(value))
        return tried if self._legal(tried) else payload


def absent(full: Any, usual: Any, parts: Parts = ()) -> Iterator[Parts]:
    """Yield the uppermost places of a payload that another lacks."""
    if isinstance(full, list) and isinstance(usual, list):
        for index, (each, other) in enumerate(zip(full, usual, strict=False)):
            yield from absent(each, other, (*parts, str(index)))
    if not isinstance(full, dict) or not isinstance(usual, dict):
        return
    for name, value in full.items():
        if name in usual:
            yield from absent(value, usual[name], (*parts, name))
        else:
            yield (*parts, name)
