"""Exchanges of captured sessions in which nothing is recognised, and where others went."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from ..reading import Capture, Problem
from ..results.finding import Finding, Place

Route = tuple[str, str]
"""Where an exchange went: its method, and its URL without the query."""


class Stray(NamedTuple):
    """An exchange of a captured session in which nothing is recognised: most are of something else.

    Args:
        route: where it went.
        problem: what is wrong with it if others that went there were recognised.
        place: its record.
    """

    route: Route
    problem: Problem
    place: Place


def stray_findings(strays: Iterable[Stray], routes: Collection[Route]) -> Iterator[Finding]:
    """Yield what is to be said of strays that went where others were recognised."""
    for route, problem, place in strays:
        if route in routes:
            words = f"{problem.message}; others sent to the same URL were"
            yield Finding.begin(problem.code, place, words)


def route_of(capture: Capture) -> Route | None:
    """Return where an exchange went; `None` if its request was not captured."""
    if capture.request is None:
        return None
    method, url = capture.request
    return method.upper(), re.split("[?#]", url, maxsplit=1)[0]
