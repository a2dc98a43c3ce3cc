"""Selectors: what recognises the payloads of one form, and known traffic beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

from ...machines import compile_schema
from ...spec import MISSING, Around, KnownTraffic, Pointer, compile_pointer, did_you_mean
from ...spec.delivery import Encoding
from ..payloads.by_names import takes_names
from ..payloads.labelled_text import read_labelled
from ..reading import Problem
from ..reading.envelope import Side
from .observer import Observer

_LEAST: Final = 3
"""So many fields a payload has in common with a form that it nearly has."""
_LACKING: Final = 3
"""So many that are lacking are named."""
LONGEST_SHAPE: Final = 97
"""A payload with more members is like no other."""


def _is_scalar(payload: Any, place: Pointer) -> bool:
    """Whether a scalar stands where an object would have to hold a place."""
    around = Pointer(place.text.rpartition("/")[0]).get(payload)
    return around is not MISSING and not isinstance(around, dict | list)


class Near(NamedTuple):
    """A form that a payload nearly has: the share of its fields, and words."""

    share: float
    words: str


class Selector:
    """One form of one family, and its observers by variant.

    Args:
        observer: one of them.
    """

    def __init__(self, observer: Observer) -> None:
        self.family = observer.lifecycle.family
        self.provider = observer.lifecycle.provider
        self.form = observer.form
        self.preferred = observer.preferred
        self.accepts: Callable[[Any], bool] = compile_schema(observer.form.select)
        self._around = [(up - 1, compile_schema(each)) for up, each in observer.form.around]
        self._text = observer.form.text
        self._stands_alone = not observer.form.climbs
        self.needs_body = observer.form.climbs or bool(self._around)
        """Whether what is around its items counts."""
        self._is_plain = not self.needs_body and self._text is None
        # What is read from a text is not there before.
        texts = () if self._text is None else self._text.at
        self._texts = frozenset(name for place in texts for name in place.parts[:1])
        self.observers: dict[str | None, Observer] = {}
        form = observer.form
        self._variant_of: Callable[[Any, Around], Any] | None = None
        if form.variant is not None:
            # Most forms name the variant in one way, in the payload itself.
            simple = not (form.variants or form.variant.up)
            get = compile_pointer(form.variant)
            self._variant_of = (lambda payload, _: get(payload)) if simple else form.variant_of

    def read(self, payload: Any, around: Around = ()) -> Any:
        """Return a payload as the form reads it; `MISSING` if the form does not select it.

        Args:
            payload: a JSON value.
            around: what it stands in, if it is an item of a body; an item alone is taken if it
                tells all.
        """
        if self._text is not None:
            payload = read_labelled(payload, self._text)
        if not self.accepts(payload) or not (around or self._stands_alone):
            return MISSING
        if around and not all(up < len(around) and ok(around[up]) for up, ok in self._around):
            return MISSING
        return payload

    def selects(self, payload: Any) -> bool:
        """Whether the form selects a payload."""
        return self.read(payload) is not MISSING

    def by_names(self, names: Collection[str]) -> bool | None:
        """Say whether the form selects an object with some members; `None` if it may."""
        if not self._texts.isdisjoint(names):
            return None
        answer = takes_names(self.form.select, names)
        return None if answer and not self._is_plain else answer

    def fits(self, side: Side, provider: str | None, encoding: Encoding) -> bool:
        """Whether the form's payloads may stand on a side of an exchange with a provider.

        Args:
            side: the side.
            provider: the provider, if the capture names it.
            encoding: how the body was written; an object may have been decoded from either.
        """
        if encoding == "form" and self.form.encoding != "form":
            return False
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

    def may_be_near(self, names: Collection[str]) -> bool:
        """Whether an object with some members may have nearly this form."""
        if not self._texts.isdisjoint(names) or not self._stands_alone:
            return self._stands_alone
        places = (self.form.key.parts[:1], self.form.status.parts[:1])
        return all(name in names for parts in places for name in parts)

    def near(self, payload: dict[str, Any]) -> Near | None:
        """How much of what this form has a payload has, too; `None` if that is little."""
        form, wanted = self.form, self._wanted
        if self._text is not None:
            payload = read_labelled(payload, self._text)
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

    def observer(self, payload: Any, around: Around = ()) -> Observer | Problem:
        """Return what reads a payload, by the variant it names, or say why nothing does."""
        if self._variant_of is None:
            return self.observers[None]
        value = self._variant_of(payload, around)
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


class Known:
    """What is known beside payloads, and what selects it.

    Args:
        traffic: it.
        family: whose it is.
    """

    def __init__(self, traffic: KnownTraffic, family: str) -> None:
        self.family = family
        self.traffic = traffic
        self.selects: Callable[[Any], bool] = compile_schema(traffic.select)

    def by_names(self, names: Collection[str]) -> bool | None:
        """Say whether it is what has some members; `None` if it may be."""
        return takes_names(self.traffic.select, names)

    @property
    def problem(self) -> Problem:
        """Why it is not judged."""
        words = f"{self.traffic.name}: known traffic of {self.family} that tells no status"
        return Problem("LOGS011", words, self.traffic.grounds)


class Asked(Protocol):
    """What may be told from the names of an object's members."""

    def by_names(self, names: Collection[str]) -> bool | None:
        """Say whether it selects an object with some members; `None` if it may."""


_A = TypeVar("_A", bound=Asked)


class Able(Generic[_A]):
    """Which of some may select a payload, by the names of its members.

    Args:
        asked: what may select one.
        room: has an item for each shape that may yet be remembered.
    """

    def __init__(self, asked: Iterable[_A], room: Iterator[object]) -> None:
        self.asked = tuple(asked)
        self._room = room
        self._unsure = [(each, False) for each in self.asked]
        self._by_shape: dict[tuple[str, ...], list[tuple[_A, bool]]] = {}

    def of(self, payload: Any) -> Sequence[tuple[_A, bool]]:
        """Return those that may select a payload, each with whether it does for sure."""
        if not isinstance(payload, dict):
            return self._unsure
        shape = tuple(payload)  # logs repeat few shapes
        able = self._by_shape.get(shape)
        if able is None:
            if len(shape) > LONGEST_SHAPE or next(self._room, None) is None:
                return self._unsure  # to ask all takes less than to look at all names
            answers = [(each, each.by_names(shape)) for each in self.asked]
            able = [(each, sure is True) for each, sure in answers if sure is not False]
            self._by_shape[shape] = able
        return able
