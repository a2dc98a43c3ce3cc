"""What a message lifecycle is: frozen values, built from a file and known by everyone.

All values are immutable; a `Lifecycle` is what the other rooms are handed.
"""

# Annotations are evaluated here: as text, each would be compiled again at every start.

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from .conditions import Relation, Rule
from .deadline import Deadline
from .delivery import Delivery, Encoding
from .grounds import Grounds, Source
from .pointers import MISSING, Around, Pointer

Cause = Literal["provider", "carrier", "recipient", "customer"]
Mode = Literal["announced", "sampled"]
KeyAs = Literal["text", "fold", "number"]
TimeUnit = Literal[
    "rfc3339",
    "s",
    "ms",
    "rfc2822",
    "yymmddhhmm",
    "yymmddhhmmss",
    "yyyymmddhhmmss",
    "yymmddhhmmsstnnp",
]

START: Final = "start"
"""The name of the pseudo-state a message is in before anything is known of it."""

CLOCK_SKEW_MS: Final = 1000
"""How far the clocks of a provider's systems are taken to differ where its file does not say."""


class State(NamedTuple):
    """A state a message can be in.

    `value` is what the provider writes for it: a string or an integer. `final_grounds` says why
    it is a final, where that rests on something else than `grounds`.
    """

    name: str
    value: str | int
    meaning: str
    final: bool
    canonical: str | None
    grounds: Grounds
    final_grounds: Grounds | None = None


class Guard(NamedTuple):
    """A condition on an edge: a JSON Schema its payload must satisfy."""

    id: int
    schema: Mapping[str, Any]

    def __hash__(self) -> int:
        return self.id  # schemas have no hash


class Edge(NamedTuple):
    """A transition from one state to another; `source` may be `START`.

    Where both are the same, the state may be told again with other content, as a step.
    `reopens` declares that it leads from a final to a state that is not final. `usual` is its
    weight among the edges of its source when lives are made up.
    """

    source: str
    target: str
    trigger: str
    cause: Cause
    grounds: Grounds
    guard: Guard | None = None
    reopens: bool = False
    usual: float = 1


class CanonicalException(NamedTuple):
    """A step between two canonical states that the canonical life does not know."""

    source: str
    target: str
    grounds: Grounds


class EventTime(NamedTuple):
    """Where a payload tells when its event happened, and in which unit.

    Args:
        at: where it stands.
        units: how it may be written: the first that reads a value counts.
        resolution_ms: the grain of times that are never finer, in milliseconds.
        zone: that of times which name none, in minutes east of UTC; `None` if it is not known.
        untold: what is written where there is no time.
    """

    at: Pointer
    units: tuple[TimeUnit, ...]
    resolution_ms: int = 0
    zone: int | None = None
    untold: tuple[str, ...] = ()


class LabelledText(NamedTuple):
    """A text of labels and values, such as ``id:7 stat:DELIVRD``, that is read into an object.

    Args:
        at: where it may stand: the first place that holds such a text counts. The object stands
            at the first of all.
        labels: its labels; the value of the last one takes all the rest.
    """

    at: tuple[Pointer, ...]
    labels: tuple[str, ...]


