"""What stands around payloads: nothing, or the envelope of a capture; decoded with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple, Union
from urllib.parse import unquote

import msgspec
from msgspec import UNSET, UnsetType

from ..columns.columns import Column, Members
from ..columns.decoder import Decoder
from ..columns.names import learn_names
from ..columns.time_column import Times, read_received
from ..observing.endpoints import Endpoints
from ..reading.bodies import header
from ..reading.envelope import URLENCODED, decoded_body
from ..reading.forms import read_form

_MEMORY: Final = 20_000
_SAMPLE: Final = 64
_FEW: Final = 48
"""If of so many requests no more differ, only the different ones are looked at."""
_PLAIN: Final = r"[A-Za-z0-9._~%:@!$&'()*+,;=-]+"
"""The last part of a path, as clients write it."""

Side = Literal["request", "response"]


class Around(NamedTuple):
    """What is told around payloads, a row each.

    Args:
        payloads: the payloads.
        received: when they were received, in microseconds (UTC), or `UNTOLD`; `None` for all.
        codes: columns of what else a judgement may depend on.
        asked: the keys that were asked for, where any was.
    """

    payloads: Column
    received: Times | None
    codes: Sequence[Column]
    asked: Column | None


class Bare:
    """Payloads by themselves."""

    def decoder(self, payload: Any) -> Decoder:
        """Return what decodes lines that hold a payload."""
        return msgspec.json.Decoder(payload)

    def open(self, records: Sequence[Any]) -> Around:
        """Return what is told around payloads."""
        return Around(list(records), None, (), None)

    def payload(self, record: dict[str, Any]) -> dict[str, Any] | None:
        """Return the payload of a record."""
        return record

    def unfolded(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return a record with its payload in the place of a text that holds it: as it is."""
        return record

    def unfold(self, records: Sequence[Any]) -> list[int]:  # noqa: ARG002 # as envelopes do
        """Decode bodies that are text: there are none."""
        return []

    def learn(self, record: dict[str, Any]) -> bool:  # noqa: ARG002 # as envelopes do
        """Say whether a record taught anything; a payload never does."""
        return False


