"""Which lifecycle a payload belongs to, by the selectors of the specifications."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final, NamedTuple

from ...machines import compile_schema
from ...spec import MISSING, KnownTraffic, Pointer, compile_pointer, did_you_mean
from ..payloads.known_fields import KnownFields, known_fields
from ..reading import Problem
from ..reading.envelope import Side
from ..reading.records import TypesAt
from .observer import Observer

_SHAPES: Final = 1000
"""So many shapes of payloads are remembered."""
_LONGEST_SHAPE: Final = 97
_SIDES: Final = 64
"""Of so many sides and providers it is remembered which forms fit."""


UNRECOGNISED: Final = Problem("LOGS003", "no lifecycle is recognised by what the payload holds")
"""No selector matches: in a capture of a whole session, what is about something else."""


_LEAST: Final = 3
"""So many fields a payload has in common with a form that it nearly has."""
_LACKING: Final = 3
"""So many that are lacking are named."""


def _is_scalar(payload: Any, place: Pointer) -> bool:
    """Whether a scalar stands where an object would have to hold a place."""
    around = Pointer(place.text.rpartition("/")[0]).get(payload)
    return around is not MISSING and not isinstance(around, dict | list)


class Near(NamedTuple):
    """A form that a payload nearly has: the share of its fields, and words."""

    share: float
    words: str


class _Selector:
    """One form of one family, and its observers by variant.

    Args:
        observer: one of them.
    """

    def __init__(self, observer: Observer) -> None:
        self.family = observer.lifecycle.family
        self.provider = observer.lifecycle.provider
        self.form = observer.form
        self.selects: Callable[[Any], bool] = compile_schema(observer.form.select)
        self.needed = frozenset(observer.form.select.get("required", ()))
        self.observers: dict[str | None, Observer] = {}
        variant, written = observer.form.variant, observer.form.variants
        self._variant_of: Callable[[Any], Any] | None = None
        if variant is not None:
            self._variant_of = observer.form.variant_of if written else compile_pointer(variant)

    def fits(self, side: Side, provider: str | None) -> bool:
        return side in ("bare", self.form.payload) and provider in (None, self.provider)

    @cached_property
    def _wanted(self) -> tuple[Pointer, ...]:
        """The places where a payload of this form has something."""
        form = self.form
        places = [form.key, form.status, form.variant, form.time.at if form.time else None]
        required = next(iter(self.observers.values())).form.schema.get("required", ())
        wanted = {place.text for place in places if place is not None}
        wanted |= {f"/{name}" for name in required}
        return tuple(sorted(map(Pointer, wanted), key=str))

    def near(self, payload: dict[str, Any]) -> Near | None:
        """How much of what this form has a payload has, too; `None` if that is little."""
        form, wanted = self.form, self._wanted
        if MISSING in (form.key.get(payload), form.status.get(payload)):
            return None
        if any(_is_scalar(payload, each) for each in wanted):
            return None
        lacking = [each.text for each in wanted if each.get(payload) is MISSING]
        there = len(wanted) - len(lacking)
        if there < _LEAST or 2 * there < len(wanted) or not lacking:
            return None
        names = ", ".join(f"`{text[1:]}`" for text in lacking[:_LACKING])
        words = (
            f"it looks like a {form.name} of {self.family} without {names}; "
            "--lifecycle names one that judges it all the same"
        )
        return Near(there / len(wanted), words)

    def observer(self, payload: Any) -> Observer | Problem:
        if self._variant_of is None:
            return self.observers[None]
        value = self._variant_of(payload)
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


class _Known:
    """What is known beside payloads, and what selects it.

    Args:
        traffic: it.
        family: whose it is.
    """

    def __init__(self, traffic: KnownTraffic, family: str) -> None:
        self.family = family
        self.traffic = traffic
        self.selects: Callable[[Any], bool] = compile_schema(traffic.select)

    @property
    def problem(self) -> Problem:
        """Why it is not judged."""
        words = f"{self.traffic.name}: known traffic of {self.family} that tells no status"
        return Problem("LOGS011", words, self.traffic.grounds)


class Fitting:
    """The forms that payloads may have where a body stood.

    Args:
        selectors: what selects them.
        ignored: known traffic that tells no status.
        forced: the user named what is in the logs, so that a payload no selector knows
            is taken for the only form there is.
        room: has an item for each shape that may yet be remembered.
    """

    def __init__(
        self,
        selectors: Sequence[_Selector],
        ignored: Sequence[_Known],
        *,
        forced: bool,
        room: Iterator[object],
    ) -> None:
        self._selectors = selectors
        self._ignored = ignored
        self._forced = forced
        self._room = room
        self._by_shape: dict[tuple[str, ...], Sequence[_Selector]] = {}
        items = dict.fromkeys(place for each in selectors for place in each.form.items)
        self._items = tuple(map(compile_pointer, items))

    def unfold(self, body: Any) -> Sequence[Any]:
        """Return the payloads of a body: its items if it is a list or holds one, else itself.

        Args:
            body: a JSON value.
        """
        if isinstance(body, list):
            return body
        for get in self._items:
            items = get(body)
            if isinstance(items, list):
                return items
        return (body,)

    def recognise(self, payload: Any) -> Observer | Problem:
        """Return the observer for a payload, or say why there is none.

        Args:
            payload: a JSON value.
        """
        if not isinstance(payload, dict):
            return self._search(payload, self._selectors)
        # Logs repeat few shapes: a selector that needs another name is not asked.
        shape = tuple(payload)
        able = self._by_shape.get(shape)
        if able is None:
            able = [each for each in self._selectors if each.needed.issubset(shape)]
            if len(shape) <= _LONGEST_SHAPE and next(self._room, None) is not None:
                self._by_shape[shape] = able
        return self._search(payload, able)

    def _search(self, payload: Any, able: Sequence[_Selector]) -> Observer | Problem:
        found = [each for each in able if each.selects(payload)]
        if len(found) == 1:
            return found[0].observer(payload)
        if found:
            names = " or ".join(sorted({each.family for each in found}))
            return Problem("LOGS003", f"it could belong to {names}; name one with --lifecycle")
        for known in self._ignored:
            if known.selects(payload):
                return known.problem
        if self._forced and isinstance(payload, dict):
            return self._only(payload)
        return UNRECOGNISED

    def _only(self, payload: dict[str, Any]) -> Observer | Problem:
        """The form that must be meant, as there is no other: of several, none is chosen."""
        if len(self._selectors) == 1:
            return self._selectors[0].observer(payload)
        return UNRECOGNISED


class Recogniser:
    """Finds the observer for a payload.

    Args:
        observers: every form of every lifecycle that may be in the logs.
        forced: the user named what is in the logs, so that a payload no selector knows
            is taken for the only form there is.
    """

    def __init__(self, observers: Iterable[Observer], forced: bool) -> None:
        observers = list(observers)
        selectors: dict[tuple[str, str], _Selector] = {}
        for observer in observers:
            lifecycle, form = observer.lifecycle, observer.form
            key = (lifecycle.family, form.name)
            if key not in selectors:
                selectors[key] = _Selector(observer)
            selectors[key].observers[lifecycle.variant] = observer
        self._selectors = tuple(selectors.values())
        self._ignored = _known(observers, "ignored")
        self._neighbours = _known(observers, "neighbours")
        self._last: dict[tuple[str, ...], _Selector | _Known] = {}
        self._forced = forced
        self._room = iter(range(_SHAPES))
        self.fitting = lru_cache(maxsize=_SIDES)(self._fitting)
        """Return the forms that fit where a body stood: its side, and the provider, if named."""

    def knows(self, value: Any) -> bool:
        """Whether a form or known traffic selects a value, wherever it stands.

        Args:
            value: a JSON value.
        """
        if not isinstance(value, dict):
            return False
        shape = tuple(value)
        last = self._last.get(shape)  # a log repeats few shapes
        if last is not None and last.selects(value):
            return True
        every: tuple[_Selector | _Known, ...] = (*self._selectors, *self._ignored)
        for each in every:
            if each.selects(value):
                if len(shape) <= _LONGEST_SHAPE and len(self._last) < _SHAPES:
                    self._last[shape] = each
                return True
        return False

    def nearly(self, value: Any) -> str:
        """Say which form a value lacks little of; empty if it is like none.

        Args:
            value: a JSON value that no form selects.
        """
        if not isinstance(value, dict):
            return ""
        for known in self._neighbours:
            if known.selects(value):
                return f"it looks like {known.traffic.name}, which {known.family} does not judge"
        found = [(near.share, near.words) for each in self._selectors if (near := each.near(value))]
        return max(found, default=(0, ""))[1]

    def types_at(self, payloads: Iterable[Any]) -> TypesAt:
        """Return what says which types the forms of some payloads take, and other spellings.

        Args:
            payloads: JSON values.
        """
        given = list(payloads)
        known: list[KnownFields] = []
        aliases: set[tuple[str, ...]] = set()
        for selector in self._selectors:
            if any(map(selector.selects, given)):
                for observer in selector.observers.values():
                    known.append(known_fields(observer.form.schema))
                    aliases |= {each.at.parts for each in observer.lifecycle.aliases}

        def types_at(path: tuple[str, ...]) -> frozenset[str] | None:
            there = [place.types for each in known if (place := each.at(path)) is not None]
            if not there:
                return frozenset() if path in aliases else None
            return frozenset().union(*there) if all(there) else frozenset()

        return types_at

    def _fitting(self, side: Side, provider: str | None) -> Fitting:
        fitting = [each for each in self._selectors if each.fits(side, provider)]
        return Fitting(fitting, self._ignored, forced=self._forced, room=self._room)


def _known(observers: Sequence[Observer], table: str) -> tuple[_Known, ...]:
    """What the files of some observers know beside payloads, each once."""
    found: dict[tuple[str, str], _Known] = {}
    for observer in observers:
        family = observer.lifecycle.family
        for traffic in getattr(observer.lifecycle, table):
            found.setdefault((family, traffic.name), _Known(traffic, family))
    return tuple(found.values())
