"""Whether known traffic and neighbours can be met: a form that selects them, too, goes first."""

from __future__ import annotations

from collections.abc import Iterator

from ...machines.payloads import build_payload
from ...machines.verify import Fault, shown
from ...spec import MISSING, Lifecycle


def traffic_faults(lifecycle: Lifecycle) -> Iterator[Fault]:
    """Yield what a lifecycle file knows beside its forms, and could never name.

    Args:
        lifecycle: the lifecycle.
    """
    others = [{"not": form.select} for form in lifecycle.forms]
    for table in ("ignored", "neighbours"):
        for traffic in getattr(lifecycle, table):
            if build_payload(traffic.select, *others, full=False) is MISSING:
                says = "no payload could be built that it selects, and no form"
                where = f"{table} {traffic.name}"
                yield Fault("unmet-traffic", lifecycle.id, where, says, shown(traffic.select))
