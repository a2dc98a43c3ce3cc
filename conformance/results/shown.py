"""What a report shows of what was found: the last word on numbers in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from ...spec import Lifecycle
from .finding import Finding, Place
from .masking import mask_numbers, mask_numbers_of_each
from .report import LifeDetail, MessageReport

_LONG: Final = 9
"""A pointer with fewer characters holds no number of a phone."""
_masked = lru_cache(maxsize=256)(mask_numbers)  # much is said in the same words


class Shown:
    """Hides what looks like a phone number in whatever is told of messages, their keys included.

    What makes a message one, its id, stays as it is: no report writes it.

    Args:
        lifecycles: what is judged by; the whole numbers that a provider issues as keys are
            shown as they are.
        reveal: show everything after all.
    """

    def __init__(self, lifecycles: Iterable[Lifecycle], *, reveal: bool) -> None:
        self._reveal = reveal
        self._issued = {
            each.id for each in lifecycles if all(form.issued_key for form in each.forms)
        }

    def finding(self, finding: Finding) -> Finding:
        """Return a finding as a report shows it."""
        if self._reveal:
            return finding
        message, explanation = _masked(finding.message), _masked(finding.explanation)
        key, status = self.key(finding.key, finding.lifecycle), _masked(finding.status)
        place, related = _place(finding.place), tuple(map(_place, finding.related))
        return finding._replace(
            place=place,
            message=message,
            key=key,
            status=status,
            explanation=explanation,
            related=related,
        )

    def message(self, message: MessageReport) -> MessageReport:
        """Return a message's report as it is shown."""
        if self._reveal:
            return message
        lifecycle, _, key = message.parent.partition(" ")
        return message._replace(
            place=_place(message.place),
            key=self.key(message.key, message.lifecycle),
            explanation=_masked(message.explanation),
            parent=f"{lifecycle} {self.key(key, lifecycle)}" if key else message.parent,
        )

    def detail(self, detail: LifeDetail) -> LifeDetail:
        """Return what is told of a message in detail as it is shown."""
        if self._reveal:
            return detail
        return detail._replace(
            message=self.message(detail.message),
            observations=tuple(
                each._replace(place=_place(each.place), status=mask_numbers(each.status))
                for each in detail.observations
            ),
        )

    def key(self, key: str, lifecycle: str) -> str:
        """Return a message's key as it is shown.

        Args:
            key: the key.
            lifecycle: the message's lifecycle, by its id.
        """
        return key if self._is_shown(key, lifecycle) else mask_numbers(key)

    def keys(self, keys: Sequence[str], lifecycle: str) -> list[str]:
        """Return keys of messages of one lifecycle as they are shown; see `key`."""
        if self._reveal:
            return list(keys)
        masked = mask_numbers_of_each(keys)
        pairs = zip(keys, masked, strict=True)
        return [key if self._is_shown(key, lifecycle) else hidden for key, hidden in pairs]

    def _is_shown(self, key: str, lifecycle: str) -> bool:
        """A key that is shown as it is: nobody issues `tel:…`."""
        issued = lifecycle in self._issued and key.isascii() and key.isdigit()
        return self._reveal or issued


def _place(place: Place) -> Place:
    """A place as it is shown: names that lead to a payload may be numbers of phones."""
    if len(place.pointer) < _LONG:
        return place
    return place._replace(pointer=mask_numbers(place.pointer))
