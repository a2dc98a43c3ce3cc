"""Arrow columns as JSON, a column at a time: what a row says, as one line of text."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from ..reading.records import TypesAt
from ..spots.members import NUMBER, WHOLE_DIGITS, Member, names_nothing
from ..unwrapping.moments import DATES, read_moment
from .objects import Json, object_of
from .texts import TEXT, are_whole_numbers, with_texts

_UTC: Final = pa.timestamp("us", "UTC")
_NAIVE: Final = pa.timestamp("us")
_ZONED: Final = re.compile(r"\d{4}-\d\d-\d\d[T ].*(?:[Zz]|[+-]\d\d:?\d\d)")


def objects(
    columns: Mapping[Member, Any], types_at: TypesAt = names_nothing, ends: str = ""
) -> Any:
    """Return a text for each row: the JSON object that its columns are; null members are absent.

    Args:
        columns: Arrow arrays of one length, each as the member it is; at least one.
        types_at: says which types the schemas take.
        ends: what stands behind each.
    """
    tree: dict[str, Any] = {}
    for member, array in columns.items():
        here = tree
        for name in member.path[:-1]:
            here = here.setdefault(name, {})
        here[member.path[-1]] = json_of(array, member, types_at)
    return object_of(tree, len(next(iter(columns.values()))), ends)


def json_of(array: Any, member: Member, types_at: TypesAt = names_nothing) -> Json:
    """Return the JSON of each value of an array.

    Args:
        array: an Arrow array of any type.
        member: the member of a payload that it is.
        types_at: says which types the schemas take.
    """
    array = bare(array)
    kind = array.type
    if pa.types.is_null(kind):
        return Json(pa.nulls(len(array), TEXT))
    if pa.types.is_struct(kind):
        return Json(_struct(array, member, types_at))
    if pa.types.is_large_string(kind):
        return _of_text(array, member)
    if pa.types.is_boolean(kind):
        return Json(array.cast(TEXT))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _of_numbers(array, member)
    if pa.types.is_timestamp(kind):
        return Json(_times(array), '"')
    if pa.types.is_date(kind) or pa.types.is_time(kind):
        return Json(array.cast(TEXT), '"')
    return Json(_each(array))


def bare(array: Any) -> Any:
    """Return an array without what hides its values: chunks, dictionaries, extensions, views."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        if kind.extension_name == "arrow.uuid":
            return pa.array([None if v is None else str(v) for v in array.to_pylist()], TEXT)
        return bare(array.storage)
    if pa.types.is_dictionary(kind):
        return bare(array.dictionary_decode())
    if pa.types.is_run_end_encoded(kind):
        return bare(pc.run_end_decode(array))
    if pa.types.is_string(kind) or pa.types.is_string_view(kind):
        return array.cast(TEXT)
    if (
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_binary_view(kind)
        or pa.types.is_fixed_size_binary(kind)
    ):
        return _of_bytes(array)
    return array


def _struct(array: Any, member: Member, types_at: TypesAt) -> Any:
    names = [field.name for field in array.type]
    if not names:
        return pc.if_else(array.is_valid(), "{}", None).cast(TEXT)
    inner = {}
    for name, child in zip(names, array.flatten(), strict=True):
        path = (*member.path, name)
        inner[name] = json_of(child, Member(name, path, types_at(path)), types_at)
    found = object_of(inner, len(array))
    return pc.if_else(array.is_valid(), found, pa.scalar(None, TEXT))


def _of_text(array: Any, member: Member) -> Json:
    if member.as_json or member.as_boolean:
        return Json(_each(array, member.value))
    if member.as_number:
        if are_whole_numbers(array, WHOLE_DIGITS):
            return Json(array)
        other = pc.invert(pc.match_substring_regex(array, f"^(?:{NUMBER})$"))
        return Json(with_texts(array, other, _each(array.filter(other), member.value)))
    return Json(array, '"')


