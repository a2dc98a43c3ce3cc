"""A handler is tried with many lives, and fails with the smallest log that shows what is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..errors import BadOption
from ..exchange import seconds
from .http import HttpHandler
from .trial import Handler

if TYPE_CHECKING:
    from ..conformance.generating.labelled_trace import TraceMaker
    from ..spec import Form, Lifecycle
    from .machine import HandlerMachine

SAVED: Final = "msglife-failures"
"""The folder for the logs of failures."""

Folders = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def check_handler(
    handle: Callable[[Any], object],
    status_of: Callable[[str], object],
    lifecycle: str | Lifecycle,
    *,
    max_examples: int = 100,
    seed: int | None = None,
    shrink: bool = True,
    shrink_limit: float = 30.0,
    **how: Any,
) -> None:
    """Try a handler with many lives, and fail with the smallest log that shows what is wrong.

    Args:
        handle: takes a callback's payload; or a list of them, where ``batches`` says so.
        status_of: returns what the application believes of a message, by its key; `None` for
            nothing.
        lifecycle: whose lives are played, or its id.
        max_examples: how many examples are played.
        seed: the same seed plays the same examples.
        shrink: look for the smallest log, of which no callback can be left out; else the first
            that shows what is wrong will do.
        shrink_limit: how many seconds to look for it; if that is too short, the failure says that
            there may be a smaller one.
        how: as `handler_machine` takes it.

    Raises:
        HandlerFailure: the handler does not do what it should; an `AssertionError`.
        UnknownLifecycle: none has that id.
        BadOption: an argument cannot be understood; a `ValueError`.
    """
    __tracebackhide__ = True
    from hypothesis import Phase, Verbosity, settings
    from hypothesis import seed as seeded
    from hypothesis.stateful import run_state_machine_as_test

    from .machine import Found
    from .plan import smallest

    try:
        limit = seconds(shrink_limit)
    except ValueError as error:
        raise BadOption("shrink_limit", str(error)) from None
    machine = handler_machine(handle, status_of, lifecycle, max_examples=max_examples, **how)
    machine.at_once = True
    quiet = settings(machine.TestCase.settings, verbosity=Verbosity.quiet, phases=[Phase.generate])
    try:
        run_state_machine_as_test(
            machine if seed is None else seeded(seed)(machine), settings=quiet
        )
    except Found as found:
        failure, plan = found.failure, found.plan
    else:
        return
    conditions = machine.conditions
    if shrink and failure.kind != "hangs":  # to hang again and again takes long
        failure, failure.smallest = smallest(plan, failure, conditions.stage, limit)
    conditions.save(failure)
    raise failure.with_traceback(None) from failure.__cause__


def handler_machine(
    handle: Callable[[Any], object],
    status_of: Callable[[str], object],
    lifecycle: str | Lifecycle,
    *,
    form: str | None = None,
    sent: Callable[[str], object] | None = None,
    count_of: Callable[[str], int] | None = None,
    believes: Mapping[Any, str | Collection[str]] | None = None,
    batches: bool = False,
    assumed: bool = False,
    time_limit: float = 5.0,
    reset: Callable[[], object] | None = None,
    save_to: str | os.PathLike[str] | None = SAVED,
    max_examples: int = 100,
    steps: int = 25,
    specs: Folders = (),
) -> type[HandlerMachine]:
    """Return a `RuleBasedStateMachine` of Hypothesis that tries a handler.

    Its ``TestCase`` is a test to assign to a name that begins with ``Test``; rules and
    invariants may be added in a subclass.

    Args:
        handle: takes a callback's payload; or a list of them, where ``batches`` says so.
        status_of: returns what the application believes of a message, by its key; `None` for
            nothing. It may be told by the provider's word, or by one in ``believes``.
        lifecycle: whose lives are played, or its id.
        form: the form of callback; the first that can tell a life if `None`.
        sent: is told the key of each message before any callback of it arrives. If given,
            callbacks of messages arrive, too, that were not sent.
        count_of: returns what the application has counted of a message, whatever it counts: it
            must never grow by a callback that arrived before.
        believes: what the application's words mean, each a state or several.
        batches: ``handle`` takes lists of callbacks.
        assumed: lives may go along edges that are only assumed.
        time_limit: how many seconds each call may take.
        reset: called before each example. It need not be given: each message has a new key.
        save_to: the folder in which the log of a failure is saved; not saved if `None`.
        max_examples: how many examples are played.
        steps: how many steps an example has at most.
        specs: folders of further lifecycle files.

    Raises:
        UnknownLifecycle: none has that id.
        BadOption: an argument cannot be understood; a `ValueError`.
    """
    from .. import load
    from .machine import Conditions, build_machine
    from .plan import Stage

    known = load(lifecycle, specs=specs) if isinstance(lifecycle, str) else lifecycle
    told = callback_form(known, form)
    if isinstance(handle, HttpHandler):
        handle = handle.of(known, told)
    handler = Handler(handle, status_of, sent, count_of, believes or {}, batches, time_limit)
    handler.check([known])
    name = re.sub(r"[^\w.-]+", "-", f"{known.id}-{_name_of(handle)}")
    path = None if save_to is None else Path(save_to) / f"{name}.jsonl"
    return build_machine(
        Conditions(
            Stage(handler, known, reset), _maker(known, told, assumed), path, _hint(path, handler)
        ),
        max_examples=max_examples,
        steps=steps,
    )


def _maker(lifecycle: Lifecycle, form: Form, assumed: bool) -> TraceMaker:
    from ..conformance.generating.labelled_trace import maker_of

    return maker_of(lifecycle, form, assumed=assumed)


def callback_form(lifecycle: Lifecycle, name: str | None = None) -> Form:
    """Return the form of the callbacks that are played: the one named, or the first.

    Raises:
        BadOption: there is none; a `ValueError`.
    """
    from ..conformance.generating.generator import CannotGenerate, form_of

    problem = f"{lifecycle.id} is not told by callbacks: there is nothing to handle"
    for each in [form.name for form in lifecycle.forms] if name is None else [name]:
        try:
            form = form_of(lifecycle, each)
        except CannotGenerate as error:
            problem = str(error) if name is not None else problem
            continue
        if form.payload == "request":
            return form
    raise BadOption("form", problem)


def _name_of(call: Callable[..., object]) -> str:
    name = getattr(call, "__qualname__", type(call).__name__)
    return f"{getattr(call, '__module__', '')}.{name}".replace(".<locals>", "").lstrip(".")


def _reference(call: Callable[..., object] | None, role: str) -> str:
    """How the command names a function; a placeholder for one that no module holds."""
    name = getattr(call, "__qualname__", "<")
    return f"MODULE:{role}" if "<" in name else f"{getattr(call, '__module__', '')}:{name}"


def _hint(path: Path | None, handler: Handler) -> str:
    words = [f"again: msglife replay {path}"]
    words.append(f"--handler {_reference(handler.handle, 'HANDLE')}")
    words.append(f"--reads {_reference(handler.status_of, 'STATUS_OF')}")
    if handler.sent is not None:
        words.append(f"--sent {_reference(handler.sent, 'SENT')}")
    if handler.count_of is not None:
        words.append(f"--counts {_reference(handler.count_of, 'COUNT_OF')}")
    return " ".join([*words, *(["--batches"] if handler.batches else [])])
