"""The options of a check, and what they choose."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from ...spec import Lifecycle, UnknownForm, catalog
from ..locating import Wanted
from ..observing.observer import Observer
from ..payloads.links import counters
from ..results.codes import matches
from ..results.finding import Finding
from ..results.times import parse_duration

DOCUMENTED: Final = "documented"
"""A final is awaited as long as the lifecycle says."""
FinalWithin = int | Literal["documented"]

DEFAULT_MEMORY: Final = 2**30
"""Bytes; enough for some fourteen million lines."""


class Options(NamedTuple):
    """How to check.

    Args:
        lifecycles: what may be in the logs (``provider`` or ``provider/name``); all if empty.
        forms: what payloads are taken for that could be of several forms.
        specs: folders of further lifecycle files.
        wanted: where payloads stand, and what belongs to them, if the user says so.
        query: what databases are asked for.
        strict: an assumed edge is an error.
        complete: the capture is whole: a missed status is an error.
        since: a message first seen before this moment (microseconds since 1970, UTC) may
            have begun before the capture.
        final_within: how long after a message's last observation a final is awaited, in
            microseconds, or as its lifecycle documents it, up to the log's latest time; not at
            all if `None`.
        select: prefixes of codes to report; all if empty.
        ignore: prefixes of codes not to report; wins over `select`.
        show_numbers: do not mask sensitive values.
        jobs: how many processes may read large files.
        memory: how many bytes what is kept of large files' lines may take; the rest is spilled
            to temporary files.
        details: how many messages of each verdict are told in detail.
    """

    lifecycles: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    specs: tuple[Path, ...] = ()
    wanted: Wanted = Wanted()
    query: str = ""
    strict: bool = False
    complete: bool = False
    since: int | None = None
    final_within: FinalWithin | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    show_numbers: bool = False
    jobs: int = 1
    memory: int = DEFAULT_MEMORY
    details: int = 0

    def selects(self, finding: Finding) -> bool:
        """Whether a finding is to be reported."""
        if self.ignore and matches(finding.code, self.ignore):
            return False
        return not self.select or matches(finding.code, self.select)


def parse_final_within(text: str) -> FinalWithin:
    """Read how long a final is awaited: a duration, or ``documented``.

    Raises:
        ValueError: it is neither.
    """
    try:
        return DOCUMENTED if text == DOCUMENTED else parse_duration(text)
    except ValueError as error:
        raise ValueError(f"{error}; or documented") from None


def awaited(final_within: FinalWithin | None, lifecycle: Lifecycle) -> int | None:
    """Return how long a final is awaited, in microseconds; `None` if it is not.

    Args:
        final_within: as `Options` has it.
        lifecycle: the lifecycle of the message that is to end.
    """
    if final_within != DOCUMENTED:
        return final_within
    return None if lifecycle.deadline is None else lifecycle.deadline.seconds * 10**6


def lifecycles_of(options: Options) -> tuple[Lifecycle, ...]:
    """Return the lifecycles that may be in the logs.

    Raises:
        UnknownLifecycle: an option names one there is not.
        UnknownForm: or a form that none of them has.
        SpecError: a specification is broken.
    """
    known = catalog(options.specs)
    named = [each for name in options.lifecycles for each in known.select(name)]
    chosen = tuple(dict.fromkeys(named) if named else known)
    forms = tuple(dict.fromkeys(form.name for each in chosen for form in each.forms))
    for name in options.forms:
        if name not in forms:
            raise UnknownForm(name, "no lifecycle", forms)
    return chosen


@lru_cache(maxsize=8)
def observers_of(
    lifecycles: tuple[Lifecycle, ...], *, reveal: bool, forms: tuple[str, ...] = ()
) -> tuple[Observer, ...]:
    """Return an observer for each form of each lifecycle; they hold nothing of any log.

    Args:
        lifecycles: the lifecycles.
        reveal: show sensitive values in what is said about payloads.
        forms: what payloads are taken for that could be of several forms.
    """
    counted = counters(lifecycles)
    return tuple(
        Observer(
            lifecycle,
            form,
            reveal=reveal,
            counted=counted.get(lifecycle.family, ()),
            preferred=form.name in forms,
        )
        for lifecycle in lifecycles
        for form in lifecycle.forms
    )
