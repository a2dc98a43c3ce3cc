"""From what is wrong with a payload to a finding about its message."""

from __future__ import annotations

from ..results.finding import Complaint, Finding, MessageId, Place
from .observation import Voice


def complained(
    complaint: Complaint,
    voice: Voice,
    place: Place,
    told: str,
    name: MessageId,
    moment: int | None = None,
) -> Finding:
    """Say what is wrong with a payload.

    Args:
        complaint: what is wrong.
        voice: the form of the payload.
        place: its record.
        told: the status it tells.
        name: the message it tells of.
        moment: when it was made, in microseconds, if that is told.
    """
    grounds = voice.form.grounds
    return Finding.begin(
        complaint.code,
        place,
        complaint.message,
        voice.lifecycle,
        severity=complaint.severity,
        about=name,
        status=told,
        basis=complaint.basis or grounds.basis,
        cite=complaint.cite or grounds.first_cite,
        rule=complaint.rule,
        members=complaint.members,
        moment=moment,
    )
