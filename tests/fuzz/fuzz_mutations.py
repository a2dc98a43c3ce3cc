"""Damage to a log, as disks, networks, editors and enemies do it; the dice decide."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random

TOKENS = (
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\n", b"\r\n", b" ", b"\0", b"\xff"),
    *(b"null", b"true", b"NaN", b"-Infinity", b"-1e400", b"1" * 400, b'"\\ud800"', b"\xc2\xa0"),
    *(b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\x1b[31m", b"6", b'"6"', b"6.0", b"[]", b"{}", b'""'),
    *(
        b"\x1f\x8b",
        b"\x28\xb5\x2f\xfd",
        b"\xff\xfe",
        b"18446744073709551616",
        b"-9223372036854775809",
    ),
    *(b"9999-12-31T23:59:59Z", b"9999-12-31T23:59:60-23:59", b"0000-01-01T00:00:00Z"),
    *(b"0001-01-01T00:00:00+23:59", b"253402300800000", b"-62135596800001"),
    *(b"- ", b"*a", b"&a ", b"!!int ", b"<<: ", b"? ", b"---\n", b"interactions:\n", b"|\n", b"%"),
    *(b'{"log":{"entries":[', b'{"interactions":[', b'"request":', b'"response":', b'"body":'),
)


def mutate(dice: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Return a log with some damage.

    Args:
        dice: what decides.
        data: the log.
        others: logs it may be spliced with.
    """
    for _ in range(dice.choice((1, 1, 1, 2, 3, 5, 8))):
        data = dice.choice(_DAMAGES)(dice, data, others)
    return data[:_LONGEST]


_LONGEST = 2**17


def _range(dice: Random, data: bytes, longest: int = 60) -> tuple[int, int]:
    begin = dice.randrange(len(data) + 1)
    return begin, min(len(data), begin + dice.randrange(1, longest))


