"""The recorder: a real HTTP endpoint on loopback that keeps the callbacks it gets.

It needs the extra ``recorder``. In pytest, the fixture `msglife_recorder` starts one a test.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import orjson

from .redaction import without_secret_headers, without_secrets

if TYPE_CHECKING:
    from werkzeug import Request, Response

    from .conformance import Report, Verdict

LOOPBACK: Final = "127.0.0.1"
LARGEST: Final = 8 << 20
"""A larger body, in bytes, is refused with 413 and not kept."""
_TOO_LARGE: Final = 413
_UNREADABLE: Final = 400

Record = dict[str, Any]
Judge = Callable[[Sequence[Record]], "Report"]


class CannotRecord(Exception):
    """The endpoint cannot be started; says why."""


class _Answer(NamedTuple):
    status: int
    after: float | None = 0
    """Seconds to wait before the answer; none is given if `None`."""


class Recorder:
    """Records callbacks as envelopes, judges them, and answers as it is told.

    It is a context manager; what is asked of it once it has stopped is still told.

    Args:
        judge: judges envelopes; `msglife.check` by default.
        host: where to listen; a loopback address.
        port: any that is free if 0.

    Raises:
        CannotRecord: on entering; the extra is missing, or the port is in use.
    """

    def __init__(self, judge: Judge | None = None, host: str = LOOPBACK, port: int = 0) -> None:
        self._judge = judge or _check
        self._host, self._port = host, port
        self._records: list[Record] = []
        self._answers: deque[_Answer] = deque()
        self._always = _Answer(200)
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._server: Any = None

    def __enter__(self) -> Self:
        self._server = _started(self._host, self._port, self._take)
        self._port = self._server.port
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._server.stop()

    @property
    def url(self) -> str:
        """Where to send callbacks; any path below it will do."""
        return self.url_for("/")

    def url_for(self, path: str) -> str:
        """Return the URL of a path: every path is recorded."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}/{path.removeprefix('/')}"

    @property
    def records(self) -> tuple[Record, ...]:
        """What was recorded so far, as envelopes, in order of arrival."""
        with self._changed:
            return tuple(self._records)

    def __len__(self) -> int:
        return len(self.records)

    def __bool__(self) -> bool:
        return True

    def report(self) -> Report:
        """Judge what was recorded so far."""
        return self._judge(self.records)

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many messages have each verdict so far."""
        return self.report().verdicts

    def answer(self, status: int, *, times: int | None = None) -> None:
        """Answer with a status, after what else was asked for.

        Args:
            status: the HTTP status.
            times: so many callbacks; from now on, whatever was asked for before, if `None`.

        Raises:
            ValueError: this is no status, or no number of times.
        """
        if not 200 <= status <= 599:
            raise ValueError(f"expected an HTTP status between 200 and 599, not {status}")
        self._plan(_Answer(status), times)

    def hang(self, seconds: float, *, times: int = 1) -> None:
        """Answer so late that the sender gives up: with 200, once `seconds` have passed.

        Leaving the recorder ends the wait. What hangs is recorded at once.

        Raises:
            ValueError: one of these is no number above 0.
        """
        if seconds <= 0:
            raise ValueError(f"expected seconds above 0, not {seconds}")
        self._plan(_Answer(200, seconds), times)

    def drop(self, *, times: int = 1) -> None:
        """Close the connection without an answer; the callback is recorded.

        Raises:
            ValueError: `times` is not above 0.
        """
        self._plan(_Answer(200, None), times)

    def _plan(self, answer: _Answer, times: int | None) -> None:
        if times is not None and times < 1:
            raise ValueError(f"expected a number of times above 0, not {times}")
        with self._changed:
            if times is None:
                self._answers.clear()
                self._always = answer
            else:
                self._answers.extend([answer] * times)

    def wait_for(self, number: int, timeout_s: float = 5) -> tuple[Record, ...]:
        """Wait until so many callbacks were recorded, and return all that were.

        Args:
            number: how many there must be.
            timeout_s: how long to wait, in seconds.

        Raises:
            TimeoutError: there were fewer.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._records) >= number, timeout_s):
                count = len(self._records)
                raise TimeoutError(f"{count} of {number} callbacks came within {timeout_s:g} s")
            return tuple(self._records)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write what was recorded as JSON Lines, for ``msglife check``; make its folder.

        Raises:
            OSError: it cannot be written.
        """
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in self.records))
        return file

    def _take(self, request: Request) -> Response:
        """Record one request, then answer it; runs in a thread of its own."""
        record, refused = _envelope(request)
        with self._changed:
            answer = _Answer(refused) if refused else self._next()
            if answer.after == 0:
                record["response"] = {"status": answer.status}
            self._records.append(record)
            self._changed.notify_all()
        if answer.after is None or (answer.after and self._stopped.wait(answer.after)):
            _hang_up(request)
        elif answer.after:
            with self._changed:
                record["response"] = {"status": answer.status}
        return _empty(answer.status)

    def _next(self) -> _Answer:
        return self._answers.popleft() if self._answers else self._always


def _check(records: Sequence[Record]) -> Report:
    from . import check

    return check(records)


def _started(host: str, port: int, take: Callable[[Request], Response]) -> Any:
    """Start the server.

    Raises:
        CannotRecord: the extra is missing, or the port cannot be listened at.
    """
    try:
        from pytest_httpserver import HTTPServer
        from werkzeug.serving import WSGIRequestHandler
    except ImportError as error:
        raise CannotRecord(
            f"the recorder needs {error.name}: pip install 'msglife[recorder]'"
        ) from None

    class Quiet(WSGIRequestHandler):
        def log_request(self, *_: object) -> None:
            """Log nothing: the URL may hold secrets."""

    class Endpoint(HTTPServer):
        def application(self, request: Request) -> Response:
            return take(request)

        def thread_target(self) -> None:
            assert self.server is not None
            self.server.RequestHandlerClass = Quiet
            self.server.serve_forever(poll_interval=0.02)  # how long stopping it takes

    server = Endpoint(host, port, threaded=True)
    with _told(host, port):
        if not 0 <= port < 1 << 16:  # the library would take what is left of it
            raise OverflowError("a port is a number from 0 to 65535")
        server.start()
    return server


@contextmanager
def _told(host: str, port: int) -> Iterator[None]:
    """Turn what the library makes of an address that is in use, an exit, into an error."""
    said = StringIO()
    try:
        with redirect_stderr(said):
            yield
    except (SystemExit, OSError, OverflowError) as error:
        reason = said.getvalue().partition("\n")[0] or str(error)
        raise CannotRecord(f"the recorder cannot listen at {host}:{port}: {reason}") from None


def _envelope(request: Request) -> tuple[Record, int]:
    """Write down a request; the status that refuses it, without its body, if it cannot be kept."""
    from werkzeug.exceptions import HTTPException

    asked: Record = {
        "method": request.method,
        "url": without_secrets(request.url),
        "headers": without_secret_headers(dict(request.headers.items())),
    }
    refused = _TOO_LARGE
    if (request.content_length or 0) <= LARGEST:
        try:
            # A chunked one does not tell its length before.
            body = request.stream.read(LARGEST + 1)
        except (OSError, ValueError, HTTPException):  # it ends early, or a chunk has no length
            refused, body = _UNREADABLE, bytes(LARGEST + 1)
        if len(body) <= LARGEST:
            refused = 0
            asked["body"] = _json_or_text(body)
    return {"received_at": datetime.now(UTC).isoformat(), "request": asked}, refused


def _json_or_text(body: bytes) -> Any:
    try:
        value = orjson.loads(body)
        orjson.dumps(value)  # what can be read may still be nested too deep to be written
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return body.decode("utf-8", "replace")
    return value


def _empty(status: int) -> Response:
    from werkzeug import Response

    return Response(status=status)


def _hang_up(request: Request) -> None:
    import socket

    connection = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
