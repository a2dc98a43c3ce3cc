"""Every public name, used as users do: mypy reads this file, and nothing runs it.

A type that users see may only change together with a line of this file.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, assert_type

import hypothesis.strategies as st

import msglife
from msglife import (
    BadOption,
    Finding,
    Lifecycle,
    LifecycleMachine,
    MessageReport,
    Report,
    SpecError,
    UnknownForm,
    UnknownLifecycle,
)
from msglife.handlers import (
    Delivered,
    Handler,
    HandlerFailure,
    HttpHandler,
    acheck_handler,
    check_handler,
    handler_machine,
    http_handler,
)
from msglife.recorder import CannotRecord, Recorder
from msglife.strategies import (
    Label,
    Trace,
    faulty_traces,
    legal_traces,
    observed,
    payloads,
)

Verdict = Literal["conforms", "open", "tolerated", "undecided", "violates"]
Record = dict[str, Any]


def lifecycles() -> None:
    """Loaded, run and asked for their schemas."""
    version: str = msglife.__version__
    assert_type(version.split("."), list[str])
    lifecycle = msglife.load("vonage/sms", specs=["acme", Path("specs")])
    assert_type(lifecycle, Lifecycle)
    assert_type(lifecycle.id, str)
    assert_type([state.name for state in lifecycle.states], list[str])
    machine = msglife.machine("vonage/sms", specs="acme")
    assert_type(machine, LifecycleMachine)
    assert_type(machine.lifecycle, Lifecycle)
    assert_type(msglife.schema("vonage/sms"), dict[str, Any])
    assert_type(msglife.schema("vonage/sms", form="callback", specs=Path("specs")), dict[str, Any])


def checks() -> None:
    """Of paths and of records, with every option."""
    assert_type(msglife.check("callbacks.jsonl"), Report)
    assert_type(msglife.check([Path("a"), Path("b")], lifecycle=["vonage", "scg"]), Report)
    assert_type(msglife.check([{"status": "delivered"}], final_within=timedelta(days=1)), Report)
    report = msglife.check(
        Path("callbacks.jsonl"),
        lifecycle="vonage/sms",
        specs=(),
        strict=True,
        complete=True,
        since=datetime(2026, 1, 1),
        final_within="24h",
        payload_at="/message",
        received_at="/time",
        select="LIFE",
        ignore=["DELV001"],
        show_numbers=True,
        jobs=2,
        memory="512M",
        automata=None,
    )
    assert_type(report.verdicts, dict[Verdict, int])
    assert_type(report.exit_code("warning"), int)
    for message in report.messages:
        assert_type(message, MessageReport)
        assert_type(message.verdict, Verdict)
        assert_type(message.final, bool)
    for finding in report.findings:
        assert_type(finding, Finding)
        assert_type(finding.code, str)
        assert_type(finding.severity, Literal["error", "warning", "info"])
        assert_type(finding.place.line, int | None)
        assert_type(finding.expected, tuple[str, ...])


class Anyones:
    """A table of a library that nobody knows."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        raise NotImplementedError


def tables() -> None:
    """Whoever made them."""
    report = msglife.check_table(
        Anyones(), payload="payload", received_at=["at", "/meta/at"], place="id", strict=True
    )
    assert_type(report, Report)
    assert_type(msglife.check_table(Anyones(), lifecycle="vonage/sms").exit_code(), int)
    assert_type(msglife.check("sqlite:///a.db", query="select 1", place_at="id"), Report)


def errors() -> None:
    """Each is caught by its kind, and has fields."""
    try:
        msglife.check("callbacks.jsonl", since="yesterday")
    except (BadOption, UnknownForm) as error:
        as_usual: ValueError | LookupError = error
        assert_type(str(as_usual), str)
    except UnknownLifecycle as error:
        not_found: LookupError = error
        assert_type(error.known, tuple[str, ...])
        assert_type(str(not_found), str)
    except SpecError as error:
        assert_type((error.file, error.place, error.expected), tuple[str, str, str])
    assert_type(BadOption("since", "expected a date").name, str)
    assert_type(UnknownForm("callbak", "vonage/sms", ("callback",)).known, tuple[str, ...])


