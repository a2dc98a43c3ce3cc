"""From a lifecycle file (TOML) to `Lifecycle` values, or an error that says where."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import tomli

from .build import build
from .errors import SpecError
from .lifecycle import Lifecycle
from .schemas import read_schema

META_SCHEMA = "lifecycle.schema.json"
_MOMENTS: Final = (date, datetime, time)


def load_file(path: Path) -> tuple[Lifecycle, ...]:
    """Read one lifecycle file: one lifecycle, or one for each of its variants.

    Args:
        path: a TOML file; the JSON Schemas it names lie beside it.

    Raises:
        SpecError: naming the file, the place in it, and what was expected there.
    """
    read_schema.cache_clear()  # it is for the forms of one file: the next may find schemas edited
    if path.exists() and not path.is_file():  # a pipe would be waited for without end
        raise SpecError(str(path), "", "cannot be read (it is no file)")
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SpecError(str(path), "", f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise SpecError(str(path), f"byte {error.start}", "expected UTF-8 text") from None
    try:
        data = tomli.loads(text)
    except ValueError as error:  # a number may have too many digits, too
        raise SpecError(str(path), "", f"expected TOML: {error}") from None
    except RecursionError:
        raise _too_deep(path) from None
    try:
        for moment in _moments(data):
            words = "expected text in quotes, no date or time"
            raise SpecError(str(path), place_of(moment), words)
        for place, expected in shape_errors(data):
            raise SpecError(str(path), place, expected)
        return build(data, path)
    except RecursionError:
        raise _too_deep(path) from None


def _too_deep(path: Path) -> SpecError:
    return SpecError(str(path), "", "expected TOML that is less deeply nested")


def _moments(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield where dates and times stand: TOML has them, JSON has not."""
    for name, value in node.items() if isinstance(node, dict) else enumerate(node):
        kind = type(value)
        if kind is dict or kind is list:
            yield from _moments(value, (*path, name))
        elif kind in _MOMENTS:
            yield (*path, name)


@lru_cache(maxsize=1)
def meta_schema() -> Mapping[str, Any]:
    """Return the JSON Schema of a lifecycle file."""
    text = Path(__file__).with_name(META_SCHEMA).read_text(encoding="utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


@lru_cache(maxsize=1)
def _shape() -> Callable[[Any], bool]:
    """The meta-schema as a quick predicate."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(dict(meta_schema())).is_valid


def shape_errors(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each place where `data` breaks the meta-schema, and what was expected."""
    if _shape()(data):
        return
    import jsonschema

    validator = jsonschema.Draft202012Validator(meta_schema())
    errors = sorted(validator.iter_errors(data), key=lambda error: list(map(str, error.path)))
    for error in errors:
        best = jsonschema.exceptions.best_match([error]) or error
        yield place_of(best.absolute_path), best.message


def place_of(path: Iterable[str | int]) -> str:
    """Write a path as a person would: ``edges[3].to``.

    >>> place_of(["edges", 3, "to"])
    'edges[3].to'
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")
