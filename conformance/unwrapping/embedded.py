"""JSON within text: behind a logger's prefix, quoted, escaped, in base64, in an HTTP message."""

from __future__ import annotations

import ast
import base64
import binascii
import json
import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import orjson

from ..reading.forms import Fields, query_of, read_form
from ..reading.records import MAX_RECORD, Problem, not_json, standing

LEVELS: Final = 3
"""So often a text is opened within a text."""
_MANY: Final = 1024
"""After so many braces in a row that begin nothing, a text is given up."""
_NEAR: Final = 64
"""So many characters before a brace tell what it stands in."""
_PASSES: Final = 16
"""So is one that was passed so often in vain."""
_PIECE: Final = 2**12
"""In so many characters most objects end."""
_TOLD: Final = 16
"""So many objects that are broken are told of, beside what is sound."""
_FIRST: Final = 8
"""So many names are read of an object that is broken, in so many characters; what is not written as
JSON has so many at least if it is an object.
"""
_NAMES: Final = 2_000
_PRINTED: Final = 3
_BEGIN: Final = re.compile(
    r"""\[(?=\s*\{\s*") | \{ (?= \s*["'}] | \\+["xnr] | \s*$ | \s*[A-Za-z_$][\w$]*:\s )""",
    re.VERBOSE | re.MULTILINE,
)
"""Where an object begins, or a list of them; not the braces of ``/users/{id}``."""
_FIELDS: Final = re.compile(
    r"(?<![\w.%~*\[\]&=-])[\w.%~*\[\]-]+=[^&\s\"'<>]*(?:&[\w.%~*\[\]-]+=[^&\s\"'<>]*)+"
)
"""A form, or a query, of several fields."""
_LABEL: Final = re.compile(r"^\w+=(?=[A-Za-z_][\w.%\[\]-]*=[^=&])")
"""What a logger writes before a form: ``body=``."""
_MAY_HOLD: Final = re.compile(r"[{\[=]|[A-Za-z0-9+/_-]{16}")
"""What stands in each text that holds anything: the least of base64, too."""
_CONTROLS: Final = re.compile(r"#0(1[125])(?=#01[125]|[ \t]*[\"{}\[\]]|[ \t]+[\w-])")
"""What syslog writes for tabs and ends of lines, where JSON may have them."""
_HTTP: Final = re.compile(r"(?:([A-Z]{3,10}) (\S+) HTTP/\d|HTTP/\d(?:\.\d)? \d{3})[^\n]*(?:\n|$)")
_BLANK: Final = re.compile(r"\r?\n\r?\n")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX: Final = re.compile(r"(?:\\x|0x|X')((?:[0-9A-Fa-f]{2}){8,})'?")
_REPR: Final = re.compile(r"'(?:[^'\\]|\\.)*'")
_NGINX: Final = re.compile(r"(?:[^\"\\]|\\x[0-9A-Fa-f]{2})*")
_NAME: Final = re.compile(r"[{,]\s*\\*['\"]?([A-Za-z_$][\w.$-]*)\\*['\"]?\s*(?::|=>)")
"""The name of a member, however it is written."""
_OF_JSON: Final = re.compile(r"\\[^'uUx]")
"""What a literal of Python does not escape so, of what a callback may hold."""
_ESCAPED: Final = re.compile(rb"\\x([0-9A-Fa-f]{2})")
_GZIP: Final = b"\x1f\x8b"

_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str)
"""It only finds where a value ends: no number is worth converting."""


def values_of(text: str, levels: int = LEVELS) -> Iterator[Any]:
    r"""Yield the objects and lists that stand in a text; a `Problem` for one that is broken.

    Args:
        text: such as a line of a log, or a member of a record.
        levels: how often a text may be opened within it.

    >>> list(values_of('INFO callback {"id": 1} []')), list(values_of('body="{\\"id\\": 1}"'))
    ([{'id': 1}], [{'id': 1}])
    >>> list(values_of("GET /users/{id}")), list(values_of("hook id=1&to=%2B44"))
    ([], [{'id': '1', 'to': '+44'}])
    >>> list(values_of('app: {#012  "colour": "#012345"#012}'))
    [{'colour': '#012345'}]
    """
    if not may_hold(text):
        return
    text = text.strip("\ufeff \t\r\n\0")
    if not text or levels == 0 or len(text) > MAX_RECORD:
        return
    if "{#01" in text:
        text = _CONTROLS.sub(lambda each: chr(int(each[1], 8)), text)
    if text[0] in '{["':
        found = _loaded(text)
        if isinstance(found, str):
            yield from values_of(found, levels - 1)
            return
        if isinstance(found, dict | list):
            yield found
            return
    message = _HTTP.match(text) if text[0].isupper() else None
    if message is not None:
        blank = _BLANK.search(text)
        query = query_of(message[1], message[2]) if message[1] else None
        if query is not None:
            yield query
            return
        if blank is not None:
            yield from values_of(text[blank.end() :], levels)
        if "\n" in text:  # else it is a line about a request, with its body behind it
            return
    if "{" in text:  # which no form holds as it is, nor what is packed
        yield from _within(text, levels)
        return
    form = read_form(text)
    packed = None if form is not None else unpacked(text)
    if form is not None:
        yield form
    elif packed is not None:
        yield from values_of(packed, levels - 1)
    else:
        yield from _forms_in(text)


