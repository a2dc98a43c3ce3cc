"""Which lifecycle a payload belongs to, by the selectors of the specifications."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from ...machines import compile_schema
from ...spec import MISSING, Form, Pointer, did_you_mean
from ..reading import Problem
from ..reading.envelope import Side
from .observer import Observer

_SHAPES: Final = 1000
"""So many shapes of payloads are remembered."""
_LONGEST_SHAPE: Final = 100
_SIDES: Final = 64
"""Of so many sides and providers it is remembered where a body may hold a list."""


UNRECOGNISED: Final = Problem("LOGS003", "no lifecycle is recognised by what the payload holds")
"""No selector matches: in a capture of a whole session, what is about something else."""


@dataclass(frozen=True, slots=True)
class _Selector:
    """One form of one family, and its observers by variant."""

    family: str
    provider: str
    form: Form
    selects: Callable[[Any], bool]
    observers: dict[str | None, Observer]

    def fits(self, side: Side, provider: str | None) -> bool:
        return side in ("bare", self.form.payload) and provider in (None, self.provider)

    def observer(self, payload: Any) -> Observer | Problem:
        if self.form.variant is None:
            return self.observers[None]
        value = self.form.variant.get(payload)
        found = self.observers.get(value) if isinstance(value, str) else None
        if found is not None:
            return found
        if len(self.observers) == 1:  # the user named one lifecycle: the payload is judged by it
            return next(iter(self.observers.values()))
        known = [str(name) for name in self.observers]
        if value is MISSING:
            return Problem("LOGS003", f"{self.family}: nothing at {self.form.variant} says which")
        named = f"{self.family}: {self.form.variant} names nothing documented"
        hint = did_you_mean(value, known) if isinstance(value, str) else f"; known: {known}"
        return Problem("LOGS003", named + hint)


class Recogniser:
    """Finds the observer for a payload.

    Args:
        observers: every form of every lifecycle that may be in the logs.
        forced: the user named what is in the logs, so that a payload no selector knows
            is taken for the first form there is.
    """

    def __init__(self, observers: Iterable[Observer], forced: bool) -> None:
        selectors: dict[tuple[str, str], _Selector] = {}
        for observer in observers:
            lifecycle, form = observer.lifecycle, observer.form
            key = (lifecycle.family, form.name)
            if key not in selectors:
                selects = compile_schema(form.select)
                selectors[key] = _Selector(lifecycle.family, lifecycle.provider, form, selects, {})
            selectors[key].observers[lifecycle.variant] = observer
        self._selectors = tuple(selectors.values())
        self._items = lru_cache(maxsize=_SIDES)(self._items_of)
        self._forced = forced
        self._by_shape: dict[tuple[Any, ...], _Selector] = {}

    def _items_of(self, side: Side, provider: str | None) -> tuple[Pointer, ...]:
        """Where a body may hold a list of payloads."""
        fitting = (each.form.items for each in self._selectors if each.fits(side, provider))
        return tuple(dict.fromkeys(place for items in fitting for place in items))

    def unfold(self, body: Any, side: Side, provider: str | None) -> Iterable[Any]:
        """Return the payloads of a body: its items if it is a list or holds one, else itself.

        Args:
            body: a JSON value.
            side: where in an exchange it stood.
            provider: the provider its capture names, if it names one.
        """
        if isinstance(body, list):
            return body
        for place in self._items(side, provider):
            items = place.get(body)
            if isinstance(items, list):
                return items
        return (body,)

    def recognise(self, payload: Any, side: Side, provider: str | None) -> Observer | Problem:
        """Return the observer for a payload, or say why there is none.

        Args:
            payload: a JSON value.
            side: where in an exchange it stood.
            provider: the provider its capture names, if it names one.
        """
        # Logs repeat few shapes: what was the only selector for one is asked first.
        shape = (side, provider, *payload) if isinstance(payload, dict) else ()
        known = self._by_shape.get(shape)
        if known is not None and known.selects(payload):
            return known.observer(payload)
        fitting = [each for each in self._selectors if each.fits(side, provider)]
        found = [each for each in fitting if each.selects(payload)]
        if len(found) == 1:
            if len(shape) in range(1, _LONGEST_SHAPE) and len(self._by_shape) < _SHAPES:
                self._by_shape[shape] = found[0]
            return found[0].observer(payload)
        if found:
            names = " or ".join(sorted({each.family for each in found}))
            return Problem("LOGS003", f"it could belong to {names}; name one with --lifecycle")
        if self._forced and fitting and isinstance(payload, dict):
            return fitting[0].observer(payload)
        return UNRECOGNISED
