"""Which callbacks are copies of one another, and of how many parts a message is."""

from __future__ import annotations

import json
from typing import Any, Final

import orjson

from ...spec import Around, Form

_MOST_PARTS: Final = 255
"""No message has more: the number of a part is an octet."""


class Copies:
    """Finds copies among the payloads of one form.

    Args:
        form: says what an event's id is, what may differ between copies, and what is a time.
    """

    def __init__(self, form: Form) -> None:
        self._form = form
        self._climbs = form.climbs
        self._event_of = form.event_id.get if form.event_id else None
        self._volatile = [place.parts for place in form.volatile]
        self._time = form.time.at.parts if form.time and not form.time.at.up else None

    def digest(self, payload: Any, status: Any, time: int | None, around: Around = ()) -> int:
        """Return what is equal for copies, and differs for most others.

        Args:
            payload: the payload.
            status: the status it tells: another one is another event, whatever its id.
            time: when its event happened, in microseconds, however that is spelled.
            around: what the payload stands in.
        """
        if self._event_of is not None:
            event = self._event_of(payload, around)
            if isinstance(event, str | int) and not isinstance(event, bool):
                return hash((self._form.name, str(event), str(status)))
        if time is not None and self._time:
            payload = _with(payload, self._time, time)
        for place in self._volatile:
            payload = _with(payload, place, None)
        if self._climbs:  # not all that is told stands in the payload itself
            return hash((canonical(payload), str(status), time))
        return hash(canonical(payload))


def _with(payload: Any, path: tuple[str, ...], value: Any) -> Any:
    """A payload with another value at a place where there is one; `None` takes it away."""
    name, *rest = path
    if isinstance(payload, list):
        if not (name.isdecimal() and int(name) < len(payload)):
            return payload
        items = list(payload)
        items[int(name)] = _with(items[int(name)], tuple(rest), value) if rest else value
        return items
    if not isinstance(payload, dict) or name not in payload:
        return payload
    found = dict(payload)
    if rest:
        found[name] = _with(found[name], tuple(rest), value)
    elif value is None:
        del found[name]
    else:
        found[name] = value
    return found


def parts_told(value: Any) -> int:
    """Return the number of parts that is told, also as digits; 0 if none is.

    >>> parts_told("3"), parts_told(2), parts_told(-1), parts_told(True)
    (3, 2, 0, 0)
    """
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 4:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return value if 0 < value <= _MOST_PARTS else 0


def canonical(value: Any) -> bytes:
    """Return the same bytes for equal content, whatever the order of keys."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # what orjson cannot write: nesting beyond 254 levels
        return json.dumps(value, sort_keys=True).encode()
