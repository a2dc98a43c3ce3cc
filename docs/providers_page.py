"""The page that sets the providers side by side: what each documents, and what it leaves open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Final, get_args

from msglife.spec import START, Basis, Lifecycle, State, canonical_life

Family = Sequence[Lifecycle]
"""The lifecycles of one file: its variants share all but some states, edges and rules."""
Link = Callable[[Lifecycle, str], str]
"""Writes a link to a lifecycle's page, with a text."""

NONE: Final = "–"
WIDTH: Final = 100


def lines(lifecycles: Sequence[Lifecycle], link: Link) -> Iterator[str]:
    """Yield the page, but for its tables of links.

    Args:
        lifecycles: all of them, families together.
        link: writes a link to a lifecycle's page.
    """
    families = [list(each) for _, each in groupby(lifecycles, key=lambda each: each.family)]
    judged = [each for each in families if any(state.canonical for state in _states(each))]
    yield "# Providers side by side"
    yield ""
    yield from wrap(
        "What each provider documents about the lives of its messages, and what it leaves "
        "open. Each entry comes from the lifecycle file; the lifecycle's page has its source. "
        "A dash says that no document mentions it, not that there is no such thing.",
        WIDTH,
    )
    yield from ("", "## How sure is it?", "")
    yield from _table(
        ("lifecycle", "observed by", "states", "edges", *get_args(Basis), "defects"),
        [(_name(each, link), *_sureness(each)) for each in families],
    )
    yield ""
    yield from wrap(
        "The shares are of the edges: *documented* if a source says so, *implied* if its "
        "wording allows only this reading, *assumed* if it is our judgement. *Defects* "
        "counts where the sources contradict themselves, each other, or what was seen; the "
        "lifecycle's page lists them.",
        WIDTH,
    )
    yield from ("", "## States that mean the same", "")
    canonical = list(canonical_life().meanings)
    yield from _table(
        ("lifecycle", *canonical),
        [(_name(each, link), *(_told_as(each, name) for name in canonical)) for each in judged],
    )
    yield ""
    yield from wrap(
        "In one column stand the statuses that mean the same, whatever each provider calls "
        "them. A message may end in those that are bold.",
        WIDTH,
    )
    yield from ("", "## What a callback tells", "")
    yield from _table(
        (
            "lifecycle",
            "event time",
            "polls are ordered by",
            "event id",
            "parts",
            "may never be reported",
        ),
        [(_name(each, link), *_observed(each)) for each in families],
    )
    yield ""
    yield from wrap(
        "*Event time* is how the time is written, by form where forms differ. Some states "
        "*may never be reported*, since no callback announces them. Those marked *(created)* "
        "are states in which a message is created, at a provider that announces only changes.",
        WIDTH,
    )
    yield from ("", "## How callbacks are delivered", "")
    yield from _table(
        ("lifecycle", "method", "written as", "accepted", "sent again after", "end due within"),
        [(_name(each, link), *_delivered(each)) for each in families],
    )


def _states(family: Family) -> Iterator[State]:
    return (state for each in family for state in each.states)


def _name(family: Family, link: Link) -> str:
    """A family by its variants' pages."""
    if len(family) == 1:
        return link(family[0], family[0].id)
    return f"{family[0].provider}/ {', '.join(link(each, each.name) for each in family)}"


def _sureness(family: Family) -> tuple[str, ...]:
    edges = {
        (edge.source, edge.target, edge.guard): edge.grounds.basis
        for each in family
        for edge in each.edges
    }
    bases = list(edges.values())
    shares = [f"{bases.count(basis) / len(bases):.0%}" for basis in get_args(Basis)]
    modes = ", ".join(dict.fromkeys(form.mode for each in family for form in each.forms))
    states = len({state.name for state in _states(family)})
    defects = sum(len(source.defects) for source in family[0].sources)
    return (modes, str(states), str(len(edges)), *shares, str(defects))


def _told_as(family: Family, canonical: str) -> str:
    names: dict[str, None] = {}
    for state in _states(family):
        if state.canonical == canonical:
            written = str(state.value)
            shown = state.name if written == state.name else f"{written} {state.name}"
            names[f"**{shown}**" if state.final else shown] = None
    return ", ".join(names) or NONE


def _observed(family: Family) -> tuple[str, ...]:
    forms = {form.name: form for each in family for form in each.forms}.values()
    times = [f"{'/'.join(form.time.units)}" if form.time else "" for form in forms]
    distinct = dict.fromkeys(times)
    if len(distinct) == 1:
        time = times[0] or NONE
    else:
        time = ", ".join(
            f"{form.name}: {each or NONE}" for form, each in zip(forms, times, strict=True)
        )
    versions = [f"`{form.version}`" for form in forms if form.version]
    events = [f"`{form.event_id}`" for form in forms if form.event_id]
    parts = [f"`{form.parts}`" for form in forms if form.parts]
    places = [", ".join(dict.fromkeys(each)) or NONE for each in (versions, events, parts)]
    return (time, *places, _untold(family))


def _untold(family: Family) -> str:
    names: dict[str, None] = {}
    told = [form for each in family for form in each.forms]
    if all(form.tells for form in told):
        every = {name for form in told for name in form.tells or ()}
        names.update((state.name, None) for state in _states(family) if state.name not in every)
    for each in family:
        for form in each.forms:
            if form.changes_only:
                first = [edge.target for edge in each.edges if edge.source == START]
                names.update((f"{name} (created)", None) for name in first)
    return ", ".join(names) or NONE


def _delivered(family: Family) -> tuple[str, ...]:
    delivery = family[0].delivery
    forms = [form for form in family[0].forms if not form.sampled]
    written = ", ".join(dict.fromkeys(form.encoding for form in forms)) or NONE
    deadlines = [each.deadline for each in family if each.deadline]
    due = ", ".join(dict.fromkeys(each.within for each in deadlines)) or NONE
    if delivery is None:
        return (NONE, written, NONE, NONE, due)
    return (delivery.method, written, ", ".join(delivery.accepted), delivery.schedule, due)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
