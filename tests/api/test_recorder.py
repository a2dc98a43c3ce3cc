"""The recorder: a real endpoint that keeps what it gets, and answers as it is told."""

import http.client
import json
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import msglife
from msglife.recorder import LARGEST, CannotRecord, Recorder
from support.callbacks import callback
from support.commands import run_python
from support.outcomes import codes


def send(recorder, body, path="/", **headers):
    """Post a body, JSON unless it is bytes; return the status of the answer."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection = http.client.HTTPConnection(recorder.url.split("/")[2], timeout=20)
    try:
        connection.request("POST", path, data, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_an_envelope_holds_the_exchange(recorder):
    """Method, URL, headers and body of the request; the status of the answer; the time."""
    assert 200 == send(
        recorder, callback("submitted"), "/hooks/status?channel=1", **{"User-Agent": "t"}
    )
    [record] = recorder.records
    assert ("POST", recorder.url_for("hooks/status?channel=1")) == (
        record["request"]["method"],
        record["request"]["url"],
    )
    assert callback("submitted") == record["request"]["body"]
    assert "t" == record["request"]["headers"]["User-Agent"]
    assert {"status": 200} == record["response"]
    assert record["received_at"].endswith("+00:00")


def test_secrets_are_not_kept(recorder):
    """Neither headers that hold some, nor the values of parameters that do."""
    secret = dict.fromkeys(
        ("Authorization", "X-Signature", "Cookie", "X-Api-Key", "X-Hub-Token", "X-Pw", "Digest"),
        "s3cr3t",
    )
    query = "?token=s3cr3t&channel=sms&pw=s3cr3t&hash=s3cr3t&status=read&h=s3cr3t"
    send(recorder, callback("submitted"), f"/{query}", **secret)
    assert "s3cr3t" not in json.dumps(recorder.records)
    assert {"Host", "Content-Length"} <= {*recorder.records[0]["request"]["headers"]}
    kept = query.replace("s3cr3t", "")
    assert recorder.url_for(kept) == recorder.records[0]["request"]["url"]


@pytest.mark.parametrize("chunk", [b"-5\r\nabcde\r\n0\r\n\r\n", b"zz\r\n", b"5\r\nab"])
def test_a_body_that_cannot_be_read_is_refused(recorder, capfd, chunk):
    """A chunk whose length is none, or that ends early: 400, and that it came is kept."""
    head = b"POST /hook HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    port = int(recorder.url.rpartition(":")[2].rstrip("/"))
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head + chunk)
        connection.shutdown(socket.SHUT_WR)
        assert b" 400 " in connection.recv(1 << 16)
    [record] = recorder.wait_for(1)
    assert {"status": 400} == record["response"]
    assert "body" not in record["request"]
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b"not JSON", "not JSON"),
        (b"\xff{}", "\ufffd{}"),
        (b"", ""),
        (b"[" * 400 + b"]" * 400, "[" * 400 + "]" * 400),
        (b'{"big": 123456789012345678901234567890}', {"big": 1.2345678901234568e29}),
    ],
)
def test_any_body_is_kept_and_can_be_saved(recorder, tmp_path, body, kept):
    """What is no JSON, or too deep to be written as such, is kept as text."""
    assert 200 == send(recorder, body)
    file = recorder.save(tmp_path / "new" / "log.jsonl")
    assert kept == recorder.records[0]["request"]["body"]
    assert list(recorder.records) == [json.loads(line) for line in file.read_text().splitlines()]


def test_a_body_too_large_is_refused(recorder):
    """It is not kept, but that it came is."""
    assert 413 == send(recorder, b"", **{"Content-Length": str(LARGEST + 1)})
    [record] = recorder.records
    assert {"status": 413} == record["response"]
    assert "body" not in record["request"]


def test_it_judges_live(recorder, tmp_path):
    """After each callback the verdict is that of what came so far; a saved log has the same."""
    send(recorder, callback("submitted"))
    assert 1 == recorder.verdicts["open"]
    send(recorder, callback("delivered", 5))
    assert 1 == recorder.verdicts["conforms"]
    send(recorder, callback("read", 9))
    assert ["LIFE004"] == codes(recorder.report())
    log = recorder.save(tmp_path / "log.jsonl")
    assert recorder.verdicts == msglife.check(log).verdicts


def test_it_answers_as_it_is_told(recorder):
    """First what was planned, in order; then the standing answer."""
    recorder.answer(500, times=2)
    recorder.answer(429, times=1)
    statuses = [send(recorder, callback("submitted")) for _ in range(4)]
    assert [500, 500, 429, 200] == statuses
    recorder.answer(503, times=1)
    recorder.answer(404)
    assert [404, 404] == [send(recorder, callback("submitted")) for _ in range(2)]
    answered = [record["response"]["status"] for record in recorder.records]
    assert [*statuses, 404, 404] == answered
    assert 1 == recorder.verdicts["open"]


def test_it_drops_the_connection(recorder):
    """The sender gets no answer, and the callback is recorded without one."""
    recorder.drop()
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        send(recorder, callback("submitted"))
    assert 200 == send(recorder, callback("submitted"))
    assert [False, True] == ["response" in record for record in recorder.records]


def test_it_hangs_until_it_is_left():
    """The callback is recorded at once; leaving the recorder ends the wait without an answer."""
    with ThreadPoolExecutor() as pool, Recorder() as recorder:
        recorder.hang(1000)
        sending = pool.submit(send, recorder, callback("submitted"))
        [record] = recorder.wait_for(1)
        assert not sending.done()
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        sending.result()
    assert "response" not in record


def test_it_answers_late(recorder):
    """A short wait ends with an answer; others are answered meanwhile."""
    recorder.hang(0.01)
    assert 200 == send(recorder, callback("submitted"))
    assert {"status": 200} == recorder.records[0]["response"]


def test_waiting_for_callbacks(recorder):
    """It ends when they are there, or says how many are."""
    senders = [
        threading.Thread(target=send, args=(recorder, callback("submitted", n))) for n in range(3)
    ]
    for each in senders:
        each.start()
    assert 3 == len(recorder.wait_for(3))
    for each in senders:
        each.join()
    with pytest.raises(TimeoutError, match="3 of 4 callbacks came"):
        recorder.wait_for(4, timeout_s=0.001)


@pytest.mark.parametrize(
    "ask",
    [
        lambda recorder: recorder.answer(99),
        lambda recorder: recorder.answer(600),
        lambda recorder: recorder.answer(500, times=0),
        lambda recorder: recorder.hang(0),
        lambda recorder: recorder.drop(times=-1),
    ],
)
def test_an_impossible_answer_is_refused(recorder, ask):
    """At once, and what was planned stays."""
    with pytest.raises(ValueError, match="expected"):
        ask(recorder)
    assert 200 == send(recorder, callback("submitted"))


def test_a_port_in_use(recorder, capsys):
    """One error that names it; nothing is printed, and the process goes on."""
    port = int(recorder.url.rsplit(":", 1)[1].strip("/"))
    with pytest.raises(CannotRecord, match=f"cannot listen at 127.0.0.1:{port}: Address"):
        Recorder(port=port).__enter__()
    assert ("", "") == capsys.readouterr()


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99999), ("nowhere.invalid", 0)])
def test_an_address_there_is_not(host, port):
    """The error is the same."""
    with pytest.raises(CannotRecord, match="cannot listen at"):
        Recorder(host=host, port=port).__enter__()


def test_the_extra_is_missing(monkeypatch):
    """The error says what to install."""
    monkeypatch.setitem(sys.modules, "pytest_httpserver", None)
    with pytest.raises(CannotRecord, match=r"pip install 'msglife\[recorder\]'"):
        Recorder().__enter__()


def test_it_listens_on_ipv6_loopback():
    """Where the machine has it, its URL is right."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 here")
    with Recorder(host="::1") as recorder:
        assert recorder.url.startswith("http://[::1]:")
        assert len(recorder) == 0 and recorder


def test_importing_it_starts_no_library():
    """The extra is loaded when a recorder is started."""
    code = "import sys, msglife.recorder; sys.exit('pytest_httpserver' in sys.modules)"
    assert 0 == run_python(code).returncode
