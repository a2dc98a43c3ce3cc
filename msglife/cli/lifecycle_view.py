"""A lifecycle as a document: everything its specification says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import get_args

from ..spec import Alias, Basis, Delivery, Endpoint, Form, Grounds, Lifecycle, Relation, Rule
from ..spec.payload_fields import payload_fields
from .document import Block, Heading, Paragraph, Table

_Row = tuple[tuple[str, ...], Grounds]
"""The cells of a row, and what it rests on."""


def shares(lifecycle: Lifecycle) -> tuple[str, ...]:
    """Say which shares of its edges are documented, implied and assumed."""
    bases = [edge.grounds.basis for edge in lifecycle.edges]
    return tuple(f"{bases.count(basis) / len(bases):.0%}" for basis in get_args(Basis))


def view(lifecycle: Lifecycle) -> Iterator[Block]:
    """Lay a lifecycle out; citations are numbered and stand at the end."""
    cited = _Cited()
    yield Heading(f"{lifecycle.id}: {lifecycle.title}")
    yield Paragraph(lifecycle.summary)
    yield Paragraph(lifecycle.file, "file", whole=True)
    if lifecycle.sensitive:
        yield Paragraph(", ".join(map(str, lifecycle.sensitive)), "masked")
    yield from _sources(lifecycle)
    for title, headings, rows in _sections(lifecycle):
        if rows:
            yield Heading(title)
            yield Table((*headings, "BASIS"), [(*row, cited.basis(why)) for row, why in rows])
    yield from _payloads(lifecycle)
    yield from _notes(lifecycle)
    yield Heading("Cited")
    for place, number in cited.numbers.items():
        yield Paragraph(f"[{number}] {place}")


class _Cited:
    """Citations, numbered as they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def basis(self, grounds: Grounds) -> str:
        places = dict.fromkeys(f"{cite.source}: {cite.section}" for cite in grounds.cites)
        numbers = [self.numbers.setdefault(place, len(self.numbers) + 1) for place in places]
        return f"{grounds.basis} [{', '.join(map(str, numbers))}]"


def _sources(lifecycle: Lifecycle) -> Iterator[Block]:
    yield Heading("Sources")
    rows = [
        (each.id, each.title, each.publisher, each.language, each.tier)
        for each in lifecycle.sources
    ]
    yield Table(("SOURCE", "TITLE", "PUBLISHER", "LANGUAGE", "TIER"), rows)
    for source in lifecycle.sources:
        if source.url:
            yield Paragraph(source.url, f"address of {source.id}", whole=True)
        for defect in source.defects:
            yield Paragraph(defect, f"known defect of {source.id}")


def _sections(lifecycle: Lifecycle) -> Iterator[tuple[str, Sequence[str], list[_Row]]]:
    yield (
        "Forms of observation",
        ("FORM", "MODE", "PAYLOAD", "KEY", "STATUS", "TIME"),
        [(_form(form), form.grounds) for form in lifecycle.forms],
    )
    yield (
        "Endpoints",
        ("ENDPOINT", "METHOD", "PATH", "FORM"),
        [(_endpoint(each), each.grounds) for each in lifecycle.endpoints],
    )
    yield (
        "Delivery",
        ("METHOD", "ACCEPTED", "SENT AGAIN", "AFTER", "TIMEOUT"),
        [(_delivery(each), each.grounds) for each in [lifecycle.delivery] if each is not None],
    )
    yield (
        "Deadline",
        ("AN END IS DUE WITHIN",),
        [((each.within,), each.grounds) for each in [lifecycle.deadline] if each is not None],
    )
    yield ("States", ("NAME", "VALUE", "FINAL", "MEANING"), _states(lifecycle))
    yield ("Edges", ("FROM", "TRIGGER", "TO", "CAUSE"), _edges(lifecycle))
    conditions: list[Rule | Relation] = [*lifecycle.rules, *lifecycle.relations]
    yield (
        "Rules and relations",
        ("RULE", "KIND", "SEVERITY", "SAYS"),
        [((each.id, each.kind, each.severity, each.says), each.grounds) for each in conditions],
    )
    spellings = [row for alias in lifecycle.aliases for row in _alias(alias)]
    yield ("Other spellings, read with a warning", ("AT", "WRITTEN", "READ AS"), spellings)