def _flip(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    if not data:
        return data
    changed = bytearray(data)
    for _each in range(dice.choice((1, 1, 2, 8))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _swap(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    if len(data) < 2:
        return data
    changed = bytearray(data)
    here, there = dice.randrange(len(changed)), dice.randrange(len(changed))
    changed[here], changed[there] = changed[there], changed[here]
    return bytes(changed)


def _cut(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    begin, end = _range(dice, data, 400)
    return data[:begin] + data[end:]


def _truncate(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _double(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    begin, end = _range(dice, data, 400)
    return data[:end] + data[begin:end] * dice.choice((1, 1, 1, 9)) + data[end:]


def _move(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    begin, end = _range(dice, data, 200)
    rest = data[:begin] + data[end:]
    where = dice.randrange(len(rest) + 1)
    return rest[:where] + data[begin:end] + rest[where:]


def _splice(dice: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = dice.choice(others)
    begin, end = _range(dice, other, 2_000)
    where, until = _range(dice, data)
    return data[:where] + other[begin:end] + data[until if dice.random() < 0.5 else where :]


def _insert(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    begin, end = _range(dice, data)
    return data[:begin] + dice.choice(TOKENS) + data[end if dice.random() < 0.5 else begin :]


def _nest(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Put something deep where a value stands: behind a colon, mostly."""
    depth = dice.choice((2, 30, 101, 128, 199, 200, 254, 255, 256, 990, 1023, 1024, 1025, 10_000))
    opening, closing = dice.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"- ", b""), (b"[{", b"}]")))
    where = data.find(b":", dice.randrange(len(data) + 1)) + 1
    deep = opening * depth + b"1" * (dice.random() < 0.5)
    deep += closing * (depth if dice.random() < 0.7 else dice.randrange(depth))
    end = _range(dice, data)[1] if dice.random() < 0.3 else where
    return data[:where] + deep + data[max(end, where) :]


_Damage = Callable[[Random, bytes, Sequence[bytes]], bytes]
_DAMAGES: tuple[_Damage, ...] = (
    *(_flip, _flip, _swap, _cut, _truncate, _double, _move, _splice, _splice, _insert, _insert),
    _nest,
)


def mutate_lifecycle(dice: Random, data: bytes, others: Sequence[bytes], joint: bytes) -> bytes:
    """Return a lifecycle file and its schema with other values in some places.

    Args:
        dice: what decides.
        data: both, one behind the other.
        others: what they may be spliced with, now and then.
        joint: what stands between the two.
    """
    if dice.random() < 0.1:
        return mutate(dice, data, others)
    toml, _, schema = data.partition(joint)
    for _each in range(dice.choice((1, 1, 2, 3))):
        if dice.random() < 0.5:
            toml = _other_line(dice, toml)
        else:
            schema = _other_value(dice, schema)
    return toml + joint + schema


def _other_line(dice: Random, toml: bytes) -> bytes:
    lines = toml.split(b"\n")
    where = dice.randrange(len(lines))
    name, equals, _ = lines[where].partition(b" = ")
    kind = dice.randrange(5)
    if kind == 0:
        del lines[where]
    elif kind == 1:
        lines.insert(dice.randrange(len(lines)), lines[where])
    elif kind == 2 and equals:
        lines[where] = name + equals + dice.choice(lines).partition(b" = ")[2]
    elif kind == 3:
        lines.insert(where, dice.choice(_LINES))
    elif equals:
        lines[where] = name + equals + dice.choice(_TOML_VALUES)
    return b"\n".join(lines)


def _other_value(dice: Random, schema: bytes) -> bytes:
    try:
        root = json.loads(schema)
    except ValueError:
        return schema
    here, steps = root, dice.randrange(6)
    while isinstance(here, dict) and here and steps:
        key = dice.choice(sorted(here))
        if not isinstance(here[key], dict) or steps == 1:
            break
        here, steps = here[key], steps - 1
    if not isinstance(here, dict):
        return json.dumps(dice.choice(_JSON_VALUES)).encode()
    key = dice.choice([*sorted(here), *_KEYWORDS])
    here[key] = dice.choice(_JSON_VALUES)
    return json.dumps(root).encode()


_TOML_VALUES = (
    *(b'""', b'"x"', b"1", b"-1", b"1.5", b"nan", b"inf", b"true", b"[]", b"{}", b'[""]', b"[[]]"),
    *(
        b'"/"',
        b'"/a"',
        b'"any"',
        b'"start"',
        b'["sent", "sent"]',
        b'"../../etc/passwd"',
        b'"\\u0000"',
    ),
    *(b'"http://example.com/x.json"', b"1979-05-27", b"07:32:00", b"9" * 5_000, b"[" * 2_000),
    *(
        b'{ "$ref" = "http://example.com/" }',
        b'{ "$ref" = "#" }',
        b'{ pattern = "(" }',
        b"0x" + b"f" * 99,
    ),
    *(
        b'{ type = "nothing" }',
        b'"missing.json"',
        b'"made.schema.json#/$defs/none"',
        b'"made.toml"',
    ),
    *(
        b'"made.schema.json#/properties/id"',
        b"{ a = " * 1_500,
        b'[["x", "sent"]]',
        b'"."',
        b'"\xff"',
    ),
)
_LINES = (
    *(b'[[variants]]\nname = "a"\ntitle = "A"', b'sensitive = ["/from"]', b"reopens = true"),
    *(b"key_by_variant = true", b'only = ["a"]', b'variant = "/kind"', b'values = [["1", "sent"]]'),
    *(b'previous = "/before"', b'version = "/v"', b'items = ["/all"]', b"changes_only = true"),
    *(
        b'canonical = "SENT"',
        b"final = true",
        b"[[rules]]",
        b"[[relations]]",
        b"[a]",
        b"[[states]]",
    ),
)
_JSON_VALUES = (
    *(
        None,
        True,
        0,
        -1,
        10**30,
        1.5,
        "",
        "x",
        "(",
        "[",
        [],
        [[]],
        {},
        {"$ref": "#"},
        "#/$defs/none",
    ),
    *({"$ref": "http://example.com/"}, {"$ref": "#/$defs/id"}, {"pattern": "("}, {"type": "none"}),
    *(
        {"type": ["string", "string"]},
        {"$dynamicRef": "#x"},
        {"$id": "http://example.com/", "$ref": "y"},
    ),
    *({"format": "regex"}, {"$anchor": "a"}, {"$ref": "#a"}, ["x", "x"]),
    *({"pattern": "(a+)+$"}, {"pattern": "^\\p{Lu}+$"}, {"patternProperties": {"(a+)+$": True}}),
)
_JSON_VALUES += (json.loads('{"not":' * 150 + "{}" + "}" * 150), json.loads("[" * 600 + "]" * 600))
_KEYWORDS = (
    *("$ref", "$dynamicRef", "$id", "$schema", "$defs", "$anchor", "$vocabulary", "allOf", "if"),
    *("then", "items", "prefixItems", "required", "enum", "const", "pattern", "patternProperties"),
    *("properties", "dependentRequired", "unevaluatedProperties", "minimum", "multipleOf", "title"),
    *("description", "type", "format", "not", "oneOf", "maxLength", "contains", "propertyNames"),
)
