"""JSON Pointers (RFC 6901), parsed once and read often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final


class _Missing:
    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = _Missing()
"""What a pointer yields where nothing stands; never equal to a JSON value."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A place in a JSON document.

    Args:
        text: the pointer as RFC 6901 writes it: ``/data/status``, or the empty
            string for the whole document.

    Raises:
        ValueError: the text is neither empty nor begins with ``/``.

    >>> Pointer("/a/0").get({"a": [7]})
    7
    >>> Pointer("/a/b").get({"a": None})
    MISSING
    """

    text: str
    parts: tuple[str, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if self.text and not self.text.startswith("/"):
            raise ValueError(f"a JSON Pointer begins with '/', not {self.text!r}")
        parts = tuple(
            part.replace("~1", "/").replace("~0", "~") for part in self.text.split("/")[1:]
        )
        object.__setattr__(self, "parts", parts)

    def get(self, document: Any) -> Any:
        """Return what stands at this place in `document`, or `MISSING`."""
        here = document
        for part in self.parts:
            if isinstance(here, dict):
                here = here.get(part, MISSING)
            elif isinstance(here, list) and part.isascii() and part.isdigit():
                index = int(part) if len(part) < 10 else len(here)
                if index >= len(here):
                    return MISSING
                here = here[index]
            else:
                return MISSING
        return here

    def covers(self, path: tuple[str, ...]) -> bool:
        """Whether `path` is this place or lies inside it."""
        return path[: len(self.parts)] == self.parts

    def __str__(self) -> str:
        return self.text


def compile_pointer(pointer: Pointer) -> Callable[[Any], Any]:
    """Compile what reads a place, as `Pointer.get` does, for where many documents are read.

    >>> compile_pointer(Pointer("/a/b"))({"a": {"b": 7}})
    7
    >>> compile_pointer(Pointer("/a/b"))({"a": 7})
    MISSING
    """
    if len(pointer.parts) == 1:
        return _one(pointer)
    return _two(pointer) if len(pointer.parts) == 2 else pointer.get


def compile_pointers(pointers: Sequence[Pointer]) -> Callable[[Any], tuple[Any, ...]]:
    """Compile what reads several places of a document at once.

    >>> compile_pointers([Pointer("/a"), Pointer("/b")])({"b": 7})
    (MISSING, 7)
    """
    readers = tuple(map(compile_pointer, pointers))
    around = {each.text.rpartition("/")[0] for each in pointers if each.parts}
    if len(around) != 1 or not all(each.parts for each in pointers):
        return lambda document: tuple([get(document) for get in readers])
    outer = Pointer(around.pop())
    get_outer = compile_pointer(outer) if outer.parts else None
    names = tuple(each.parts[-1] for each in pointers)
    absent = (MISSING,) * len(names)

    def get_all(document: Any) -> tuple[Any, ...]:
        here = document if get_outer is None else get_outer(document)
        if isinstance(here, dict):
            return tuple(map(here.get, names, absent))
        return tuple([get(document) for get in readers])

    return get_all


def _one(pointer: Pointer) -> Callable[[Any], Any]:
    (name,), otherwise = pointer.parts, pointer.get

    def get(document: Any) -> Any:
        if isinstance(document, dict):
            return document.get(name, MISSING)
        return otherwise(document)

    return get


def _two(pointer: Pointer) -> Callable[[Any], Any]:
    (outer, name), otherwise = pointer.parts, pointer.get

    def get(document: Any) -> Any:
        if isinstance(document, dict):
            inner = document.get(outer, MISSING)
            if inner is MISSING:
                return MISSING
            if isinstance(inner, dict):
                return inner.get(name, MISSING)
        return otherwise(document)

    return get
