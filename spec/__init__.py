"""What each lifecycle is: data, frozen types, and their loading. Knows no other room."""

from __future__ import annotations

from .catalog import Catalog, builtin_folder, catalog, load_folder
from .errors import SpecError, UnknownLifecycle, did_you_mean
from .lifecycle import (
    START,
    Alias,
    Basis,
    Cause,
    Cite,
    Edge,
    EventTime,
    Form,
    Grounds,
    Guard,
    Lifecycle,
    Rule,
    RuleKind,
    Severity,
    Source,
    State,
)
from .loader import load_file, meta_schema
from .pointers import MISSING, Pointer

__all__ = [
    "MISSING",
    "START",
    "Alias",
    "Basis",
    "Catalog",
    "Cause",
    "Cite",
    "Edge",
    "EventTime",
    "Form",
    "Grounds",
    "Guard",
    "Lifecycle",
    "Pointer",
    "Rule",
    "RuleKind",
    "Severity",
    "Source",
    "SpecError",
    "State",
    "UnknownLifecycle",
    "builtin_folder",
    "catalog",
    "did_you_mean",
    "load_file",
    "load_folder",
    "meta_schema",
]
