"""A specification verified: its structure, its rules, and the canonical life it refines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...machines.refine import Refinement, refine
from ...machines.verify import Fault, structural_faults
from ...spec import Lifecycle
from .overlaps import overlap_faults
from .pointers import alias_faults, pointer_faults
from .rules import rule_faults
from .traffic import traffic_faults


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of verifying a lifecycle.

    Args:
        lifecycle: the lifecycle.
        refinement: how it relates to the canonical life.
        faults: all that is wrong with it, those of the refinement included.
    """

    lifecycle: Lifecycle
    refinement: Refinement
    faults: tuple[Fault, ...]


def verify(
    lifecycles: Sequence[Lifecycle], known: Iterable[Lifecycle] = ()
) -> tuple[Verified, ...]:
    """Verify lifecycles; their files were read, so their schema and citations hold.

    Args:
        lifecycles: what to verify.
        known: further lifecycles that relations may look at.
    """
    ids = {each.id for each in lifecycles}
    around = [*lifecycles, *(each for each in known if each.id not in ids)]
    overlaps = overlap_faults(lifecycles, around)
    return tuple(_verified(each, around, overlaps.get(each.id, [])) for each in lifecycles)


def _verified(
    lifecycle: Lifecycle, around: Sequence[Lifecycle], overlaps: Sequence[Fault]
) -> Verified:
    refinement = refine(lifecycle)
    faults = [
        *structural_faults(lifecycle),
        *pointer_faults(lifecycle, around),
        *alias_faults(lifecycle),
        *rule_faults(lifecycle),
        *traffic_faults(lifecycle),
        *overlaps,
        *refinement.faults,
    ]
    return Verified(lifecycle, refinement, tuple(faults))
