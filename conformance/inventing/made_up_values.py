"""Made-up values: what a field's name and kind suggest, from ranges that are no one's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, Final
from uuid import UUID

from ...spec import Pointer

Parts = tuple[str, ...]
Maker = Callable[[Random, int], Any]
"""Makes a value; handed the dice and the moment in microseconds."""


_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "body": ("Your code is 482913", "Your parcel arrives today"),
    "currency": ("EUR", "GBP", "USD"),
    "description": ("The recipient cannot be reached", "The carrier refused the message"),
    "detail": ("The recipient cannot be reached", "The carrier refused the message"),
    "instance": ("urn:uuid:00000000-0000-4000-8000-000000000000",),
    "price": ("0.0333", "0.0075", "0.0412"),
    "reason": ("The recipient cannot be reached", "The carrier refused the message"),
    "title": ("1170", "1340", "1420"),
    "type": ("https://example.com/errors/1170", "https://example.com/errors/1340"),
}
_PARTIES: Final = ("to", "from", "number", "destination", "address")
_NAMES: Final = ("id", "uuid", "ref", "reference", "hash")


def makers_of(name: str, value: Any) -> Iterator[Maker]:
    """Yield what could make a value in the place of another, the best first.

    Args:
        name: the field's name, in small letters.
        value: what stands there.
    """
    if isinstance(value, str):
        yield from _texts(name)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from _integers(name)


def make_uuid(dice: Random, _: int) -> str:
    """Make a UUID."""
    return str(UUID(int=dice.getrandbits(128), version=4))


def is_birth(parts: Parts) -> bool:
    """Whether a place tells when something was created."""
    return "creat" in parts[-1].lower()


def put(payload: Any, parts: Parts, value: Any) -> bool:
    """Put a value into a payload in place, and say whether there is such a place.

    Objects are made on the way.
    """
    here = payload
    for part in parts[:-1]:
        if isinstance(here, list):
            here = here[int(part)] if part.isdigit() and int(part) < len(here) else None
        elif isinstance(here, dict):
            here = here.setdefault(part, {})
    if isinstance(here, list) and parts[-1].isdigit() and int(parts[-1]) < len(here):
        here[int(parts[-1])] = value
        return True
    if isinstance(here, dict):
        here[parts[-1]] = value
        return True
    return False


def place_of(parts: Parts) -> Pointer:
    """Return the pointer to a place."""
    return Pointer("".join(f"/{each.replace('~', '~0').replace('/', '~1')}" for each in parts))


def value_at(payload: Any, parts: Parts) -> Any:
    """Return what stands at a place of a payload, or `MISSING`."""
    return place_of(parts).get(payload)


def leaves(value: Any, parts: Parts = ()) -> Iterator[tuple[Parts, Any]]:
    """Yield each value in a JSON value that holds no others, with its place."""
    inner: Sequence[tuple[str, Any]] = ()
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = [(str(index), each) for index, each in enumerate(value)]
    elif parts:
        yield parts, value
    for name, each in inner:
        yield from leaves(each, (*parts, name))


def _texts(name: str) -> Iterator[Maker]:
    words = next((each for each in _WORDS if name.endswith(each)), None)
    if words is not None:
        yield lambda dice, _: dice.choice(_WORDS[words])
    if name.endswith(_PARTIES):
        yield _phone
    if name.endswith("hash"):
        yield lambda dice, _: f"{dice.getrandbits(64):016x}"
    if name.endswith(_NAMES):
        yield make_uuid


def _integers(name: str) -> Iterator[Maker]:
    if name.endswith(("date", "time")):
        yield lambda _, moment: moment // 1_000
    elif name.endswith(_NAMES):
        yield lambda dice, _: dice.randrange(100, 1_000)
    elif name.endswith("count"):
        yield lambda dice, _: dice.randrange(1, 500)


def _phone(dice: Random, _: int) -> str:
    if dice.random() < 0.5:
        return f"447700900{dice.randrange(1_000):03}"
    return f"+1555010{dice.randrange(10_000):04}"
