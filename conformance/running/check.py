"""A check: logs in, a report out; what is small is read record by record, what is large by rows."""

from __future__ import annotations

from collections.abc import Iterable
from io import BufferedReader
from itertools import chain, islice
from typing import Any, BinaryIO, Final, cast

from ...machines import Automaton
from ..arrow.databases import database, is_database
from ..arrow.tables import Table, open_file
from ..extracting.line_files import size_of
from ..judging.options import Options
from ..opening.sources import oldest_first
from ..opening.streams import Stream, stream_of
from ..reading import Progress, UnreadableLog, files_of
from ..reading.beginnings import kind_of_table
from ..results.report import Report
from .checker import Checker

SMALLEST: Final = 2**20
"""Logs with fewer bytes together are read record by record: to import what counts rows takes as
long as judging some thousand records.
"""
_HEAD: Final = 8
"""So many bytes tell a table from text."""
_FEWEST: Final = 5_000
"""So many records in memory are few."""


def check(
    logs: Iterable[str | Table | Iterable[Any]],
    options: Options | None = None,
    automata: dict[str, Automaton] | None = None,
    progress: Progress | None = None,
    smallest: int = SMALLEST,
) -> Report:
    """Judge logs.

    Args:
        logs: paths (files, folders, ``-``), databases' addresses, tables, or iterables of records.
        options: how.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        progress: told now and then how many records, and bytes of files, were read since.
        smallest: how many bytes logs must have to be judged by rows.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
        ValueError: a prefix selects no code.
        NothingThere: an option points at nothing in any record.
        BadQuery: a database refuses the query.
        MissingPackage: a log needs a package that is not installed.
    """
    options = options or Options()
    given: list[str | Stream | Table | Iterable[Any]] = []
    size = 0.0
    for log in oldest_first(list(logs)):
        if isinstance(log, str) and is_database(log):
            log = database(log, options.query)
        if isinstance(log, Table):
            given.append(log)
            size += log.begin(smallest)
        elif isinstance(log, str):
            stream = stream_of(log, max(smallest, _HEAD))
            kind = None if stream is None else kind_of_table(stream.head)
            if stream is not None and kind is not None:
                table = open_file(cast("BinaryIO", BufferedReader(stream)), log, kind)
                given.append(table)
                size += stream.size
                continue
            given.append(log if stream is None else stream)
            size += _size(log) if stream is None else stream.size
        else:
            rest = iter(log)
            first = list(islice(rest, _FEWEST))
            given.append(chain(first, rest))
            size += float("inf") if len(first) == _FEWEST else 0
    if size >= smallest:
        from .inputs import check_by_rows  # numpy takes a while to import

        return check_by_rows(given, options, automata, progress)
    checker = Checker(options, automata)
    for log in given:
        if isinstance(log, Stream):
            checker.read_log(log.name, progress, cast("BinaryIO", log))
        elif isinstance(log, str):
            checker.read_log(log, progress)
        elif isinstance(log, Table):
            checker.read_table(log)
        else:
            checker.read_records(log)
    return checker.finish()


def _size(path: str) -> int:
    """About how many bytes an argument has."""
    try:
        return sum(map(size_of, files_of(path)))
    except UnreadableLog:
        return 0
