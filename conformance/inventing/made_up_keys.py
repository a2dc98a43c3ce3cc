"""Keys of made-up messages: each satisfies the schema, and no two are alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import gcd
from random import Random
from typing import Any, Final, NamedTuple

from ...machines.patterns import numbered
from ...machines.payloads import at, build_payload
from ...machines.schema_values import FORMAT_SIZES, FORMATS
from ...spec import MISSING, Form
from ...spec.schema_walk import Schema
from .field_schemas import named
from .made_up_values import put
from .members import copied

KeyShape = Callable[[Random, int], str | int]
"""Makes a message's key; handed the dice and the message's number, so that no key comes twice."""

_FAR: Final = 10**6
"""The number of a message that a shape of keys is tried with."""
_REPEATS: Final = (*range(9, 65), *range(8, -1, -1))
"""How much more often than it must be, what a pattern repeats is: the first that fits."""
_WIDTHS: Final = (*range(7, 65), *range(6, 0, -1))
_GOLDEN: Final = 0x9E3779B97F4A7C15F39CC0605CEDC834
"""The golden ratio, of 2**128: of its multiples, those that follow one another lie far apart."""
_MOST_LISTED: Final = 1_000
"""So many keys are built one by one at most."""


class OutOfKeys(Exception):
    """More messages are asked for than the schema has keys; says how many it has."""

    def __init__(self, count: int) -> None:
        super().__init__(f"the schema has only {count} keys, and each message needs its own")
        self.count = count


class _Fallback(NamedTuple):
    """A shape of keys that is made of the schema.

    Args:
        shape: makes a key.
        size: how many there are.
    """

    shape: KeyShape
    size: int


class KeyMaker:
    """Makes the keys of messages that payloads of one form tell of.

    Args:
        form: the form.
        accepts: whether a payload will do.
        shapes: what keys look like, where the schema takes it.
    """

    def __init__(
        self, form: Form, accepts: Callable[[Any], bool], shapes: Sequence[KeyShape]
    ) -> None:
        self._form = form
        self._accepts = accepts
        self._shapes = shapes
        self._name = form.key.parts[-1] if form.key.parts else ""
        self._found: dict[type, list[KeyShape]] = {}
        self._listed: list[Any] = []

    def key(self, payload: Any, dice: Random, serial: int) -> Any:
        """Make what stands where the key, or its first part, is.

        Args:
            payload: one of the message's payloads; in any, the same would do.
            dice: decides what it looks like.
            serial: the message's number.

        Raises:
            OutOfKeys: the schema has not so many keys.
        """
        kind = type(self._form.key.get(payload))
        if kind not in self._found:
            self._found[kind] = self._fitting(payload)
        shapes = self._found[kind]
        return dice.choice(shapes)(dice, serial) if shapes else self._built(serial)

    def _fitting(self, payload: Any) -> list[KeyShape]:
        usual = [each for each in self._shapes if self._fits(payload, each, _FAR + 1)]
        if usual:
            return usual
        if isinstance(self._form.key.get(payload), int):
            return list(map(_numbered, self._integers(payload)))
        able = (each for each in self._fallbacks() if self._fits(payload, each.shape, each.size))
        found: _Fallback | None = None
        for each in able:
            if found is None or each.size > found.size:
                found = each
            if found.size > _FAR:
                break
        return [_numbered(found)] if found is not None else []

    def _fits(self, payload: Any, shape: KeyShape, size: int) -> bool:
        tried, parts = copied(payload), self._form.key.parts
        made = [shape(Random(seed), each) for seed, each in enumerate((0, 1 % size, size - 1))]
        if made[0] == made[-1]:
            return False
        good = [put(tried, parts, each) and self._accepts(tried) for each in made]
        return all(good) and isinstance(made[0], type(self._form.key.get(payload)))

    def _integers(self, payload: Any) -> Iterator[_Fallback]:
        """As many integers as there may be, from the one that stands there on."""
        first = self._form.key.get(payload)
        for step in (1, *named(self._form.schema, "multipleOf").get(self._name, ())):
            shape = _counted(first, step)
            size, beyond = 1, 2 * _FAR
            while beyond - size > 1:
                middle = (size + beyond) // 2
                size, beyond = (
                    (middle, beyond) if self._fits(payload, shape, middle) else (size, middle)
                )
            if size > 1:
                yield _Fallback(shape, size)
                return

    def _fallbacks(self) -> Iterator[_Fallback]:
        for pattern in named(self._form.schema, "pattern").get(self._name, ()):
            for more in _REPEATS:
                known = numbered(pattern, more)
                if known is not None and known.size > 1:
                    yield _Fallback(_by_number(known.text), known.size)
        for name in named(self._form.schema, "format").get(self._name, ()):
            if name in FORMATS:
                yield _Fallback(_by_number(FORMATS[name]), FORMAT_SIZES.get(name, 2 * _FAR))
        for width in _WIDTHS:
            yield _Fallback(_by_number(f"{{:0{width}}}".format), 10**width)

    def _built(self, serial: int) -> Any:
        """A key that no shape has: each is built unlike those before."""
        place = self._form.key
        while len(self._listed) <= min(serial, _MOST_LISTED):
            unlike: Schema = {"type": ["string", "integer"], "not": {"enum": self._listed}}
            schemas = (self._form.schema, self._form.select, at(place, unlike))
            found = build_payload(*schemas, full=False)
            if found is MISSING:
                break
            self._listed.append(place.get(found))
        if serial >= len(self._listed):
            raise OutOfKeys(len(self._listed))
        return self._listed[serial]


def _by_number(written: Callable[[int], Any]) -> KeyShape:
    return lambda _, number: written(number)


def _counted(first: int, step: int) -> KeyShape:
    return lambda _, number: first + step * number


def _numbered(fallback: _Fallback) -> KeyShape:
    """The shape of as many keys as there are, in an order that looks like none."""
    size = fallback.size
    stride = size * _GOLDEN >> 128 | 1
    while gcd(stride, size) != 1:
        stride += 2

    def shape(dice: Random, serial: int) -> str | int:
        if serial >= size:
            raise OutOfKeys(size)
        return fallback.shape(dice, serial * stride % size)

    return shape
