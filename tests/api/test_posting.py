"""Callbacks over HTTP as their provider sends them: fields, queries, a wanted answer."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

import pytest
from msglife.spec import SpecError, load_folder

import msglife
from msglife.exchange import Address
from msglife.handlers import HandlerFailure, check_handler, http_handler
from msglife.posting import Posting, Unwritable, posting_of
from support.commands import run_msglife
from support.endpoints import Quiet, play, serving
from support.pigeon_post import narrowed, planter

DELIVERY = '\n[delivery]\nbasis = "documented"\ncite = "guide: 4"\n'
MANNERS = {
    "query": 'method = "GET"',
    "fields": 'encoding = "form"',
    "fields that are put": 'encoding = "form"\nmethod = "PUT"',
    "json": 'content_type = "application/vnd.pigeon+json"',
}


class Loft:
    """An application that takes callbacks however they are sent."""

    def __init__(self) -> None:
        self.answer = "OK\n"
        self.seen: list[tuple[str, str | None, dict[str, str]]] = []
        self.believed: dict[str, tuple[str, str]] = {}

    def take(self, method: str, kind: str | None, payload: dict[str, str]) -> None:
        """Keep what is told last, by its time."""
        self.seen.append((method, kind, payload))
        if payload["status"] not in ("queued", "sent", "arrived", "lost"):
            return
        known = self.believed.get(payload["id"], ("", ""))
        self.believed[payload["id"]] = max(known, (payload["at"], payload["status"]))

    def status_of(self, key: str) -> str | None:
        """What is believed of a letter."""
        return self.believed[key][1] if key in self.believed else None


@pytest.fixture
def loft():
    """The application, and where it listens."""
    app = Loft()

    class Receiver(Quiet, BaseHTTPRequestHandler):
        def answer(self):
            kind = self.headers.get("Content-Type")
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            if self.command == "GET":
                text = urlsplit(self.path).query
            fields = self.command == "GET" or "urlencoded" in (kind or "")
            app.take(self.command, kind, dict(parse_qsl(text)) if fields else json.loads(text))
            body = app.answer.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = answer  # noqa: N815 # as the server calls them

    with serving(Receiver) as address:
        yield app, f"{address}/hook"


@pytest.fixture
def delivered(tmp_path):
    """A folder with the lifecycle whose delivery is this TOML."""
    plant = planter(tmp_path)
    texts = narrowed(done=None, all=None, void=None, cost=None, parts=None, reason=None)
    return lambda table, **changes: plant(DELIVERY + table, schema=texts, **changes)


@pytest.mark.parametrize("manner", MANNERS)
def test_what_is_played_arrives_as_documented_and_is_read_again(loft, delivered, tmp_path, manner):
    app, url = loft
    specs, saved = delivered(MANNERS[manner]), tmp_path / "saved.jsonl"
    options = ("--spec", specs, "-n4", "--seed=3", "--speed=inf", "--save", saved)
    done = play("pigeon/letter", "--to", url, *options)
    assert done.exit_code == 0, done.output
    methods = {(method, kind) for method, kind, _ in app.seen}
    assert (
        methods
        == {
            "query": {("GET", None)},
            "fields": {("POST", "application/x-www-form-urlencoded")},
            "fields that are put": {("PUT", "application/x-www-form-urlencoded")},
            "json": {("POST", "application/vnd.pigeon+json")},
        }[manner]
    )
    report = msglife.check(str(saved), specs=specs, lifecycle="pigeon")
    assert {each.key: each.last for each in report.messages} == {
        key: app.status_of(key) for key in app.believed
    }
    assert [each.code for each in report.findings if each.severity == "error"] == []


@pytest.mark.parametrize("manner", MANNERS)
def test_a_handler_is_tried_as_documented(loft, delivered, manner):
    app, url = loft
    (lifecycle,) = load_folder(delivered(MANNERS[manner]))
    check_handler(http_handler(url), app.status_of, lifecycle, max_examples=5, save_to=None)
    assert {method for method, _, _ in app.seen} == {
        {"query": "GET", "fields that are put": "PUT"}.get(manner, "POST")
    }


@pytest.mark.parametrize(("wanted", "right"), [("OK", True), ("ACK/Loft", False)])
def test_an_answer_that_is_wanted(loft, delivered, wanted, right):
    app, url = loft
    specs = delivered(f'answer = "{wanted}"\nattempts = 2')
    done = play("pigeon/letter", "--to", url, "--spec", specs, "--speed=inf")
    assert done.exit_code == (0 if right else 1)
    assert ("200 without 'ACK/Loft', again in 1m" in done.output) is not right
    assert "when is untold: each 60 s, assumed" in done.output
    (lifecycle,) = load_folder(specs)
    how = {"max_examples": 2, "save_to": None, "shrink": False}
    if right:
        check_handler(http_handler(url), app.status_of, lifecycle, **how)
    else:
        with pytest.raises(HandlerFailure, match="without 'ACK/Loft'"):
            check_handler(http_handler(url), app.status_of, lifecycle, **how)


def test_a_query_goes_behind_the_one_that_is_there(loft):
    app, url = loft
    parts = urlsplit(url)
    to = Address(False, parts.hostname or "", parts.port, "/hook?token=t")
    letter = {"id": "a b", "status": "sent", "at": "1"}
    signed = []
    Posting("GET", "form").send(to, letter, 5, lambda body: {"X-Sig": signed.append(body) or "s"})
    assert app.seen == [("GET", None, {"token": "t", **letter})]
    assert signed == [b"id=a+b&status=sent&at=1"]


def test_a_list_cannot_be_sent_as_fields(delivered):
    (lifecycle,) = load_folder(delivered(MANNERS["fields"]))
    posting = posting_of(lifecycle.delivery, lifecycle.forms[0])
    with pytest.raises(Unwritable, match="expected an object"):
        posting.written([{}])


def test_what_no_file_says_is_json_that_is_posted(delivered):
    (lifecycle,) = load_folder(delivered(""))
    form = lifecycle.forms[0]
    assert posting_of(None, form) == Posting()
    assert posting_of(None, form._replace(encoding="form")).headers() == {
        "Content-Type": "application/x-www-form-urlencoded"
    }


@pytest.mark.parametrize("manner", ["query", "fields"])
def test_a_form_is_read_as_it_is_sent(delivered, manner):
    said = {"form": ('key = "/id"\n', 'key = "/id"\nencoding = "json"\n')}
    (lifecycle,) = load_folder(delivered(MANNERS[manner]))
    assert lifecycle.forms[0].encoding == "form"
    with pytest.raises(SpecError, match="expected form, or none"):
        load_folder(delivered(MANNERS[manner], **said))
    (lifecycle,) = load_folder(delivered("", **said))
    assert lifecycle.forms[0].encoding == "json"


def test_show_tells_them(delivered):
    specs = delivered('method = "GET"\nanswer = "OK"\nattempts = 3')
    shown = run_msglife("show", "pigeon/letter", "--spec", specs).output
    assert 'GET, fields  2xx with "OK"  else, or no answer  untold, 3 attempts at most' in shown
