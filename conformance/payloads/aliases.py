"""Other spellings of fields and values: read on a copy, each with a warning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...spec import MISSING, Alias, Pointer, compile_pointer
from ..results.finding import Complaint

Aliasing = Callable[[Any], tuple[Any, list[Complaint]]]


def compile_aliases(aliases: tuple[Alias, ...]) -> Aliasing:
    """Compile aliases into a function from a payload to what is read, with warnings.

    The payload itself is never changed.
    """
    may_change = [_compile_test(alias) for alias in aliases]
    tops = frozenset(alias.at.parts[0] for alias in aliases if alias.at.parts)

    def apply(payload: Any) -> tuple[Any, list[Complaint]]:
        complaints: list[Complaint] = []
        if isinstance(payload, dict) and tops.isdisjoint(payload):
            return payload, complaints
        for test in may_change:
            if test(payload):
                break
        else:
            return payload, complaints
        for alias in aliases:
            value = alias.at.get(payload)
            if value is MISSING:
                continue
            if alias.to is None:
                payload = _read_value(alias, payload, value, complaints)
            elif alias.within:
                payload = _read_outwards(alias, payload, value, complaints)
            elif alias.to.get(payload) is MISSING:
                payload = _put(_without(payload, alias.at.parts), alias.to.parts, value)
                _warn(alias, f"{alias.at} is read as {alias.to}", complaints)
        return payload, complaints

    return apply


def _compile_test(alias: Alias) -> Callable[[Any], bool]:
    """Compile what says whether a payload has what an alias speaks of; few payloads have."""
    get = compile_pointer(alias.at)
    if alias.within:
        return lambda payload: isinstance(get(payload), dict)
    if alias.to is not None:
        return lambda payload: get(payload) is not MISSING
    written = frozenset(value for value, _ in alias.values)

    def test(payload: Any) -> bool:
        value = get(payload)
        return isinstance(value, str | int) and value in written

    return test


def _read_value(alias: Alias, payload: Any, value: Any, complaints: list[Complaint]) -> Any:
    for written, read in alias.values:
        if type(value) is type(written) and value == written:
            _warn(alias, f"{alias.at}: {_json(written)} is read as {_json(read)}", complaints)
            return _put(payload, alias.at.parts, read)
    return payload


def _read_outwards(alias: Alias, payload: Any, value: Any, complaints: list[Complaint]) -> Any:
    """Read the members of an object within another as the other's own, where it lacks them."""
    if alias.to is None or not isinstance(value, dict):
        return payload
    payload = _without(payload, alias.at.parts)
    _warn(alias, f"{alias.at} is read as {alias.to}", complaints)
    return _put(payload, alias.to.parts, value | alias.to.get(payload))


def _warn(alias: Alias, message: str, complaints: list[Complaint]) -> None:
    grounds = alias.grounds
    basis, cite, members = grounds.basis, grounds.cite, (alias.at.parts,)
    complaints.append(Complaint("PAYL002", "warning", message, basis, cite, members=members))


def _json(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _put(document: Any, parts: tuple[str, ...], value: Any) -> Any:
    """A copy of `document` with `value` at a place, objects made on the way."""
    if not parts:
        return value
    if isinstance(document, list):
        index = int(parts[0])
        return [*document[:index], _put(document[index], parts[1:], value), *document[index + 1 :]]
    inner = document.get(parts[0], {}) if isinstance(document, dict) else {}
    return {
        **(document if isinstance(document, dict) else {}),
        parts[0]: _put(inner, parts[1:], value),
    }


def _without(document: Any, parts: tuple[str, ...]) -> Any:
    """A copy of `document` that lacks a place, which is there."""
    if len(parts) == 1 and isinstance(document, dict):
        return {name: value for name, value in document.items() if name != parts[0]}
    return _put(document, parts[:1], _without(Pointer(f"/{parts[0]}").get(document), parts[1:]))
