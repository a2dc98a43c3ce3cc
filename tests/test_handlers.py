"""Handler conformance: a wrong handler is found, told of and saved; a right one passes."""

from __future__ import annotations

import asyncio
import http.server
import json
import signal
import socket
import subprocess
import sys
import threading
from enum import Enum

import pytest
from click.testing import CliRunner
from msglife.conformance import check
from msglife.conformance.beliefs import Beliefs
from msglife.spec import UnknownLifecycle

from msglife import BadOption, load
from msglife.cli import cli
from msglife.handler_limits import TimeUp, call_within
from msglife.handler_logs import UnusableLog, replay_log
from msglife.handler_trial import Handler, Trial
from msglife.handlers import HandlerFailure, check_handler, handler_machine, http_handler

SMS = load("vonage/sms")
GO4 = load("go4network/message")
KEY = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"


def sms(status, second=0, key=KEY, **more):
    time_of = f"2026-03-01T10:00:{second:02}Z"
    error = {"error": {"title": "1320"}} if status in ("rejected", "undeliverable") else {}
    return {
        "message_uuid": key,
        "to": "447700900000",
        "from": "447700900001",
        "timestamp": time_of,
        "status": status,
        "channel": "sms",
        **error,
        **more,
    }


def go4(status):
    data = {"short_message_id": 7, "task_hash": "a" * 16, "message_status": status}
    return {"data": data}


class App:
    """Believes the latest known status by event time, counts each callback once."""

    def __init__(self):
        self.told = {}
        self.seen = {}

    def handle(self, payload):
        key = payload["message_uuid"]
        seen = self.seen.setdefault(key, [])
        if payload in seen:
            return
        seen.append(payload)
        if payload["status"] not in {state.name for state in SMS.states}:
            return
        if self.is_later(payload["timestamp"], self.told.get(key, ("", ""))[0]):
            self.told[key] = (payload["timestamp"], payload["status"])

    def is_later(self, told, before):
        return told >= before

    def status_of(self, key):
        return self.told.get(key, (None, None))[1]

    def count_of(self, key):
        return len(self.seen.get(key, ()))


class Downgrades(App):
    def is_later(self, told, before):
        return True


# --- what may be believed


@pytest.mark.parametrize(
    ("lifecycle", "records", "believed"),
    [
        (SMS, [sms("submitted")], {"submitted"}),
        (SMS, [sms("delivered", 5), sms("submitted", 1)], {"delivered"}),
        (SMS, [sms("delivered", 5), sms("teleported", 9)], {"delivered"}),
        (SMS, [sms("teleported")], set()),
        # no life explains both: either may be denied
        (SMS, [sms("delivered", 5), sms("rejected", 9)], {"delivered", "rejected"}),
        # the parts of a message may end differently
        (
            SMS,
            [
                sms("delivered", 5, sms={"total_count": "2"}),
                sms("undeliverable", 9, sms={"total_count": "2"}),
            ],
            {"delivered", "undeliverable"},
        ),
        # nothing can follow a delivery, so the other came late
        (GO4, [go4(2), go4(6), go4(5)], {"Delivered"}),
        # a resend nobody saw, or a stale callback: nothing decides
        (GO4, [go4(2), go4(7), go4(3)], {"Failed", "Sending"}),
        (GO4, [go4(2), go4(7), go4(4), go4(5)], {"Sent"}),
    ],
)
def test_what_may_be_believed(lifecycle, records, believed):
    """One state where it is certain, several where nothing decides, none where nothing is known."""
    beliefs = Beliefs([lifecycle])
    for record in records:
        (heard,) = beliefs.take(record)
    assert believed == beliefs.of(heard.key)


def test_what_is_believed_is_the_judges_last():
    """Of a prefix of a log, wherever the judge is certain."""
    records = [sms("submitted", 1), sms("delivered", 4), sms("submitted", 1)]
    beliefs = Beliefs([SMS])
    for length, record in enumerate(records, 1):
        beliefs.take(record)
        [message] = check([records[:length]]).messages
        assert {message.last} == beliefs.of(KEY)


# --- the trial, delivery by delivery


def trial(app, **how):
    return Trial(Handler(app.handle, app.status_of, **how), [SMS])