def _form(form: Form) -> tuple[str, ...]:
    time = f"{form.time.at} ({', '.join(form.time.units)})" if form.time else "none"
    mode = form.mode if form.tells is None else f"{form.mode}: {', '.join(sorted(form.tells))} only"
    return (form.name, mode, form.payload, str(form.key), str(form.status), time)


def _endpoint(endpoint: Endpoint) -> tuple[str, ...]:
    query = f"?{endpoint.variant}=…" if endpoint.variant else ""
    place = (endpoint.host or "") + endpoint.path + query
    return (endpoint.name, endpoint.method, place, endpoint.form)


def _delivery(delivery: Delivery) -> tuple[str, ...]:
    again = (", ".join(delivery.retried) or "else, or no answer") if delivery.repeats else "untold"
    timeout = "untold" if delivery.timeout is None else f"{delivery.timeout:g} s"
    accepted = ", ".join(delivery.accepted)
    if delivery.answer is not None:
        accepted += f" with {_json(delivery.answer)}"
    fields = ", fields" if delivery.encoding == "form" else ""
    return (delivery.method + fields, accepted, again, delivery.schedule, timeout)


def _states(lifecycle: Lifecycle) -> list[_Row]:
    return [
        (
            (state.name, _json(state.value), "final" if state.final else "", state.meaning),
            state.grounds,
        )
        for state in lifecycle.states
    ]


def _edges(lifecycle: Lifecycle) -> list[_Row]:
    return [
        (
            (
                edge.source,
                f"{edge.trigger} (guarded)" if edge.guard else edge.trigger,
                edge.target,
                edge.cause,
            ),
            edge.grounds,
        )
        for edge in lifecycle.edges
    ]


def _alias(alias: Alias) -> Iterator[_Row]:
    if alias.to is not None:
        yield (str(alias.at), "this field", str(alias.to)), alias.grounds
    for written, read in alias.values:
        yield (str(alias.at), _json(written), _json(read)), alias.grounds


def _json(value: str | int) -> str:
    return json.dumps(value, ensure_ascii=False)


def _payloads(lifecycle: Lifecycle) -> Iterator[Block]:
    """The fields of each form's payloads; forms with the same ones are told of together."""
    alike: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for form in lifecycle.forms:
        rows: tuple[tuple[str, ...], ...] = tuple(
            (each.at, each.kind, "required" if each.required else "", each.says)
            for each in payload_fields(form.schema)
        )
        alike.setdefault(rows, []).append(form.name)
    for cells, names in alike.items():
        if cells:
            yield Heading(f"Payload of {', '.join(names)}")
            yield Table(("FIELD", "TYPE", "REQUIRED", "SAYS"), cells)


def _notes(lifecycle: Lifecycle) -> Iterator[Block]:
    about: list[tuple[str, Grounds]] = [
        *((form.name, form.grounds) for form in lifecycle.forms),
        *((endpoint.name, endpoint.grounds) for endpoint in lifecycle.endpoints),
        *(("delivery", each.grounds) for each in [lifecycle.delivery] if each is not None),
        *(("deadline", each.grounds) for each in [lifecycle.deadline] if each is not None),
        *((state.name, state.grounds) for state in lifecycle.states),
        *((f"{edge.source} → {edge.target}", edge.grounds) for edge in lifecycle.edges),
        *((rule.id, rule.grounds) for rule in lifecycle.rules),
        *((relation.id, relation.grounds) for relation in lifecycle.relations),
        *((str(alias.at), alias.grounds) for alias in lifecycle.aliases),
    ]
    told: dict[str, list[str]] = {}
    for name, grounds in about:
        if grounds.note:
            told.setdefault(grounds.note, []).append(name)
    if told:
        yield Heading("Notes")
    for note, names in told.items():
        yield Paragraph(note, ", ".join(dict.fromkeys(names)))
