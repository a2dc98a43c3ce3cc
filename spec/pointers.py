"""JSON Pointers (RFC 6901), and Relative JSON Pointers that climb; parsed once and read often."""

from __future__ import annotations

import re
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

Around = tuple[Any, ...]
"""What a payload stands in, from near to far: the list that holds it, that list's owner, and on."""

_RELATIVE: Final = re.compile(r"(0|[1-9][0-9]?)(/.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pointer:
    """A place in a JSON document, or in what is around it.

    Args:
        text: the pointer as RFC 6901 writes it: ``/data/status``, or the empty
            string for the whole document. As a Relative JSON Pointer writes it, ``2/id``, it
            climbs first: ``0`` is the document itself, 1 what holds it, 2 what holds that.

    Raises:
        ValueError: the text is neither.

    >>> Pointer("/a/0").get({"a": [7]})
    7
    >>> Pointer("/a/b").get({"a": None})
    MISSING
    >>> batch = {"id": 1, "items": ["x"]}
    >>> Pointer("2/id").get("x", (batch["items"], batch))
    1
    """

    text: str
    parts: tuple[str, ...] = field(init=False, compare=False)
    up: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        relative = _RELATIVE.fullmatch(self.text)
        if self.text and not self.text.startswith("/") and relative is None:
            expected = "a JSON Pointer begins with '/', or with how far up it climbs"
            raise ValueError(f"{expected}, not {self.text!r}")
        parts = tuple(
            part.replace("~1", "/").replace("~0", "~") for part in self.text.split("/")[1:]
        )
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "up", int(relative[1]) if relative else 0)

    def get(self, document: Any, around: Around = ()) -> Any:
        """Return what stands at this place, or `MISSING`.

        Args:
            document: the document.
            around: what it stands in, for a pointer that climbs.
        """
        here = document
        if self.up:
            here = around[self.up - 1] if self.up <= len(around) else MISSING
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


def pointer_token(name: str) -> str:
    """Return a name as a pointer has it.

    >>> pointer_token("a/b")
    'a~1b'
    """
    return name.replace("~", "~0").replace("/", "~1")


def compile_pointer(pointer: Pointer) -> Callable[[Any], Any]:
    """Compile what reads a place, as `Pointer.get` does, for where many documents are read.

    >>> compile_pointer(Pointer("/a/b"))({"a": {"b": 7}})
    7
    >>> compile_pointer(Pointer("/a/b"))({"a": 7})
    MISSING
    """
    if pointer.up:
        return pointer.get
    if len(pointer.parts) == 1:
        return _one(pointer)
    return _two(pointer) if len(pointer.parts) == 2 else pointer.get


def compile_pointers(pointers: Sequence[Pointer]) -> Callable[[Any], tuple[Any, ...]]:
    """Compile what reads several places of a document at once.

    >>> compile_pointers([Pointer("/a"), Pointer("/b")])({"b": 7})
    (MISSING, 7)
    """
    readers = tuple(map(compile_pointer, pointers))
    holders = {each.text.rpartition("/")[0] for each in pointers if each.parts}
    if len(holders) != 1 or not all(each.parts for each in pointers):
        return lambda document: tuple([get(document) for get in readers])
    outer = Pointer(holders.pop())
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
