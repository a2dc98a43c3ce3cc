"""Payloads that are kept to be shown with the lives they tell of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from ..results.finding import MessageId, Place
from ..results.payload_lines import ShownPayload, shown_payload
from ..results.report import LifeDetail, ObservationDetail
from .observation import Voice

OF_ONE_LIFE: Final = 400
"""Lines of payloads that are shown of one life."""


class KeptPayloads:
    """Keeps payloads, by the message they tell of and their record.

    Args:
        reveal: show sensitive values.
        records: of which records, by file and number; of all if `None`.
    """

    def __init__(self, *, reveal: bool, records: Collection[tuple[str, int]] | None = None) -> None:
        self._reveal = reveal
        self._records = records
        self._kept: dict[tuple[MessageId, Place], list[tuple[Voice, Any]]] = {}

    def keep(self, voice: Voice, name: MessageId, place: Place, payload: Any) -> None:
        """Keep a payload, if its record is asked for.

        Args:
            voice: the form of the payload.
            name: the message it tells of.
            place: its record.
            payload: the payload, as it was found.
        """
        if self._records is None or (place.file, place.record) in self._records:
            self._kept.setdefault((name, place), []).append((voice, payload))

    def shown(self, lives: Iterable[LifeDetail]) -> tuple[LifeDetail, ...]:
        """Return lives with the payloads of their observations.

        Args:
            lives: what was observed of them stands in records that were kept.
        """
        return tuple(map(self._life, lives))

    def _life(self, life: LifeDetail) -> LifeDetail:
        name, left = life.message.id, OF_ONE_LIFE
        # What one record tells of a message more than once was kept in the order it tells it.
        alike: dict[Place, list[ObservationDetail]] = {}
        order = sorted(life.observations, key=lambda each: each.serial)
        for each in order:
            alike.setdefault(each.place, []).append(each)
        found: dict[int, ShownPayload] = {}
        for each in life.observations:
            together, kept = alike[each.place], self._kept.get((name, each.place), [])
            if left > 0 and len(kept) == len(together):  # of a long life some are left out
                voice, payload = kept[together.index(each)]
                found[each.serial] = shown = shown_payload(
                    payload,
                    voice.lifecycle.sensitive,
                    voice.form.status.parts,
                    reveal=self._reveal,
                )
                left -= len(shown.lines)
        # How much else was read before it says nothing of a life.
        told = (
            each._replace(payload=found.get(each.serial), serial=order.index(each))
            for each in life.observations
        )
        return life._replace(observations=tuple(told))