def test_a_wrong_belief_fails_with_what_is_right():
    """The failure names the message, what is believed, what is right, and each delivery."""
    tried = trial(Downgrades())
    tried.deliver([sms("delivered", 5)])
    with pytest.raises(HandlerFailure) as failure:
        tried.deliver([sms("submitted", 1)])
    assert "belief" == failure.value.kind
    words = str(failure.value)
    assert f"believes 'submitted' of message {KEY}; right is 'delivered'" in words
    assert f"delivery 2: submitted of {KEY} at 2026-03-01T10:00:01.000Z" in words
    assert "447700900000" not in words
    assert [("delivered",), ("delivered",)] == [each.believe for each in failure.value.log]


def test_each_message_is_compared_after_each_delivery():
    """A delivery of one message must not change what is believed of another."""
    app = App()
    handle = app.handle

    def forgets(payload):
        app.told.clear()
        handle(payload)

    tried = Trial(Handler(forgets, app.status_of), [SMS])
    tried.deliver([sms("delivered", 5)])
    with pytest.raises(HandlerFailure, match=f"believes nothing of message {KEY}"):
        tried.deliver([sms("submitted", 1, key="another")])


@pytest.mark.parametrize(
    ("believed", "believes", "right"),
    [
        ("delivered", {}, True),
        ("DONE", {"DONE": "delivered"}, True),
        ("DONE", {"DONE": ["delivered", "rejected"]}, True),
        ("DONE", {"DONE": "rejected"}, False),
        (Enum("Status", {"DONE": "delivered"}).DONE, {}, True),
        (["delivered"], {}, False),
        ("DONE", {}, False),
        (None, {}, False),
    ],
)
def test_a_belief_may_be_told_in_words_of_ones_own(believed, believes, right):
    """By the provider's word, by one that is mapped, or by an enum."""
    handler = Handler(lambda _: None, lambda _: believed, believes=believes)
    tried = Trial(handler, [SMS])
    if right:
        tried.deliver([sms("delivered")])
    else:
        with pytest.raises(HandlerFailure, match="right is 'delivered'"):
            tried.deliver([sms("delivered")])


@pytest.mark.parametrize("word", [6, "6", "Delivered"])
def test_a_belief_may_be_told_as_the_provider_writes_it(word):
    """Where that is a number."""
    Trial(Handler(lambda _: None, lambda _: word), [GO4]).deliver([go4(6)])


def test_a_repeat_must_not_count():
    """Whatever is counted: it does not grow by what arrived before."""
    app = App()
    counts = iter([0, 1, 1, 1, 1, 2])
    tried = trial(app, count_of=lambda _: next(counts))
    tried.deliver([sms("delivered")])
    tried.deliver([sms("delivered")])
    with pytest.raises(HandlerFailure, match="nothing new arrived") as failure:
        tried.deliver([sms("delivered")])
    assert "count" == failure.value.kind


def test_a_batch_counts_what_is_new_in_it():
    """Two of three are new; the handler gets a list."""
    got = []
    counts = iter([0, 2, 2, 5])
    handler = Handler(
        got.append, lambda _: "delivered", count_of=lambda _: next(counts), batches=True
    )
    tried = Trial(handler, [SMS])
    batch = [sms("submitted", 1), sms("delivered", 5), sms("delivered", 5)]
    tried.deliver(batch)
    assert [batch] == got
    with pytest.raises(HandlerFailure, match=r"counted 3 .* though nothing new"):
        tried.deliver(batch)


def test_an_unknown_message_is_not_compared():
    """Where the application is told what was sent, it need not believe anything of others."""
    app = App()
    tried = Trial(Handler(lambda _: None, app.status_of, sent=lambda _: None), [SMS])
    tried.deliver([sms("delivered")])
    tried.send("another")
    with pytest.raises(HandlerFailure, match="of message another"):
        tried.deliver([sms("delivered", key="another")])


def test_a_handler_cannot_change_what_is_delivered():
    """It gets a copy."""
    payload = sms("delivered")
    with pytest.raises(HandlerFailure):
        Trial(Handler(dict.clear, lambda _: None), [SMS]).deliver([payload])
    assert sms("delivered") == payload


def test_a_handler_that_raises_fails_naming_the_delivery():
    """With what it raised as the cause."""

    def handle(payload):
        raise KeyError(payload["status"])

    with pytest.raises(
        HandlerFailure, match=r"handle raised KeyError\('delivered'\) in"
    ) as failure:
        Trial(Handler(handle, lambda _: None), [SMS]).deliver([sms("delivered")])
    assert "raised" == failure.value.kind
    assert isinstance(failure.value.__cause__, KeyError)


def test_a_coroutine_is_no_answer():
    """It would never run."""

    async def handle(payload):
        await asyncio.sleep(0)

    with pytest.raises(HandlerFailure, match="returned a coroutine"):
        Trial(Handler(handle, lambda _: None), [SMS]).deliver([sms("delivered")])


