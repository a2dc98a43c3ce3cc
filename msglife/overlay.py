"""What a check found, drawn on the machine: from a report to a diagram's counts."""

from __future__ import annotations

from .conformance import Report
from .diagrams import Counts


def counts_of(report: Report, lifecycle_id: str) -> Counts:
    """Return what the messages of one lifecycle did; nothing if the log has none.

    Args:
        report: what a check found.
        lifecycle_id: such as ``provider/name``.
    """
    traffic = report.traffic.get(lifecycle_id)
    if traffic is None:
        return Counts({}, {})
    return Counts(
        visits=dict(traffic.visits),
        passages=dict(traffic.passages),
        illegal=dict(traffic.denied),
        missed=dict(traffic.missed),
        late=dict(traffic.late),
        unseen=dict(traffic.unseen),
    )
