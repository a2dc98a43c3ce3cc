"""Places in which lines hold payloads: what stands around them, line by line."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Around = Callable[[int, str], str]
"""A line around a payload, by its number and the payload's JSON."""
_BEGIN = datetime(2026, 3, 1, 10, tzinfo=UTC)


def _at(number: int) -> datetime:
    return _BEGIN + timedelta(seconds=number)


def _iso(number: int) -> str:
    return _at(number).isoformat().replace("+00:00", "Z")


def _spaced(number: int) -> str:
    return f"{_at(number):%Y-%m-%d %H:%M:%S},5"


def _ms(number: int) -> int:
    return int(_at(number).timestamp() * 1000)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "replace")).decode()


def nginx(text: str) -> str:
    """A text as nginx writes it into a log."""
    return text.replace("\\", r"\x5C").replace('"', r"\x22")


PLACES: dict[str, Around] = {
    "a member": lambda n, p: f'{{"level": "info", "time": "{_iso(n)}", "body": {p}, "pid": {n}}}',
    "a member, the time in milliseconds": lambda n, p: f'{{"time": {_ms(n)}, "body": {p}}}',
    "a member of a member": lambda n, p: (
        f'{{"at": "{_spaced(n)}", "http": {{"in": {p}, "n": {n}}}}}'
    ),
    "a member, other members each time": lambda n, p: f'{{"k{n}": [1, {{"x": 1e3}}], "body": {p}}}',
    "a text": lambda n, p: f'{{"log": {_text(p)}, "stream": "out", "time": "{_iso(n)}"}}',
    "a text, in ASCII": lambda n, p: f'{{"log": {json.dumps(p)}, "time": "{_iso(n)}"}}',
    "a text with an end of line": lambda n, p: f'{{"log": {_text(p + chr(10))}}}',
    "behind text in a member": lambda n, p: (
        f'{{"msg": {_text("got " + p)}, "ts": {_ms(n) / 1000}}}'
    ),
    "a member in a text": lambda n, p: (
        f'{{"log": {_text(f"""{{"at": "{_iso(n)}", "body": {p}}}""")}, "n": {n}}}'
    ),
    "a text in a text": lambda n, p: (
        f'{{"log": {_text(f"""{{"at": "{_iso(n)}", "body": {_text(p)}}}""")}, "n": {n}}}'
    ),
    "behind a time": lambda n, p: f"{_iso(n)} INFO [web-{n}] callback {p}",
    "behind brackets": lambda n, p: f"[{_spaced(n)}] INFO: {p}",
    "behind a zone": lambda n, p: f"{_at(n):%Y-%m-%d %H:%M:%S} +0000 é {p}",
    "behind a request": lambda n, p: f"10.0.0.1 - - [{_at(n):%d/%b/%Y:%H:%M:%S} +0000] POST {p}",
    "behind a method": lambda n, p: f"POST /status HTTP/1.1 {n} {p}",
    "between texts": lambda n, p: f"INFO got {p} in {n} ms",
    "before a time": lambda n, p: f"INFO got {p} at {_iso(n)}",
    "a member behind text": lambda n, p: f'web-1 | {{"at": "{_iso(n)}", "body": {p}}}',
    "a text behind text": lambda n, p: f'web-1 | {{"at": "{_iso(n)}", "body": {_text(p)}}}',
    "in quotes": lambda n, p: f'time={_iso(n)} msg="callback received" body={_text(p)}',
    "in quotes, more behind": lambda n, p: f"time={_iso(n)} body={_text(p)} level=info",
    "as Python shows bytes": lambda n, p: f"{_iso(n)} got {p.encode('ascii', 'replace')!r}",
    "as Python shows texts": lambda n, p: f"{_iso(n)} got {p!r}",
    "as nginx writes texts": lambda n, p: f'1.2.3.4 [{_iso(n)}] "POST /" body="{nginx(p)}"',
    "in base64": lambda n, p: f'{{"at": "{_iso(n)}", "data": "{_base64(p)}"}}',
    "before another object": lambda n, p: f'INFO got {p} {{"at": "{_iso(n)}"}}',
    "coloured": lambda n, p: f"\x1b[32mINFO\x1b[0m {_iso(n)} {p}",
    "with Windows' ends": lambda n, p: f"[{_iso(n)}] {p}\r",
    "in a list behind text": lambda n, p: f"{_iso(n)} got [{p}]",
    "a list": lambda n, p: f'{{"time": "{_iso(n)}", "body": [{p}]}}',
}
