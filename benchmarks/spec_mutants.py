"""Mutants of a family of lifecycles: each differs in one thing that a vector ought to notice.

What the variants of a family share in their file is mutated in all of them at once.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from msglife.spec import START, Edge, Form, Grounds, Lifecycle, Rule

DROPPED = (
    *("type", "enum", "const", "pattern", "format"),
    *("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"),
)
Family = Sequence[Lifecycle]


class Mutant(NamedTuple):
    """One mutant.

    Args:
        kind: what was done, such as ``edge removed``.
        place: to what.
        words: words of it that a vector may cite, to find the one that kills it soon.
        family: the mutated lifecycles.
    """

    kind: str
    place: str
    words: tuple[str, ...]
    family: Family


def mutants(family: Family) -> Iterator[Mutant]:
    """Yield every mutant of the lifecycles of one file."""
    yield from _edges(family)
    yield from _added(family)
    yield from _finals(family)
    yield from _rules(family)
    yield from _schemas(family)


def _edges(family: Family) -> Iterator[Mutant]:
    entries = {(e.source, e.target, e.grounds): e for each in family for e in each.edges}
    for position, edge in enumerate(entries.values()):
        place, words = f"{edge.source} → {edge.target}", (f"{edge.source}→{edge.target}",)

        def put(
            kind: str,
            change: Callable[[Lifecycle, Edge], Edge | None],
            edge: Edge = edge,
            place: str = place,
            words: tuple[str, ...] = words,
        ) -> Mutant:
            changed = [_with_edge(each, edge, change) for each in family]
            return Mutant(kind, place, words, changed)

        yield put("edge removed", lambda _, __: None)
        yield put("edge redirected", lambda each, e, at=position: _redirected(each, e, at))
        yield put("basis changed", lambda _, e: e._replace(grounds=_other_basis(e.grounds)))
        if edge.guard is not None:
            yield put("guard dropped", lambda _, e: e._replace(guard=None))


def _with_edge(
    lifecycle: Lifecycle, edge: Edge, change: Callable[[Lifecycle, Edge], Edge | None]
) -> Lifecycle:
    name = (edge.source, edge.target, edge.grounds)
    edges = [
        change(lifecycle, each) if (each.source, each.target, each.grounds) == name else each
        for each in lifecycle.edges
    ]
    return replace(lifecycle, edges=tuple(each for each in edges if each is not None))


def _redirected(lifecycle: Lifecycle, edge: Edge, position: int) -> Edge:
    taken = {each.target for each in lifecycle.edges if each.source == edge.source}
    names = [each.name for each in lifecycle.states]
    free = [name for name in names if name != edge.source and name not in taken]
    return edge._replace(target=free[position % len(free)]) if free else edge


def _other_basis(grounds: Grounds) -> Grounds:
    return grounds._replace(basis="documented" if grounds.basis == "assumed" else "assumed")


def _added(family: Family) -> Iterator[Mutant]:
    pairs = {(edge.source, edge.target) for each in family for edge in each.edges}
    names = list(dict.fromkeys(state.name for each in family for state in each.states))
    grounds = Grounds("documented", family[0].edges[0].grounds.cites)
    for source in (START, *names):
        for target in names:
            if source == target or (source, target) in pairs:
                continue
            edge = Edge(source, target, "mutate", "provider", grounds)
            changed = [
                replace(each, edges=(*each.edges, edge))
                if {source, target} <= {START, *(state.name for state in each.states)}
                else each
                for each in family
            ]
            yield Mutant("edge added", f"{source} → {target}", (source, target), changed)


def _finals(family: Family) -> Iterator[Mutant]:
    for name in dict.fromkeys(state.name for each in family for state in each.states):
        changed = [
            replace(
                each,
                states=tuple(
                    state._replace(final=not state.final) if state.name == name else state
                    for state in each.states
                ),
            )
            for each in family
        ]
        yield Mutant("final toggled", name, (name,), changed)


def _rules(family: Family) -> Iterator[Mutant]:
    for rule in {rule.id: rule for each in family for rule in each.rules}.values():

        def put(kind: str, changed: Rule | None, name: str = rule.id) -> Mutant:
            rules = [
                tuple(changed if rule.id == name else rule for rule in each.rules)
                for each in family
            ]
            mutated = [
                replace(each, rules=tuple(rule for rule in kept if rule is not None))
                for each, kept in zip(family, rules, strict=True)
            ]
            return Mutant(kind, name, (name,), mutated)

        yield put("rule removed", None)
        for state in rule.states if len(rule.states) > 1 else ():
            fewer = tuple(name for name in rule.states if name != state)
            mutant = put("rule narrowed", rule._replace(states=fewer))
            yield mutant._replace(place=f"{rule.id} without {state}", words=(rule.id, state))
        if rule.milliseconds:
            yield put("bound changed", rule._replace(milliseconds=rule.milliseconds * 10))
            yield put("bound changed", rule._replace(milliseconds=max(rule.milliseconds // 10, 1)))
        if rule.kind == "at_most":
            yield put("bound changed", rule._replace(fields=rule.fields[::-1]))


def _schemas(family: Family) -> Iterator[Mutant]:
    forms = {form.name: form for each in family for form in each.forms}
    for name in forms:
        paths = dict.fromkeys(
            path
            for each in family
            for form in each.forms
            if form.name == name
            for path in constraints(form)
        )
        for path in paths:
            changed = [_relaxed(each, name, path) for each in family]
            text = [str(part) for part in path]
            words = tuple(part for part in text if part not in ("properties", "$defs"))
            yield Mutant("schema relaxed", f"{name}: {'.'.join(text)}", words, changed)


def _relaxed(lifecycle: Lifecycle, form_name: str, path: tuple[Any, ...]) -> Lifecycle:
    forms = [
        form._replace(schema=_without(form.schema, path)) if form.name == form_name else form
        for form in lifecycle.forms
    ]
    return replace(lifecycle, forms=tuple(forms))


def _without(schema: Any, path: tuple[Any, ...]) -> Any:
    relaxed = copy.deepcopy(dict(schema))
    node: Any = relaxed
    for part in path[:-1]:
        node = node[part]
    if isinstance(node, list):
        node.remove(path[-1])
    else:
        del node[path[-1]]
    return relaxed


def constraints(form: Form) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each constraint that a payload of a form meets."""
    waiting: list[tuple[Any, ...]] = [()]
    seen: set[tuple[Any, ...]] = set()
    while waiting:
        start = waiting.pop()
        if start in seen:
            continue
        seen.add(start)
        node: Any = form.schema
        for part in start:
            node = node[part]
        for path, value in _walk(node, start):
            if path[-1] == "$ref":
                waiting.append(tuple(value.removeprefix("#/").split("/")))
            else:
                yield path


def _walk(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _walk(inner, (*path, index))
    if not isinstance(node, dict):
        return
    named = bool(path) and path[-1] == "properties"
    for name, inner in node.items():
        if not named and (name in DROPPED or name == "$ref"):
            yield (*path, name), inner
        elif not named and name == "required":
            yield from (((*path, name, field), field) for field in inner)
        elif name != "$defs":
            yield from _walk(inner, (*path, name))
