"""Findings: what the checker has to say, and about which record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from ...spec import Grounds, Lifecycle, Severity
from .codes import CODES

RANK: Final[dict[Severity, int]] = {"info": 1, "warning": 2, "error": 3}
"""Severities, the gravest highest."""


class Place(NamedTuple):
    """Where a record stands.

    Args:
        file: the log, as the user named it; ``-`` for standard input.
        line: its line from 1, or `None` where lines mean nothing.
        record: its number in the log, from 0.
        pointer: where in the record it stands, as a JSON Pointer, if several stand there.
        row: what the log's owner calls the record, if they say so.
    """

    file: str
    line: int | None
    record: int
    pointer: str = ""
    row: str = ""

    def __str__(self) -> str:
        named = self.row or self.line
        begin = f"{self.file}:{named}" if named else f"{self.file}#{self.record}"
        return f"{begin}#{self.pointer}" if self.pointer else begin

    def beyond(self, count: int) -> Place:
        """Return the place of a record so many behind, each on a line of its own."""
        line = None if self.line is None else self.line + count
        return self._replace(line=line, record=self.record + count)


Key = tuple[str, ...]
"""The key of a message: a text for each of its parts."""


class MessageId(NamedTuple):
    """What makes a message one: its key, within its family, or within its variant."""

    family: str
    variant: str | None
    parts: Key

    @property
    def key(self) -> str:
        """Its key as text."""
        return written_key(self.parts)


def written_key(parts: Key) -> str:
    """Return a key as text: its parts, joined by ``/``."""
    return "/".join(parts)


def message_id(lifecycle: Lifecycle, key: Key) -> MessageId:
    """Return the id of a message that is read by a lifecycle."""
    variant = lifecycle.variant if lifecycle.key_by_variant else None
    return MessageId(lifecycle.family, variant, key)


Path = tuple[str, ...]
"""A member of a payload: the names on the way to it."""


class Complaint(NamedTuple):
    """What is wrong with one payload, before it is known where it stands."""

    code: str
    severity: Severity
    message: str
    basis: str = ""
    cite: str = ""
    rule: str | None = None
    members: tuple[Path, ...] = ()


class Finding(NamedTuple):
    """One thing the checker found.

    Args:
        code: the stable code, such as ``LIFE005``.
        severity: how grave it is here; options may raise it.
        message: what is wrong, in words.
        place: the record it is about.
        provider, lifecycle, key, status: of the message, where they are known.
        expected: the statuses that would have been legal, for an illegal one.
        explanation: how the message's life is explained, in words.
        basis, cite: why that is so, and where it says so.
        related: other records that have to do with it.
        rule: the id of the broken rule.
        about: the message it is about; `None` if it is about records that tell of none.
        members: those of the payload it is about; none if it is about what the payload tells.
            They may name what is masked elsewhere: no report writes them.
        moment: when its record was made, in microseconds (UTC): by the capture's clock, else by
            its own; `None` if neither is told.
    """

    code: str
    severity: Severity
    message: str
    place: Place
    provider: str = ""
    lifecycle: str = ""
    key: str = ""
    status: str = ""
    expected: tuple[str, ...] = ()
    explanation: str = ""
    basis: str = ""
    cite: str = ""
    related: tuple[Place, ...] = ()
    rule: str | None = None
    about: MessageId | None = None
    members: tuple[Path, ...] = ()
    moment: int | None = None

    @classmethod
    def begin(
        cls,
        code: str,
        place: Place,
        message: str,
        lifecycle: Lifecycle | None = None,
        *,
        severity: Severity | None = None,
        about: MessageId | None = None,
        grounds: Grounds | None = None,
        status: str = "",
        explanation: str = "",
        basis: str = "",
        cite: str = "",
        rule: str | None = None,
        members: tuple[Path, ...] = (),
        moment: int | None = None,
    ) -> Finding:
        """Begin a finding: every one there is was begun here.

        Args:
            code: its code.
            place: the record it is about.
            message: what is wrong, in words.
            lifecycle: what the message is judged by, if it is known.
            severity: how grave it is; as its code says if `None`.
            about: the message.
            grounds: why that is so, of which the first citation says the most.
            status: the status the record tells.
            explanation: how the message's life is explained, in words.
            basis: why that is so, where it is no grounds that say it.
            cite: where it says so, the same.
            rule: the id of the broken rule.
            members: those of the payload it is about.
            moment: when its record was made, in microseconds, if that is told.
        """
        return cls(
            code,
            CODES[code].severity if severity is None else severity,
            message,
            place,
            "" if lifecycle is None else lifecycle.provider,
            "" if lifecycle is None else lifecycle.id,
            "" if about is None else about.key,
            status,
            explanation=explanation,
            basis=basis if grounds is None else grounds.basis,
            cite=cite if grounds is None else grounds.first_cite,
            rule=rule,
            about=about,
            members=members,
            moment=moment,
        )

    def at(self, place: Place) -> Finding:
        """Return the same where another record stands; its pointer leads into that one.

        It takes less time than to replace the place by its name.
        """
        pointer = self.place.pointer
        here = place._replace(pointer=place.pointer + pointer) if pointer else place
        return tuple.__new__(Finding, (*self[:3], here, *self[4:]))

    def again(self, about: MessageId, place: Place, moment: int | None) -> Finding:
        """Return the same about another message."""
        told = (*self[:3], place, *self[4:6], about.key, *self[7:14], about, self[15], moment)
        return tuple.__new__(Finding, told)

    def to_dict(self) -> dict[str, Any]:
        """Return it as the JSON report writes it."""
        rule = {"rule": self.rule} if self.rule else {}
        return {
            "code": self.code,
            "severity": self.severity,
            **rule,
            "file": self.place.file,
            "line": self.place.line,
            "record": self.place.record,
            **({"pointer": self.place.pointer} if self.place.pointer else {}),
            **({"row": self.place.row} if self.place.row else {}),
            "provider": self.provider,
            "lifecycle": self.lifecycle,
            "key": self.key,
            "status": self.status,
            "message": self.message,
            "expected": list(self.expected),
            "explanation": self.explanation,
            "basis": self.basis,
            "cite": self.cite,
            "related": [
                {
                    "file": place.file,
                    "line": place.line,
                    **({"row": place.row} if place.row else {}),
                }
                for place in self.related
            ],
        }


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """Tell what is wrong with payloads by themselves once for a message, rule and value.

    Args:
        findings: in order; of several that say the same, the others' places become related ones of
            the first.
    """
    kept: list[Finding] = []
    first: dict[tuple[object, ...], int] = {}
    again: dict[int, list[Place]] = {}
    for each in findings:
        if each.about is not None and not each.related and each.code.startswith(_OF_PAYLOADS):
            name = (each.about, each.code, each.rule, each.severity, each.message)
            index = first.setdefault(name, len(kept))
            if index < len(kept):
                again.setdefault(index, []).append(each.place)
                continue
        kept.append(each)
    for index, places in again.items():
        elsewhere = (each for each in places if each != kept[index].place)
        kept[index] = kept[index]._replace(related=tuple(dict.fromkeys(elsewhere)))
    return kept


_OF_PAYLOADS: Final = ("PAYL", "RULE")
"""Codes of findings about payloads: by themselves, where no other record is related."""
