"""Handler conformance: a wrong handler is found, told of and saved; a right one passes."""

from __future__ import annotations

import json

import pytest
from hypothesis import Phase, settings
from msglife.conformance import check
from msglife.spec import UnknownLifecycle

from msglife import BadOption
from msglife.handlers import HandlerFailure, check_handler, handler_machine
from msglife.handlers.logs import replay_log
from msglife.handlers.trial import Handler
from support.commands import run_python
from support.inboxes import SMS, App, Downgrades


@pytest.mark.parametrize("lifecycle", ["vonage/sms", "vonage/whatsapp"])
def test_a_right_handler_passes(lifecycle, tmp_path):
    """And nothing is saved."""
    app = App()
    if lifecycle == "vonage/sms":
        check_handler(
            app.handle,
            app.status_of,
            lifecycle,
            count_of=app.count_of,
            max_examples=40,
            save_to=tmp_path,
        )
    else:
        with pytest.raises(HandlerFailure, match="'read'"):  # which it does not know
            check_handler(app.handle, app.status_of, lifecycle, seed=1, save_to=tmp_path)
    assert (lifecycle != "vonage/sms") == bool(list(tmp_path.iterdir()))


def test_a_failure_shrinks_is_saved_and_replayed(tmp_path):
    """Two callbacks; the log can be checked; the replay fails likewise, and passes when mended."""
    app = Downgrades()
    with pytest.raises(HandlerFailure) as failure:
        check_handler(app.handle, app.status_of, "vonage/sms", seed=8, save_to=tmp_path)
    assert 2 == len(failure.value.log)
    [path] = tmp_path.iterdir()
    assert f"saved as {path}; again: msglife replay {path}" in str(failure.value)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [1, 2] == [line["handler"]["delivery"] for line in lines]
    [message] = check([str(path)]).messages
    assert [message.last] == lines[-1]["handler"]["believe"]
    again = Downgrades()
    with pytest.raises(HandlerFailure) as replayed:
        replay_log(str(path), Handler(again.handle, again.status_of), [SMS])
    assert failure.value.problem == replayed.value.problem
    mended = App()
    done = replay_log(str(path), Handler(mended.handle, mended.status_of), [SMS])
    assert (2, 0) == (done.delivered, done.passed_by)


def test_the_same_seed_plays_the_same():
    """Keys differ, what happens does not."""

    def played():
        told = []
        check_handler(
            lambda payload: told.append(payload["status"]),
            lambda _: None,
            "vonage/sms",
            seed=5,
            max_examples=5,
            shrink=False,
            save_to=None,
        )

    problems = []
    for _ in range(2):
        with pytest.raises(HandlerFailure) as failure:
            played()
        problems.append([each.told for each in failure.value.log])
    assert problems[0] == problems[1]


@pytest.mark.parametrize(
    "phases",
    [
        pytest.param([Phase.generate], id="found"),
        # Whoever sees it fail gets it shrunk and explained, which plays thousands of callbacks.
        pytest.param(list(Phase), id="shrunk and explained", marks=pytest.mark.slow),
    ],
)
def test_as_a_state_machine(phases):
    """Its test case fails as the function does, and rules may be added."""
    app = Downgrades()
    machine = handler_machine(app.handle, app.status_of, "vonage/sms", save_to=None)
    machine.TestCase.settings = settings(machine.TestCase.settings, phases=phases)
    with pytest.raises(HandlerFailure):
        machine.TestCase("runTest").runTest()


def test_reset_is_called_before_each_example():
    """For a database that outlives the process."""
    app, calls = App(), []
    check_handler(
        app.handle,
        app.status_of,
        "vonage/sms",
        reset=lambda: calls.append(1),
        max_examples=5,
        save_to=None,
    )
    assert len(calls) >= 5


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        ({"lifecycle": "vonage/sm"}, UnknownLifecycle, "did you mean"),
        ({"lifecycle": "scg/message_request"}, BadOption, "not told by callbacks"),
        (
            {"lifecycle": "partner_gateway/sms", "form": "status"},
            BadOption,
            "not told by callbacks",
        ),
        ({"form": "callbak"}, BadOption, "did you mean callback"),
        ({"believes": {"DONE": "deliverd"}}, BadOption, "did you mean delivered"),
        ({"time_limit": 0}, BadOption, "seconds above 0"),
        ({"time_limit": float("nan")}, BadOption, "seconds above 0"),
        ({"count_of": 7}, BadOption, "something to call"),
    ],
)
def test_mistakes_are_told_before_anything_is_played(ask, error, words):
    """Each in words."""
    lifecycle = ask.pop("lifecycle", "vonage/sms")
    with pytest.raises(error, match=words):
        check_handler(pytest.fail, pytest.fail, lifecycle, **ask)


def test_a_trial_takes_no_time_to_import():
    """Hypothesis is imported when something is tried, not before."""
    code = "import sys, msglife.handlers; print('hypothesis' in sys.modules)"
    done = run_python(code, check=True)
    assert "False" == done.stdout.strip()
