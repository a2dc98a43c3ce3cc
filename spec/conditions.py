"""What must hold beyond schemas and edges: rules and relations, closed vocabularies."""

# Annotations are evaluated here: as text, each would be compiled again at every start.

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from .grounds import Grounds
from .pointers import Pointer

Severity = Literal["error", "warning", "info"]
RuleKind = Literal[
    "constant",
    "non_decreasing",
    "requires",
    "only_in",
    "at_most",
    "same",
    "sum_equals",
    "sum_at_least",
    "undecided_when",
    "schema",
    "forbidden_after",
    "min_interval",
]
RelationKind = Literal["belongs_to", "only_after", "not_while", "counts_agree", "legs_in_order"]


class Rule(NamedTuple):
    """A condition on payloads beyond their schema, from a closed vocabulary.

    Args:
        id: the rule's name, unique in its lifecycle.
        kind: which condition; see the guide to the file format for each.
        severity: of the finding when the rule is broken.
        says: the rule in words.
        forms: the forms it applies to; empty for all.
        states: the states it speaks of; empty for all.
        fields: the places it speaks of.
        schema: the JSON Schema of `requires` and `only_in` (which values count as there),
            `undecided_when` and `schema` (a payload), and `sum_at_least` (the payloads it asks).
        items, item: for `sum_equals`, the list and the place in each of its items.
        answer: for `forbidden_after` and `min_interval`, the HTTP status it is about.
        after: for `forbidden_after`, the HTTP status it must not follow.
        milliseconds: for `min_interval`, how long to wait before asking again.
        per_version: for `constant`, only observations of one version are compared.
    """

    id: str
    kind: RuleKind
    severity: Severity
    says: str
    grounds: Grounds
    forms: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    fields: tuple[Pointer, ...] = ()
    schema: Mapping[str, Any] | None = None
    items: Pointer | None = None
    item: Pointer | None = None
    answer: int = 0
    after: int = 0
    milliseconds: int = 0
    per_version: bool = False

    def __hash__(self) -> int:
        return hash(self.id)  # schemas have no hash


class Count(NamedTuple):
    """A counter of a parent: how many of its children were in some states.

    Args:
        field: where the parent's payload holds the counter.
        states: children that tell one of these are counted.
        uncounted: children that tell one of these are not counted yet.
    """

    field: Pointer
    states: tuple[str, ...]
    uncounted: tuple[str, ...]


class Relation(NamedTuple):
    """What must hold between messages, from a closed vocabulary.

    Args:
        id: the relation's name, unique in its lifecycle.
        kind: which condition; see the guide to the file format for each.
        severity: of the finding when it is broken.
        says: the relation in words.
        parent: the family of the parent (all kinds but `legs_in_order`).
        fields: where a child names its parent, or a leg its workflow: the first that is
            there counts.
        states: the child's states it speaks of; for `legs_in_order`, those in which a
            leg makes room for the next.
        doubtful: for `legs_in_order`, ends of which no document says whether they make room: a
            leg that follows one is a warning.
        parent_states: the parent's states it speaks of.
        closed_by, closes: a parent that ends in one of the first leaves children in the
            second for good.
        number, total: for `legs_in_order`, where the leg's number and the total stand.
        counts, recipients, excluded: for `counts_agree`, the counters, where the number
            of children stands, and children's states that keep it from being judged.
    """

    id: str
    kind: RelationKind
    severity: Severity
    says: str
    grounds: Grounds
    parent: str = ""
    fields: tuple[Pointer, ...] = ()
    states: tuple[str, ...] = ()
    parent_states: tuple[str, ...] = ()
    closed_by: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    number: tuple[Pointer, ...] = ()
    total: tuple[Pointer, ...] = ()
    counts: tuple[Count, ...] = ()
    recipients: Pointer | None = None
    excluded: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
