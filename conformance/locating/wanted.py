"""What the user says of where things stand in a log."""

from __future__ import annotations

from typing import NamedTuple

from ..spots.spot import Spot


class Wanted(NamedTuple):
    """Where the user says that payloads stand, and the times of reception.

    Args:
        payload_at: the spots of payloads; to be found if there are none.
        received_at: those of times, of which the first that tells one counts.
        place_at: those of what the log's owner calls a record, such as the id of a row.
    """

    payload_at: tuple[Spot, ...] = ()
    received_at: tuple[Spot, ...] = ()
    place_at: tuple[Spot, ...] = ()
