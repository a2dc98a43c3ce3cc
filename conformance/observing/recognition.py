"""Which lifecycle a payload belongs to, by the selectors of the specifications."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from ...spec import MISSING, Around, Pointer
from ...spec.delivery import Encoding
from ...spec.schema_walk import Schema
from ..payloads.known_fields import KnownFields, known_fields
from ..reading import Capture, Problem
from ..reading.envelope import Side
from ..reading.forms import Fields
from ..reading.records import TypesAt
from .items import items_at
from .observer import Observer
from .selectors import LONGEST_SHAPE, Able, Known, Selector

_SHAPES: Final = 1000
"""So many shapes of payloads are remembered."""
_SIDES: Final = 64
"""Of so many sides and providers it is remembered which forms fit."""


UNRECOGNISED: Final = Problem("LOGS003", "no lifecycle is recognised by what the payload holds")
"""No selector matches: in a capture of a whole session, what is about something else."""


Selects = Callable[[Any], bool]


class Found(NamedTuple):
    """One payload of a body, and what reads it.

    Args:
        payload: the payload, as its form reads it.
        around: what it stands in, if it is an item.
        observer: what reads it, or why nothing does.
    """

    payload: Any
    around: Around
    observer: Observer | Problem


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
        selectors: Sequence[Selector],
        ignored: Sequence[Known],
        *,
        forced: bool,
        room: Iterator[object],
    ) -> None:
        self._selectors = selectors
        self._ignored = ignored
        self._forced = forced
        self._alone = Able(selectors, room)
        self._known = Able(ignored, room)
        places = dict.fromkeys(place for each in selectors for place in each.form.items)
        self.places = tuple(places)
        """Where in a body items may stand."""
        self._items = [
            (place, Able([each for each in selectors if place in each.form.items], room))
            for place in places
        ]

    def read(self, body: Any) -> Sequence[Found]:
        """Return the payloads of a body: itself, or its items; none if its lists are empty.

        Args:
            body: a JSON value; of a list, each item is a body.
        """
        if isinstance(body, list) and body:
            return [found for each in body for found in self._one(each)]
        return self._one(body)

    def _one(self, body: Any) -> Sequence[Found]:
        found = self._search(body, (), self._alone)
        if found is not None:
            return (found,)
        unfolded = self._unfolded(body)
        if unfolded is not None:
            return unfolded
        return (Found(body, (), self._other(body) or self._only(body)),)

    def _unfolded(self, body: Any) -> Sequence[Found] | None:
        """The items of a body of which some are recognised; `None` if there are no such lists.

        What else the body holds is told beside them, and so are items of the same lists that no
        form selects.
        """
        taken: list[Found] = []
        empty = False
        for place, able in self._items:
            items, lists = items_at(body, place)
            empty = empty or (lists > 0 and not items)
            found = [self._search(*each, able) for each in items]
            if any(found):
                taken += [
                    each or Found(*item, self._other(item.value) or UNRECOGNISED)
                    for item, each in zip(items, found, strict=True)
                ]
        beside = self._other(body) if taken or empty else None
        if beside is not None:
            taken.append(Found(body, (), beside))
        return taken if taken or empty else None

    def around(self, place: Pointer) -> list[tuple[int, Mapping[str, Any]]]:
        """Return what is asked of what is around items, each with how far from the body it stands.

        Args:
            place: where the items stand.
        """
        above = [each for selector in self._at(place) for each in selector.form.around]
        return [(len(place.parts) - up, schema) for up, schema in above]

    @property
    def of_bodies(self) -> list[tuple[Schema, Selects]]:
        """What may tell a body itself: schemas, each with what says whether it does."""
        forms = [(each.form.select, each.selects) for each in self._selectors]
        return forms + [(each.traffic.select, each.selects) for each in self._ignored]

    def has_items(self, body: Any, *, but: Pointer | None = None, wherever: bool = False) -> bool:
        """Whether a body has items that a form of such items selects.

        Args:
            body: a JSON value.
            but: items that stand here are not asked.
            wherever: what they stand in does not count.
        """
        return any(
            self._search(each.value, () if wherever else each.around, able) is not None
            for place, able in self._items
            if place != but and (not isinstance(body, dict) or place.parts[0] in body)
            for each in items_at(body, place).found
        )

    def _at(self, place: Pointer) -> Sequence[Selector]:
        """The selectors of items that stand at a place."""
        return next(able.asked for other, able in self._items if other == place)

    def _search(self, payload: Any, around: Around, able: Able[Selector]) -> Found | None:
        found: list[tuple[Selector, Any]] = []
        for each, sure in able.of(payload):
            read = payload if sure else each.read(payload, around)
            if read is not MISSING:
                found.append((each, read))
        if not found:
            return None
        if len(found) > 1:
            found = [each for each in found if each[0].preferred] or found
            families = sorted({each.family for each, _ in found})
            if len(families) > 1:
                words = f"it could belong to {' or '.join(families)}; name one with --lifecycle"
                return Found(payload, around, Problem("LOGS003", words))
            # What is pushed and what is polled may look alike: it is taken for what is pushed.
            found = [each for each in found if not each[0].form.sampled] or found
        if len(found) > 1:
            names = " or ".join(sorted(each.form.name for each, _ in found))
            words = f"{found[0][0].family}: it could be {names}; name one with --form"
            return Found(payload, around, Problem("LOGS003", words))
        ((selector, read),) = found
        return Found(read, around, selector.observer(read, around))

    def _other(self, payload: Any) -> Problem | None:
        """What is known of a payload that tells no status."""
        known = self._known.of(payload)
        return next((each.problem for each, sure in known if sure or each.selects(payload)), None)

    def _only(self, payload: Any) -> Observer | Problem:
        """The form that must be meant, as there is no other: of several, none is chosen."""
        if self._forced and isinstance(payload, dict) and len(self._selectors) == 1:
            return self._selectors[0].observer(payload)
        return UNRECOGNISED


class _Body:
    """What holds items that do not tell all by themselves.

    Args:
        selector: selects the items.
    """

    def __init__(self, selector: Selector) -> None:
        self._selector = selector

    def selects(self, body: Any) -> bool:
        """Whether a body holds such an item."""
        return any(
            self._selector.read(*item) is not MISSING
            for place in self._selector.form.items
            for item in items_at(body, place).found
        )

    def by_names(self, names: Collection[str]) -> bool | None:
        """Say whether a body with some members holds such an item; `None` if it may."""
        places = self._selector.form.items
        return None if any(not each.parts or each.parts[0] in names for each in places) else False


_Asked = Selector | Known | _Body


class Recogniser:
    """Finds the observer for a payload.

    Args:
        observers: every form of every lifecycle that may be in the logs.
        forced: the user named what is in the logs, so that a payload no selector knows
            is taken for the only form there is.
    """

    def __init__(self, observers: Iterable[Observer], forced: bool) -> None:
        compiled = _compiled(tuple(observers))
        self._by_form = compiled.by_form
        self._selectors = tuple(compiled.by_form.values())
        self._ignored = compiled.ignored
        self._neighbours = compiled.neighbours
        bodies = [_Body(each) for each in self._selectors if each.needs_body]
        every: tuple[_Asked, ...] = (*bodies, *self._selectors, *self._ignored)
        self._able = Able(every, iter(range(_SHAPES)))
        self._forced = forced
        self._room = iter(range(_SHAPES))
        self._near_by_shape: dict[tuple[str, ...], list[Selector]] = {}
        self.fitting = lru_cache(maxsize=_SIDES)(self._fitting)
        """Return the forms that fit where a body stood: its side, and the provider, if named; and
        its encoding.
        """

    def knows(self, value: Any) -> bool:
        """Whether a form or known traffic selects a value, wherever it stands.

        Args:
            value: a JSON value.
        """
        if not isinstance(value, dict):
            return False
        if isinstance(value, Fields):
            read = self.fitting("bare", None, "form").read(value)
            return any(each.observer is not UNRECOGNISED for each in read)
        able = self._able.of(value)
        return bool(able) and any(sure or each.selects(value) for each, sure in able)

    def others(self, capture: Capture, told: Sequence[Found], observer: Observer) -> list[Found]:
        """Return the payloads of other forms in an answer that has none of its endpoint's form.

        A path may be that of several APIs, and an endpoint may answer in several forms.

        Args:
            capture: the exchange.
            told: the payloads where the form's stand in the answer.
            observer: what reads the endpoint's form.
        """
        if not told or any(self._takes(observer, *each[:2]) for each in told):
            return []
        own = (observer.family, observer.form.name)
        return [
            each
            for each in self.fitting("response", capture.provider).read(capture.answer)
            if isinstance(each.observer, Observer)
            and (each.observer.family, each.observer.form.name) != own
        ]

    def _takes(self, observer: Observer, payload: Any, around: Around) -> bool:
        """Whether the form of an observer selects a payload."""
        selector = self._by_form[observer.lifecycle.family, observer.form.name]
        return selector.read(payload, around) is not MISSING

    def beside(self, payload: Any, around: Around, observer: Observer) -> Problem | None:
        """Say what of its own known traffic a lifecycle was answered with instead of a form.

        Args:
            payload: a payload of an answer.
            around: what it stands in, if it is an item.
            observer: what reads answers there.
        """
        family = observer.lifecycle.family
        for known in self._ignored:
            if known.family == family and any(map(known.selects, (payload, *around[-1:]))):
                return None if self._takes(observer, payload, around) else known.problem
        return None

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
        encoding: Encoding = "form" if isinstance(value, Fields) else "json"
        may = [each for each in self._near(tuple(value)) if each.fits("bare", None, encoding)]
        found = [(near.share, near.words) for each in may if (near := each.near(value))]
        return max(found, default=(0, ""))[1]

    def _near(self, names: tuple[str, ...]) -> Sequence[Selector]:
        """The forms that an object with some members may nearly have."""
        found = self._near_by_shape.get(names)
        if found is None:
            found = [each for each in self._selectors if each.may_be_near(names)]
            if len(names) <= LONGEST_SHAPE and next(self._room, None) is not None:
                self._near_by_shape[names] = found  # logs repeat few shapes
        return found

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

    def _fitting(self, side: Side, provider: str | None, encoding: Encoding = "json") -> Fitting:
        fitting = [each for each in self._selectors if each.fits(side, provider, encoding)]
        return Fitting(fitting, self._ignored, forced=self._forced, room=self._room)


class _Compiled(NamedTuple):
    """What selects payloads, and known traffic beside them.

    Args:
        by_form: the selectors, by family and name of the form.
    """

    by_form: Mapping[tuple[str, str], Selector]
    ignored: tuple[Known, ...]
    neighbours: tuple[Known, ...]


@lru_cache(maxsize=8)
def _compiled(observers: tuple[Observer, ...]) -> _Compiled:
    """Compile the selectors of some observers: one check has several recognisers of the same."""
    selectors: dict[tuple[str, str], Selector] = {}
    for observer in observers:
        lifecycle, form = observer.lifecycle, observer.form
        key = (lifecycle.family, form.name)
        if key not in selectors:
            selectors[key] = Selector(observer)
        selectors[key].observers[lifecycle.variant] = observer
    return _Compiled(selectors, _known(observers, "ignored"), _known(observers, "neighbours"))


def _known(observers: Sequence[Observer], table: str) -> tuple[Known, ...]:
    """What the files of some observers know beside payloads, each once."""
    found: dict[tuple[str, str], Known] = {}
    for observer in observers:
        family = observer.lifecycle.family
        for traffic in getattr(observer.lifecycle, table):
            found.setdefault((family, traffic.name), Known(traffic, family))
    return tuple(found.values())
