"""Exchanges with a documented endpoint: what was asked, for which message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from ...spec import Around, Endpoint, Grounds, Lifecycle, did_you_mean
from ..reading import Capture, Problem
from ..results.finding import Key
from .items import Item, payloads_of
from .observer import Observer
from .recognition import Found

_KNOWN: Final = 4096
"""Of so many requests it is remembered what they ask for: one message is asked for again."""
_LONGEST: Final = 1000
"""A longer URL is not remembered."""
_PLAIN: Final = re.compile(
    r"https?://([\w.-]+)(?::\d+)?(/[\w./~%-]*)(?:\?([\w=&%+.~-]*))?", re.ASCII | re.IGNORECASE
)
"""What most URLs are like; any other is taken apart with more care."""
_VARYING: Final = re.compile(r"[{](?:key|[*])[}]")
"""What stands in a documented path for what varies."""


class Asked(NamedTuple):
    """A request to a documented endpoint.

    Args:
        endpoint: the endpoint.
        key: the message asked for, if the path names one.
        observers: what reads an answer, by variant.
        observer: what reads this one, or would, were there no mistake.
        named: the answer has to name its variant.
        mistake: what is wrong with the request, or empty.
    """

    endpoint: Endpoint
    key: str | None
    observers: dict[str | None, Observer]
    observer: Observer
    named: bool
    mistake: str

    @property
    def message(self) -> Key | None:
        """The message asked for; `None` where the key that was asked for is but a part of one."""
        if self.key is None or len(self.observer.form.keys) > 1:
            return None
        return (self.key,)

    def payloads(self, answer: Any) -> Sequence[Item]:
        """Return what the answer tells of."""
        return payloads_of(answer, self.observer.form.items)

    def reads(self, payload: Any, around: Around = ()) -> Observer | None:
        """Return what reads one payload of the answer; `None` if nothing says which variant."""
        form = self.observer.form
        if not self.named or form.variant is None:
            return self.observer
        value = form.variant_of(payload, around)
        return self.observers.get(value) if isinstance(value, str) else None

    def told(self, capture: Capture) -> Sequence[Found]:
        """Return the payloads of an answer; none if it failed, or cannot be read."""
        answer = capture.answer
        if not self.endpoint.answered_by(capture.status) or isinstance(answer, Problem):
            return ()
        return [Found(*each, self.observer) for each in self.payloads(answer)]

    def contradiction(self, found: Found) -> str:
        """Say that a payload of the answer names something else than was asked; empty if not.

        Spellings that are aliases of each other name the same. What names nothing usable is left
        to who reads the payload.

        Args:
            found: a payload of the answer. What another API answers was not asked for by this key.
        """
        reader = found.observer
        if isinstance(reader, Problem) or reader.family != self.observer.family:
            return ""
        key, variant = reader.names(found.payload, found.around)
        if key is not None and self.key is not None and self.key not in key:
            return f"asked for {self.key!r}, answered about {'/'.join(key)!r}"
        asked = self.observer.lifecycle.variant
        if not self.named and variant != asked and variant in self.observers:
            return f"asked for {asked}, answered about {variant}"
        return ""


def grounds_of(status: int, asked: Asked) -> Grounds:
    """Return where it is told what an answer's HTTP status means, or at least of the request."""
    return next(answer_grounds(asked.observer.lifecycle, status), asked.endpoint.grounds)


def answer_grounds(lifecycle: Lifecycle, status: int) -> Iterator[Grounds]:
    """Yield the grounds of each rule about an answer's HTTP status."""
    return (rule.grounds for rule in lifecycle.rules if rule.answer == status)


class _Place(NamedTuple):
    endpoint: Endpoint
    pattern: re.Pattern[str]
    observers: dict[str | None, Observer]


