"""Tables: whatever has ``__arrow_c_stream__``, and files of Parquet and Arrow, in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, Protocol

from ..opening.sources import UnreadableLog
from ..reading.beginnings import Kind
from .packages import columns_package

if TYPE_CHECKING:  # a small log has no use for it
    import numpy as np
    from numpy.typing import NDArray

ROWS: Final = 2**13
"""A batch that is larger is taken in pieces of so many rows."""
_ARROW: Final = b"ARROW1"
"""How a file of Arrow begins; a stream does not."""


class ArrowStream(Protocol):
    """What any library's table is by Arrow's C stream interface."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return a capsule with the stream."""


class Broken(Exception):
    """Reading a table stopped before its end; says why."""


class Piece(NamedTuple):
    """Some rows of a table.

    Args:
        numbers: their numbers, or those of the lines they begin in.
        batch: Arrow's batch of them.
        pointers: where they stand in their lines; none if each has its own.
    """

    numbers: NDArray[np.int64]
    batch: Any
    pointers: Sequence[str] = ()

    def slice(self, start: int, count: int) -> Piece:
        """Return some of them.

        Args:
            start: the index of the first.
            count: how many, if there are as many.
        """
        end = start + count
        return Piece(
            self.numbers[start:end], self.batch.slice(start, count), self.pointers[start:end]
        )


class Table:
    """A table that is read once, in batches.

    Args:
        name: what it is called in places.
        open_: returns Arrow's reader of record batches; may raise `UnreadableLog`. Where rows are
            lines of a file, its `lines` are those in which the rows of its last batch begin, and
            its `pointers`, if there are any, where they stand in these.
        texts: its cells are texts, an empty one being nothing.
    """

    def __init__(self, name: str, open_: Callable[[], Any], *, texts: bool = False) -> None:
        self.name = name
        self.texts = texts
        self._open = open_
        self._first: list[Piece] = []
        self._problem: UnreadableLog | Broken | None = None
        self._rest: Iterator[Piece] | None = None
        self.columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, table: ArrowStream, name: str) -> Table:
        """Return any object that has ``__arrow_c_stream__``.

        Raises:
            MissingPackage: pyarrow is not installed.
        """
        arrow = columns_package("pyarrow", "checking a table")

        def opened() -> Any:
            try:
                return arrow.RecordBatchReader.from_stream(table)
            except arrow.ArrowException as error:
                raise UnreadableLog(name, f"Arrow cannot read it: {first_line(error)}") from None

        return cls(name, opened)

    def begin(self, least: int) -> float:
        """Read its first batches; return how many bytes it has, without end if there are more.

        Args:
            least: so many bytes are read, if there are as many.
        """
        size = 0
        try:
            for piece in self._pieces():
                self._first.append(piece)
                size += piece.batch.nbytes
                if size >= least:
                    return float("inf")
        except (UnreadableLog, Broken) as problem:
            self._problem = problem
        return size

    def pieces(self) -> Iterator[Piece]:
        """Yield its rows, not many at a time.

        Raises:
            UnreadableLog: it cannot be opened.
            Broken: reading stops before its end.
        """
        yield from self._first
        self._first.clear()
        if self._problem is not None:
            raise self._problem
        yield from self._pieces()

    def _pieces(self) -> Iterator[Piece]:
        if self._rest is None:
            reader = self._open()
            self.columns = _apart(reader.schema.names)
            self._rest = _pieces(reader, sound=self.texts)
        return self._rest