async def asynchronous(
    handle: Callable[[dict[str, Any]], Coroutine[Any, Any, None]],
    status_of: Callable[[str], Coroutine[Any, Any, str | None]],
) -> None:
    """Tried in the loop they run in."""
    await acheck_handler(handle, status_of, "vonage/sms", seed=1, shrink_limit=5, save_to=None)


def handlers(
    handle: Callable[[dict[str, Any]], None],
    status_of: Callable[[str], str | None],
    count_of: Callable[[str], int],
) -> None:
    """Tried as functions, as a state machine, and over HTTP."""
    check_handler(handle, status_of, "vonage/sms", max_examples=20, seed=1, shrink=False)
    check_handler(handle, status_of, msglife.load("vonage/sms"), count_of=count_of, save_to=None)
    machine = handler_machine(
        http_handler("http://127.0.0.1:8000/", headers={"X-Token": "none"}, time_limit=1.0),
        status_of,
        "vonage/sms",
        form="callback",
        sent=print,
        count_of=count_of,
        believes={"DONE": ["delivered", "read"]},
        batches=False,
        assumed=True,
        time_limit=1.0,
        reset=None,
        save_to=Path("failures"),
        max_examples=20,
        steps=10,
        specs="acme",
    )
    TestHandler = machine.TestCase  # noqa: N806 (as pytest finds it)
    TestHandler("runTest").runTest()
    post = http_handler("http://127.0.0.1:8000/", headers=lambda body: {"X-Length": f"{len(body)}"})
    assert_type(post, HttpHandler)
    plain: Callable[[Any], None] = post
    plain({})
    assert_type(Handler(handle, status_of).time_limit, float)


def failures(failure: HandlerFailure) -> None:
    """Say what kind they are, and what was delivered."""
    wrong: AssertionError = failure
    assert_type(str(wrong), str)
    assert_type(failure.kind, Literal["belief", "count", "raised", "hangs"])
    assert_type(failure.log, tuple[Delivered, ...])
    for each in failure.log:
        assert_type(each.time, int | None)
        assert_type(each.believe, tuple[str, ...])


def strategies() -> None:
    """Draw payloads and traces."""
    assert_type(payloads("vonage/sms", "delivered", form="callback"), st.SearchStrategy[Any])
    assert_type(legal_traces("vonage/sms", assumed=True), st.SearchStrategy[Trace])
    faulty = faulty_traces(msglife.load("vonage/sms"), fault="unknown_status", envelopes=True)
    assert_type(faulty, st.SearchStrategy[Trace])
    assert_type(observed(faulty, late=False, repeated=True, lost=False), st.SearchStrategy[Trace])


def traces(trace: Trace) -> None:
    """Are what arrives, and say what must be found in it."""
    assert_type(observed(trace), st.SearchStrategy[Trace])
    assert_type(trace.records, tuple[Any, ...])
    assert_type(trace.label, Label)
    assert_type((trace.label.verdict, trace.label.codes), tuple[str, list[str]])


def recorder() -> None:
    """Starts, answers as it is told, waits and judges."""
    try:
        with Recorder(host="127.0.0.1", port=0) as running:
            assert_type(running, Recorder)
            assert_type(running.url, str)
            assert_type(running.url_for("/status"), str)
            running.answer(503, times=2)
            running.hang(0.5)
            running.drop(times=1)
            assert_type(running.wait_for(1, timeout_s=0.5), tuple[Record, ...])
    except CannotRecord as error:
        assert_type(str(error), str)
    else:
        assert_type(len(running), int)
        assert_type(running.records, tuple[Record, ...])
        assert_type(running.report(), Report)
        assert_type(running.verdicts, dict[Verdict, int])
        assert_type(running.save("failures/callbacks.jsonl"), Path)
    Recorder(judge=msglife.check)
