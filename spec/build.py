"""From the data of a lifecycle file, already of the right shape, to `Lifecycle` values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import SpecError, did_you_mean
from .lifecycle import (
    START,
    Alias,
    Cite,
    Edge,
    EventTime,
    Form,
    Grounds,
    Guard,
    Lifecycle,
    Rule,
    Source,
    State,
)
from .pointers import Pointer
from .schemas import check_schema, schema_at

Data = Mapping[str, Any]


def build(data: Data, path: Path) -> tuple[Lifecycle, ...]:
    """Build the lifecycles of one file.

    Args:
        data: the file's content; it satisfies the meta-schema.
        path: the file, for its schemas and for errors.

    Raises:
        SpecError: a name refers to nothing, or stands twice.
    """
    builder = _Builder(data, path)
    variants = data.get("variants")
    if variants is None:
        return (builder.lifecycle(None),)
    return tuple(builder.lifecycle(variant) for variant in variants)


class _Builder:
    """Holds a file's data while its lifecycles are made; gone once they are."""

    def __init__(self, data: Data, path: Path) -> None:
        self.data = data
        self.path = path
        self.sources = {
            entry["id"]: Source(
                id=entry["id"],
                title=entry["title"],
                publisher=entry["publisher"],
                language=entry["language"],
                tier=entry["tier"],
                sections=tuple(entry.get("sections", ())),
                defects=tuple(entry.get("defects", ())),
            )
            for entry in data["sources"]
        }
        self.guards: dict[str, Guard] = {}
        self.variants = [entry["name"] for entry in data.get("variants", ())]
        self.state_names = [entry["name"] for entry in data["states"]]
        self.form_names = [entry["name"] for entry in data["forms"]]
        self._unique("states", self.state_names)
        self._unique("states", [self._value(entry) for entry in data["states"]])
        self._unique("variants", self.variants)
        self._unique("forms", self.form_names)
        self._unique("rules", [entry["id"] for entry in data.get("rules", ())])
        self._unique("sources", [entry["id"] for entry in data["sources"]])

    def lifecycle(self, variant: Data | None) -> Lifecycle:
        data, provider = self.data, self.data["provider"]
        name = variant["name"] if variant else data["name"]
        title = f"{data['title']}: {variant['title']}" if variant else data["title"]
        states = tuple(
            self._state(f"states[{index}]", entry) for index, entry in self._of("states", variant)
        )
        return Lifecycle(
            id=f"{provider}/{name}",
            provider=provider,
            name=name,
            family=f"{provider}/{data['name']}",
            variant=variant.get("value", variant["name"]) if variant else None,
            title=title,
            summary=data["summary"],
            file=str(self.path),
            sources=tuple(self.sources.values()),
            forms=tuple(
                self._form(f"forms[{index}]", entry, name if variant else None)
                for index, entry in self._of("forms", variant)
            ),
            states=states,
            edges=self._edges(variant, [state.name for state in states]),
            rules=tuple(
                self._rule(f"rules[{index}]", entry) for index, entry in self._of("rules", variant)
            ),
            aliases=tuple(
                self._alias(f"aliases[{index}]", entry)
                for index, entry in self._of("aliases", variant)
            ),
            sensitive=tuple(Pointer(text) for text in data.get("sensitive", ())),
            vocabulary={self._value(entry): entry["name"] for entry in data["states"]},
        )

    def _of(self, table: str, variant: Data | None) -> list[tuple[int, Data]]:
        """The entries of a table that hold for a variant, with their places."""
        found = []
        for index, entry in enumerate(self.data.get(table, ())):
            only = entry.get("only")
            for name in only or ():
                self._known(name, self.variants, f"{table}[{index}].only", "variant")
            if only is None or (variant and variant["name"] in only):
                found.append((index, entry))
        return found

    @staticmethod
    def _value(entry: Data) -> str | int:
        value: str | int = entry.get("value", entry["name"])
        return value

    def _state(self, place: str, entry: Data) -> State:
        return State(
            name=entry["name"],
            value=self._value(entry),
            meaning=entry["meaning"],
            final=entry.get("final", False),
            canonical=entry.get("canonical"),
            grounds=self._grounds(place, entry),
        )

    def _edges(self, variant: Data | None, states: list[str]) -> tuple[Edge, ...]:
        edges: list[Edge] = []
        seen: dict[tuple[str, str], str] = {}
        for index, entry in self._of("edges", variant):
            place = f"edges[{index}]"
            self._known(entry["to"], self.state_names, f"{place}.to", "state")
            if entry["to"] not in states:
                continue
            for source in self._edge_sources(place, entry, states):
                if seen.setdefault((source, entry["to"]), place) != place:
                    twice = f"{source} to {entry['to']} stands in {seen[source, entry['to']]} too"
                    raise SpecError(str(self.path), place, twice)
                edges.append(
                    Edge(
                        source=source,
                        target=entry["to"],
                        trigger=entry["trigger"],
                        cause=entry["cause"],
                        grounds=self._grounds(place, entry),
                        guard=self._guard(place, entry),
                    )
                )
        return tuple(edges)

    def _edge_sources(self, place: str, entry: Data, states: list[str]) -> list[str]:
        named = entry["from"]
        if named == "any":
            return [state for state in states if state != entry["to"]]
        names = [named] if isinstance(named, str) else named
        for name in names:
            self._known(name, [START, *self.state_names], f"{place}.from", "state")
        return [name for name in names if name == START or name in states]

    def _guard(self, place: str, entry: Data) -> Guard | None:
        schema = entry.get("guard")
        if schema is None:
            return None
        check_schema(schema, str(self.path), f"{place}.guard")
        return self.guards.setdefault(repr(schema), Guard(id=len(self.guards), schema=schema))

    def _form(self, place: str, entry: Data, variant: str | None) -> Form:
        check_schema(entry["select"], str(self.path), f"{place}.select")
        if self.variants and "variant" not in entry:
            expected = "expected a pointer to the variant, since the file has variants"
            raise SpecError(str(self.path), f"{place}.variant", expected)
        time = entry.get("time")
        return Form(
            name=entry["name"],
            mode=entry["mode"],
            changes_only=entry.get("changes_only", False),
            payload=entry["payload"],
            select=entry["select"],
            schema=schema_at(self.path.parent, entry["schema"], variant),
            key=Pointer(entry["key"]),
            status=Pointer(entry["status"]),
            previous=_pointer(entry.get("previous")),
            variant=_pointer(entry.get("variant")),
            time=EventTime(Pointer(time["at"]), time["unit"]) if time else None,
            version=_pointer(entry.get("version")),
            grounds=self._grounds(place, entry),
        )

    def _alias(self, place: str, entry: Data) -> Alias:
        return Alias(
            at=Pointer(entry["at"]),
            to=_pointer(entry.get("to")),
            values=tuple((written, read) for written, read in entry.get("values", ())),
            grounds=self._grounds(place, entry),
        )

    def _rule(self, place: str, entry: Data) -> Rule:
        for name in entry.get("states", ()):
            self._known(name, self.state_names, f"{place}.states", "state")
        for name in entry.get("forms", ()):
            self._known(name, self.form_names, f"{place}.forms", "form")
        if "schema" in entry:
            check_schema(entry["schema"], str(self.path), f"{place}.schema")
        return Rule(
            id=entry["id"],
            kind=entry["kind"],
            severity=entry.get("severity", "error"),
            says=entry["says"],
            grounds=self._grounds(place, entry),
            forms=tuple(entry.get("forms", ())),
            states=tuple(entry.get("states", ())),
            fields=tuple(Pointer(text) for text in entry.get("fields", ())),
            schema=entry.get("schema"),
            items=_pointer(entry.get("items")),
            item=_pointer(entry.get("item")),
        )

    def _grounds(self, place: str, entry: Data) -> Grounds:
        cites = entry["cite"]
        return Grounds(
            basis=entry["basis"],
            cites=tuple(
                self._cite(place, cite) for cite in ([cites] if isinstance(cites, str) else cites)
            ),
            note=entry.get("note", ""),
        )

    def _cite(self, place: str, cite: str) -> Cite:
        source_id, _, section = cite.partition(": ")
        self._known(source_id, list(self.sources), f"{place}.cite", "source")
        source = self.sources[source_id]
        if source.sections and section not in source.sections:
            expected = f"{section!r} is no listed section of {source_id!r}"
            hint = did_you_mean(section, source.sections)
            raise SpecError(str(self.path), f"{place}.cite", expected + hint)
        return Cite(source=source_id, title=source.title, tier=source.tier, section=section)

    def _known(self, name: str, known: list[str], place: str, kind: str) -> None:
        if name not in known:
            hint = did_you_mean(name, known)
            raise SpecError(str(self.path), place, f"there is no {kind} {name!r}{hint}")

    def _unique(self, place: str, names: list[Any]) -> None:
        for index, name in enumerate(names):
            if name in names[:index]:
                raise SpecError(str(self.path), f"{place}[{index}]", f"{name!r} stands twice")


def _pointer(text: str | None) -> Pointer | None:
    return None if text is None else Pointer(text)
