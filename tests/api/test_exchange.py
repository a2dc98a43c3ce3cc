"""An exchange is over in time, whatever the endpoint does, and told in a word."""

import socket
import threading
from contextlib import contextmanager

import pytest

from msglife.exchange import Address, exchange, seconds
from msglife.handlers.http import http_handler
from support.endpoints import play

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
FOREVER = {
    # what is sent at first, and then again and again
    "a byte of the status now and then": (b"", b"H"),
    "a byte of a header now and then": (OK, b"a"),
    "headers without end": (OK, b"a: b\r\n"),
    "a byte of the body now and then": (OK + b"Content-Length: 60000\r\n\r\n", b"x"),
    "chunks without end": (CHUNKED, b"1\r\nx\r\n"),
    "one to go on after the other": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "nothing at all": (b"", b""),
}
BROKEN = {
    "a chunk of a length below zero": CHUNKED + b"-5\r\nabcde\r\n0\r\n\r\n",
    "a chunk whose length is none": CHUNKED + b"zz\r\n",
    "a length below zero": OK + b"Content-Length: -5\r\n\r\n",
    "a length that is none": OK + b"Content-Length: none\r\n\r\n",
    "a status that is none": b"HTTP/1.1 abc OK\r\n\r\n",
    "no HTTP": b"\xff\xfe\x00\r\n\r\n",
    "nothing": b"",
    "a header of a mebibyte": OK + b"a" * 2**20,
    "ten thousand headers": OK + b"a: b\r\n" * 10_000,
    "a body cut short": OK + b"Content-Length: 10\r\n\r\nabc",
}


@contextmanager
def endpoint(first, again=None):
    """An endpoint that answers any connection with the same bytes, and goes on with others."""
    left = threading.Event()

    def serve(connection):
        with connection:
            try:
                connection.recv(1 << 16)
                connection.sendall(first)
                while again is not None and not left.wait(0.05):
                    connection.sendall(again)
                if again is None:
                    connection.shutdown(socket.SHUT_WR)
                    connection.recv(1 << 16)
            except OSError:  # it was hung up on
                return

    def listen():
        while not left.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        threading.Thread(target=listen, daemon=True).start()
        yield listening.getsockname()[1]
        left.set()
        listening.shutdown(socket.SHUT_RDWR)


def asked(port, timeout):
    """What comes of one exchange."""
    return exchange(Address(False, "127.0.0.1", port, "/"), "POST", b"{}", {}, timeout)


@pytest.mark.parametrize("name", FOREVER)
def test_what_never_ends_is_given_up(name):
    """A socket's own timeout would begin anew with each byte."""
    with endpoint(*FOREVER[name]) as port:
        answer = asked(port, 0.3)
    assert (None, "no answer within 0.3 s", True, "") == answer


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_answer_is_told_or_taken(name):
    """A status that came counts; else it is said why there is none."""
    with endpoint(BROKEN[name]) as port:
        answer = asked(port, 20)
    assert answer.connected
    assert answer.status in (None, 200)
    assert answer.problem


def test_a_sound_answer_is_taken():
    """The near twin of each."""
    with endpoint(OK + b"Content-Length: 2\r\n\r\nok") as port:
        assert (200, "OK", True, "ok") == asked(port, 20)


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_played_goes_on(name):
    """Whatever an endpoint answers, each attempt is told, and counted at the end."""
    with endpoint(BROKEN[name]) as port:
        url = f"http://127.0.0.1:{port}/"
        done = play("scg/message", "--to", url, "--speed=inf", "--timeout=20")
    assert done.exit_code in (0, 1)
    assert "attempts: " in done.output


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), 1e300])
def test_seconds_that_are_none(value):
    """They are refused before a socket is asked."""
    with pytest.raises(ValueError, match="expected seconds above 0"):
        seconds(value)
    with pytest.raises(ValueError, match="time_limit"):
        http_handler("http://127.0.0.1/", time_limit=value)
    assert 0.5 == seconds(0.5)