class Enveloped:
    """Payloads in the envelope of a capture.

    What an envelope holds besides what is read must be sound JSON, and is otherwise left alone;
    its names are learned, since what is skipped would not be looked at.

    Args:
        side: where payloads stand.
        endpoints: what tells whether anything was asked for.
        text: bodies there are text: JSON, or a form.
    """

    def __init__(self, side: Side, endpoints: Endpoints, *, text: bool = False) -> None:
        self.side = side
        self._text = text
        self._body = attrgetter(side)
        self._endpoints = endpoints
        self._learned: dict[str, dict[str, None]] = {"": {}, "request": {}, "response": {}}
        self._parts = _parts_of(endpoints.parameters)
        self._before = tuple(before for before, _ in endpoints.affixes if before)
        self._behind = tuple(behind for before, behind in endpoints.affixes if not before)
        self._routes: dict[_Shape, _Route] = {}
        self._numbers: dict[Any, int] = {}

    def decoder(self, payload: Any) -> Decoder:
        """Return what decodes lines that hold an envelope around a payload.

        Bodies that are text are to be unfolded then.
        """
        if self._text:
            self._type = payload
            self._inner = msgspec.json.Decoder(payload)
            payload = str
        empty = Union[Literal[""], None, UnsetType]  # noqa: UP007 # a type that is made
        text = Union[str, None, UnsetType]  # noqa: UP007
        request = self._structure(
            "request",
            [
                ("method", text, UNSET),
                ("url", text, UNSET),
                ("headers", Any, UNSET),
                *(
                    [("body", payload, _NEEDED)]
                    if self.side == "request"
                    else [("body", empty, UNSET)]
                ),
            ],
        )
        response = self._structure(
            "response",
            [
                ("status", Union[int, None, UnsetType], UNSET),  # noqa: UP007
                ("headers", Any, UNSET),
                *(
                    [("body", payload, _NEEDED)]
                    if self.side == "response"
                    else [("body", empty, UNSET)]
                ),
            ],
        )
        outer = Union[response, None, UnsetType] if self.side == "request" else response  # noqa: UP007
        envelope = self._structure(
            "",
            [
                ("request", request, _NEEDED),
                ("received_at", Any, UNSET),
                ("provider", Any, UNSET),
                ("response", outer, UNSET if self.side == "request" else _NEEDED),
            ],
        )
        return msgspec.json.Decoder(envelope)

    def _structure(self, where: str, fields: list[tuple[str, Any, Any]]) -> type[Any]:
        known = {name for name, *_ in fields}
        others = [name for name in self._learned[where] if name not in known]
        rename = {f"other{index}": name for index, name in enumerate(others)}
        needed = [(name, kind) for name, kind, default in fields if default is _NEEDED]
        optional = [field for field in fields if field[2] is not _NEEDED]
        optional += [(attribute, Any, UNSET) for attribute in rename]
        return msgspec.defstruct(
            f"Envelope_{where}",
            [*needed, *optional],
            rename=rename,
            forbid_unknown_fields=True,
            gc=False,
        )

    def payload(self, record: dict[str, Any]) -> dict[str, Any] | None:
        """Return the payload of a record, if it is an object, or text that holds one."""
        exchange = record.get(self.side)
        body = decoded_body(exchange) if isinstance(exchange, dict) else None
        return body if isinstance(body, dict) else None

    def unfolded(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return a record with its payload in the place of a text that holds it."""
        payload = self.payload(record)
        return (
            record
            if payload is None
            else {**record, self.side: {**record[self.side], "body": payload}}
        )

    def unfold(self, records: Sequence[Any]) -> list[int]:
        """Decode bodies that are text, in place; return the numbers of those the type refuses."""
        refused: list[int] = []
        if not self._text:
            return refused
        for number, exchange in enumerate(map(self._body, records)):
            body = exchange.body
            try:
                if body.startswith("{"):
                    exchange.body = self._inner.decode(body)
                else:
                    exchange.body = msgspec.convert(_form(exchange), self._type)
            except (msgspec.MsgspecError, ValueError, RecursionError):
                refused.append(number)
        return refused

    def learn(self, record: dict[str, Any]) -> bool:
        """Learn the names of further members; say whether any is new."""
        new = False
        for where, names in self._learned.items():
            inner = record.get(where) if where else record
            new = learn_names(names, inner if isinstance(inner, dict) else ()) or new
        return new

    def open(self, records: Sequence[Any]) -> Around:
        """Return what is told around payloads."""
        around = Members(records)
        side = requests = Members(around.of("request"))
        routes, asked = self._routed(requests.of("method"), requests.of("url"))
        named = [each if each.__class__ is str else None for each in around.of("provider")]
        codes = [routes, named]
        if self.side == "response":  # an answer to a callback says nothing of it
            side = Members(around.of("response"))
            codes.append(side.of("status"))
        return Around(side.of("body"), read_received(around.of("received_at")), codes, asked)

    def _routed(self, methods: Column, urls: Column) -> tuple[Column, Column | None]:
        """What requests ask for, by number, and the keys that are asked for, if any is."""
        if len(set(urls[:_SAMPLE])) > _FEW or len(set(methods)) > 1:
            numbers, keys = self._found(methods, urls)
            return numbers, keys if any(numbers) else None
        distinct = list(dict.fromkeys(urls))
        told = [
            dict(zip(distinct, each, strict=True))
            for each in self._found(methods[: len(distinct)], distinct)
        ]
        numbers, keys = (list(map(each.__getitem__, urls)) for each in told)
        return numbers, keys if any(told[0].values()) else None

    def _found(self, methods: Column, urls: Column) -> tuple[Column, Column]:
        """What each of some requests asks for, and the key that it asks for."""
        parted = self._parted(methods, urls)
        if parted is None:
            routes = [*map(self._route, methods, urls)]
            return [number for number, _ in routes], [key for _, key in routes]
        names, shapes = parted
        known = {shape: self._of_shape(*shape) for shape in set(shapes)}
        return (
            [known[shape][0] for shape in shapes],
            [
                name if known[shape][1] == _ANY else known[shape][1]
                for name, shape in zip(names, shapes, strict=True)
            ],
        )

    def _parted(self, methods: Column, urls: Column) -> tuple[list[str], list[_Shape]] | None:
        """The last names of the paths of requests, and all else that counts, if all are plain."""
        parts = self._parts(urls)
        if parts is None:
            return None
        heads, names, asked = parts
        if {*map(type, methods)} != {str}:
            return None
        # Where a path ends in what is no name of an endpoint, any such end leads to the same.
        named = self._naming(set(names))
        ends = [name if name in named else _ANY for name in names] if named else [_ANY] * len(names)
        shapes = list(zip(methods, heads, ends, asked, strict=True))
        return _unquoted(names), shapes

    def _naming(self, ends: set[str]) -> set[str]:
        """Those ends of paths that may name an endpoint."""
        named = ends & self._endpoints.last_names
        if self._before or self._behind:
            before, behind = self._before, self._behind
            named |= {end for end in ends if end.startswith(before) or end.endswith(behind)}
        return named

    def _of_shape(self, method: str, head: str, end: str, asked: str) -> _Route:
        """What is asked for where a path ends in a name, or in any key."""
        shape = (method, head, end, asked)
        known = self._routes.get(shape)
        if known is None:
            if len(self._routes) >= _MEMORY:
                self._routes.clear()
            known = self._routes[shape] = self._route(method, f"{head}/{end}?{asked}")
        return known

    def _route(self, method: Any, url: Any) -> _Route:
        if method.__class__ is not str or url.__class__ is not str:
            return _NOWHERE
        asked = self._endpoints.find(method, url)
        if asked is None:
            return _NOWHERE
        name = (id(asked.endpoint), id(asked.observer), asked.named, asked.mistake)
        return self._numbers.setdefault(name, len(self._numbers) + 1), asked.key


def _unquoted(names: Sequence[str]) -> list[str]:
    """Undo the percent signs of names, none of which holds an end of a line."""
    joined = "\n".join(names)
    if "%" not in joined:
        return list(names)
    found = unquote(joined).split("\n")  # much sooner done than each by itself
    return found if len(found) == len(names) else list(map(unquote, names))


def _form(exchange: Any) -> dict[str, str]:
    """The fields of a body that is a form, and nothing else.

    Raises:
        ValueError: it is none.
    """
    declared = (header(exchange.headers, "content-type") or "").lower()
    told = exchange.body[:1]
    fields = read_form(exchange.body, declared=URLENCODED in declared)
    if fields is None or "json" in declared or not (told.isascii() and told.isalpha()):
        raise ValueError("no form")
    return dict(fields)


_Route = tuple[int, str | None]
"""What a request asks for: a number for each endpoint and variant, 0 for none; and a key."""
_Shape = tuple[str, str, str, str]
"""The method of a request, its path in two parts, the last name or any, and what else is read."""


_Parts = tuple[Sequence[str], Sequence[str], Sequence[str]]
"""Of some URLs the paths but for their last names, these, and the parameters that are read."""


def _parts_of(parameters: Iterable[str]) -> Callable[[Column], _Parts | None]:
    """Return what takes URLs apart, if all are as clients write them.

    Args:
        parameters: those of queries that are read; a URL with two of them is not taken apart.
    """
    text = "[A-Za-z0-9._~=:,@-]*"
    names = "|".join(map(re.escape, parameters))
    read = f"(?:{names})(?=[=&]|$)" if names else "(?!)"
    other = f"(?!{read}){text}"
    query = f"(?:{other}&){{0,50}}+(?:({read}{text})(?:&{other}){{0,50}}+|{other})"
    known, plain = re.compile(query).fullmatch, re.compile(_PLAIN).fullmatch

    def parts(urls: Column) -> _Parts | None:
        if {*map(type, urls)} != {str} or "\n" in "".join(urls):
            return None
        ways, _, queries = zip(*[url.partition("?") for url in urls], strict=True)
        heads, _, ends = zip(*[way.rpartition("/") for way in ways], strict=True)
        asked = {query: known(query) for query in set(queries)}
        told = {query: found[1] or "" for query, found in asked.items() if found is not None}
        # A way without a slash is all its last name, which has a head then.
        if len(told) < len(asked) or not all(heads) or not all(ends) or not plain("".join(ends)):
            return None
        return heads, ends, [told[query] for query in queries]

    return parts


_NOWHERE: Final[_Route] = (0, None)
_ANY: Final = "any-key-whatever-7f3a91"
"""Stands for a key; no path has it by chance."""
_NEEDED: Final = object()
