"""A lifecycle as a running machine, and the tables compiled from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .automaton import BEGIN, Arc, Automaton, Path, automaton_of, compile_machine
from .schema_engine import compile_schema

if TYPE_CHECKING:
    from .machine import LifecycleMachine, PayloadGuard, build_machine

__all__ = [
    "BEGIN",
    "Arc",
    "Automaton",
    "LifecycleMachine",
    "Path",
    "PayloadGuard",
    "automaton_of",
    "build_machine",
    "compile_machine",
    "compile_schema",
]


def __getattr__(name: str) -> Any:
    """Import what runs a machine when it is asked for: a check needs only the tables."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import machine

    return getattr(machine, name)
