"""What each lifecycle is: data, frozen types, and their loading. Knows no other room."""

from __future__ import annotations

from .canonical import CanonicalLife, Outcome, canonical_life
from .catalog import Catalog, builtin_folder, catalog, load_folder
from .conditions import Count, Relation, RelationKind, Rule, RuleKind, Severity
from .deadline import Deadline
from .delivery import Delivery
from .errors import SpecError, UnknownForm, UnknownLifecycle, did_you_mean
from .grounds import Basis, Cite, Grounds, Source
from .lifecycle import (
    CLOCK_SKEW_MS,
    START,
    Alias,
    CanonicalException,
    Cause,
    Edge,
    Endpoint,
    EventTime,
    Form,
    Guard,
    KnownTraffic,
    LabelledText,
    Lifecycle,
    State,
    TimeUnit,
)
from .loader import load_file, meta_schema
from .pointers import MISSING, Around, Pointer, compile_pointer, compile_pointers
from .ways import MOST_WAYS, too_many_ways

__all__ = [
    "CLOCK_SKEW_MS",
    "MISSING",
    "MOST_WAYS",
    "START",
    "Alias",
    "Around",
    "Basis",
    "CanonicalException",
    "CanonicalLife",
    "Catalog",
    "Cause",
    "Cite",
    "Count",
    "Deadline",
    "Delivery",
    "Edge",
    "Endpoint",
    "EventTime",
    "Form",
    "Grounds",
    "Guard",
    "KnownTraffic",
    "LabelledText",
    "Lifecycle",
    "Outcome",
    "Pointer",
    "Relation",
    "RelationKind",
    "Rule",
    "RuleKind",
    "Severity",
    "Source",
    "SpecError",
    "State",
    "TimeUnit",
    "UnknownForm",
    "UnknownLifecycle",
    "builtin_folder",
    "canonical_life",
    "catalog",
    "compile_pointer",
    "compile_pointers",
    "did_you_mean",
    "load_file",
    "load_folder",
    "meta_schema",
    "too_many_ways",
]