class Form(NamedTuple):
    """One form of observation: how a payload tells a message's status.

    Args:
        name: the form's name within its provider.
        mode: ``announced`` (each change is pushed) or ``sampled`` (polled).
        changes_only: only changes are announced, so the state a message is created
            in may never be told.
        payload: which side of an exchange holds the payload.
        select: a JSON Schema that recognises a payload of this form.
        schema: the self-contained JSON Schema a payload must satisfy.
        keys: where the message's key stands; of several places, those that are there make it.
        status: where the message's status stands.
        previous: where the state before this one is named, if anywhere.
        variant: where the variant (the channel) is named, if anywhere.
        time: where the event's time stands; none if payloads carry no time.
        version: where a growing version number stands.
        values: what the status is read as, where the form writes it in its own way.
        items: where in a body payloads may stand; ``*`` is each index of a list.
        clock_skew_ms: how far the clocks that time one message may differ, in milliseconds.
        states_skew: its file says so, and cites it as the form; else it is assumed.
        key_as: how keys are compared: as text, without regard to case, or as numbers that are
            decimal if all digits, else hexadecimal.
        values_default: the state that is told by what `values` does not name.
        around: what items must stand in: how far up from the item, and the JSON Schema.
        encoding: how bodies are written: as JSON, or as forms and queries are.
        text: the labelled text that is read into an object, if there is one.
        event_id: where the event's own id stands: the same id is the same event.
        volatile: what may differ between two copies of one callback.
        parts: where it is told of how many parts the message is.
        variants: how it writes variants otherwise, and which it means.
        schemas: the schema of each variant of the family, by the variant's name.
        issued_key: the provider makes the key: whatever it looks like, it is no phone number.
        tells: the names of the states it announces, where it announces only some; `None` for all.
    """

    name: str
    mode: Mode
    changes_only: bool
    payload: Literal["request", "response"]
    select: Mapping[str, Any]
    schema: Mapping[str, Any]
    keys: tuple[Pointer, ...]
    status: Pointer
    previous: Pointer | None
    variant: Pointer | None
    time: EventTime | None
    version: Pointer | None
    grounds: Grounds
    values: Mapping[str | int, str] | None = None
    items: tuple[Pointer, ...] = ()
    clock_skew_ms: int = CLOCK_SKEW_MS
    event_id: Pointer | None = None
    volatile: tuple[Pointer, ...] = ()
    parts: Pointer | None = None
    variants: tuple[tuple[str, str], ...] = ()
    schemas: Mapping[str, Mapping[str, Any]] = {}
    issued_key: bool = False
    states_skew: bool = False
    tells: frozenset[str] | None = None
    key_as: KeyAs = "text"
    values_default: str | None = None
    around: tuple[tuple[int, Mapping[str, Any]], ...] = ()
    encoding: Encoding = "json"
    text: LabelledText | None = None

    def __hash__(self) -> int:
        return hash(self.name)  # schemas have no hash

    def leaves_out(self, state: str) -> bool:
        """Whether its file says that it does not announce a state."""
        return self.tells is not None and state not in self.tells

    @property
    def sampled(self) -> bool:
        """Whether it is polled; otherwise each change is announced."""
        return self.mode == "sampled"

    @property
    def key(self) -> Pointer:
        """The first place of its key."""
        return self.keys[0]

    @property
    def climbs(self) -> bool:
        """Whether anything it reads stands in what is around the payload."""
        told = (*self.keys, self.status, self.previous, self.variant, self.version)
        more = (self.time.at if self.time else None, self.event_id, self.parts)
        return any(place is not None and place.up for place in (*told, *more))

    def variant_of(self, payload: Any, around: Around = ()) -> Any:
        """Return the variant a payload names, as the lifecycle writes it; `MISSING` for none."""
        value = MISSING if self.variant is None else self.variant.get(payload, around)
        return next((read for written, read in self.variants if written == value), value)

    def writes(self, variant: str) -> str:
        """Return how payloads of this form write a variant."""
        return next((written for written, read in self.variants if read == variant), variant)


class Alias(NamedTuple):
    """Another spelling, read with a warning.

    With `to`, the field at `at` is read as if it stood at `to`. With `values`, a
    value at `at` is read as another: pairs of what is written and what is read.
    """

    at: Pointer
    to: Pointer | None
    values: tuple[tuple[str | int, str | int], ...]
    grounds: Grounds

    @property
    def within(self) -> bool:
        """Whether `at` is within `to`: only an object there is read, as that it stands in."""
        return self.to is not None and self.at.parts[: len(self.to.parts)] == self.to.parts


