"""Exchanges with a documented endpoint: what was asked, for which message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from ...spec import Endpoint, did_you_mean
from .observer import Observer

_KNOWN: Final = 4096
"""Of so many requests it is remembered what they ask for: one message is asked for again."""
_LONGEST: Final = 1000
"""A longer URL is not remembered."""


class Asked(NamedTuple):
    """A request to a documented endpoint.

    Args:
        endpoint: the endpoint.
        key: the message asked for, if the path names one.
        observers: what reads an answer, by variant.
        variant: the variant asked for, if the endpoint takes one.
        mistake: what is wrong with the request, or empty.
    """

    endpoint: Endpoint
    key: str | None
    observers: dict[str | None, Observer]
    variant: str | None
    mistake: str

    @property
    def observer(self) -> Observer:
        """What reads the answer, or would, were there no mistake."""
        return self.observers.get(self.variant) or next(iter(self.observers.values()))

    def reads(self, payload: Any) -> Observer | None:
        """Return what reads one payload of the answer; `None` if nothing says which variant."""
        observer = self.observer
        if self.variant is None and observer.form.variant is not None:
            named = observer.form.variant.get(payload)
            return self.observers.get(named) if isinstance(named, str) else None
        return observer


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
        return tuple(places.values())

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The parameters of queries that are looked at."""
        return frozenset(place.endpoint.variant for place in self._places if place.endpoint.variant)

    @cached_property
    def last_names(self) -> frozenset[str]:
        """With which names a path may end that is documented, besides keys."""
        ends = (place.endpoint.path.rpartition("/")[2] for place in self._places)
        return frozenset(end for end in ends if end != "{key}")

    def find(self, method: str, url: str) -> Asked | None:
        """Return what a request asked for; `None` if no endpoint is documented there."""
        return self._known(method, url) if len(url) <= _LONGEST else self._find(method, url)

    def _find(self, method: str, url: str) -> Asked | None:
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        for place in self._places:
            match = place.pattern.fullmatch(parts.path)
            if match and method.upper() == place.endpoint.method:
                key = match.groupdict().get("key")
                return _asked(place, unquote(key) if key else None, parts.query)
        return None


def _pattern(path: str) -> re.Pattern[str]:
    """The path may stand behind any prefix."""
    parts = ("(?P<key>[^/]+)" if part == "{key}" else re.escape(part) for part in path.split("/"))
    return re.compile(r"(?:/[^/]+)*?" + "/".join(parts) + "/?")


def _asked(place: _Place, key: str | None, query: str) -> Asked:
    endpoint, observers = place.endpoint, place.observers
    if endpoint.variant is None:
        return Asked(endpoint, key, observers, None, "")
    given = parse_qs(query, max_num_fields=100).get(endpoint.variant, [])
    if len(given) == 1 and given[0] in observers:
        return Asked(endpoint, key, observers, given[0], "")
    known = [str(name) for name in observers]
    if not given:
        mistake = f"the request lacks its parameter {endpoint.variant!r}"
    elif len(given) > 1:
        mistake = f"the request has its parameter {endpoint.variant!r} {len(given)} times"
    else:
        hint = did_you_mean(given[0], known)
        mistake = f"the request's {endpoint.variant!r} is none that is documented{hint}"
    return Asked(endpoint, key, observers, None, mistake)
