"""How a log is written: the headers, URLs and escapes around what is told.

Nothing of it says anything of messages, and all of it differs from record to record in real logs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final, NamedTuple

import orjson

from ..inventing.made_up_values import make_uuid
from ..inventing.members import shuffled
from ..inventing.varied_values import digits

Headers = dict[str, str]

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_NOISE: Final = 4_096
_LINEUPS: Final = 32
"""So many choices of headers are drawn beforehand."""
_STYLES: Final = ("plain",) * 5 + ("ascii", "ascii", "solidus", "html")
_HTML: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
_AGENTS: Final = (
    "curl/8.5.0",
    "okhttp/4.12.0",
    "Go-http-client/1.1",
    "python-requests/2.32.3",
    "Apache-HttpClient/4.5.14 (Java/17.0.9)",
    "Mozilla/5.0 (compatible; ExampleCallbacks/2.4; +https://example.com/bots?id=7)",
)
_TYPES: Final = (
    "application/json",
    "application/json; charset=utf-8",
    "application/json;odata=none",
)
_HOOKS: Final = (
    "https://customer.example.com/webhooks/status",
    "https://customer.example.com/webhooks/status?tenant=7",
    "https://hooks.example.net:8443/in/dlr",
    "http://192.0.2.17/dlr.php?source=callback&format=json&key=",
    "https://customer.example.com/api/v3/tenants/acme/messaging/receipts/",
)
_APIS: Final = (
    "https://api.example.com",
    "https://api.example.com",
    "https://eu-west-1.api.example.com/rest",
    "https://api.example.com:8443/gw/v2",
)
_MORE: Final = ("", "", "", "_={}", "trace={}&verbose=true", "fields=all&locale=pt-BR&ts={}")
"""What may stand in a query besides what is documented."""


class Sides(NamedTuple):
    """The headers of an exchange.

    Args:
        request: those of the request.
        response: those of the response.
    """

    request: Headers
    response: Headers


class Manner:
    """Writes records: draws, for each, what no document fixes.

    Args:
        seed: the same seed gives the same log.
        varied: headers, URLs and escapes vary; else there are no headers, and all is plain.
        shuffled: the members of each object come in any order.
    """

    def __init__(self, seed: int = 0, *, varied: bool = True, shuffled: bool = False) -> None:
        self.varied = varied
        self._shuffled = shuffled
        self._dice = Random(seed)
        self._style = "plain"
        if varied:
            self._noise = "".join(self._dice.choices(_LETTERS, k=_NOISE))
            self._lineups = {
                name: [self._lineup(*wanted) for _ in range(_LINEUPS)]
                for name, wanted in _WANTED.items()
            }

    def begin(self) -> None:
        """Begin another record."""
        if self.varied:
            self._style = self._dice.choice(_STYLES)

    def body(self, payload: Any) -> str:
        """Write the body of a request or response, as it went over the wire."""
        return self._written(payload) if self.varied else json.dumps(payload, ensure_ascii=False)

    def record(self, record: Any) -> str:
        """Write a record."""
        return self._written(shuffled(record, self._dice) if self._shuffled else record)

    def hook(self, plain: str) -> str:
        """Return the URL callbacks are sent to.

        Args:
            plain: what it is if nothing varies.
        """
        if not self.varied:
            return plain
        url = self._dice.choice(_HOOKS)
        return url if url[-1] not in "=/" else url + self.noise(8, 48)

    def asked(self, plain: str, path: str, query: str, host: str | None = None) -> str:
        """Return the URL a status is asked for at.

        Args:
            plain: the host if nothing varies.
            path: the documented path.
            query: the documented query, or empty.
            host: the documented host, if it is asked nowhere else.
        """
        only = f"https://{host}" if host else ""
        if not self.varied:
            return f"{only or plain}{path}{'?' * bool(query)}{query}"
        more = self._dice.choice(_MORE).format(digits(self._dice, 10))
        queries = "&".join(each for each in (query, more) if each)
        return f"{only or self._dice.choice(_APIS)}{path}{'?' * bool(queries)}{queries}"

    def headers(self, body: str, *, pushed: bool) -> Sides | None:
        """Draw the headers of an exchange; `None` if there are none.

        Args:
            body: what was sent, or answered.
            pushed: it was sent, by the provider; else it was asked for.
        """
        if not self.varied:
            return None
        length = str(len(body.encode()))
        request, response = ("push", "taken") if pushed else ("ask", "answer")
        return Sides(
            self._headers(request, length if pushed else ""),
            self._headers(response, "0" if pushed else length),
        )

    def noise(self, least: int, most: int) -> str:
        """Return letters without meaning, as a token has them, and how many is left to chance."""
        length = least + int(self._dice.random() * (most - least + 1))
        start = int(self._dice.random() * (_NOISE - length))
        return self._noise[start : start + length]

    def _written(self, value: Any) -> str:
        text = orjson.dumps(value).decode()
        if self._style == "plain":
            return text
        if self._style == "html":
            return text.translate(_HTML)
        if not text.isascii():
            text = json.dumps(value, separators=(",", ":"))
        return text.replace("/", "\\/") if self._style == "solidus" else text

    def _lineup(self, always: Mapping[str, _Header], perhaps: Mapping[str, _Header]) -> _Lineup:
        """Draw which headers there are, in which order, in capitals or not."""
        likely = self._dice.random()
        some = {name: make for name, make in perhaps.items() if self._dice.random() < likely}
        lineup = [*always.items(), *some.items()]
        self._dice.shuffle(lineup)
        title = self._dice.random() < 0.5
        return [(name.title() if title else name, make) for name, make in lineup]

    def _headers(self, name: str, length: str) -> Headers:
        lineup = self._dice.choice(self._lineups[name])
        return {name: make(self, self._dice, length) for name, make in lineup}


_Header = Callable[[Manner, Random, str], str]
_Lineup = list[tuple[str, _Header]]


def _one_of(*values: str) -> _Header:
    return lambda _, dice, __: values[int(dice.random() * len(values))]


def _bearer(manner: Manner, dice: Random, _: str) -> str:
    if dice.random() < 0.4:
        return f"Bearer {manner.noise(20, 64)}"
    return f"Bearer {manner.noise(36, 90)}.{manner.noise(80, 700)}.{manner.noise(43, 342)}"


def _signature(manner: Manner, dice: Random, _: str) -> str:
    chance = dice.random()
    if chance < 0.4:
        return f"sha256={dice.getrandbits(256):064x}"
    if chance < 0.7:
        return f"t={digits(dice, 10)},v1={dice.getrandbits(160):040x}"
    return manner.noise(27, 88)


def _request_id(manner: Manner, dice: Random, _: str) -> str:
    return make_uuid(dice, 0) if dice.random() < 0.5 else manner.noise(8, 40)


def _trace(_: Manner, dice: Random, __: str) -> str:
    return f"00-{dice.getrandbits(128):032x}-{dice.getrandbits(64):016x}-01"


def _forwarded(_: Manner, dice: Random, __: str) -> str:
    hops = 1 + int(dice.random() * 3)
    return ", ".join(f"192.0.2.{int(dice.random() * 256)}" for _ in range(hops))


_BODY: Final[dict[str, _Header]] = {
    "content-type": _one_of(*_TYPES),
    "content-length": lambda _, __, length: length,
}
_SAID: Final[dict[str, _Header]] = {
    "user-agent": _one_of(*_AGENTS),
    "accept": _one_of("*/*", "application/json", "application/json, text/plain;q=0.9"),
    "accept-encoding": _one_of("gzip", "gzip, deflate", "gzip, deflate, br, zstd", "identity"),
    "authorization": _bearer,
    "x-request-id": _request_id,
    "traceparent": _trace,
    "connection": _one_of("keep-alive", "close"),
}
_ANSWERED: Final[dict[str, _Header]] = {
    "server": _one_of("nginx", "envoy", "Apache/2.4.58 (Ubuntu)"),
    "x-request-id": _request_id,
    "cache-control": _one_of("no-store", "private, max-age=0, must-revalidate"),
    "etag": lambda manner, _, __: f'W/"{manner.noise(6, 32)}"',
}
_WANTED: Final[dict[str, tuple[dict[str, _Header], dict[str, _Header]]]] = {
    "push": (_BODY, {**_SAID, "x-signature": _signature, "x-forwarded-for": _forwarded}),
    "taken": ({}, {**_ANSWERED, "content-length": _BODY["content-length"]}),
    "ask": ({"authorization": _bearer}, _SAID),
    "answer": (_BODY, _ANSWERED),
}
"""By what is sent: headers that are always there, and such as may be."""

PLAIN: Final = Manner(varied=False)
"""Nothing varies."""
