"""A lifecycle as a running machine, and the tables compiled from it."""

from __future__ import annotations

from .automaton import BEGIN, Arc, Automaton, Path, automaton_of, compile_machine
from .machine import LifecycleMachine, PayloadGuard, build_machine
from .schema_engine import compile_schema

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
