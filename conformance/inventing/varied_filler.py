"""Payloads that vary as a provider's do: which members they have, and what their values look like.

What may vary is found once for each state: a shape of value, or a choice of members, is kept
if schema and rules take it. Then each payload only draws from what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from random import Random
from typing import Any, Final, NamedTuple

from ...machines import compile_schema
from ...spec import MISSING, Form, Lifecycle
from ...spec.schema_walk import Schema
from .field_schemas import listed, named
from .lawful_payloads import Ground, LawfulFiller
from .made_up_values import Maker, Parts, is_birth, leaves, put, value_at
from .members import copied, in_order, members, remove
from .payload_choices import absent
from .templates import Person, Template
from .varied_values import KEYS, constants, matching_shape, shapes_of

_MOMENT: Final = 1_767_225_600_000_000
"""When what is only tried happens, in microseconds."""
_VARIANTS: Final = 24
"""So many choices of members are tried for a state."""
_ADDED: Final = (0, 0, 0.05, 0.1, 0.3, 1)
_LEFT_OUT: Final = (0, 0.2, 0.5)
"""What share of the members that may be there, or be missing, is."""
_FILLED: Final = 4
"""So often what was found is tried together: two values may be lawful apart only."""
_ANEW: Final = (
    *("price", "charge", "cost", "amount", "detail", "details", "description", "reason"),
    *("error_code", "failure_code", "reason_code"),
)
"""The ends of the names of fields that each payload has anew; the others a message keeps."""


class _Low(Random):
    """Dice that always fall on the least there is."""

    def random(self) -> float:
        return 0.0


class _High(Random):
    """Dice that always fall on the most there is."""

    def random(self) -> float:
        return 1 - 2**-40


_EXTREMES: Final = (lambda: _Low(0), lambda: Random(0), lambda: _High(0))
"""What a shape is tried with: numbers are bounded below and above."""
_MATCHED: Final = tuple(partial(Random, seed) for seed in range(20))
"""The same, for a shape whose values are not alike."""


class _Shape(NamedTuple):
    """What a value may look like.

    Args:
        make: makes one.
        made: some that it makes; if these are lawful, so are all.
    """

    make: Maker
    made: Sequence[Any]

    @classmethod
    def of(cls, make: Maker, dice: Iterable[Callable[[], Random]]) -> _Shape:
        """Make values with some dice; the first and the last differ if any do."""
        made = [make(each(), _MOMENT) for each in dice]
        return cls(make, made if made[0] != made[-1] else made[:1])


class VariedFiller(LawfulFiller):
    """Writes payloads of one form, each unlike the others.

    Args:
        lifecycle: the lifecycle.
        form: one of its forms.
    """

    _key_shapes = KEYS

    def __init__(self, lifecycle: Lifecycle, form: Form) -> None:
        super().__init__(lifecycle, form)
        lifecycle, form = self.lifecycle, self.form
        self._listed = listed(form.schema, nulls=True)
        self._patterns = named(form.schema, "pattern")
        self._makers_found: dict[tuple[tuple[str, ...], tuple[int, ...], Parts], Maker | None] = {}
        self._variants: dict[tuple[str, tuple[int, ...]], list[Template]] = {}
        self._lacks: dict[tuple[int, ...], list[tuple[Parts, ...]]] = {}
        self._kept: set[Parts] = set()
        self._required = [
            (place.parts, compile_schema(rule.schema))
            for rule in lifecycle.rules
            if rule.kind == "requires" and rule.schema is not None
            for place in rule.fields
        ]

    def lacking(self, guards: tuple[int, ...], dice: Random) -> tuple[Parts, ...]:
        """Draw which of the members that a message either has throughout or never it lacks."""
        return dice.choice(self._lacking(guards))

    def drawn(self, state: str, guards: tuple[int, ...], dice: Random) -> Template | None:
        """Draw a template that tells a state; `None` if none could be built."""
        key = (state, guards)
        if key not in self._variants:
            self._variants[key] = self._vary(state, guards)
        variants = self._variants[key]
        return variants[int(dice.random() * len(variants))] if variants else None

    def fill(self, template: Template, person: Person, moment: int, version: int) -> Any:
        """Write a message's payload; the arguments are those of `Filler.fill`."""
        payload, values, dice = copied(template.payload), person.values, person.dice
        for parts, make in template.makers:
            if parts not in self._kept or parts == self._event:
                value = make(dice, moment)
            elif parts in values:
                value = values[parts]
            else:
                value = values[parts] = make(dice, person.born if is_birth(parts) else moment)
            put(payload, parts, value)
        key = self.form.key.parts
        if key not in values:
            values[key] = self.keys.key(payload, dice, person.serial)
        put(payload, key, values[key])
        self._stamp(payload, moment, version)
        for parts in person.lacks:
            remove(payload, parts)
        return self.settled(payload)

    def _compiled(
        self, state: str, guards: tuple[int, ...], schemas: Sequence[Schema], payload: Any
    ) -> Template | None:
        if payload is MISSING:
            return None
        accepts = [compile_schema(each) for each in schemas if not isinstance(each, bool)]
        template = self._with_makers(state, guards, payload)
        if self._is_lawful(template, accepts):
            return template
        makers: list[tuple[Parts, Maker]] = []
        for each in template.makers:  # as many as are lawful together
            if self._is_lawful(replace(template, makers=(*makers, each)), accepts):
                makers.append(each)
        return replace(template, makers=tuple(makers))

    def _is_lawful(self, template: Template, accepts: Sequence[Callable[[Any], bool]]) -> bool:
        filled = self._filled(template, [()] * _FILLED)
        return all(accept(each) for accept in accepts for each in filled)

    def _with_makers(self, state: str, guards: tuple[int, ...], payload: Any) -> Template:
        found = ((parts, self._maker(state, guards, parts)) for parts, _ in leaves(payload))
        makers = tuple((parts, maker) for parts, maker in found if maker is not None)
        return Template(payload, makers, self.bits(payload))

    def _maker(self, state: str, guards: tuple[int, ...], parts: Parts) -> Maker | None:
        """Return what makes the value at a place, of all the shapes that are lawful there."""
        states = [state]
        if self._is_kept(parts):  # then its value must be lawful whatever the message comes to
            self._kept.add(parts)
            states = [each.name for each in self.lifecycle.states]
        key = (tuple(states), guards, parts)
        if key not in self._makers_found:
            shapes = [_Shape.of(each, _EXTREMES) for each in self._shapes(parts)]
            # What matches a pattern looks like nothing real: it is the last resort.
            known = self._patterns.get(parts[-1], ()) if shapes else ()
            resort = [_Shape.of(matching_shape(each), _MATCHED) for each in known]
            for each in states if shapes else ():
                shapes = self._fitting(shapes, each, guards, parts)
                resort = self._fitting(resort, each, guards, parts)
            self._makers_found[key] = _one_of([each.make for each in shapes or resort])
        return self._makers_found[key]

    def _shapes(self, parts: Parts) -> list[Maker]:
        """Return the shapes that a field's name and what its schema lists suggest."""
        form, own = self.form, self.lifecycle.variant
        time = form.time and form.time.at
        fixed = (*form.keys[:1], form.status, form.variant, form.version, form.previous, time)
        if any(each is not None and each.parts == parts for each in fixed):
            return []
        if form.variant is not None and parts[-1] == form.variant.parts[-1]:
            return [lambda *_: form.writes(own or "")]
        names, known = _names(parts), self._listed.get(parts[-1], [])
        values = [each for each in known if each is not None]
        value = value_at(self._whole, parts)
        shapes = [*(constants(*values) or shapes_of(names[-1], names[-2], value))]
        # For a rule that compares it, null is as absent.
        may_be_null = None in known and not self.protected(parts)
        return [*shapes, *constants(None)] if may_be_null else shapes

    def _is_kept(self, parts: Parts) -> bool:
        names = _names(parts)
        return self.protected(parts) or not (
            names[-1].endswith(_ANEW) or any("error" in each for each in names[:-1])
        )

    def _fitting(
        self, shapes: list[_Shape], state: str, guards: tuple[int, ...], parts: Parts
    ) -> list[_Shape]:
        """Return the shapes that are lawful at a place; all if there can be nothing."""
        ground, payload = self.ground(state, guards), self.holding(state, guards, parts)
        if ground is None or payload is MISSING:
            return shapes

        def legal(value: Any) -> bool:
            if not self._counts(parts, value):
                return False
            tried = copied(payload)
            put(tried, parts, value)
            return ground.legal(self.settled(tried))

        return [each for each in shapes if all(map(legal, each.made))]

    def _counts(self, parts: Parts, value: Any) -> bool:
        """Whether a member of what a rule requires counts with a value as well as with any.

        It may be the only one there.
        """
        *around, name = parts
        return not any(
            accepts({name: "x"}) and not accepts({name: value})
            for place, accepts in self._required
            if place == tuple(around)
        )

    def _lacking(self, guards: tuple[int, ...]) -> list[tuple[Parts, ...]]:
        if guards not in self._lacks:
            grounds = [self.ground(each.name, guards) for each in self.lifecycle.states]
            known = [each for each in grounds if each is not None]
            places = [
                place.parts
                for rule in self.lifecycle.rules
                if rule.kind == "constant" and (not rule.forms or self.form.name in rule.forms)
                for place in rule.fields
            ]
            single = [(parts,) for parts in dict.fromkeys(places) if _can_lack(known, (parts,))]
            together = tuple(parts for each in single for parts in each)
            several = [together] if len(single) > 1 and _can_lack(known, together) else []
            self._lacks[guards] = [(), (), *single, *several]
        return self._lacks[guards]

    def _vary(self, state: str, guards: tuple[int, ...]) -> list[Template]:
        """Build templates that tell a state, some with more members and some with fewer."""
        usual, ground = self.template(state, guards), self.ground(state, guards)
        if usual is None or ground is None:
            return []
        dice, found = Random(0), [usual]
        for _ in range(_VARIANTS):
            template = self._with_makers(state, guards, self._another(ground, dice))
            filled = self._filled(template, [*self._lacking(guards), *[()] * _FILLED])
            if all(map(ground.legal, filled)):
                found.append(template)
        return found

    def _another(self, ground: Ground, dice: Random) -> Any:
        """Draw a lawful payload with other members than the plainest has."""
        payload, full = ground.usual, ground.full
        more, fewer = dice.choice(_ADDED), dice.choice(_LEFT_OUT)
        changes = [(parts, value_at(full, parts)) for parts in absent(full, payload)]
        changes = [each for each in changes if dice.random() < more]
        gone = [(parts, MISSING) for parts in members(full) if dice.random() < fewer]
        for parts, value in (*changes, *gone):
            if self.protected(parts):
                continue
            tried = copied(payload)
            if value is MISSING:
                remove(tried, parts)
            else:
                put(tried, parts, copied(value))
            payload = tried if ground.legal(tried) else payload
        return in_order(payload, full)

    def _filled(self, template: Template, lacks: Sequence[tuple[Parts, ...]]) -> list[Any]:
        """Write payloads to look at, each of a message that lacks something."""
        key = self.form.key.parts
        known = {key: value_at(template.payload, key)}  # of keys, no schema has too few to look
        people = (
            Person(number, Random(number), _MOMENT, dict(known), lacks=each)
            for number, each in enumerate(lacks)
        )
        return [self.fill(template, person, _MOMENT, 1) for person in people]


def _names(parts: Parts) -> list[str]:
    """The names on the way to a place, and two empty ones before them."""
    return ["", "", *(each.lower() for each in parts if not each.isdigit())]


def _can_lack(grounds: Sequence[Ground], lacks: tuple[Parts, ...]) -> bool:
    """Whether members can be missing from all payloads of a message."""
    for ground in grounds:
        tried = copied(ground.usual)
        for parts in lacks:
            remove(tried, parts)
        if not ground.legal(tried):
            return False
    return True


def _one_of(shapes: Sequence[Maker]) -> Maker | None:
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    count = len(shapes)
    return lambda dice, moment: shapes[int(dice.random() * count)](dice, moment)


@lru_cache(maxsize=256)
def varied_filler_of(lifecycle: Lifecycle, form: Form) -> VariedFiller:
    """Return what writes varied payloads of one form; what it has found serves every log."""
    return VariedFiller(lifecycle, form)
