"""Columns, and Arrow's types as Spark writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from pyspark.sql import functions as F  # noqa: N812 # as everybody calls them

from ..conformance.judging.options import Options
from ..tables.said import pa

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def column(name: str) -> Any:
    """Return a column by its name, whatever is in it."""
    return F.col(f"`{name.replace('`', '``')}`")


def columns_read(df: DataFrame, options: Options) -> DataFrame:
    """Return a log with no more columns than are read.

    Args:
        df: the log.
        options: how to check.
    """
    names = dict.fromkeys(spots[0].parts[0] for spots in options.wanted if spots)
    return df.select(*map(column, names))


def fields(some: Iterable[Any], between: str = " ") -> str:
    """Return fields as Spark writes them.

    Args:
        some: those of an Arrow schema or struct.
        between: what stands between a name and its type.
    """
    return ",".join(f"`{each.name}`{between}{type_of(each.type)}" for each in some)


def type_of(kind: Any) -> str:
    """Return an Arrow type as Spark writes it."""
    if pa.types.is_struct(kind):
        return f"struct<{fields(kind, ':')}>"
    if pa.types.is_map(kind):
        return f"map<{type_of(kind.key_type)},{type_of(kind.item_type)}>"
    if pa.types.is_list(kind):
        return f"array<{type_of(kind.value_type)}>"
    return _TYPES[kind]


_TYPES: Final = {
    pa.string(): "string",
    pa.int32(): "int",
    pa.int64(): "bigint",
    pa.large_binary(): "binary",
    pa.bool_(): "boolean",
    pa.timestamp("us", "UTC"): "timestamp",
}
