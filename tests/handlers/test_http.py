"""A handler behind a URL: posted to over real HTTP, and on this machine only."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler

import pytest

from msglife import BadOption
from msglife.handlers import HandlerFailure, check_handler, http_handler
from msglife.handlers.trial import Handler, Trial
from support.callbacks import sms
from support.endpoints import Quiet, closed_port, serving
from support.inboxes import SMS, App


@pytest.fixture
def server():
    """An application behind a real server on loopback, with the answers it gives."""
    app = App()
    answers = {"status": 204}

    class Receiver(Quiet, BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answers["headers"] = dict(self.headers)
            app.handle(json.loads(body))
            self.send_response(answers["status"])
            self.send_header("Location", "http://example.com/")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with serving(Receiver) as address:
        yield f"{address}/status", app, answers


@pytest.mark.parametrize("shrink", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_handler_behind_a_url_is_tried(server, shrink):
    """Over real HTTP, on loopback; a naive one fails."""
    url, app, _ = server
    check_handler(http_handler(url), app.status_of, "vonage/sms", max_examples=10, save_to=None)
    app.is_later = lambda *_: True
    how = {"seed": 1, "shrink": shrink, "save_to": None}
    with pytest.raises(HandlerFailure, match="right is"):
        check_handler(http_handler(url), app.status_of, "vonage/sms", **how)


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


def test_nobody_listens():
    """The failure names the URL."""
    port = closed_port()
    tried = Trial(Handler(http_handler(f"http://127.0.0.1:{port}/"), lambda _: None), [SMS])
    with pytest.raises(HandlerFailure, match=f"127.0.0.1:{port}.*refused"):
        tried.deliver([sms("delivered")])


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
