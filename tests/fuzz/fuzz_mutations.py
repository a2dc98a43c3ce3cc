"""Damage to a log, as disks, networks, editors and enemies do it; the dice decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

TOKENS = (
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\n", b"\r\n", b" ", b"\0", b"\xff"),
    *(b"null", b"true", b"NaN", b"-Infinity", b"-1e400", b"1" * 400, b'"\\ud800"', b"\xc2\xa0"),
    *(b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\x1b[31m", b"6", b'"6"', b"6.0", b"[]", b"{}", b'""'),
    *(b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"18446744073709551616", b"-9223372036854775809"),
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
