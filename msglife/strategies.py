"""Hypothesis strategies: payloads, and traces of messages with what must be found in them.

Needs the extra ``hypothesis``. Everything comes of the specifications, and whatever is drawn
shrinks: to shorter lives, to a post that does nothing, to the plainest values.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from .conformance.generating.generator import CannotGenerate, Label, form_of
from .conformance.generating.labelled_trace import Trace, TraceMaker, maker_of
from .conformance.generating.story_writer import guards_of
from .conformance.inventing.payload_choices import PayloadChoices
from .errors import BadOption
from .spec import Form, Lifecycle, did_you_mean

__all__ = ["Label", "Trace", "faulty_traces", "legal_traces", "observed", "payloads"]

Specs = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

_SERIALS: Final = 10_000
_MOMENTS: Final = st.integers(0, 365 * 24 * 3600 - 1).map(
    lambda seconds: (1_767_225_600 + seconds) * 1_000_000
)
"""Some second of 2026, in microseconds."""
_DICE: Final = st.randoms(use_true_random=False)
"""Dice whose every throw is drawn, and shrinks to the first that can be chosen."""


def payloads(
    lifecycle: str | Lifecycle,
    status: str | int | None = None,
    *,
    form: str | None = None,
    specs: Specs = (),
) -> st.SearchStrategy[Any]:
    """Draw payloads of a lifecycle, each within its schema and the rules about one payload.

    Args:
        lifecycle: the lifecycle, or its id.
        status: what the payload tells: the name of a state, or what the provider writes for it;
            any that can be told if `None`.
        form: the form of observation; the first that can tell a life if `None`.
        specs: folders of further lifecycle files.

    Raises:
        UnknownLifecycle: none has that id.
        BadOption: there is no such form, or it tells no such status; a `ValueError`.
    """
    maker = _maker(lifecycle, form, specs, assumed=True)
    choices = _choices(maker)
    if status is not None:
        written = {value: name for name, value in maker.filler.written.items()}
        state = status if status in choices else written.get(status)
        if state not in choices:
            near = did_you_mean(str(status), [str(each) for each in choices])
            raise BadOption("status", f"{maker.form.name} tells no status {status!r}{near}")
        choices = {state: choices[state]}

    for some in choices.values():  # what is worked out once: a test's first draw is not slow
        for each in some:
            each.payload(Random(0), 0)

    @st.composite
    def draw_payload(draw: st.DrawFn) -> Any:
        drawn = draw(st.sampled_from([each for some in choices.values() for each in some]))
        return drawn.payload(draw(_DICE), draw(_MOMENTS))

    return draw_payload()


def legal_traces(
    lifecycle: str | Lifecycle,
    *,
    assumed: bool = False,
    form: str | None = None,
    envelopes: bool = False,
    specs: Specs = (),
) -> st.SearchStrategy[Trace]:
    """Draw what arrives of messages that go through legal lives, one message each.

    Every edge is as likely as any other to be what a life is about, however deep it lies. A life
    may be cut short: it is labelled ``open``.

    Args:
        lifecycle: the lifecycle, or its id.
        assumed: lives may go along assumed edges, too; those of a draft do in any case.
        form: the form of observation; the first that can tell a life if `None`.
        envelopes: records are envelopes around payloads, with the time of reception.
        specs: folders of further lifecycle files.

    Raises:
        UnknownLifecycle: none has that id.
        BadOption: the lifecycle has no such form, or it can tell no life; a `ValueError`.
    """
    maker = _maker(lifecycle, form, specs, assumed=assumed, envelopes=envelopes)
    maker.legal(Random(0), 0)  # what is worked out once: a test's first draw is not slow
    return st.builds(maker.legal, _DICE, st.integers(0, _SERIALS - 1))


def faulty_traces(
    lifecycle: str | Lifecycle,
    *,
    fault: str | None = None,
    form: str | None = None,
    envelopes: bool = False,
    specs: Specs = (),
) -> st.SearchStrategy[Trace]:
    """Draw what arrives of messages with one fault each, which the label names.

    Args:
        lifecycle: the lifecycle, or its id.
        fault: which one, such as ``unknown_status``; any that its messages can have if `None`.
        form: the form of observation; the first that can tell a life if `None`.
        envelopes: records are envelopes around payloads, with the time of reception.
        specs: folders of further lifecycle files.

    Raises:
        UnknownLifecycle: none has that id.
        BadOption: the lifecycle has no such form, or its messages cannot have that fault; a
            `ValueError`.
    """
    maker = _maker(lifecycle, form, specs, envelopes=envelopes)
    if fault is not None and fault not in maker.faults:
        near = did_you_mean(fault, maker.faults)
        raise BadOption("fault", f"a message of {maker.lifecycle.id} cannot have {fault!r}{near}")
    for each in maker.faults if fault is None else [fault]:
        maker.faulty(each, Random(0), 0)  # what is worked out once: a test's first draw is not slow
    faults = st.sampled_from(list(maker.faults)) if fault is None else st.just(fault)
    return st.builds(maker.faulty, faults, _DICE, st.integers(0, _SERIALS - 1))


def observed(
    trace: Trace | st.SearchStrategy[Trace],
    *,
    late: bool = True,
    repeated: bool = True,
    lost: bool = True,
) -> st.SearchStrategy[Trace]:
    """Draw what an imperfect post makes of a trace, and what must be found then.

    Each thing may happen once, or not at all. Where payloads carry no time one thing happens at
    most, and only where it is certain what must be found: two may explain each other.

    Args:
        trace: a trace, or a strategy that draws traces.
        late: a payload may arrive after the next one.
        repeated: a payload may arrive twice, or its status be told twice.
        lost: a payload may be lost.

    Raises:
        BadOption: the trace went through the post before; a `ValueError`.
    """

    def deliver(trace: Trace) -> st.SearchStrategy[Trace]:
        if any(each.get("edit") in ("late", "repeated", "lost") for each in trace.label.done):
            raise BadOption("trace", "expected one that was not observed before")
        return _DICE.map(
            lambda dice: trace.maker.observed(trace, dice, late=late, repeated=repeated, lost=lost)
        )

    return deliver(trace) if isinstance(trace, Trace) else trace.flatmap(deliver)


def _maker(
    given: str | Lifecycle,
    form: str | None,
    specs: Specs,
    *,
    assumed: bool = False,
    envelopes: bool = False,
) -> TraceMaker:
    from . import load

    lifecycle = load(given, specs=specs) if isinstance(given, str) else given
    return maker_of(lifecycle, _form(lifecycle, form), assumed=assumed, envelopes=envelopes)


def _form(lifecycle: Lifecycle, name: str | None) -> Form:
    problem = CannotGenerate(f"{lifecycle.id} has no form")
    for each in [form.name for form in lifecycle.forms] if name is None else [name]:
        try:
            return form_of(lifecycle, each)
        except CannotGenerate as error:
            problem = error
    raise BadOption("form", str(problem))


def _choices(maker: TraceMaker) -> dict[str, list[PayloadChoices]]:
    """What draws payloads, by the state they tell: one for each set of guards they may satisfy."""
    found: dict[str, list[PayloadChoices]] = {}
    known = set()
    for life in maker.lives.beginnings:
        state, guards = life[-1].target, guards_of(life)
        usual = maker.filler.template(state, guards)
        if usual is not None and (state, guards) not in known:
            known.add((state, guards))
            choices = PayloadChoices(maker.filler, state, guards, usual)
            found.setdefault(state, []).append(choices)
    return found
