"""What a log did on a machine, as numbers that a diagram can be drawn with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

Pair = tuple[str, str]
"""Two states by name; the first may be ``start``, the second a status nobody documents."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a log did on the machine of one lifecycle.

    Args:
        visits: how often each state was told.
        passages: how often each edge was taken from a state told to a state told.
        illegal: what no documented life explains, from the previous state to the reported one:
            a state, or any other word.
        missed: steps that missed a status, from the state before to the one after.
        late: what was told late, or may have been, from the state told before it.
        unseen: how often each edge was passed on a way through states that were not told.
    """

    visits: Mapping[str, int]
    passages: Mapping[Pair, int]
    illegal: Mapping[Pair, int] = field(default_factory=dict)
    missed: Mapping[Pair, int] = field(default_factory=dict)
    late: Mapping[Pair, int] = field(default_factory=dict)
    unseen: Mapping[Pair, int] = field(default_factory=dict)

    def plus(self, other: Counts) -> Counts:
        """Return both added up.

        Args:
            other: what is added.

        >>> Counts({"aloft": 1}, {}).plus(Counts({"aloft": 2}, {})).visits["aloft"]
        3
        """
        names = (each.name for each in fields(self))
        return Counts(**{n: Counter(getattr(self, n)) + Counter(getattr(other, n)) for n in names})