# --- calls that hang


def wait(event):
    event.wait(30)


@pytest.mark.parametrize("aside", [False, True])
def test_a_call_that_hangs_is_given_up(aside):
    """In the main thread, and in another."""
    event, given_up = threading.Event(), []

    def call():
        try:
            call_within(0.05, lambda: wait(event))
        except TimeUp:
            given_up.append(True)

    if aside:
        thread = threading.Thread(target=call)
        thread.start()
        thread.join()
    else:
        call()
    event.set()
    assert [True] == given_up


def test_a_call_that_swallows_the_alarm_is_given_up_all_the_same():
    """Even what catches everything."""

    def swallows():
        try:
            wait(threading.Event())
        except BaseException:
            return "fine"

    with pytest.raises(TimeUp):
        call_within(0.05, swallows)


def test_what_is_called_in_time_is_handed_on():
    """Its result, and what it raises; also from a thread."""
    assert 7 == call_within(30, lambda: 7)
    results = []
    thread = threading.Thread(target=lambda: results.append(call_within(30, lambda: 8)))
    thread.start()
    thread.join()
    assert [8] == results
    with pytest.raises(ZeroDivisionError):
        call_within(30, lambda: 1 // 0)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no such timers here")
def test_another_alarm_goes_on():
    """Such as that of pytest-timeout."""
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    try:
        signal.setitimer(signal.ITIMER_REAL, 1000)
        call_within(30, lambda: None)
        assert 900 < signal.setitimer(signal.ITIMER_REAL, 0)[0] <= 1000
    finally:
        signal.signal(signal.SIGALRM, before)


def test_a_handler_that_hangs_fails_once(tmp_path):
    """It is not waited for again while a smaller log is sought."""
    hung = []

    def handle(payload):
        hung.append(payload)
        wait(threading.Event())

    with pytest.raises(HandlerFailure, match=r"did not return within 0\.05 s") as failure:
        check_handler(handle, lambda _: None, "vonage/sms", time_limit=0.05, save_to=tmp_path)
    assert "hangs" == failure.value.kind
    assert 1 == len(hung)
    assert 1 == len(failure.value.log)


# --- many lives


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
        check_handler(app.handle, app.status_of, "vonage/sms", seed=3, save_to=tmp_path)
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


def test_as_a_state_machine():
    """Its test case fails as the function does, and rules may be added."""
    app = Downgrades()
    machine = handler_machine(app.handle, app.status_of, "vonage/sms", save_to=None)
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


# --- over HTTP


@pytest.fixture
def server():
    """An application behind a real server on loopback, with the answers it gives."""
    app = App()
    answers = {"status": 204}

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answers["headers"] = dict(self.headers)
            app.handle(json.loads(body))
            self.send_response(answers["status"])
            self.send_header("Location", "http://example.com/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Keep quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/status", app, answers
        listening.shutdown()
        thread.join()


def test_a_handler_behind_a_url_is_tried(server):
    """Over real HTTP, on loopback; a naive one fails."""
    url, app, _ = server
    check_handler(http_handler(url), app.status_of, "vonage/sms", max_examples=10, save_to=None)
    app.is_later = lambda *_: True
    with pytest.raises(HandlerFailure, match="right is"):
        check_handler(http_handler(url), app.status_of, "vonage/sms", seed=1, save_to=None)


def test_headers_may_be_made_of_the_body(server):
    """To sign it."""
    url, _, answers = server
    http_handler(url, headers=lambda body: {"X-Length": str(len(body))})(sms("delivered"))
    assert len(json.dumps(sms("delivered"))) == int(answers["headers"]["X-Length"])


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_answer_other_than_2xx_is_a_failure(server, status):
    """No redirect is followed."""
    url, app, answers = server
    answers["status"] = status
    tried = Trial(Handler(http_handler(url), app.status_of), [SMS])
    with pytest.raises(HandlerFailure, match=f"answered {status}"):
        tried.deliver([sms("delivered")])


def test_nobody_listens(free_port):
    """The failure names the URL."""
    tried = Trial(Handler(http_handler(f"http://127.0.0.1:{free_port}/"), lambda _: None), [SMS])
    with pytest.raises(HandlerFailure, match=f"127.0.0.1:{free_port}.*refused"):
        tried.deliver([sms("delivered")])


@pytest.fixture
def free_port():
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://192.0.2.1/x", "not this machine"),
        ("ftp://127.0.0.1/", "expected http"),
        ("127.0.0.1:80", "expected http"),
        ("http://127.0.0.1:99999/", "[Pp]ort"),
    ],
)
def test_only_loopback_is_posted_to(url, words):
    """Unless the host is named once more."""
    with pytest.raises(BadOption, match=words):
        http_handler(url)
    if "192" in url:
        assert callable(http_handler(url, host="192.0.2.1"))