def _forms_in(text: str) -> Iterator[Fields]:
    """The forms that stand in a text."""
    for found in _FIELDS.finditer(text) if "&" in text else ():
        fields = read_form(_LABEL.sub("", found[0]), declared=True)
        if fields is not None:
            yield fields


def may_hold(text: str) -> bool:
    """Say whether anything may stand in a text, at a glance."""
    return _MAY_HOLD.search(text) is not None


def text_of_bytes(value: list[Any]) -> str | None:
    """Return the text whose bytes are a list's numbers, as journald and Node's buffers have it.

    >>> text_of_bytes([123, 125]), text_of_bytes([1, 2, 300])
    ('{}', None)
    """
    if not all(each.__class__ is int for each in value):
        return None
    try:
        found = bytes(value).decode()
    except ValueError:  # among them what is no byte
        return None
    return found if "{" in found else None


def unpacked(text: str) -> str | None:
    """Return the text that base64 or hexadecimal digits hold, gzipped or not; else `None`."""
    data = _bytes_of(text)
    if data is None:
        return None
    if data.startswith(_GZIP):
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            data = unpacker.decompress(data, MAX_RECORD)
        except zlib.error:
            return None
    try:
        found = data.decode()
    except UnicodeDecodeError:
        return None
    return found if "{" in found or read_form(found) is not None else None


def _bytes_of(text: str) -> bytes | None:
    digits = _HEX.fullmatch(text)
    if digits is not None:
        return bytes.fromhex(digits[1])
    compact = "".join(text.split()) if "\n" in text else text
    if _BASE64.fullmatch(compact) is None:
        return None
    compact = compact.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _loaded(text: str) -> Any:
    """What a text is as JSON; `None` if it is none."""
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return None


def _within(text: str, levels: int) -> Iterator[Any]:
    position = in_vain = passed = 0
    broken: list[tuple[int, ValueError | Problem]] = []
    sound: list[int] = []
    between: list[str] = []
    apart = False
    while in_vain < _MANY and passed <= _PASSES * len(text):
        begin = _BEGIN.search(text, position)
        if begin is None:
            break
        start = begin.start()
        value, end = _value_at(text, start, last=not position)
        in_vain += 1
        if isinstance(value, ValueError):
            passed += end - start
            end = start + 1
        if isinstance(value, ValueError | Problem):
            broken.append((start, value))
        else:
            in_vain = 0
            sound.append(start)
            # What stands where a member does is of an object that is broken.
            apart = apart or text[max(0, start - _NEAR) : start].rstrip()[-1:] not in (":", ",")
            if isinstance(value, str):
                yield from values_of(value, levels - 1)
            elif value:
                yield value
        between.append(text[position : end if isinstance(value, ValueError) else start])
        position = max(end, start + 1)
    told = 0
    for start, wrong in broken[:_MANY] if apart else broken[:1]:
        behind = bisect_right(sound, start)
        names = _names(text, start, sound[behind] if behind < len(sound) else len(text))
        # Beside what is sound, only what has names of its own is more than a text in braces.
        if names or not apart:
            problem = wrong if isinstance(wrong, Problem) else _broken(text, start, wrong)
            yield problem._replace(names=names)
            told += 1
        if told == _TOLD:
            break
    if not broken:
        yield from _forms_in(" ".join((*between, text[position:])))