class Endpoints:
    """Finds the documented endpoint of an exchange.

    Args:
        observers: every form of every lifecycle that may be in the logs.
    """

    def __init__(self, observers: Sequence[Observer]) -> None:
        self._observers = observers
        self._known = lru_cache(maxsize=_KNOWN)(self._find)

    @cached_property
    def _places(self) -> tuple[_Place, ...]:
        places: dict[tuple[str, str], _Place] = {}
        for observer in self._observers:
            lifecycle = observer.lifecycle
            for endpoint in lifecycle.endpoints:
                if endpoint.form == observer.form.name:
                    key = (lifecycle.family, endpoint.name)
                    place = places.setdefault(key, _Place(endpoint, _pattern(endpoint.path), {}))
                    place.observers[lifecycle.variant] = observer
        # Of two that fit, the one that says more goes first: {key}.json before {key}.
        return tuple(sorted(places.values(), key=lambda each: -_told(each.endpoint)))

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The parameters of queries that are looked at."""
        return frozenset(place.endpoint.variant for place in self._places if place.endpoint.variant)

    @cached_property
    def last_names(self) -> frozenset[str]:
        """With which names a path may end that is documented, besides what varies."""
        return frozenset(end for end in self._ends if "{" not in end)

    @cached_property
    def affixes(self) -> tuple[tuple[str, str], ...]:
        """What may stand before and behind what varies in the end of a path, the longest first."""
        varying = (_VARYING.split(end) for end in self._ends if "{" in end)
        found = {(before, behind) for before, behind in varying if before or behind}
        return tuple(sorted(found, key=lambda each: (-len("".join(each)), each)))

    @property
    def _ends(self) -> Iterator[str]:
        return (place.endpoint.path.rpartition("/")[2] for place in self._places)

    def find(self, method: str, url: str) -> Asked | None:
        """Return what a request asked for; `None` if no endpoint is documented there."""
        return self._known(method, url) if len(url) <= _LONGEST else self._find(method, url)

    def _find(self, method: str, url: str) -> Asked | None:
        plain = _PLAIN.fullmatch(url)
        if plain is not None:
            host, path, query = plain.groups("")
        else:
            try:
                parts = urlsplit(url)
                host, path, query = parts.hostname or "", parts.path, parts.query
            except ValueError:
                return None
        host = host.lower()
        for place in self._places:
            match = place.pattern.fullmatch(path)
            if match and method.upper() == place.endpoint.method and place.endpoint.serves(host):
                key = match.groupdict().get("key")
                keys = next(iter(place.observers.values())).keys
                return _asked(place, keys.spelled(unquote(key)) if key else None, query)
        return None


def _told(endpoint: Endpoint) -> int:
    """How much an endpoint says of a URL."""
    return len(_VARYING.sub("", endpoint.path)) + len(endpoint.host or "")


def _pattern(path: str) -> re.Pattern[str]:
    """The path may stand behind any prefix."""
    documented = re.escape(path).replace(re.escape("{key}"), "(?P<key>[^/]+)")
    documented = documented.replace(re.escape("{*}"), "[^/]+")
    return re.compile(rf"(?:/[^/]+)*?{documented}/?")


def _asked(place: _Place, key: str | None, query: str) -> Asked:
    endpoint, observers = place.endpoint, place.observers
    first = next(iter(observers.values()))
    if endpoint.variant is None:
        return Asked(endpoint, key, observers, observers.get(None) or first, True, "")
    given = _given(query) if len(query) <= _LONGEST else _given.__wrapped__(query)
    values = given.get(endpoint.variant, [])
    if len(values) == 1 and values[0] in observers:
        return Asked(endpoint, key, observers, observers[values[0]], False, "")
    known = [str(name) for name in observers]
    if not values:
        mistake = f"the request lacks its parameter {endpoint.variant!r}"
    elif len(values) > 1:
        mistake = f"the request has its parameter {endpoint.variant!r} {len(values)} times"
    else:
        hint = did_you_mean(values[0], known)
        mistake = f"the request's {endpoint.variant!r} is none that is documented{hint}"
    return Asked(endpoint, key, observers, observers.get(None) or first, True, mistake)


@lru_cache(maxsize=64)  # of a URL, its query is most often that of others
def _given(query: str) -> dict[str, list[str]]:
    return parse_qs(query)