def _of_numbers(array: Any, member: Member) -> Json:
    if pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_finite(array), array, pa.scalar(None, array.type))
    text = array.cast(pa.string()).cast(TEXT)
    return Json(text, '"' if member.as_text else "")


def _times(array: Any) -> Any:
    """Times as RFC 3339, in UTC, which one without a zone is taken for; to the millisecond, if
    no value is finer.
    """
    fine = array.type.unit
    if fine in ("us", "ns"):
        for coarser in ("ms", "us"):
            try:
                array = array.cast(pa.timestamp(coarser, array.type.tz))
                break
            except pa.ArrowInvalid:  # something would be lost
                continue
    if array.type.tz not in (None, "UTC"):
        array = array.cast(pa.timestamp(array.type.unit, "UTC"))
    return pc.strftime(array, format="%Y-%m-%dT%H:%M:%SZ").cast(TEXT)


def _of_bytes(array: Any) -> Any:
    """Bytes as the text they are, or else as base64."""
    try:
        return array.cast(pa.large_binary()).cast(TEXT)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([_text_of(each) for each in array.to_pylist()], TEXT)


def _text_of(data: bytes | None) -> str | None:
    if data is None:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return base64.b64encode(data).decode()


def plain(value: Any) -> Any:
    """Return a Python value as JSON has it; null members are absent.

    >>> plain({"a": [b"x", None], "b": None})
    {'a': ['x', None]}
    """
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items() if v is not None}
    if isinstance(value, bytes):
        return _text_of(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, list | tuple):
        if value and all(isinstance(each, tuple) and len(each) == 2 for each in value):
            return {str(k): plain(v) for k, v in value if v is not None}  # a map
        return [plain(each) for each in value]
    return value


def _each(array: Any, value_of: Callable[[Any], Any] = plain) -> Any:
    """The JSON of each value by itself."""
    texts = [
        None if each is None else orjson.dumps(value_of(each), default=str).decode()
        for each in array.to_pylist()
    ]
    return pa.array(texts, TEXT)


_SLASHED: Final = r"^(\d\d)/(\d\d)/(\d{4}),? (\d\d:\d\d(?::\d\d)?)$"
_AS_ISO: Final = dict(zip(DATES, (r"\3-\1-\2T\4", r"\3-\2-\1T\4"), strict=True))


def moments(array: Any, dates: str = "") -> Any:
    """Read times of reception, in microseconds since 1970 (UTC), null where there is none.

    Args:
        array: an Arrow array: times, or texts and numbers as logs write them.
        dates: what the parts of dates are of which nothing tells it; see `read_moment`.
    """
    array = bare(array)
    kind = array.type
    if pa.types.is_date(kind):
        array, kind = array.cast(_NAIVE), _NAIVE
    if pa.types.is_timestamp(kind):
        return array.cast(pa.timestamp("us", kind.tz), safe=False).cast(pa.int64())
    if pa.types.is_large_string(kind):
        usual = pc.replace_substring_regex(array, _SLASHED, _AS_ISO[dates]) if dates else array
        first = next((each.as_py() for each in usual if each.is_valid), "")
        try:
            target = _UTC if _ZONED.fullmatch(first) else _NAIVE
            return usual.cast(target).cast(pa.int64()) if len(first) > 10 else _read(array, dates)
        except pa.ArrowInvalid:  # one of them is written otherwise
            return _read(array, dates)
    return _read(array, dates)


def _read(array: Any, dates: str) -> Any:
    values: Sequence[Any] = array.to_pylist()
    told = [None if each is None else read_moment(plain(each), dates) for each in values]
    return pa.array(told, "i8")


def texts(array: Any) -> list[str]:
    """Return each value as text, such as the id of a row; empty where there is none."""
    array = bare(array)
    if not pa.types.is_large_string(array.type):
        array = json_of(array, Member("", ())).text
    return [each or "" for each in array.to_pylist()]