def _value_at(text: str, start: int, *, last: bool) -> tuple[Any, int]:
    """The value that begins at a brace: itself, a text it stands in, or what is wrong with it.

    Args:
        text: what it stands in.
        start: where.
        last: it may be all that is left.

    Returns:
        The value, and where it ends; or the error, and where that is.
    """
    before = text[start - 1 : start]
    if before == '"' and text.startswith("{\\", start) and not text.startswith("{\\x", start):
        try:  # Go's %q, and logfmt
            quoted, end = _DECODER.raw_decode(text, start - 1)
            return quoted, end
        except (ValueError, RecursionError):
            pass
    if text.startswith("{\\x22", start):
        escaped = _NGINX.match(text, start)
        if escaped is not None:
            return unhexed(escaped[0]), escaped.end()
    if before == "'" and text[start - 2 : start - 1] == "b":
        literal = _literal(text, start - 2)
        if literal is not None:
            return literal
    if before == "'" and "\\\\" in text:
        literal = _literal(text, start - 1)
        # A doubled backslash may be JSON's own as well; but then there would be others.
        if literal is not None and _are_doubled(text[start : literal[1]]) and _loaded(literal[0]):
            return literal
    if last and text.endswith("}"):  # as most often
        value = _loaded(text[start:])
        if value is not None:
            return value, len(text)
    try:
        end = _end_of(text, start)
    except RecursionError:
        return Problem("LOGS001", "not JSON: nested too deeply"), len(text)
    except ValueError as error:
        if before == "'":
            literal = _literal(text, start - 1)
            if literal is not None:
                return literal
        return error, getattr(error, "pos", start)
    try:
        return orjson.loads(text[start:end]), end
    except UnicodeEncodeError:
        return Problem("LOGS002", "not UTF-8: invalid bytes in the record"), end
    except orjson.JSONDecodeError as error:
        return _broken(text[:end], start, error), end


class _NoValueError(ValueError):
    """What begins at a brace is no value.

    Args:
        msg: what is wrong.
        pos: where.
    """

    def __init__(self, msg: str, pos: int) -> None:
        super().__init__(msg)
        self.msg = msg
        self.pos = pos


def _end_of(text: str, start: int) -> int:
    """Where the value ends that begins somewhere.

    Raises:
        ValueError: it is none, with what is wrong and where. Of a long text only a piece is read,
            where that tells it: to make Python's own error takes as long as all that stands before.
    """
    if len(text) > _PIECE:
        piece = text[start : start + _PIECE]
        try:
            _, end = _DECODER.raw_decode(piece)
            return start + end
        except json.JSONDecodeError as error:
            # It may go on behind the piece; else it is as broken there.
            if error.pos < len(piece) - _NEAR and not error.msg.startswith("Unterminated"):
                raise _NoValueError(error.msg, start + error.pos) from None
    _, end = _DECODER.raw_decode(text, start)
    return end


def _are_doubled(text: str) -> bool:
    """Say whether all backslashes of a text are in pairs, but for those that a literal adds."""
    return _OF_JSON.search(text.replace("\\\\", "")) is None


def unhexed(text: str) -> str:
    r"""Return a text without the escapes of nginx, of which most are `\x22` and `\x5C`."""
    left = text.replace(r"\x22", '"')
    if left.count(r"\x") == left.count(r"\x5C"):
        return left.replace(r"\x5C", "\\")
    # What stands for bytes that are no UTF-8 may be beside what is escaped.
    raw = text.encode("utf-8", "surrogatepass")
    data = _ESCAPED.sub(lambda each: bytes.fromhex(each[1].decode()), raw)
    return data.decode("utf-8", "replace")


def _literal(text: str, start: int) -> tuple[str, int] | None:
    """The text that Python's repr of a text, or of bytes, shows; and where that ends."""
    quote = text.index("'", start)
    shown = _REPR.match(text, quote)
    if shown is None:
        return None
    try:
        value = ast.literal_eval(text[start:quote] + shown[0])
        found = value.decode() if isinstance(value, bytes) else value
    except (ValueError, SyntaxError, MemoryError, UnicodeDecodeError):
        return None
    return (found, shown.end()) if found.rstrip().endswith("}") else None


def _broken(text: str, start: int, error: ValueError) -> Problem:
    position = getattr(error, "pos", 0)
    reason = getattr(error, "msg", str(error)).lower()
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    where = f"column {column}" if line == 1 else f"column {column} of its line {line}"
    where += standing(text, position)
    return not_json(text[start : start + 100_000], reason, where)


def _names(text: str, start: int, end: int) -> tuple[str, ...]:
    """The names in what is broken; none if it is a list, or does not look like an object.

    Args:
        text: what it stands in.
        start: where it begins.
        end: where it ends at the latest: what is sound behind it is told by itself.
    """
    if text[start] == "[":  # so are its items
        return ()
    found = islice(_NAME.finditer(text, start, min(end, start + _NAMES)), _FIRST)
    names = tuple(each[1] for each in found)
    is_json = text[start + 1 : start + _NEAR].lstrip()[:1] in ('"', "\\", "{")
    return names if is_json or len(names) >= _PRINTED else ()
