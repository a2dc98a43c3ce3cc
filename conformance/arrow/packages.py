"""Packages that only some logs need: imported when one does, and asked for in words."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class MissingPackage(ImportError):
    """A package is needed that is not installed.

    Args:
        name: its name, as it is imported.
        purpose: what needs it.
        extra: the extra of this package that brings it.
    """

    def __init__(self, name: str, purpose: str, extra: str) -> None:
        super().__init__(
            f"{purpose} needs {name.partition('.')[0]}: pip install 'msglife[{extra}]'", name=name
        )


def columns_package(name: str, purpose: str) -> Any:
    """Import what tables are read with.

    Args:
        name: the package or module.
        purpose: what is read with it, for the error.

    Raises:
        MissingPackage: it is not installed.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise MissingPackage(name, purpose, "columns") from None
