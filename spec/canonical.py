"""The canonical life: the abstract life that those of all messages refine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

FILE: Final = "canonical.toml"
_ANY: Final = "any"

Outcome = Literal["good", "bad"]
"""How a message ended, for who sent it."""


class CanonicalLife(NamedTuple):
    """An abstract life: states without payloads.

    Args:
        meanings: each state's meaning, in the order of the file.
        finals: the places to end.
        edges: what may follow what; a source may be ``start``.
        outcomes: how a message ended, by those states that tell.
    """

    meanings: Mapping[str, str]
    finals: frozenset[str]
    edges: frozenset[tuple[str, str]]
    outcomes: Mapping[str, Outcome]

    @property
    def states(self) -> tuple[str, ...]:
        """The names of the states, in the order of the file."""
        return tuple(self.meanings)

    def allows(self, source: str, target: str) -> bool:
        """Whether the abstract life goes from one state to another, or stands still."""
        return source == target or (source, target) in self.edges


@lru_cache(maxsize=1)
def canonical_life() -> CanonicalLife:
    """Return the canonical life, as ``canonical.toml`` has it."""
    import tomli

    data = tomli.loads(Path(__file__).with_name(FILE).read_text(encoding="utf-8"))
    states = data["states"]
    return CanonicalLife(
        meanings={state["name"]: state["meaning"] for state in states},
        finals=frozenset(state["name"] for state in states if state.get("final")),
        edges=frozenset(_edges(data, [state["name"] for state in states])),
        outcomes={state["name"]: state["outcome"] for state in states if "outcome" in state},
    )


def _edges(data: Mapping[str, Any], states: list[str]) -> Iterator[tuple[str, str]]:
    for edge in data["edges"]:
        sources = states if edge["from"] == _ANY else [edge["from"]]
        targets = states if edge["to"] == [_ANY] else edge["to"]
        for source in sources:
            yield from ((source, target) for target in targets if target != source)
