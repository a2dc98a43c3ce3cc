"""From what a user says, in Python or on the command line, to what the checker takes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, Final, TypedDict, TypeVar, Unpack

from .conformance import DEFAULT_MEMORY, Options, Spot, Wanted
from .conformance.arrow.databases import is_database, without_password
from .conformance.judging.options import FinalWithin, parse_final_within
from .conformance.results.codes import check_prefixes
from .conformance.results.times import parse_moment
from .errors import BadOption
from .paths import PathName, folders
from .spec import did_you_mean

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_T = TypeVar("_T")


class HowOptions(TypedDict, total=False):
    """How to check, wherever payloads stand; `msglife.check` tells what each means."""

    specs: PathName | Iterable[PathName]
    strict: bool
    complete: bool
    since: str | datetime | None
    final_within: str | timedelta | None
    form: str | Sequence[str]
    select: str | Sequence[str]
    ignore: str | Sequence[str]
    show_numbers: bool
    jobs: int
    memory: str | int | None


class CheckOptions(HowOptions, total=False):
    """How to check, as a user says it; `msglife.check` tells what each means."""

    payload_at: str | Sequence[str] | None
    received_at: str | Sequence[str] | None
    place_at: str | Sequence[str] | None
    query: str | None


def build_options(lifecycle: str | Sequence[str] = (), **given: Unpack[CheckOptions]) -> Options:
    """Build the checker's options.

    Args:
        lifecycle: what may be in the logs.
        given: how to check.

    Raises:
        BadOption: an option cannot be understood.
        TypeError: there is no such option.
    """
    for name in given:
        if name not in CheckOptions.__annotations__:
            near = did_you_mean(name, CheckOptions.__annotations__)
            raise TypeError(f"there is no option {name!r}{near}")
    return Options(
        lifecycles=words(lifecycle),
        forms=words(given.get("form", ())),
        specs=folders(given.get("specs", ())),
        wanted=Wanted(
            _spots("payload_at", given.get("payload_at")),
            _spots("received_at", given.get("received_at"), Spot.parse_time),
            _spots("place_at", given.get("place_at")),
        ),
        query=given.get("query") or "",
        strict=given.get("strict", False),
        complete=given.get("complete", False),
        since=_parsed("since", _moment, given.get("since")),
        final_within=_parsed("final_within", _span, given.get("final_within")),
        select=_prefixes("select", given.get("select", ())),
        ignore=_prefixes("ignore", given.get("ignore", ())),
        show_numbers=given.get("show_numbers", False),
        jobs=_jobs(given.get("jobs", 1)),
        memory=_parsed("memory", _size, given.get("memory")) or DEFAULT_MEMORY,
    )


def _spots(
    name: str, given: str | Sequence[str] | None, parse: Callable[[str], Spot] = Spot.parse
) -> tuple[Spot, ...]:
    texts = (given,) if isinstance(given, str) else tuple(given or ())
    return tuple(spot for each in texts if (spot := _parsed(name, parse, each)) is not None)


def _jobs(count: int) -> int:
    if count < 1:
        raise BadOption("jobs", f"expected one process or more, not {count}")
    return count


_SIZE: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?([KMGT])(?:i?B)?", re.IGNORECASE)
_FACTORS: Final = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_LEAST_MEMORY: Final = 2**20


def _size(value: str | int) -> int:
    """Read a number of bytes: as it is, or such as ``512M`` or ``2G``."""
    if isinstance(value, str):
        found = _SIZE.fullmatch(value.strip())
        if found is None:
            raise ValueError(f"expected a size such as 512M or 2G, not {value[:40]!r}")
        value = int(float(found[1]) * _FACTORS[found[2].upper()])
    if value < _LEAST_MEMORY:
        raise ValueError(f"expected a size of 1M or more, not {value:,} bytes")
    return value


def words(given: str | Iterable[str]) -> tuple[str, ...]:
    """Split lists that commas separate; one list or several.

    >>> words("LIFE, DELV002"), words(["LIFE,DELV", "OPEN"])
    (('LIFE', 'DELV002'), ('LIFE', 'DELV', 'OPEN'))
    """
    lists = (given,) if isinstance(given, str) else given
    split = (word.strip() for each in lists for word in each.split(","))
    return tuple(word for word in split if word)


def read_logs(logs: Any) -> list[str | Iterable[Any]]:
    """Tell paths from records.

    Args:
        logs: a path, several paths, or an iterable of records, which is read lazily.

    Raises:
        TypeError: it is none of these, or a mix of them.
    """
    if isinstance(logs, str | os.PathLike):
        return [_path(logs)]
    if isinstance(logs, bytes | bytearray | memoryview | Mapping) or not isinstance(logs, Iterable):
        raise TypeError(f"{_EXPECTED}, not {_kind(logs)}")
    rest = iter(logs)
    first = list(_taken(rest))
    if first and isinstance(first[0], str | os.PathLike):
        return [_path(each) for each in chain(first, rest)]
    return [_records(chain(first, rest))]


def check_query(query: str, logs: Iterable[object]) -> None:
    """Check that a query is given where, and only where, a database is asked.

    Args:
        query: the query.
        logs: paths, databases' addresses, or anything else.

    Raises:
        BadOption: it is lacking, or nothing is asked.
    """
    asked = [log for log in logs if isinstance(log, str) and is_database(log)]
    if asked and not query.strip():
        what = without_password(asked[0])
        raise BadOption(
            "query", f"expected what to ask {what}, such as 'select payload from events'"
        )
    if query and not asked:
        raise BadOption("query", "no database is among the logs: postgresql://… or sqlite:///…")


_EXPECTED: Final = "expected a path, paths, or an iterable of records (dict)"


def _taken(items: Iterator[Any]) -> Iterator[Any]:
    """The first of the items, if there is one."""
    for item in items:
        yield item
        return


def _path(value: Any) -> str:
    if not isinstance(value, str | os.PathLike):
        raise TypeError(f"paths and records cannot be mixed: among the paths is {_kind(value)}")
    path = os.fspath(value)
    if not isinstance(path, str):
        raise TypeError(f"expected a path of text, not {_kind(path)}")
    return path


def _records(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, str | os.PathLike):
            raise TypeError(f"paths and records cannot be mixed: among the records is {value!r}")
        if isinstance(value, bytes | bytearray | memoryview):
            raise TypeError(f"{_EXPECTED}: among the records is {_kind(value)}")
        yield value


def _kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"one {type(value).__name__}: put a single record in a list"
    return f"{type(value).__name__}"


def _parsed(name: str, parse: Callable[[Any], _T], value: Any) -> _T | None:
    if value is None:
        return None
    try:
        return parse(value)
    except ValueError as error:
        raise BadOption(name, str(error)) from None


def _moment(value: str | datetime) -> int:
    if isinstance(value, str):
        return parse_moment(value)
    if value.tzinfo is None:
        raise ValueError(f"expected a time with its zone, not {value.isoformat()}")
    return (value - _EPOCH) // _MICROSECOND


def _span(value: str | timedelta) -> FinalWithin:
    if isinstance(value, str):
        return parse_final_within(value)
    if value < timedelta(0):
        raise ValueError(f"expected a duration of zero or more, not {value}")
    return value // _MICROSECOND


def _prefixes(name: str, given: str | Sequence[str]) -> tuple[str, ...]:
    prefixes = tuple(word.upper() for word in words(given))
    try:
        check_prefixes(prefixes)
    except ValueError as error:
        raise BadOption(name, str(error)) from None
    return prefixes