class KnownTraffic(NamedTuple):
    """What is met beside the payloads of a file's forms, and tells no status of a message.

    Args:
        name: what it is, for people: such as ``inbound message``.
        select: a JSON Schema that recognises it.
    """

    name: str
    select: Mapping[str, Any]
    grounds: Grounds

    def __hash__(self) -> int:
        return hash(self.name)  # schemas have no hash


class Endpoint(NamedTuple):
    """Where a message's status is asked for over HTTP, or a message is created.

    Args:
        name: the endpoint's name within its family.
        method: the HTTP method.
        path: the end of the URL's path; in a segment ``{key}`` stands for the key, ``{*}`` for
            anything.
        host: the host, or its end behind a dot; `None` where any may be asked.
        variant: the query parameter that names the variant, if there is one; it must be
            there and be known.
        form: the form of what a successful answer holds.
    """

    name: str
    method: str
    path: str
    host: str | None
    variant: str | None
    form: str
    grounds: Grounds

    def serves(self, host: str) -> bool:
        """Whether it may be asked at a host, in small letters; empty if it is not known."""
        return self.host is None or f".{host}".endswith(f".{self.host}")

    def answered_by(self, status: int | None) -> bool:
        """Whether an HTTP status says that the answer tells of messages: 2xx, if it creates some.

        What is asked for is answered by 200.
        """
        created = self.method == "POST" and "{key}" not in self.path
        return status is not None and (200 <= status < 300 if created else status == 200)


@dataclass(frozen=True, slots=True, eq=False)
class Lifecycle:
    """The documented life of a message at one provider, on one channel.

    Args:
        id: ``provider/name``.
        family: the id of the file's family; a message's key is unique within it.
        variant: the value by which payloads name this member of the family.
        vocabulary: every state of the family by what the provider writes, so that a
            status of another variant is told from one nobody documents.
        elsewhere: by each state it lacks, the variants of the family that have it.
        lacking: by each state it lacks, where it is told of.
        key_by_variant: the same key in another variant is another message.
        canonical_exceptions: where it is known to break the canonical life.
        delivery: how its callbacks are delivered; `None` if no document says.
        deadline: until when its messages have ended; `None` if no document says.
        ignored: known traffic that is no status: an inbound message.
        neighbours: what looks like its payloads, and is another API's.
    """

    id: str
    provider: str
    name: str
    family: str
    variant: str | None
    title: str
    summary: str
    file: str
    sources: tuple[Source, ...]
    forms: tuple[Form, ...]
    states: tuple[State, ...]
    edges: tuple[Edge, ...]
    rules: tuple[Rule, ...]
    aliases: tuple[Alias, ...]
    sensitive: tuple[Pointer, ...]
    vocabulary: Mapping[str | int, str] = field(hash=False)
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    lacking: Mapping[str, Grounds] = field(default_factory=dict, hash=False)
    endpoints: tuple[Endpoint, ...] = ()
    relations: tuple[Relation, ...] = ()
    key_by_variant: bool = False
    canonical_exceptions: tuple[CanonicalException, ...] = ()
    delivery: Delivery | None = None
    deadline: Deadline | None = None
    ignored: tuple[KnownTraffic, ...] = ()
    neighbours: tuple[KnownTraffic, ...] = ()

    def state(self, name: str) -> State:
        """Return the state called `name`.

        Raises:
            KeyError: the lifecycle has no such state.
        """
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(name)

    @property
    def finals(self) -> frozenset[str]:
        """The documented places to end."""
        return frozenset(state.name for state in self.states if state.final)

    @property
    def absorbing(self) -> frozenset[str]:
        """The finals with no way out (derived, never written down)."""
        left = {edge.source for edge in self.edges if edge.source != edge.target}
        return self.finals - left

    @property
    def guards(self) -> tuple[Guard, ...]:
        """Each distinct guard of the edges, in order of its id."""
        found = {edge.guard.id: edge.guard for edge in self.edges if edge.guard is not None}
        return tuple(found[key] for key in sorted(found))
