"""How many ways lead through a lifecycle: the judge looks at each."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import Final, TypeVar

MOST_WAYS: Final = 5_000
"""No more simple paths than this may begin in one state; seven states in which each may
follow each have 1,956, eight have 13,699."""

S = TypeVar("S", bound=Hashable)


def too_many_ways(steps: Iterable[tuple[S, S]], finals: Collection[S]) -> S | None:
    """Return a state in which too many ways begin; `None` if there is no such state.

    A way is a simple path; a step from a final to a state that is not stands only at one
    of its ends.

    Args:
        steps: from which state to which a life may go on.
        finals: the places to end.
    """
    after: dict[S, list[S]] = {}
    for source, target in steps:
        after.setdefault(source, []).append(target)
    for state in after:
        ways: list[tuple[S, ...]] = [(state,)]
        found = 0
        while ways:
            way = ways.pop()
            onward = [each for each in after.get(way[-1], ()) if each not in way]
            found += len(onward)
            if found > MOST_WAYS:
                return state
            reopens = len(way) > 1 and way[-1] in finals
            ways += [(*way, each) for each in onward if not reopens or each in finals]
    return None