# --- the command


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with a naive application, and a log that shows it."""
    (tmp_path / "naive_app.py").write_text(
        "told = {}\n"
        "def handle(payload):\n"
        "    for each in payload if isinstance(payload, list) else [payload]:\n"
        "        told[each['message_uuid']] = each['status']\n"
        "def status_of(key):\n    return told.get(key)\n"
        "def words_of(key):\n    return told[key].upper()\n"
        "NUMBER = 7\n"
    )
    log = [sms("delivered", 5), sms("submitted", 1)]
    (tmp_path / "late.jsonl").write_text("".join(json.dumps(each) + "\n" for each in log))
    (tmp_path / "good.jsonl").write_text("".join(json.dumps(each) + "\n" for each in log[::-1]))
    (tmp_path / "polls.jsonl").write_text("{}\n")
    (tmp_path / "empty.jsonl").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


BOTH = "--handler naive_app:handle --reads naive_app:status_of"


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (f"late.jsonl {BOTH}", 1, "right is 'delivered'"),
        (f"good.jsonl {BOTH}", 0, "2 callbacks delivered"),
        (f"good.jsonl {BOTH} --batches", 0, "2 callbacks delivered"),
        (f"good.jsonl {BOTH} --lifecycle vonage", 0, "2 callbacks delivered"),
        ("good.jsonl --handler naive_app:handle --reads naive_app:words_of", 1, "no status of"),
        (
            "good.jsonl --handler naive_app:handle --reads naive_app:words_of"
            " --believes DELIVERED=delivered --believes SUBMITTED=submitted",
            0,
            "2 callbacks",
        ),
        (f"none.jsonl {BOTH}", 3, "no such file"),
        (f"empty.jsonl {BOTH}", 3, "no callback is in it"),
        (f"good.jsonl {BOTH} --lifecycle vonage/sm", 2, "did you mean"),
        (f"good.jsonl {BOTH} --believes DONE", 2, "WORD=STATE"),
        (f"good.jsonl {BOTH} --believes DONE=dlivered", 2, "did you mean delivered"),
        (f"good.jsonl {BOTH} --time-limit 0", 2, "time_limit"),
        (f"good.jsonl {BOTH} --setup naive_app:NUMBER", 2, "cannot be called"),
        ("good.jsonl --handler naive_app --reads naive_app:status_of", 2, "expected MODULE:NAME"),
        ("good.jsonl --handler naive_ap:handle --reads naive_app:status_of", 2, "No module named"),
        ("good.jsonl --handler naive_app:handl --reads naive_app:status_of", 2, "no attribute"),
        (
            "good.jsonl --handler http://192.0.2.1/ --reads naive_app:status_of",
            2,
            "not this machine",
        ),
    ],
)
def test_replay_command(project, args, code, words):
    """Exit codes as everywhere, and what is wrong in words."""
    done = CliRunner().invoke(cli, ["replay", *args.split()])
    assert (code, True) == (done.exit_code, words in done.output), done.output
    assert "Traceback" not in done.output


def test_replay_of_a_batch_with_a_stranger(tmp_path):
    """Deliveries are as they were, and so is what the application was told of beforehand."""
    log = [
        {"request": {"body": sms("delivered", 5)}, "handler": {"delivery": 1, "sent": True}},
        {"request": {"body": sms("delivered", 5, "x")}, "handler": {"delivery": 1, "sent": False}},
        {"response": {"status": 200, "body": {"a": 1}}},
        {"request": {"body": sms("submitted", 1)}, "handler": {"delivery": 2, "sent": True}},
    ]
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in log))
    got, sent = [], []
    handler = Handler(
        lambda batch: got.append(len(batch)), lambda _: "delivered", sent=sent.append, batches=True
    )
    done = replay_log(str(path), handler, [SMS])
    assert ([2, 1], [KEY], 3, 1) == (got, sent, done.delivered, done.passed_by)
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    with pytest.raises(UnusableLog):
        replay_log(str(empty), handler, [SMS])


def test_a_trial_takes_no_time_to_import():
    """Hypothesis is imported when something is tried, not before."""
    code = "import sys, msglife.handlers; print('hypothesis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "False" == done.stdout.strip()
