"""JSON Schemas of the specifications: read, made self-contained, never fetched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from .errors import SpecError
from .schema_checks import check_patterns, with_each_if
from .schema_walk import entries

_NAMING = ("$ref", "$dynamicRef", "$schema")
DIALECT = "https://json-schema.org/draft/2020-12/schema"


@lru_cache(maxsize=256)
def read_schema(path: Path) -> Mapping[str, Any]:
    """Read one JSON Schema file.

    Raises:
        SpecError: it is missing, not JSON, not a schema, or refers outside itself.
    """
    if path.exists() and not path.is_file():  # a pipe would be waited for without end
        raise SpecError(str(path), "", "cannot be read (it is no file)")
    try:
        schema = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SpecError(str(path), "", f"cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise SpecError(str(path), "", f"expected a JSON document: {error}") from None
    except RecursionError:
        raise SpecError(str(path), "", "expected JSON that is less deeply nested") from None
    if not isinstance(schema, dict):
        raise SpecError(str(path), "", "expected a JSON object holding a JSON Schema")
    check_schema(schema, str(path), "")
    return schema


def check_schema(schema: Mapping[str, Any], file: str, place: str) -> None:
    """Refuse what is no JSON Schema 2020-12 or refers to anything outside itself.

    Raises:
        SpecError: naming `file` and `place`.
    """
    import jsonschema_rs

    for path, keyword, value in entries(schema, place):
        if keyword not in _NAMING or not isinstance(value, str):
            continue
        if keyword == "$schema" and value.rstrip("#") != DIALECT:
            expected = f"expected {DIALECT}, not {value!r}"
            raise SpecError(file, path, f"{expected}; nothing is ever fetched")
        if keyword != "$schema" and not value.startswith("#"):
            expected = f"expected a reference within this file (#/…), not {value!r}"
            raise SpecError(file, path, f"{expected}; nothing is ever fetched")
    if jsonschema_rs.meta.is_valid({"$schema": DIALECT, **schema}):
        return
    import jsonschema

    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        where = ".".join([place, *map(str, error.absolute_path)]).strip(".")
        raise SpecError(file, where, f"expected a JSON Schema: {error.message}") from None


def check_compiles(schema: Mapping[str, Any], file: str, place: str) -> None:
    """Refuse a schema that no validator can be made of: a reference in it leads nowhere, or
    a pattern is none, or cannot be matched in bounded time.

    Raises:
        SpecError: naming `file` and `place`.
    """
    import jsonschema_rs

    try:
        jsonschema_rs.Draft202012Validator(with_each_if(schema), retriever=_never)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        reason = getattr(error, "message", None) or str(error)
        raise SpecError(file, place, f"expected a JSON Schema: {reason}") from None
    except RecursionError:
        raise SpecError(file, place, "expected a schema that is less deeply nested") from None
    check_patterns(schema, file, place)


def _never(uri: str) -> NoReturn:
    raise LookupError(f"{uri} is not in this file; nothing is ever fetched")


def schema_at(folder: Path, reference: str, variant: str | None) -> Mapping[str, Any]:
    """Return the self-contained schema a form names.

    Args:
        folder: where the lifecycle file lies.
        reference: a file name, optionally with ``#/$defs/name``; ``{variant}`` in it
            stands for the variant's name.
        variant: the variant's name, if the lifecycle is one of several.

    Raises:
        SpecError: there is no such file or no such place in it.
    """
    name, _, fragment = reference.replace("{variant}", variant or "").partition("#")
    schema = read_schema(folder / name)
    if not fragment:
        return schema
    definition = fragment.removeprefix("/$defs/")
    definitions = schema.get("$defs", {})
    if definition not in definitions:
        known = ", ".join(f"#/$defs/{known}" for known in definitions)
        raise SpecError(
            str(folder / name), f"#{fragment}", f"no such definition; there are {known}"
        )
    title = definitions[definition].get("title", schema.get("title", ""))
    return {"$schema": DIALECT, "title": title, "$ref": f"#{fragment}", "$defs": definitions}
