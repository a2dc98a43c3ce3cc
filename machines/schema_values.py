"""JSON values of each type, to try where schemas are to hold: the plainest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from math import ceil, floor, lcm
from typing import Any, Final, NamedTuple
from uuid import UUID

from ..spec import MISSING
from ..spec.schema_walk import Schema
from .patterns import matching, numbered
from .schema_cases import accepts_of

Node = Mapping[str, Any]
Nodes = Sequence[Node]
Values = Callable[[Sequence[Schema]], Iterator[Any]]
"""Yields values within another: a member's, an item's."""


class Within(NamedTuple):
    """What builds the members and items of a value.

    Args:
        values: yields values that satisfy schemas.
        first: the first of them, which is remembered; `MISSING` if there is none.
        accepts: whether the value that holds them will do.
        full: what may be there is to be there.
    """

    values: Values
    first: Callable[[Sequence[Schema]], Any]
    accepts: Callable[[Any], bool]
    full: bool


_TEXTS: Final = ("a", "b", "0", "1", "2", "Aa", "")
_NUMBERED: Final = 24
"""So many further texts of each kind are tried."""
_LARGEST: Final = 1_000
"""A text, or a list, is not made longer to have what it must."""
_SOME: Final = 40
"""So many values are looked at for one that is not in a list yet."""
FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "date-time": lambda n: f"2024-01-{1 + n // 1440 % 28:02}T{n // 60 % 24:02}:{n % 60:02}:00Z",
    "date": lambda n: f"{2024 + n // 336}-{1 + n // 28 % 12:02}-{1 + n % 28:02}",
    "time": lambda n: f"{n // 60 % 24:02}:{n % 60:02}:00Z",
    "duration": lambda n: f"PT{1 + n}S",
    "email": lambda n: f"{_letters(n)}@example.com",
    "idn-email": lambda n: f"{_letters(n)}@example.com",
    "hostname": lambda n: f"{_letters(n)}.example.com",
    "idn-hostname": lambda n: f"{_letters(n)}.example.com",
    "uri": lambda n: f"https://example.com/{_letters(n)}",
    "iri": lambda n: f"https://example.com/{_letters(n)}",
    "uri-reference": lambda n: f"/{_letters(n)}",
    "iri-reference": lambda n: f"/{_letters(n)}",
    "uri-template": lambda n: f"/{_letters(n)}/{{id}}",
    "json-pointer": lambda n: f"/{_letters(n)}",
    "relative-json-pointer": lambda n: f"{n}",
    "regex": lambda n: f"^{_letters(n)}$",
    "uuid": lambda n: str(UUID(int=n + (1 << 78) + (1 << 63))),
    "ipv4": lambda n: f"192.0.2.{1 + n % 254}",
    "ipv6": lambda n: f"2001:db8::{1 + n:x}",
}
"""By the name of a format, texts of it: each number has another."""
FORMAT_SIZES: Final = {"date-time": 28 * 1440, "date": 336 * 70, "time": 1440, "ipv4": 254}
"""Of so many numbers each has another; of other formats, all."""
_WRITTEN: Final = ("2024-01-01T00:00:00.000Z", "2024-01-01T00:00:00+00:00", "2024-01-01T00:00:00")
"""A moment written in other lengths."""
_LOWEST: Final = ("minimum", "exclusiveMinimum")
_HIGHEST: Final = ("maximum", "exclusiveMaximum")
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


def _letters(number: int) -> str:
    """Count in letters: a, b, …, z, aa."""
    text = ""
    number += 1
    while number:
        number, index = divmod(number - 1, 26)
        text = chr(ord("a") + index) + text
    return text


def objects(nodes: Nodes, within: Within) -> Iterator[dict[str, Any]]:
    """Yield objects: with every member that is named, then with as many as can be, then with few.

    Where `within.full` is not set, only those with few.
    """
    named = dict.fromkeys(name for node in nodes for name in node.get("properties", {}))
    needed = _required(nodes, dict.fromkeys(name for node in nodes for name in _needed(node)))
    least = max((node.get("minProperties", 0) for node in nodes), default=0)
    names = [*named, *(name for name in needed if name not in named)]
    made: dict[str, Any] = {}
    for name in names if within.full else needed:
        value = _member(name, nodes, within)
        if value is not MISSING:
            made[name] = value
        elif name in needed:
            return
    if len(made) >= least:
        yield {name: made[name] for name in names if name in made}
    few = {name: made[name] for name in names if name in needed}
    if within.full:
        grown = dict(few)
        for name in made:
            tried = {each: made[each] for each in made if each in grown or each == name}
            if within.accepts(tried):
                grown = tried
        yield grown
        yield few
    yield from _filled(few, least, nodes, within)
    for name in made:
        for value in islice(within.values(_schemas_of(name, nodes)), 1, _NUMBERED):
            yield {**few, name: value}


def _needed(node: Node) -> Iterable[str]:
    required: Iterable[str] = node.get("required", ())
    return required


def _required(nodes: Nodes, names: Mapping[str, None]) -> dict[str, None]:
    """Names that must be there, with those that they need in turn."""
    found, waiting = dict(names), list(names)
    while waiting:
        name = waiting.pop()
        for node in nodes:
            for other in node.get("dependentRequired", {}).get(name, ()):
                if other not in found:
                    found[other] = None
                    waiting.append(other)
    return found


def _filled(
    few: Mapping[str, Any], least: int, nodes: Nodes, within: Within
) -> Iterator[dict[str, Any]]:
    """Yield an object with as many members as must be, of names that are known or invented."""
    if not len(few) < least <= _LARGEST:
        return
    found = dict(few)
    for name in islice(_names(nodes), least + _SOME):
        more = {each: _member(each, nodes, within) for each in _required(nodes, {name: None})}
        if MISSING not in more.values():
            found = {**more, **found}
        if len(found) >= least:
            yield found
            return


def _member(name: str, nodes: Nodes, within: Within) -> Any:
    return within.first(_schemas_of(name, nodes))


def _names(nodes: Nodes) -> Iterator[str]:
    for node in nodes:
        yield from node.get("properties", ())
    for node in nodes:
        for pattern in node.get("patternProperties", ()):
            for text in matching(pattern):
                yield text
                yield from (f"{text}{_letters(number)}" for number in range(_NUMBERED))
    rules = [node["propertyNames"] for node in nodes if "propertyNames" in node]
    yield from texts([each for each in rules if isinstance(each, Mapping)])
    yield from map(_letters, range(_LARGEST))


def _schemas_of(name: str, nodes: Nodes) -> list[Schema]:
    """What must hold of a member."""
    found: list[Schema] = []
    for node in nodes:
        own = [node["properties"][name]] if name in node.get("properties", {}) else []
        for pattern, schema in node.get("patternProperties", {}).items():
            if accepts_of({"pattern": pattern})(name):
                own.append(schema)
        if not own and "additionalProperties" in node:
            own.append(node["additionalProperties"])
        names = node.get("propertyNames", True)
        if names is False or (isinstance(names, Mapping) and not accepts_of(names)(name)):
            own.append(False)
        found += own
    return found


def arrays(nodes: Nodes, within: Within) -> Iterator[list[Any]]:
    """Yield lists: first one with an item at least, if there may be one and `full` is set."""
    least = max((node.get("minItems", 0) for node in nodes), default=0)
    most = min((node.get("maxItems", _LARGEST) for node in nodes), default=_LARGEST)
    if not least <= _LARGEST:
        return
    lengths = [least]
    if within.full:
        known = max((len(node.get("prefixItems", ())) for node in nodes), default=0)
        lengths = [min(max(least, known, 1), most), least]
    choosy = any("contains" in node for node in nodes)
    modes = product((True, False), (False, True)) if choosy else [(True, False)]
    for (together, last), length in product(modes, dict.fromkeys(lengths)):
        yield _list(nodes, within, length, most, together, last)
    yield []


def _list(
    nodes: Nodes, within: Within, length: int, most: int, together: bool, last: bool
) -> list[Any]:
    """Build a list of a length, longer where it must contain more.

    Args:
        nodes: what must hold of it.
        within: builds the items.
        length: of the list.
        most: it is not made longer.
        together: one item may be all that the list must contain; else each is one of its own.
        last: what it must contain comes behind what need not be there.
    """
    wanted: list[list[Schema]] = []
    for node in nodes:
        if "contains" in node:
            count = min(node.get("minContains", 1), _LARGEST)
            if together and wanted and count:
                wanted[0].append(node["contains"])
                count -= 1
            wanted += [[node["contains"]] for _ in range(count)]
    sparing = [node["contains"] for node in nodes if "maxContains" in node]
    unique = any(node.get("uniqueItems") for node in nodes)
    first = max((len(node.get("prefixItems", ())) for node in nodes), default=0)
    most = min(most, max(length, first) + len(wanted))
    found: list[Any] = []
    while len(found) < most and (wanted or len(found) < length):
        here = _schemas_at(len(found), nodes)
        here_first = last and len(found) + len(wanted) < length
        choices: list[list[Schema]] = [[*here, *each] for each in wanted]
        # What need not be contained, and may be so often only, is left out.
        choices += [[*here, *({"not": each} for each in sparing)]] if sparing else []
        choices.append(here)
        order = sorted(range(len(choices)), key=lambda each: here_first and each < len(wanted))
        for index in order:
            schemas = choices[index]
            value = _unlike(found, schemas, within, unique)
            if value is not MISSING:
                found.append(value)
                if index < len(wanted):
                    del wanted[index]
                break
        else:
            break
    return found


def _schemas_at(index: int, nodes: Nodes) -> list[Schema]:
    """What must hold of an item."""
    found: list[Schema] = []
    for node in nodes:
        first = node.get("prefixItems", ())
        if index < len(first):
            found.append(first[index])
        elif "items" in node:
            found.append(node["items"])
    return found


def _unlike(known: Sequence[Any], schemas: Sequence[Schema], within: Within, must: bool) -> Any:
    """The first value that is not known yet; if there is none, the first of all."""
    first = within.first(schemas)
    if not known or first is MISSING:
        return first
    for value in islice(within.values(schemas), _SOME + len(known)):
        if all(_differs(value, other) for other in known):
            return value
    return MISSING if must else first


def _differs(one: Any, other: Any) -> bool:
    return one != other or isinstance(one, bool) != isinstance(other, bool)


def texts(nodes: Nodes, _: Within | None = None) -> Iterator[str]:
    """Yield texts: as patterns and formats have them, else short ones; as long as they must be."""
    least = min(max((node.get("minLength", 0) for node in nodes), default=0), _LARGEST)
    most = min((node.get("maxLength", _LARGEST) for node in nodes), default=_LARGEST)
    patterns = [node["pattern"] for node in nodes if "pattern" in node]
    formats = [FORMATS[name] for node in nodes if (name := node.get("format")) in FORMATS]
    for pattern in patterns:
        yield from matching(pattern, least)
    for written in formats:
        yield from map(written, range(2))
        if written is FORMATS["date-time"]:
            yield from _WRITTEN
    yield from (text.ljust(least, "a")[:most] for text in _TEXTS)
    for pattern in patterns:
        yield from _counted(pattern, least, most)
    for written in formats:
        yield from map(written, range(2, _NUMBERED))
        yield from (f"{written(0)}{'a' * (least - len(written(0)))}", f"{'a' * 9}{written(0)}")
    if not patterns and not formats:
        width = max(least, 1)
        yield from (f"{number:0{width}}"[-most:] for number in range(3, _NUMBERED) if most)


def _counted(pattern: str, least: int, most: int) -> Iterator[str]:
    """Yield further texts that match a pattern, each in turn if what is repeated is as often."""
    longer = [each for each in (least, most) if each < _LARGEST]
    for more in dict.fromkeys((0, 1, 3, *longer)):
        known = numbered(pattern, more)
        if known is not None:
            yield from map(known.text, range(min(known.size, _NUMBERED)))


def numbers(nodes: Nodes, _: Within) -> Iterator[float]:
    """Yield numbers: small ones, those at bounds, multiples within them."""
    yield from (1, 2, 0)
    for node in nodes:
        for bounds in (node, node.get("not", {})):
            for bound in (bounds[name] for name in _BOUNDS if name in bounds):
                yield from (bound, bound + 1, bound - 1)
    yield from (10, -1, 0.5)
    yield from map(_plain, _multiples(nodes))


def _multiples(nodes: Nodes) -> Iterator[Fraction]:
    """Yield what is a multiple of all that is asked for, from the bounds on."""
    step = Fraction(1)
    steps = [Fraction(str(node["multipleOf"])) for node in nodes if "multipleOf" in node]
    if steps:
        below = lcm(*(each.denominator for each in steps))
        step = Fraction(lcm(*(int(each * below) for each in steps)), below)
    lowest = [node[name] for node in nodes for name in _LOWEST if name in node]
    highest = [node[name] for node in nodes for name in _HIGHEST if name in node]
    if lowest:
        first = ceil(Fraction(str(max(lowest))) / step)
        yield from (step * (first + each) for each in range(_NUMBERED // 2))
    if highest:
        last = floor(Fraction(str(min(highest))) / step)
        yield from (step * (last - each) for each in range(_NUMBERED // 2))
    if lowest and highest:
        yield (Fraction(str(max(lowest))) + Fraction(str(min(highest)))) / 2
    yield from (step * each for each in range(1, _NUMBERED))


def _plain(number: Fraction) -> float:
    return int(number) if number.denominator == 1 else float(number)


BUILDERS: Final[Mapping[str, Callable[[Nodes, Within], Iterator[Any]]]] = {
    "object": objects,
    "array": arrays,
    "string": texts,
    "integer": numbers,
    "number": numbers,
    "boolean": lambda *_: iter((True, False)),
    "null": lambda *_: iter((None,)),
}
"""By type, what yields values to try."""
