"""Mutants of a lifecycle: each differs in one thing that a vector ought to notice."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from msglife.spec import START, Edge, Form, Grounds, Lifecycle, Rule

BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
DROPPED = ("type", "enum", "const", "pattern", "format", *BOUNDS)


class Mutant(NamedTuple):
    """One mutant.

    Args:
        kind: what was done, such as ``edge removed``.
        place: to what.
        words: words of it that a vector may cite, to find the one that kills it soon.
        lifecycle: the mutated lifecycle.
    """

    kind: str
    place: str
    words: tuple[str, ...]
    lifecycle: Lifecycle


def mutants(lifecycle: Lifecycle) -> Iterator[Mutant]:
    """Yield every mutant of a lifecycle."""
    yield from _edges(lifecycle)
    yield from _added(lifecycle)
    yield from _finals(lifecycle)
    yield from _rules(lifecycle)
    yield from _schemas(lifecycle)


def _edges(lifecycle: Lifecycle) -> Iterator[Mutant]:
    pairs = {(edge.source, edge.target) for edge in lifecycle.edges}
    names = [state.name for state in lifecycle.states]
    for position, edge in enumerate(lifecycle.edges):
        place, words = f"{edge.source} → {edge.target}", (f"{edge.source}→{edge.target}",)

        def put(
            kind: str,
            *edges: Edge,
            at: int = position,
            place: str = place,
            words: tuple[str, ...] = words,
        ) -> Mutant:
            others = lifecycle.edges[:at], lifecycle.edges[at + 1 :]
            mutated = replace(lifecycle, edges=(*others[0], *edges, *others[1]))
            return Mutant(kind, place, words, mutated)

        yield put("edge removed")
        free = [name for name in names if name != edge.source and (edge.source, name) not in pairs]
        if free:
            yield put("edge redirected", replace(edge, target=free[position % len(free)]))
        assumed = edge.grounds.basis == "assumed"
        grounds = replace(edge.grounds, basis="documented" if assumed else "assumed")
        yield put("basis changed", replace(edge, grounds=grounds))
        if edge.guard is not None:
            yield put("guard dropped", replace(edge, guard=None))


def _added(lifecycle: Lifecycle) -> Iterator[Mutant]:
    pairs = {(edge.source, edge.target) for edge in lifecycle.edges}
    names = [state.name for state in lifecycle.states]
    grounds = Grounds("documented", lifecycle.edges[0].grounds.cites)
    for source in (START, *names):
        for target in names:
            if source != target and (source, target) not in pairs:
                edge = Edge(source, target, "mutate", "provider", grounds)
                mutated = replace(lifecycle, edges=(*lifecycle.edges, edge))
                words = (source, target)
                yield Mutant("edge added", f"{source} → {target}", words, mutated)


def _finals(lifecycle: Lifecycle) -> Iterator[Mutant]:
    for position, state in enumerate(lifecycle.states):
        states = list(lifecycle.states)
        states[position] = replace(state, final=not state.final)
        mutated = replace(lifecycle, states=tuple(states))
        yield Mutant("final toggled", state.name, (state.name,), mutated)


def _rules(lifecycle: Lifecycle) -> Iterator[Mutant]:
    rules = lifecycle.rules
    for position, rule in enumerate(rules):

        def put(kind: str, *changed: Rule, at: int = position, name: str = rule.id) -> Mutant:
            mutated = replace(lifecycle, rules=(*rules[:at], *changed, *rules[at + 1 :]))
            return Mutant(kind, name, (name,), mutated)

        yield put("rule removed")
        for state in rule.states if len(rule.states) > 1 else ():
            fewer = tuple(name for name in rule.states if name != state)
            yield put(f"rule without {state}", replace(rule, states=fewer))
        if rule.milliseconds:
            yield put("bound changed", replace(rule, milliseconds=rule.milliseconds * 10))
            yield put("bound changed", replace(rule, milliseconds=max(rule.milliseconds // 10, 1)))
        if rule.kind == "at_most":
            yield put("bound changed", replace(rule, fields=rule.fields[::-1]))


def _schemas(lifecycle: Lifecycle) -> Iterator[Mutant]:
    for position, form in enumerate(lifecycle.forms):
        for place, name, schema in _relaxed(form):
            forms = list(lifecycle.forms)
            forms[position] = replace(form, schema=schema)
            words = tuple(part for part in place.split(".") if part not in ("properties", "$defs"))
            words = (*words, name)
            mutated = replace(lifecycle, forms=tuple(forms))
            yield Mutant("schema relaxed", f"{form.name}: {place}", words, mutated)


def _relaxed(form: Form) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The schema of a form, each time without one constraint."""
    for path in _constraints(form.schema, ()):
        schema = copy.deepcopy(dict(form.schema))
        node: Any = schema
        for part in path[:-1]:
            node = node[part]
        taken = node[path[-1]]
        del node[path[-1]]
        yield ".".join(map(str, path)), str(taken), schema


def _constraints(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, dict):
        for name, inner in node.items():
            inside_names = bool(path) and path[-1] in ("properties", "$defs")
            if not inside_names and name in DROPPED:
                yield (*path, name)
            elif not inside_names and name == "required":
                yield from ((*path, name, index) for index in range(len(inner)))
            else:
                yield from _constraints(inner, (*path, name))
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _constraints(inner, (*path, index))
