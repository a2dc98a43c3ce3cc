"""``msglife replay``: a saved log is delivered to a handler once more."""

from __future__ import annotations

import pytest

from msglife.handlers.logs import UnusableLog, replay_log
from msglife.handlers.trial import Handler
from support.callbacks import KEY, sms
from support.commands import run_msglife
from support.inboxes import SMS
from support.logs import write_log


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
    write_log(tmp_path / "late.jsonl", log)
    write_log(tmp_path / "good.jsonl", log[::-1])
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
    done = run_msglife("replay", *args.split())
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
    path = write_log(tmp_path / "log.jsonl", log)
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
