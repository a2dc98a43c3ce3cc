"""Payloads as a provider would send them: built from schemas and rules, filled with values.

A template is built once for each state; what it holds of made-up values is then put in anew
for each message: keys, numbers from ranges no one owns, times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import lru_cache
from itertools import islice
from random import Random
from typing import Any, Final

from ...machines import compile_schema
from ...machines.bodies import in_body, item_of
from ...machines.payloads import at, build_payload, documented, told
from ...spec import MISSING, Form, Lifecycle, Pointer, Rule
from ...spec.schema_walk import Schema
from ..payloads.aliases import compile_aliases
from ..payloads.rules import EVENT_RULES, compile_rules, without_nulls
from ..results.event_times import written_times
from .agreeing import SETTLED, settled
from .made_up_keys import KeyMaker, KeyShape
from .made_up_values import Maker, Parts, is_birth, leaves, make_uuid, makers_of, place_of, put
from .members import remove
from .rule_schemas import asked_by
from .templates import Person, Template, covered
from .writing import Writing

_WRONG: Final[tuple[Any, ...]] = (17, [], {}, "?")
_OTHERS: Final = 3
"""So many templates with another content are built."""


class Filler:
    """Writes payloads of one form.

    Args:
        lifecycle: the lifecycle.
        form: one of its forms.
    """

    _key_shapes: Sequence[KeyShape] = (
        lambda dice, _: make_uuid(dice, 0),
        lambda _, serial: 10_000_000 + serial,
    )

    def __init__(self, lifecycle: Lifecycle, form: Form) -> None:
        self.writing, given = Writing(form), form
        self._documented = documented(lifecycle, form)
        lifecycle, form = in_body(lifecycle, form)
        self.lifecycle = lifecycle
        self.form = form
        self.filed = given
        """The form, as its file has it; `form` is about bodies."""
        self.selects = compile_schema(form.select)
        self._satisfies = compile_schema(form.schema)
        self._guards = [(1 << each.id, compile_schema(each.schema)) for each in lifecycle.guards]
        vocabulary = lifecycle.vocabulary if form.values is None else form.values
        self.vocabulary = vocabulary
        self.written = {name: value for value, name in lifecycle.vocabulary.items()}
        self._rules = compile_rules(lifecycle.rules, form.name)
        self.keys = KeyMaker(form, self.accepts, self._key_shapes)
        self._compared = [rule for rule, _ in self._rules if rule.kind in SETTLED]
        self._root = len(item_of(given).parts)
        # Where an item's form climbs, what lies around the item tells nothing else of it.
        self._within = item_of(given).parts if given.climbs else ()
        self._alias = compile_aliases(lifecycle.aliases) if lifecycle.aliases else None
        self._event = form.event_id.parts if form.event_id else None
        self._way: int | None = None
        self._whole = build_payload(form.schema, form.select, full=True)
        self._places = [parts for parts, _ in leaves(self._whole)]
        self._templates: dict[tuple[str, tuple[int, ...], bool], Template | None] = {}
        self._breaking: dict[tuple[str, tuple[int, ...]], list[tuple[Parts, Any]]] = {}
        self._others: dict[tuple[str, tuple[int, ...]], list[Template]] = {}

    def accepts(self, payload: Any) -> bool:
        """Whether a payload satisfies the form's schema, and can be written."""
        return self._satisfies(payload) and self.writing.keeps(payload)

    def template(
        self, state: str, guards: tuple[int, ...], *, plain: bool = False
    ) -> Template | None:
        """Return the template that tells a state; `None` if none could be built.

        Args:
            state: the state's name.
            guards: the ids of the edge guards each payload of the message is to satisfy.
            plain: what the state's rules ask for is left out.
        """
        key = (state, guards, plain)
        if key not in self._templates:
            schemas = self._schemas(state, guards, plain)
            payload = build_payload(*schemas, full=False) if schemas else MISSING
            self._templates[key] = self._compiled(state, guards, schemas, payload)
        return self._templates[key]

    def lacking(self, _guards: tuple[int, ...], _dice: Random) -> tuple[Parts, ...]:
        """Return the members that no payload of a message is to have: here, none."""
        return ()

    def drawn(self, state: str, guards: tuple[int, ...], _dice: Random) -> Template | None:
        """Return a template that tells a state, drawn from all there are: here, the one."""
        return self.template(state, guards)

    def other(self, state: str, guards: tuple[int, ...], unlike: Template) -> Template | None:
        """Return a template that tells a state with another content; `None` without one.

        Args:
            state: the state's name.
            guards: as `template` takes them.
            unlike: what is written from it never equals what is written from the other.
        """
        key = (state, guards)
        if key not in self._others:
            self._others[key] = list(islice(self._variations(state, guards), _OTHERS))
        usual = self.template(state, guards)
        others = [*self._others[key], *([usual] if usual and not self._within else [])]
        volatile = self.form.volatile
        return next((each for each in others if each.differs(unlike, volatile)), None)

    def full(self, state: str, guards: tuple[int, ...]) -> Template | None:
        """Return a template that tells a state with every field that can be there."""
        schemas = self._schemas(state, guards, plain=False)
        whole = build_payload(*schemas) if schemas else MISSING
        return self._compiled(state, guards, schemas, whole)

    def legal(self, state: str, guards: tuple[int, ...]) -> Callable[[Any], bool]:
        """Return what says whether a payload tells a state as schemas and rules ask."""
        schemas = self._schemas(state, guards, plain=False)
        accepts = [compile_schema(each) for each in schemas if not isinstance(each, bool)]
        return lambda payload: (
            self.writing.keeps(payload)
            and all(accept(payload) for accept in accepts)
            and not self.is_ruled_out(payload, state)
        )

    def fill(self, template: Template, person: Person, moment: int, version: int) -> Any:
        """Write a message's payload.

        Args:
            template: what it tells.
            person: whose it is.
            moment: when it happened, in microseconds.
            version: how many changes the message has gone through.
        """
        payload = deepcopy(template.payload)
        for parts, make in template.makers:
            if parts not in person.values or parts == self._event:
                person.values[parts] = make(person.dice, person.born if is_birth(parts) else moment)
            put(payload, parts, person.values[parts])
        key = self.form.key.parts
        if key not in person.values:
            person.values[key] = self.keys.key(payload, person.dice, person.serial)
        put(payload, key, person.values[key])
        self._stamp(payload, moment, version)
        return self.settled(payload)

    def settled(self, payload: Any) -> Any:
        """Make values that rules compare agree, in place."""
        return settled(payload, self._compared, self.form.key)

    def _stamp(self, payload: Any, moment: int, version: int) -> None:
        form = self.form
        if form.time is not None:
            put(payload, form.time.at.parts, self._written(payload, moment))
        if form.version is not None:
            put(payload, form.version.parts, version)

    def _written(self, payload: Any, moment: int) -> Any:
        """A moment, in the first way that the schema takes where the event's time stands."""
        time = self.form.time
        assert time is not None
        ways = list(written_times(time, moment))
        if self._way is None:
            self._way = 0
            for index, way in enumerate(ways):
                if put(payload, time.at.parts, way) and self.accepts(payload):
                    self._way = index
                    break
        return ways[self._way]

    def bits(self, payload: Any) -> int:
        """Return the bits of the edge guards that a payload satisfies."""
        return sum(bit for bit, accepts in self._guards if accepts(payload))

    def protected(self, parts: Parts) -> bool:
        """Whether what stands at a place means something beyond the schema, or lies around it."""
        return any(
            each.parts[: len(parts)] == parts or parts[: len(each.parts)] == each.parts
            for each in self._meaningful()
        )

    def breaks(
        self, state: str, guards: tuple[int, ...], template: Template
    ) -> list[tuple[Parts, Any]]:
        """Return what breaks the schema of a payload, and nothing else: values at places.

        Args:
            state: the state's name.
            guards: as `template` takes them.
            template: one that tells the state; the payload is written from it.
        """
        key, usual = (state, guards), self.template(state, guards)
        if key not in self._breaking:
            deep = (parts[:end] for parts in self._places for end in range(1, len(parts) + 1))
            self._breaking[key] = [
                (parts, wrong)
                for parts in dict.fromkeys(deep)
                if usual is not None and not self.protected(parts)
                for wrong in _WRONG
                if self._breaks(usual, state, parts, wrong)
            ]
        found = self._breaking[key]
        if template is usual:
            return found
        return [each for each in found if self._breaks(template, state, *each)]

    def _breaks(self, template: Template, state: str, parts: Parts, wrong: Any) -> bool:
        tried = deepcopy(template.payload)
        if not put(tried, parts, wrong):
            return False
        tried = self.writing.read(self.writing.written(tried))  # a text may have become of it
        if self._satisfies(tried) or not self.selects(tried):
            return False
        if self._alias is not None and self._satisfies(self._alias(tried)[0]):
            return False  # another spelling: it is read with a warning
        return not self.is_ruled_out(tried, state) and self.bits(tried) == template.guards

    def is_ruled_out(self, payload: Any, state: str | None) -> bool:
        """Whether a payload breaks a rule.

        Args:
            payload: the payload.
            state: what it tells; `None` for what nobody documents.
        """
        told = without_nulls(payload)
        return any(broken(told, state) for _, broken in self._rules)

    def _meaningful(self) -> Iterator[Pointer]:
        form = self.form
        yield from (*form.keys, form.status)
        yield from (each for each in (form.variant, form.previous, form.version) if each)
        if form.time is not None:
            yield form.time.at
        for rule in self.lifecycle.rules:
            if rule.kind in EVENT_RULES or rule.kind == "same":
                yield from rule.fields
        for relation in self.lifecycle.relations:
            yield from (*relation.fields, *relation.number, *relation.total)

    def _schemas(self, state: str, guards: tuple[int, ...], plain: bool) -> list[Schema]:
        known = {each.id: each.schema for each in self.lifecycle.guards}
        schemas: list[Schema] = list(told(self.lifecycle, self.form, state))
        if not schemas:
            return schemas
        schemas += [known[each] for each in guards]
        schemas.append(self._documented)
        if self.form.time is not None:
            schemas.append(at(self.form.time.at, True))
        if self.form.version is not None:
            schemas.append(at(self.form.version, True))
        # What must not be there comes first: all else is asked for as far as it goes with that.
        rules = [
            rule
            for rule in sorted(self.lifecycle.rules, key=lambda rule: rule.kind != "only_in")
            if not rule.forms or self.form.name in rule.forms
            if not (plain and rule.states)
        ]
        whole = self._allowed(rules, state)
        asked = [each for rule in rules for each in asked_by(rule, state, whole, self._root)]
        if build_payload(*schemas, *asked, full=False) is not MISSING:
            return [*schemas, *asked]
        for schema in asked:
            if build_payload(*schemas, schema, full=False) is not MISSING:
                schemas.append(schema)
        return schemas

    def _allowed(self, rules: Sequence[Rule], state: str) -> Any:
        """A payload with every field there can be but for those that a rule keeps from a state.

        Where one rule allows an object, another may keep a member of it away.
        """
        whole = deepcopy(self._whole)
        for rule in rules:
            if rule.kind == "only_in" and rule.schema is None and state not in rule.states:
                for place in rule.fields:
                    remove(whole, place.parts)
        return whole

    def _compiled(
        self, _state: str, _guards: tuple[int, ...], schemas: Sequence[Schema], payload: Any
    ) -> Template | None:
        if payload is MISSING:
            return None
        accepts = [compile_schema(each) for each in schemas if not isinstance(each, bool)]
        makers = []
        for parts, value in leaves(payload):
            for make in self._makers(parts, value):
                tried = deepcopy(payload)
                put(tried, parts, make(Random(0), 1_767_225_600_000_000))
                if self.writing.keeps(tried) and all(each(tried) for each in accepts):
                    makers.append((parts, make))
                    break
        return Template(payload, tuple(makers), self.bits(payload))

    def _makers(self, parts: Parts, value: Any) -> Iterator[Maker]:
        """What could make the value at a place, the best first."""
        form = self.form
        time = form.time.at if form.time else None
        fixed = (form.key, form.status, form.variant, form.version, time)
        if any(each is not None and each.parts == parts for each in fixed):
            return
        if isinstance(value, str) and form.variant and parts[-1] == form.variant.parts[-1]:
            yield lambda *_: form.writes(self.lifecycle.variant or "")
        yield from makers_of(parts[-1].lower(), value)

    def _variations(self, state: str, guards: tuple[int, ...]) -> Iterator[Template]:
        schemas = self._schemas(state, guards, plain=False)
        usual = build_payload(*schemas, full=False)
        for parts in self._places:
            if self.protected(parts) or covered(self.form.volatile, parts):
                continue
            if parts[: len(self._within)] != self._within:
                continue
            place = place_of(parts)
            value = place.get(usual)
            another: Schema = True if value is MISSING else {"not": {"const": value}}
            varied = [*schemas, at(place, another)]
            payload = build_payload(*varied, full=False)
            found = self._compiled(state, guards, varied, payload)
            if found is not None and self.writing.keeps(found.payload):
                yield found


@lru_cache(maxsize=256)
def filler_of(lifecycle: Lifecycle, form: Form) -> Filler:
    """Return what writes payloads of one form; what it has built serves every log."""
    return Filler(lifecycle, form)
