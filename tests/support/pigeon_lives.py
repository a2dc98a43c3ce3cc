"""A lifecycle of an invented provider, as values, and how others are made."""

from __future__ import annotations

from msglife.spec import START, Basis, Cause, Edge, Grounds, Guard, Lifecycle, State


def state(name: str, final: bool = False, basis: Basis = "documented", value: int = 0) -> State:
    """A state, told by its name or by another value."""
    return State(name, value or name, f"meaning of {name}", final, None, Grounds(basis, ()))


def edge(
    source: str,
    target: str,
    trigger: str = "go",
    cause: Cause = "provider",
    basis: Basis = "documented",
    guard: Guard | None = None,
) -> Edge:
    """An edge between two states."""
    return Edge(source, target, trigger, cause, Grounds(basis, ()), guard)


def life(states: list[State], edges: list[Edge], title: str = "Pigeon post") -> Lifecycle:
    """A lifecycle of these states and edges."""
    return Lifecycle(
        id="pigeon/letter",
        provider="pigeon",
        name="letter",
        family="pigeon/letter",
        variant=None,
        title=title,
        summary="",
        file="pigeon.toml",
        sources=(),
        forms=(),
        states=tuple(states),
        edges=tuple(edges),
        rules=(),
        aliases=(),
        sensitive=(),
        vocabulary={state.value: state.name for state in states},
    )


PIGEON = life(
    [
        state("loft"),
        state("aloft", value=2),
        state("lost", final=True, basis="assumed"),
        state("landed", final=True),
        state("eaten", final=True, basis="implied"),
    ],
    [
        edge(START, "loft", "hatch"),
        edge("loft", "aloft", "fly", "carrier"),
        edge("aloft", "landed", "land", "carrier", "implied"),
        edge("aloft", "lost", "stray", "carrier", "assumed"),
        edge("lost", "landed", "return", "carrier", "assumed"),
        *(edge(name, "eaten", "eat", "customer") for name in ("loft", "aloft", "lost", "landed")),
    ],
)
