"""Ways to decode lines: payloads of one form of a family, in one kind of body and container."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple, Union

import numpy as np
import orjson
from msgspec import Meta, defstruct
from numpy.typing import NDArray

from ..columns.columns import Column, Mask, chosen
from ..columns.decoder import Decoder, decode_each
from ..columns.shape import Tag, is_nameable
from ..columns.time_column import Times
from ..observing.collector import Collector
from ..observing.endpoints import Endpoints
from ..observing.items import items_at
from ..observing.observer import Observer
from ..payloads.reads import Unreadable
from ..reading.envelope import is_envelope
from .bodies import Body
from .container import Bare, Enveloped
from .form import Climbed, TypedForm


class Opened(NamedTuple):
    """The payloads of some records, and what is told around them, a row each.

    Args:
        payloads: the payloads, in order.
        owners: the number of the record that each stands in; `None` if each has one of its own.
        received: when they were received, in microseconds (UTC), or `UNTOLD`; `None` for all.
        codes: columns of what else a judgement may depend on.
        known: which of them are; the others are to be read one by one. `None` for all.
        asked: the keys that were asked for, where any was.
        climbed: what stands where pointers lead that climb.
    """

    payloads: Column
    owners: NDArray[np.intp] | None
    received: Times | None
    codes: Sequence[Column]
    known: Mask | None
    asked: Column | None
    climbed: Climbed

    def some(self, which: NDArray[np.intp]) -> Opened:
        """Return what is told of some payloads."""
        indexes = which.tolist()
        return Opened(
            chosen(self.payloads, indexes),
            None if self.owners is None else self.owners[which],
            None if self.received is None else self.received[which],
            [chosen(column, indexes) for column in self.codes],
            None if self.known is None else self.known[which],
            None if self.asked is None else chosen(self.asked, indexes),
            {place: chosen(column, indexes) for place, column in self.climbed.items()},
        )


@dataclass(slots=True, eq=False)
class Way:
    """One way to decode lines.

    Args:
        container: what holds bodies.
        body: what holds payloads in lists, if anything does.
    """

    container: Bare | Enveloped
    body: Body | None
    every: dict[Observer, TypedForm | None] = field(default_factory=dict)
    """The forms that payloads were seen to have, one for each variant; `None` for one that is not
    read from columns.
    """
    forms: dict[type[Any], TypedForm] = field(default_factory=dict)
    decoder: Decoder = field(init=False)
    taken: int = 0

    def renew(self) -> None:
        """Make the decoder, of all that was learned."""
        self.forms = {each.shape.type: each for each in self.every.values() if each is not None}
        tags = [each.tag.name for each in self.forms.values() if each.tag is not None]
        # Of a union the tag must be there; one type by itself would be decoded without.
        no_other = [_no_other(tags[0])] if len(tags) == 1 else []
        union: Any = Union[(*self.forms, *no_other)]
        self.decoder = self.container.decoder(union if self.body is None else self.body.type(union))

    def learn(self, record: dict[str, Any]) -> None:
        """Learn the names of further members around payloads."""
        new = self.container.learn(record)
        if self.body is not None:
            new = self.body.learn(self.container.payload(record)) or new
        if new:
            self.renew()

    def form_of(self, payload: Mapping[str, Any]) -> TypedForm | None:
        """The form that a payload can have only, by what tells them apart."""
        for form in self.forms.values():
            tag = form.tag
            if tag is None or payload.get(tag.name) == tag.value:
                return form
        return None

    def payloads(self, record: Any) -> list[dict[str, Any]]:
        """The payloads of a record that are objects, where this way looks for them."""
        found = self.container.payload(record) if isinstance(record, dict) else None
        if found is None:
            return []
        return [found] if self.body is None else self.body.payloads(found)

    def decode(self, lines: Sequence[bytes]) -> tuple[NDArray[np.intp] | None, Opened] | None:
        """Decode lines.

        Returns:
            The numbers of those that could be decoded, or `None` for all, and their payloads;
            `None` if there are no such lines.
        """
        records, refused = decode_each(self.decoder, lines)
        kept = np.delete(np.arange(len(lines)), np.array(refused, np.intp)) if refused else None
        unlike = self.container.unfold(records)
        if unlike:
            every = np.arange(len(lines)) if kept is None else kept
            kept = np.delete(every, np.array(unlike, np.intp))
            gone = set(unlike)
            records = [each for number, each in enumerate(records) if number not in gone]
        if not records:
            return None
        return kept, self._open(records, lines, kept)

    def _open(
        self, records: Sequence[Any], lines: Sequence[bytes], kept: NDArray[np.intp] | None
    ) -> Opened:
        """Return the payloads of records, which some of the lines hold, or all."""
        around = self.container.open(records)
        opened = Opened(
            around.payloads, None, around.received, around.codes, None, around.asked, {}
        )
        if self.body is None:
            return opened

        def parsed(index: int) -> Any:
            return self.container.payload(
                orjson.loads(lines[index if kept is None else kept[index]])
            )

        payloads, owners, codes, climbed = self.body.open(opened.payloads, parsed)
        if not np.array_equal(owners, np.arange(len(records))):  # some hold several, or none
            opened = opened.some(owners)._replace(owners=owners)
        return opened._replace(
            payloads=payloads,
            codes=[*opened.codes, codes],
            known=np.array([each is not None for each in codes]) if None in codes else None,
            climbed=climbed,
        )

    @property
    def answers(self) -> bool:
        """Whether it decodes answers, in which payloads may count by what stands beside them."""
        return isinstance(self.container, Enveloped) and self.container.side == "response"


class Ways:
    """Makes ways.

    Args:
        observers: what reads payloads one by one: one for each form of each lifecycle.
        collector: reads records one by one.
    """

    def __init__(self, observers: Sequence[Observer], collector: Collector) -> None:
        self._observers = observers
        self._fitting = collector.fitting
        self._endpoints = Endpoints(observers)
        self._made: dict[Any, Way | None] = {}

    def __bool__(self) -> bool:
        return bool(self._made)

    @property
    def active(self) -> list[Way]:
        """Those there are, the one that decoded most first."""
        found = [each for each in self._made.values() if each is not None and each.forms]
        return sorted(found, key=lambda each: -each.taken)

    def learn(self, record: dict[str, Any], observer: Observer) -> None:
        """Learn how to decode records like one that was read one by one, and is sound.

        Args:
            record: the record.
            observer: what read a payload of it.
        """
        family, form = observer.lifecycle.family, observer.form
        side = form.payload if is_envelope(record) else None
        exchange = None if side is None else record.get(side)
        text = isinstance(exchange, dict) and isinstance(exchange.get("body"), str)
        container = Bare() if side is None else Enveloped(side, self._endpoints, text=text)
        body = container.payload(record)
        place = next((each for each in form.items if items_at(body, each).found), None)
        name = (family, form.name, side, text, place)
        if name not in self._made:
            try:
                around = None if place is None else Body(place, form, self._fitting)
                if place is None and form.climbs:
                    raise Unreadable("it has nothing around it")
                self._made[name] = Way(container, around)
            except Unreadable:
                self._made[name] = None
        way = self._made[name]
        if way is None:
            return
        if observer not in way.every:
            way.every[observer] = self._form(observer)
            if way.every[observer] is not None:
                way.renew()
        if way.forms:
            way.learn(record)

    def _form(self, observer: Observer) -> TypedForm | None:
        """What decodes payloads that an observer reads, if they are read from columns."""
        alike = [
            each
            for each in self._observers
            if each.lifecycle.family == observer.lifecycle.family
            and each.form.name == observer.form.name
        ]
        try:
            return TypedForm(observer, self._observers, _tag(observer, alike))
        except Unreadable:
            return None


def _no_other(tag: str) -> type[Any]:
    """A type with a tag, of which nothing can be decoded."""
    nothing = Annotated[int, Meta(ge=1, le=0)]
    return defstruct("NoOther", [("nothing", nothing)], tag_field=tag, tag="")


def _tag(observer: Observer, alike: Sequence[Observer]) -> Tag | None:
    """What tells a form from those of other variants.

    Raises:
        Unreadable: no member at the top does.
    """
    place = observer.form.variant
    if place is None or len(alike) == 1:
        return None
    variant = observer.lifecycle.variant
    plain = len(place.parts) == 1 and is_nameable(place.parts[0])
    if not plain or variant is None or observer.form.variants:
        raise Unreadable("no member of the payload itself names the variant, each in one way")
    return Tag(place.parts[0], variant)
