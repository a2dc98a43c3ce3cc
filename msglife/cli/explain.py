"""``msglife explain``: a code, a lifecycle or a status in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import click

from ..paths import folders
from ..spec import START, Basis, Catalog, Lifecycle, State, UnknownLifecycle, catalog, did_you_mean
from . import completion
from .config import Configured
from .document import Block, Facts, Heading, Paragraph, Table, write_document
from .output import Mistake, mistakes
from .shared_options import spec_option

_SHORTEST_PREFIX: Final = 3


@click.command("explain", cls=Configured)
@click.argument("word", shell_complete=completion.words)
@spec_option
def explain_command(word: str, spec: tuple[str, ...]) -> None:
    """Explain a code, a lifecycle or a status.

    WORD is a code (LIFE005) or how codes begin (LIFE), a lifecycle or a provider, or a
    status as the provider writes it; LIFECYCLE:STATUS means that of one lifecycle.
    """
    with mistakes():
        known = catalog(folders(spec))
        blocks = list(_explained(word, known))
    if not blocks:
        near = did_you_mean(word, _all_words(known)).partition("; known:")[0]
        hint = near or "; expected a code (LIFE005), a lifecycle (see msglife list) or a status"
        raise Mistake(f"nothing is called {word!r}{hint}")
    write_document(blocks)


def _explained(word: str, known: Catalog) -> Iterator[Block]:
    yield from _codes(word)
    lifecycle, colon, status = word.partition(":")
    if colon:
        yield from _statuses(_status_of(status, known.select(lifecycle)))
        return
    try:
        lifecycles = known.select(word)
    except UnknownLifecycle:
        lifecycles = ()
    for each in lifecycles:
        yield from _lifecycle(each)
    yield from _statuses(_named(word, known))


def _codes(word: str) -> Iterator[Block]:
    from ..conformance.results.codes import CODES

    prefix = word.upper()
    if prefix in CODES:
        code = CODES[prefix]
        yield Heading(f"{code.code} {code.title} ({code.severity})")
        yield Facts(
            (
                ("What it does", code.what),
                ("Why it matters", code.why),
                ("Example", code.example),
                ("Source", code.source),
                ("See only these", f"msglife check LOG --select {code.code}"),
            )
        )
        return
    found = [code for code in CODES.values() if code.code.startswith(prefix)]
    if found and len(prefix) >= _SHORTEST_PREFIX:
        rows = [(code.code, code.severity, code.title, code.what) for code in found]
        yield Table(("CODE", "SEVERITY", "TITLE", "WHAT IT DOES"), rows)


def _lifecycle(lifecycle: Lifecycle) -> Iterator[Block]:
    yield Heading(f"{lifecycle.id}: {lifecycle.title}")
    yield Paragraph(lifecycle.summary)
    begins = _targets(lifecycle, START)
    words = f"A message begins as {_or(begins)}." if begins else "No document says how it begins."
    yield Paragraph(words)
    yield Facts([(state.name, _told_of(lifecycle, state)) for state in lifecycle.states])
    counts: dict[Basis, int] = {"documented": 0, "implied": 0, "assumed": 0}
    for edge in lifecycle.edges:
        counts[edge.grounds.basis] += 1
    told = ", ".join(f"{count} {basis}" for basis, count in counts.items())
    yield Paragraph(f"Its {len(lifecycle.edges)} edges: {told}. See msglife show {lifecycle.id}.")


def _told_of(lifecycle: Lifecycle, state: State) -> str:
    after = _targets(lifecycle, state.name)
    if not after:
        return f"{state.meaning} Nothing follows."
    end = "A final state, yet" if state.final else "Then"
    return f"{state.meaning} {end} {_or(after)} may follow."


def _targets(lifecycle: Lifecycle, source: str) -> list[str]:
    return list(dict.fromkeys(each.target for each in lifecycle.edges if each.source == source))


def _origins(lifecycle: Lifecycle, target: str) -> list[str]:
    found = dict.fromkeys(each.source for each in lifecycle.edges if each.target == target)
    return ["the beginning" if name == START else name for name in found]


def _or(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


class _Meaning(NamedTuple):
    """What a status means; lifecycles that agree in all of it are told of together."""

    name: str
    value: str | int
    meaning: str
    final: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    basis: str
    cite: str


def _named(word: str, lifecycles: Iterable[Lifecycle]) -> list[tuple[Lifecycle, State]]:
    """Each state called so, by its name or by what the provider writes, in any case."""
    folded = word.casefold()
    return [
        (lifecycle, state)
        for lifecycle in lifecycles
        for state in lifecycle.states
        if folded in {name.casefold() for name in _names(lifecycle, state)}
    ]


def _names(lifecycle: Lifecycle, state: State) -> Iterator[str]:
    """What a state is called, and what any form of observation writes for it."""
    yield state.name
    yield str(state.value)
    for form in lifecycle.forms:
        for written, name in (form.values or {}).items():
            if name == state.name:
                yield str(written)


def _status_of(word: str, lifecycles: Sequence[Lifecycle]) -> list[tuple[Lifecycle, State]]:
    found = _named(word, lifecycles)
    if not found:
        names = dict.fromkeys(state.name for each in lifecycles for state in each.states)
        ids = ", ".join(each.id for each in lifecycles)
        raise Mistake(f"{ids}: no status is called {word!r}{did_you_mean(word, names)}")
    return found


def _statuses(found: Iterable[tuple[Lifecycle, State]]) -> Iterator[Block]:
    alike: dict[_Meaning, list[str]] = {}
    for lifecycle, state in found:
        meaning = _Meaning(
            state.name,
            state.value,
            state.meaning,
            state.final,
            tuple(_origins(lifecycle, state.name)),
            tuple(_targets(lifecycle, state.name)),
            state.grounds.basis,
            state.grounds.cite,
        )
        alike.setdefault(meaning, []).append(lifecycle.id)
    for meaning, ids in alike.items():
        yield from _meaning(meaning, ids)


def _meaning(meaning: _Meaning, ids: Sequence[str]) -> Iterator[Block]:
    value = "" if meaning.value == meaning.name else f" (written {meaning.value!r})"
    yield Heading(f"{meaning.name}{value}")
    after = _or(meaning.after) or "nothing"
    yield Facts(
        (
            ("In", ", ".join(ids)),
            ("Meaning", meaning.meaning),
            ("May follow", _or(meaning.before) or "nothing"),
            ("May be followed by", f"{after} (it is final)" if meaning.final else after),
            ("Source", f"{meaning.basis}: {meaning.cite}"),
        )
    )


def _all_words(known: Catalog) -> list[str]:
    from ..conformance.results.codes import CODES

    pairs = ((lifecycle, state) for lifecycle in known for state in lifecycle.states)
    names = (name for lifecycle, state in pairs for name in _names(lifecycle, state))
    providers = (lifecycle.provider for lifecycle in known)
    return list(dict.fromkeys([*CODES, *known.ids, *providers, *names]))
