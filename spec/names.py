"""The names a lifecycle file gives things, and errors where one refers to nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from .errors import SpecError, did_you_mean
from .grounds import Cite, Grounds, Source
from .pointers import Pointer

Data = Mapping[str, Any]

RESERVED_TRIGGERS: Final = frozenset(
    (
        *("add_model", "add_ordered_transitions", "add_state", "add_states", "add_transition"),
        *("add_transitions", "after_state_change", "auto_transitions", "before_state_change"),
        *("callback", "callbacks", "dispatch", "event_cls", "events", "finalize_event"),
        *("get_model_state", "get_state", "get_transitions", "get_triggers", "has_queue"),
        *("ignore_invalid_triggers", "initial", "is_start", "is_state", "lifecycle", "may_trigger"),
        *("model", "model_attribute", "model_override", "models", "name", "on_exception"),
        *("on_final", "prepare_event", "remove_model", "remove_transition", "resolve_callable"),
        *("self_literal",),
        *("send_event", "separator", "set_state", "state", "state_cls", "states", "transition_cls"),
        *("trigger", "wildcard_all", "wildcard_same"),
    )
)
"""What a lifecycle's machine has by itself; a trigger of that name would hide it."""


class Names:
    """What the parts of one file may refer to.

    Args:
        data: the file's content; it satisfies the meta-schema.
        file: the file, for errors.

    Raises:
        SpecError: a name stands twice.
    """

    def __init__(self, data: Data, file: str) -> None:
        self.file = file
        self.sources = {entry["id"]: _source(entry) for entry in data["sources"]}
        self.states = [entry["name"] for entry in data["states"]]
        self.forms = [entry["name"] for entry in data["forms"]]
        self.variants = [entry["name"] for entry in data.get("variants", ())]
        self.unique("states", self.states)
        self.unique("states", [state_value(entry) for entry in data["states"]])
        self.unique("forms", self.forms)
        self.unique("variants", self.variants)
        for table in ("sources", "rules", "relations"):
            self.unique(table, [entry["id"] for entry in data.get(table, ())])
        self.unique("endpoints", [entry["name"] for entry in data.get("endpoints", ())])

    def known(self, name: str, known: Sequence[str], place: str, kind: str) -> None:
        """Refuse a name that is not among the known ones.

        Raises:
            SpecError: naming the place, and what was perhaps meant.
        """
        if name not in known:
            hint = did_you_mean(name, known)
            raise SpecError(self.file, place, f"there is no {kind} {name!r}{hint}")

    def unique(self, place: str, names: Sequence[Any]) -> None:
        """Refuse a name that stands twice.

        Raises:
            SpecError: naming the second place.
        """
        for index, name in enumerate(names):
            if name in names[:index]:
                raise SpecError(self.file, f"{place}[{index}]", f"{name!r} stands twice")

    def trigger(self, place: str, name: str, triggers: Collection[str]) -> None:
        """Refuse a trigger that would hide something of the machine it becomes a method of.

        Args:
            place: where it stands.
            name: the trigger.
            triggers: all of the file.

        Raises:
            SpecError: naming the place, and what has the name already.
        """
        asked, _, rest = name.partition("_")
        if name in RESERVED_TRIGGERS:
            owner = "a machine has that already"
        elif asked == "is" and rest in self.states:
            owner = f"it asks a machine whether it is in {rest}"
        elif asked == "may" and rest in triggers:
            owner = f"it asks a machine whether {rest} may happen"
        else:
            return
        raise SpecError(self.file, place, f"expected another name than {name!r}: {owner}")

    def grounds(self, place: str, entry: Data) -> Grounds:
        """Read basis, citations and note of an entry.

        Raises:
            SpecError: a citation names no listed source or section.
        """
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
        self.known(source_id, list(self.sources), f"{place}.cite", "source")
        source = self.sources[source_id]
        if source.sections:
            self.known(section, source.sections, f"{place}.cite", f"section in {source_id!r},")
        return Cite(source=source_id, title=source.title, tier=source.tier, section=section)


def _source(entry: Data) -> Source:
    return Source(
        id=entry["id"],
        title=entry["title"],
        publisher=entry["publisher"],
        language=entry["language"],
        tier=entry["tier"],
        sections=tuple(entry.get("sections", ())),
        defects=tuple(entry.get("defects", ())),
        url=entry.get("url", ""),
    )


def state_value(entry: Data) -> str | int:
    """Return what the provider writes for a state: its name, unless the file says otherwise."""
    value: str | int = entry.get("value", entry["name"])
    return value


def pointer(text: str | None) -> Pointer | None:
    """Read a pointer that may be left out."""
    return None if text is None else Pointer(text)


def pointers(entry: Data, name: str) -> tuple[Pointer, ...]:
    """Read a list of pointers that may be left out."""
    return tuple(Pointer(text) for text in entry.get(name, ()))
