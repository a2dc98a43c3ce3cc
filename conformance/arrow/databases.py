"""Databases: what a query finds, through ADBC, in batches and in the query's order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from ..opening.sources import UnreadableLog
from .packages import columns_package
from .tables import Broken, Table

_ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.]*)://")
_MODULES: Final = {
    "postgresql": "adbc_driver_postgresql",
    "postgres": "adbc_driver_postgresql",
    "sqlite": "adbc_driver_sqlite",
}
_PASSWORDS: Final = (
    re.compile(r"(?<=://)(?P<before>[^:/@\s]*:)(?P<secret>.*)(?=@)"),
    re.compile(r"(?P<before>\b(?:ssl)?password=)(?P<secret>[^&\s]*)", re.IGNORECASE),
)
_BATCH: Final = 2**24
"""A batch of PostgreSQL has about so many bytes."""
_ROWS: Final = 2**16
"""A batch of SQLite has so many rows; the types of its columns are those of the first batch."""
_SQLITE: Final = b"SQLite format 3\0"
_MISMATCH: Final = "Type mismatch in column"


class BadQuery(ValueError):
    """A database refuses what it is asked for, or nothing is asked; says why."""


def is_database(log: str) -> bool:
    """Whether an argument is the address of a database, or of anything else that is no file.

    >>> is_database("postgresql://localhost/messages"), is_database("callbacks.jsonl")
    (True, False)
    """
    return _ADDRESS.match(log) is not None


def without_password(address: str) -> str:
    """Return an address as it may be shown.

    >>> without_password("postgresql://me:secret@db/x?sslmode=require")
    'postgresql://me:***@db/x?sslmode=require'
    """
    for pattern in _PASSWORDS:
        address = pattern.sub(r"\g<before>***", address)
    return address


def _secrets(address: str) -> set[str]:
    """The passwords in an address, as they stand there and as they are meant."""
    from urllib.parse import unquote  # it takes a while to import

    found = {match["secret"] for pattern in _PASSWORDS for match in pattern.finditer(address)}
    return {each for secret in found for each in (secret, unquote(secret)) if each}


def database(address: str, query: str) -> Table:
    """Return what a query finds, as a table; the database is asked when it is read.

    Args:
        address: ``postgresql://…``, or ``sqlite:///`` and a path; as SQLAlchemy has them.
        query: what is asked for.

    Raises:
        MissingPackage: what speaks with the database is not installed.
    """
    name = without_password(address)
    scheme = address.partition("://")[0].lower()
    module = _MODULES.get(scheme)
    if module is None:
        known = "postgresql:// and sqlite:///"
        words = f"no database that can be asked; expected {known}, or a file"
        return Table(name, _raises(UnreadableLog(name, words)))
    columns_package("pyarrow", f"asking {scheme}://")
    driver = columns_package(f"{module}.dbapi", f"asking {scheme}://")
    errors = columns_package("adbc_driver_manager.dbapi", f"asking {scheme}://")
    session = _Session(address, query, driver, errors)
    return Table(name, session.sqlite if scheme == "sqlite" else session.postgresql)


def _raises(error: Exception) -> Callable[[], Any]:
    def opened() -> Any:
        raise error

    return opened


class _Session:
    """One question to one database, which it cannot change.

    Args:
        address: the database.
        query: the question.
        driver: what speaks with it.
        errors: names what that raises.
    """

    def __init__(self, address: str, query: str, driver: Any, errors: Any) -> None:
        self._address = address
        self._name = without_password(address)
        self._query = query
        self._driver = driver
        self._errors = errors

    def postgresql(self) -> Any:
        """Ask PostgreSQL."""
        with self._unreadable():
            connection = self._driver.connect(self._address)
        return self._asked(
            connection, "adbc.postgresql.batch_size_hint_bytes", _BATCH, "SET TRANSACTION READ ONLY"
        )

    def sqlite(self) -> Any:
        """Ask SQLite; of a path, as of SQLAlchemy's, three slashes are none of its own."""
        from urllib.parse import quote, unquote

        path = unquote(self._address.partition("://")[2].removeprefix("/"))
        try:
            with Path(path).open("rb") as file:
                if file.read(len(_SQLITE)) not in (_SQLITE, b""):
                    raise UnreadableLog(self._name, "no SQLite database")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UnreadableLog(self._name, f"cannot be opened: {reason}") from None
        uri = f"file:{quote(path)}?mode=ro"
        with self._unreadable():
            connection = self._driver.connect(uri)
        reader = self._asked(connection, "adbc.sqlite.query.batch_rows", _ROWS)
        reader.rest = partial(_typeless, uri, self._query)
        return reader

    @contextmanager
    def _unreadable(self) -> Iterator[None]:
        try:
            yield
        except self._errors.Error as error:
            raise UnreadableLog(self._name, f"cannot be opened: {self._words(error)}") from None

    def _asked(self, connection: Any, option: str, size: int, *before: str) -> Any:
        with ExitStack() as stack:
            stack.enter_context(connection)
            cursor = stack.enter_context(connection.cursor(adbc_stmt_kwargs={option: str(size)}))
            try:
                for each in (*before, self._query):
                    cursor.execute(each)
                return _Reader(cursor.fetch_record_batch(), self._words, stack.pop_all())
            except (self._errors.Error, OSError) as error:
                raise BadQuery(f"{self._name} refuses it: {self._words(error)}") from None

    def _words(self, error: Exception) -> str:
        """What a driver says, without what it repeats of the question, or of the address."""
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        text = lines[0] if lines else type(error).__name__
        for secret in _secrets(self._address):
            text = text.replace(secret, "***")
        return text


class _Reader:
    """Batches of what a query finds.

    Args:
        reader: Arrow's.
        words: says what a driver's error means.
        session: what is closed behind the last.
    """

    def __init__(self, reader: Any, words: Callable[[Exception], str], session: ExitStack) -> None:
        self.schema = reader.schema
        self.rest: Callable[[int], Iterator[Any]] | None = None
        """Reads on, by the number of rows read, where a column has other types than before."""
        self._reader = reader
        self._words = words
        self._session = session

    def __iter__(self) -> Iterator[Any]:
        rows = 0
        try:
            for batch in self._reader:
                yield batch
                rows += batch.num_rows
        except Exception as error:
            if self.rest is None or _MISMATCH not in str(error):
                raise Broken(self._words(error)) from None
        else:
            return
        yield from self.rest(rows)

    def close(self) -> None:
        """Close the connection."""
        self._reader.close()
        self._session.close()


def _typeless(uri: str, query: str, skip: int) -> Iterator[Any]:
    """Ask SQLite by way of Python, which takes values of any type in any row.

    The driver gives a column the type it has in the first batch, and a column without a value
    there, that of whole numbers.
    """
    import sqlite3

    arrow = columns_package("pyarrow", "asking sqlite://")
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        cursor = connection.execute(query)
        names = [each[0] for each in cursor.description]
        for _ in islice(cursor, skip):
            pass
        while rows := cursor.fetchmany(_ROWS):
            columns = zip(*rows, strict=True)
            yield arrow.record_batch([_array(each) for each in columns], names)


def _array(values: Sequence[Any]) -> Any:
    """Values as an array; as text, if they are of several types."""
    arrow = columns_package("pyarrow", "asking sqlite://")
    try:
        return arrow.array(values)
    except (arrow.ArrowException, ValueError, TypeError):
        return arrow.array([each if each is None else _text(each) for each in values])


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
