"""Databases: what a query finds, through ADBC, in batches and in the query's order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ..reading.sources import UnreadableLog
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
_SQLITE: Final = b"SQLite format 3\0"
_MISMATCH: Final = re.compile(r"Type mismatch in column (\d+): expected (\w+) but got (\S+)")


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
        cursor = connection.cursor(
            adbc_stmt_kwargs={"adbc.postgresql.batch_size_hint_bytes": str(_BATCH)}
        )
        with self._refused():
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute(self._query)
            return _Reader(cursor.fetch_record_batch(), connection, cursor, self._words)

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
        with self._unreadable():
            connection = self._driver.connect(f"file:{quote(path)}?mode=ro")
        cursor = connection.cursor(adbc_stmt_kwargs={"adbc.sqlite.query.batch_rows": "65536"})
        with self._refused():
            cursor.execute(self._query)
            return _Reader(cursor.fetch_record_batch(), connection, cursor, self._words)

    @contextmanager
    def _unreadable(self) -> Iterator[None]:
        try:
            yield
        except self._errors.Error as error:
            raise UnreadableLog(self._name, f"cannot be opened: {self._words(error)}") from None

    @contextmanager
    def _refused(self) -> Iterator[None]:
        try:
            yield
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
    """Batches of what a query finds; closes the connection behind the last."""

    def __init__(
        self, reader: Any, connection: Any, cursor: Any, words: Callable[[Exception], str]
    ) -> None:
        self.schema = reader.schema
        self._reader, self._connection, self._cursor = reader, connection, cursor
        self._words = words

    def __iter__(self) -> Iterator[Any]:
        try:
            yield from self._reader
        except Exception as error:
            raise Broken(self._told(error)) from None

    def _told(self, error: Exception) -> str:
        mismatch = _MISMATCH.search(str(error))
        if mismatch is None:
            return self._words(error)
        name = self.schema.names[int(mismatch[1])]
        return f"column {name} holds values of several types; ask for cast({name} as text)"

    def close(self) -> None:
        """Close the connection."""
        self._reader.close()
        self._cursor.close()
        self._connection.close()