def _apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns, no two alike: a second one has its number behind it."""
    found: dict[str, None] = {}
    for number, name in enumerate(names, 1):
        found[name if name not in found else f"{name} (column {number})"] = None
    return tuple(found)


def _pieces(reader: Any, *, sound: bool) -> Iterator[Piece]:
    import numpy as np

    arrow = columns_package("pyarrow", "reading a table")
    before = 0
    try:
        for batch in reader:
            if not sound:  # nobody promises that a file holds what it says
                batch.validate(full=True)
            names = _apart(batch.schema.names)
            if tuple(batch.schema.names) != names:
                batch = batch.rename_columns(names)
            batch = _without_views(batch)
            numbers = np.arange(before + 1, before + 1 + batch.num_rows)
            pointers = getattr(reader, "pointers", ())
            whole = Piece(getattr(reader, "lines", numbers), batch, pointers)
            # In equal parts: a few rows that are left over cost nearly as much as many.
            step = -(-batch.num_rows // max(1, round(batch.num_rows / ROWS)))
            for start in range(0, batch.num_rows, step or 1):
                yield whole.slice(start, step)
            before += batch.num_rows
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise Broken(first_line(error)) from None
    finally:
        reader.close()


def _without_views(batch: Any) -> Any:
    """A batch whose texts are kept as all functions of Arrow take them: few take views of texts."""
    if not any("_view" in str(field.type) for field in batch.schema):
        return batch
    arrow = columns_package("pyarrow", "reading a table")
    columns = []
    for array in batch.columns:
        if arrow.types.is_dictionary(array.type):
            values = array.dictionary.cast(_without_view(array.type.value_type))
            array = arrow.DictionaryArray.from_arrays(array.indices, values)
        columns.append(array.cast(_without_view(array.type)))
    return arrow.record_batch(columns, batch.schema.names)


def _without_view(kind: Any) -> Any:
    """A type of which none of the texts are views."""
    arrow = columns_package("pyarrow", "reading a table")
    if arrow.types.is_string_view(kind):
        return arrow.large_string()
    if arrow.types.is_binary_view(kind):
        return arrow.large_binary()
    if arrow.types.is_struct(kind):
        return arrow.struct([field.with_type(_without_view(field.type)) for field in kind])
    if arrow.types.is_list(kind):
        return arrow.list_(_without_view(kind.value_type))
    if arrow.types.is_large_list(kind):
        return arrow.large_list(_without_view(kind.value_type))
    return kind


def first_line(error: Exception) -> str:
    """Return what an error says first; libraries go on about themselves."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def open_file(stream: BinaryIO, name: str, kind: Kind) -> Table:
    """Return the table that a file holds; the file is read as long as the table is.

    Args:
        stream: its bytes; copied to a temporary file, if they can be read only once.
        name: what it is called.
        kind: which kind it is.

    Raises:
        MissingPackage: pyarrow is not installed.
    """
    purpose = f"reading {kind.capitalize()} files"
    module = columns_package("pyarrow.parquet" if kind == "parquet" else "pyarrow.ipc", purpose)
    return Table(name, lambda: _File(module, stream, name, kind))


class _File:
    """Batches of a file.

    Args:
        module: what reads it.
        stream: its bytes.
        name: what it is called.
        kind: which kind it is.

    Raises:
        UnreadableLog: it is damaged.
    """

    def __init__(self, module: Any, stream: BinaryIO, name: str, kind: Kind) -> None:
        arrow = columns_package("pyarrow", "reading a table")
        self._copy = None if stream.seekable() else _copied(stream)
        try:
            self.schema, self._batches = self._read(module, self._copy or stream, kind)
        except (arrow.ArrowException, OSError, ValueError) as error:
            self.close()
            words = f"expected {kind.capitalize()}, and it is damaged: {first_line(error)}"
            raise UnreadableLog(name, words) from None

    def _read(self, module: Any, source: BinaryIO, kind: Kind) -> tuple[Any, Iterator[Any]]:
        if kind == "parquet":
            file = module.ParquetFile(source)
            return file.schema_arrow, file.iter_batches(ROWS, use_threads=False)
        begin = source.read(len(_ARROW))
        source.seek(0)
        if begin != _ARROW:
            stream = module.open_stream(source)
            return stream.schema, iter(stream)
        file = module.open_file(source)
        return file.schema, map(file.get_batch, range(file.num_record_batches))

    def __iter__(self) -> Iterator[Any]:
        return self._batches

    def close(self) -> None:
        """Remove what was copied."""
        if self._copy is not None:
            self._copy.close()


def _copied(stream: BinaryIO) -> BinaryIO:
    import shutil  # few logs need them
    from tempfile import TemporaryFile

    copy = TemporaryFile()  # noqa: SIM115 # who asks for it closes it
    shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return copy
