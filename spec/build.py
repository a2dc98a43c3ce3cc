"""From the data of a lifecycle file, already of the right shape, to `Lifecycle` values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isnan
from pathlib import Path
from typing import Any, Final, TypeVar

from .build_conditions import endpoint, relation, rule
from .deadline import Deadline, deadline
from .delivery import Encoding, delivery
from .errors import SpecError
from .grounds import Grounds
from .lifecycle import (
    CLOCK_SKEW_MS,
    START,
    Alias,
    CanonicalException,
    Edge,
    EventTime,
    Form,
    Guard,
    KnownTraffic,
    LabelledText,
    Lifecycle,
    State,
)
from .names import Names, pointer, pointers, state_value
from .pointers import Pointer
from .schemas import check_schema, schema_at
from .ways import MOST_WAYS, too_many_ways

Data = Mapping[str, Any]
T = TypeVar("T")

_CLIMBING: Final = ("status", "previous", "variant", "version", "event_id", "parts")
"""What a form reads at one place, which may be in what is around an item."""


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
        self.names = Names(data, str(path))
        self.guards: dict[str, Guard] = {}
        self._read: dict[tuple[str, int], Any] = {}
        """What was read from an entry of a table: the variants share it."""

    def lifecycle(self, variant: Data | None) -> Lifecycle:
        data, provider = self.data, self.data["provider"]
        name = variant["name"] if variant else data["name"]
        states = self._all("states", variant, self._state)
        edges = self._edges(variant, [state.name for state in states])
        self._check_ways(states, edges)
        return Lifecycle(
            id=f"{provider}/{name}",
            provider=provider,
            name=name,
            family=f"{provider}/{data['name']}",
            variant=variant.get("value", variant["name"]) if variant else None,
            title=f"{data['title']}: {variant['title']}" if variant else data["title"],
            summary=data["summary"],
            file=self.names.file,
            sources=tuple(self.names.sources.values()),
            forms=tuple(
                self._form(index, entry, name if variant else None)
                for index, entry in self._of("forms", variant)
            ),
            states=states,
            edges=edges,
            rules=self._all("rules", variant, lambda *entry: rule(self.names, *entry)),
            aliases=self._all("aliases", variant, self._alias),
            sensitive=pointers(data, "sensitive"),
            vocabulary={state_value(entry): entry["name"] for entry in data["states"]},
            elsewhere=self._elsewhere([state.name for state in states]),
            lacking=self._lacking([state.name for state in states]),
            endpoints=self._all("endpoints", variant, lambda *entry: endpoint(self.names, *entry)),
            relations=self._all("relations", variant, lambda *entry: relation(self.names, *entry)),
            key_by_variant=data.get("key_by_variant", False),
            canonical_exceptions=tuple(self._canonical_exceptions(variant)),
            delivery=delivery(self.names, data["delivery"]) if "delivery" in data else None,
            deadline=self._deadline(variant),
            ignored=self._all("ignored", None, self._traffic),
            neighbours=self._all("neighbours", None, self._traffic),
        )

    def _deadline(self, variant: Data | None) -> Deadline | None:
        """That of the variant; else the file's."""
        if variant is not None and "deadline" in variant:
            place = f"variants[{self.names.variants.index(variant['name'])}].deadline"
            return deadline(self.names, place, variant["deadline"])
        whole = self.data.get("deadline")
        return None if whole is None else deadline(self.names, "deadline", whole)

    def _elsewhere(self, states: list[str]) -> dict[str, tuple[str, ...]]:
        return {
            entry["name"]: tuple(entry.get("only", self.names.variants))
            for entry in self.data["states"]
            if entry["name"] not in states
        }

    def _lacking(self, states: list[str]) -> dict[str, Grounds]:
        every = enumerate(self.data["states"])
        found = [self._once("states", index, entry, self._state) for index, entry in every]
        return {each.name: each.grounds for each in found if each.name not in states}

    def _all(
        self, table: str, variant: Data | None, read: Callable[[str, Data], T]
    ) -> tuple[T, ...]:
        return tuple(
            self._once(table, index, entry, read) for index, entry in self._of(table, variant)
        )

    def _once(self, table: str, index: int, entry: Data, read: Callable[[str, Data], T]) -> T:
        if (table, index) not in self._read:
            self._read[table, index] = read(f"{table}[{index}]", entry)
        read_before: T = self._read[table, index]
        return read_before

    def _of(self, table: str, variant: Data | None) -> list[tuple[int, Data]]:
        """The entries of a table that hold for a variant, with their places."""
        found = []
        for index, entry in enumerate(self.data.get(table, ())):
            only = entry.get("only")
            for name in only or ():
                self.names.known(name, self.names.variants, f"{table}[{index}].only", "variant")
            if only is None or (variant and variant["name"] in only):
                found.append((index, entry))
        return found

    def _state(self, place: str, entry: Data) -> State:
        final = entry.get("final", False)
        return State(
            name=entry["name"],
            value=state_value(entry),
            meaning=entry["meaning"],
            final=final is not False,
            canonical=entry.get("canonical"),
            grounds=self.names.grounds(place, entry),
            final_grounds=(
                None if isinstance(final, bool) else self.names.grounds(f"{place}.final", final)
            ),
        )

    def _edges(self, variant: Data | None, states: list[str]) -> tuple[Edge, ...]:
        edges: list[Edge] = []
        seen: dict[tuple[str, str], dict[Guard | None, str]] = {}
        for index, entry in self._of("edges", variant):
            place = f"edges[{index}]"
            self.names.known(entry["to"], self.names.states, f"{place}.to", "state")
            if entry["to"] not in states:
                continue
            grounds, guard = self._once("edges", index, entry, self._edge_basis)
            for source in self._edge_sources(place, entry, states):
                rivals = seen.setdefault((source, entry["to"]), {})
                if rivals and (guard is None or guard in rivals or None in rivals):
                    twice = f"{source} to {entry['to']} stands in {next(iter(rivals.values()))} too"
                    expected = "expected one edge, or several whose guards exclude each other"
                    raise SpecError(self.names.file, place, f"{twice}: {expected}")
                rivals[guard] = place
                edges.append(
                    Edge(
                        source=source,
                        target=entry["to"],
                        trigger=entry["trigger"],
                        cause=entry["cause"],
                        grounds=grounds,
                        guard=guard,
                        reopens=entry.get("reopens", False),
                        usual=entry.get("usual", 1),
                    )
                )
        return tuple(edges)

    def _edge_basis(self, place: str, entry: Data) -> tuple[Grounds, Guard | None]:
        if isnan(entry.get("usual", 1)):  # TOML knows it, and JSON Schema lets it pass
            raise SpecError(self.names.file, f"{place}.usual", "expected a number, not nan")
        triggers = {each["trigger"] for each in self.data["edges"]}
        self.names.trigger(f"{place}.trigger", entry["trigger"], triggers)
        return self.names.grounds(place, entry), self._guard(place, entry)

    def _edge_sources(self, place: str, entry: Data, states: list[str]) -> list[str]:
        named = entry["from"]
        if named == "any":
            return [state for state in states if state != entry["to"]]
        names = [named] if isinstance(named, str) else named
        for name in names:
            self.names.known(name, [START, *self.names.states], f"{place}.from", "state")
        return [name for name in names if name == START or name in states]

    def _check_ways(self, states: Iterable[State], edges: Iterable[Edge]) -> None:
        finals = {state.name for state in states if state.final}
        state = too_many_ways(((edge.source, edge.target) for edge in edges), finals)
        if state is not None:
            words = f"expected at most {MOST_WAYS:,} ways through the states after {state}"
            raise SpecError(self.names.file, "edges", words)

    def _canonical_exceptions(self, variant: Data | None) -> Iterator[CanonicalException]:
        for index, entry in self._of("canonical_exceptions", variant):
            grounds = self.names.grounds(f"canonical_exceptions[{index}]", entry)
            sources = [entry["from"]] if isinstance(entry["from"], str) else entry["from"]
            for source in sources:
                yield CanonicalException(source, entry["to"], grounds)

    def _guard(self, place: str, entry: Data) -> Guard | None:
        schema = entry.get("guard")
        if schema is None:
            return None
        check_schema(schema, self.names.file, f"{place}.guard")
        return self.guards.setdefault(repr(schema), Guard(id=len(self.guards), schema=schema))

    def _form_basis(self, place: str, entry: Data) -> Grounds:
        check_schema(entry["select"], self.names.file, f"{place}.select")
        if self.names.variants and "variant" not in entry:
            expected = "expected a pointer to the variant, since the file has variants"
            raise SpecError(self.names.file, f"{place}.variant", expected)
        self._check_identity(place, entry)
        self._check_tells(place, entry)
        if entry.get("encoding") == "json" and self._sent_as(entry) == "form":
            expected = "expected form, or none: delivery says that fields are sent"
            raise SpecError(self.names.file, f"{place}.encoding", expected)
        self._check_items(place, entry)
        return self.names.grounds(place, entry)

    def _check_tells(self, place: str, entry: Data) -> None:
        for name in entry.get("tells", ()):
            self.names.known(name, self.names.states, f"{place}.tells", "state")
        if "tells" in entry and entry["mode"] == "sampled":
            expected = "expected it on an announced form only: a poll passes over states anyway"
            raise SpecError(self.names.file, f"{place}.tells", expected)

    def _check_items(self, place: str, entry: Data) -> None:
        """Refuse what climbs further than items have anything around them."""
        highest = max((len(_each(text).parts) for text in entry.get("items", ())), default=0)
        for up, schema in entry.get("around", {}).items():
            check_schema(schema, self.names.file, f"{place}.around.{up}")
            self._check_climb(f"{place}.around.{up}", int(up), highest)
        time = entry.get("time", {}).get("at")
        told = [*_listed(entry["key"]), time, *(entry.get(name) for name in _CLIMBING)]
        for text in filter(None, told):
            self._check_climb(place, Pointer(text).up, highest)

    def _check_climb(self, place: str, up: int, highest: int) -> None:
        if up > highest:
            expected = f"expected at most {highest}" if highest else "expected items to climb from"
            raise SpecError(self.names.file, place, f"{up} up is outside of the body: {expected}")

    def _check_identity(self, place: str, entry: Data) -> None:
        """Refuse copies that would tell something else: of another message, status or time."""
        if "event_id" in entry and entry["mode"] == "sampled":
            expected = "expected it on an announced form only: the answer to a poll is no event"
            raise SpecError(self.names.file, f"{place}.event_id", expected)
        time = entry["time"]["at"] if "time" in entry else None
        for index, text in enumerate(entry.get("volatile", ())):
            if text in (*_listed(entry["key"]), entry["status"], time, entry.get("event_id")):
                expected = f"expected another place: {text} tells one callback from another"
                raise SpecError(self.names.file, f"{place}.volatile[{index}]", expected)

    def _form(self, index: int, entry: Data, variant: str | None) -> Form:
        grounds = self._once("forms", index, entry, self._form_basis)
        schemas = self._once("schemas", index, entry, self._schemas)
        time = entry.get("time")
        return Form(
            name=entry["name"],
            mode=entry["mode"],
            changes_only=entry.get("changes_only", False),
            payload=entry["payload"],
            select=entry["select"],
            schema=schemas[variant],
            schemas={name: each for name, each in schemas.items() if name is not None},
            keys=tuple(map(Pointer, _listed(entry["key"]))),
            status=Pointer(entry["status"]),
            previous=pointer(entry.get("previous")),
            variant=pointer(entry.get("variant")),
            time=_event_time(time) if time else None,
            version=pointer(entry.get("version")),
            grounds=grounds,
            values=self._form_values(f"forms[{index}]", entry),
            items=tuple(_each(place) for place in entry.get("items", ())),
            clock_skew_ms=entry.get("clock_skew_ms", CLOCK_SKEW_MS),
            event_id=pointer(entry.get("event_id")),
            volatile=pointers(entry, "volatile"),
            parts=pointer(entry.get("parts")),
            variants=tuple((written, read) for written, read in entry.get("variants", ())),
            issued_key=entry.get("issued_key", False),
            states_skew="clock_skew_ms" in entry,
            tells=frozenset(entry["tells"]) if "tells" in entry else None,
            key_as=entry.get("key_as", "text"),
            values_default=entry.get("values_default"),
            around=tuple((int(up), schema) for up, schema in entry.get("around", {}).items()),
            encoding=entry.get("encoding", self._sent_as(entry)),
            text=_labelled(entry["text"]) if "text" in entry else None,
        )

    def _sent_as(self, entry: Data) -> Encoding:
        """How the payloads of a form are written, if it does not say so itself."""
        sent: Data = self.data.get("delivery", {})
        pushed = (entry["mode"], entry["payload"]) == ("announced", "request")
        fields = sent.get("encoding") == "form" or sent.get("method") == "GET"
        return "form" if pushed and fields else "json"

    def _schemas(self, _: str, entry: Data) -> dict[str | None, Mapping[str, Any]]:
        """The schema of each variant; under `None`, where there are none."""
        names = self.names.variants or [None]
        return {name: schema_at(self.path.parent, entry["schema"], name) for name in names}

    def _form_values(self, place: str, entry: Data) -> dict[str | int, str] | None:
        if "values_default" in entry:
            default = f"{place}.values_default"
            self.names.known(entry["values_default"], self.names.states, default, "state")
        if "values" not in entry:
            return None
        for _, name in entry["values"]:
            self.names.known(name, self.names.states, f"{place}.values", "state")
        return dict(entry["values"])

    def _traffic(self, place: str, entry: Data) -> KnownTraffic:
        check_schema(entry["select"], self.names.file, f"{place}.select")
        return KnownTraffic(entry["name"], entry["select"], self.names.grounds(place, entry))

    def _alias(self, place: str, entry: Data) -> Alias:
        return Alias(
            at=Pointer(entry["at"]),
            to=pointer(entry.get("to")),
            values=tuple((written, read) for written, read in entry.get("values", ())),
            grounds=self.names.grounds(place, entry),
        )


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _each(place: str) -> Pointer:
    """A place of payloads within a body: one that names a list means each of its items."""
    return Pointer(place if place.endswith("/*") else f"{place}/*")


def _labelled(entry: Data) -> LabelledText:
    return LabelledText(tuple(map(Pointer, _listed(entry["at"]))), tuple(entry["labels"]))


def _event_time(entry: Data) -> EventTime:
    unit, zone = entry["unit"], entry.get("zone")
    units = (unit,) if isinstance(unit, str) else tuple(unit)
    at, grain = Pointer(entry["at"]), entry.get("resolution_ms", 0)
    return EventTime(at, units, grain, _minutes(zone), tuple(entry.get("untold", ())))


def _minutes(zone: str | None) -> int | None:
    """A zone as minutes east of UTC."""
    if zone is None or zone == "Z":
        return None if zone is None else 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:])
    return -minutes if zone.startswith("-") else minutes
