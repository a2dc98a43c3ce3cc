"""``msglife play``: callbacks over real HTTP, sent again as the provider's document says."""

import contextlib
import json
import math
import re
import socket
import threading
from contextlib import ExitStack

import pytest
from msglife.conformance.generating.generator import Plan, generate
from msglife.spec import catalog

from msglife.player import CannotPlay, Player, playable_form, target
from msglife.posting import Posting, posting_of
from msglife.recorder import Recorder
from support.commands import run_msglife
from support.endpoints import closed_port, play
from support.pigeon_post import planter


def bodies(recorder):
    return [record["request"]["body"] for record in recorder.records]


REFUSED = "--seed=3"
"""Of vonage/sms: one message, rejected, so that there is one callback."""
LIVES = ["vonage/rcs", "go4network/message", "scg/message", "partner_gateway/whatsapp"]


@pytest.mark.parametrize("name", LIVES)
def test_legal_lives_are_sent_and_conform(recorder, name):
    """What arrives is what the generator made, in its order, and is judged as such."""
    done = play(name, "--to", recorder.url, "-n5", "--seed=4", "--speed=inf")
    assert 0 == done.exit_code, done.output
    life = catalog().get(name)
    form = playable_form(life)
    sent = list(generate(life, Plan(5, 4, form=form.name)))
    assert [each.payload for each in sent] == bodies(recorder)
    assert {"violates": 0, "undecided": 0, "tolerated": 0} == {
        verdict: recorder.verdicts[verdict] for verdict in ("violates", "undecided", "tolerated")
    }
    assert 5 == sum(recorder.verdicts.values())
    assert f"callbacks: {len(sent)} accepted, 0 never accepted" in done.output


def test_a_draft_of_ones_own_is_played(recorder, tmp_path):
    """Its messages are judged by its file, and go along assumed edges if it has no others."""
    folder = planter(tmp_path)(draft=('basis = "implied"', 'basis = "assumed"'))
    done = play("pigeon/letter", "--spec", folder, "--to", recorder.url, "-n5", "--speed=inf")
    assert 0 == done.exit_code, done.output
    assert "messages that arrived: 5 tolerated\n" in done.output
    assert {"queued", "sent"} < {each["status"] for each in bodies(recorder)}


def test_faults_and_edits_are_sent(recorder):
    """The rates are those of `generate`; the last lines say what must be made of them."""
    rates = ["--faults=0.3", "--late=0.3", "--repeated=0.3", "--lost=0.3"]
    done = play("vonage/whatsapp", "--to", recorder.url, "-n30", "--speed=inf", *rates)
    counts = recorder.verdicts
    assert counts["violates"] and counts["tolerated"] and counts["conforms"]
    told = [f"{number} {verdict}" for verdict, number in counts.items() if number]
    assert f"messages that arrived: {', '.join(told)}\n" in done.output
    assert re.search(r"vonage/whatsapp \S+  violates: ", done.output)


def test_a_refused_callback_is_sent_again(recorder):
    """Twice 500, then accepted: after 5 s and 10 s more, the same body each time."""
    recorder.answer(500, times=2)
    done = play("vonage/sms", "--to", recorder.url, REFUSED, "--speed=inf")
    assert 0 == done.exit_code
    first, *again = bodies(recorder)
    assert [first, first] == again
    lines = [line for line in done.output.splitlines() if "rejected: " in line]
    assert ["500, again in 5s", "500, attempt 2, again in 10s", "200, attempt 3"] == [
        line.partition("rejected: ")[2] for line in lines
    ]
    assert ["0.000 s", "5.000 s", "15.000 s"] == [line[:14].strip() for line in lines]


def test_each_callback_is_sent_again_on_its_own(recorder):
    """The one that waits is overtaken by the next, which follows within its wait of 5 s."""
    life = catalog().get("vonage/rcs")
    for seed in range(100):
        plan = Plan(1, seed, form=playable_form(life).name)
        first, second, *rest = [*generate(life, plan), None]
        if second is not None and second.arrived - first.arrived < 5 * 10**6:
            break
    recorder.answer(503, times=1)
    done = play(life.id, "--to", recorder.url, f"--seed={seed}", "--speed=inf")
    assert 0 == done.exit_code
    expected = [first.payload, second.payload, first.payload]
    expected += [each.payload for each in rest if each is not None]
    assert sorted(map(str, expected)) == sorted(map(str, bodies(recorder)))
    assert expected[:2] == bodies(recorder)[:2]
    assert first.payload in bodies(recorder)[2:]


@pytest.mark.parametrize(
    ("status", "attempts"), [(429, 103), (500, 103), (404, 1), (302, 1), (204, 1)]
)
def test_what_is_retried_is_what_the_document_says(recorder, status, attempts):
    """429 and 5xx for a day; another answer but 200 is neither accepted nor sent again."""
    recorder.answer(status)
    done = play("vonage/sms", "--to", recorder.url, REFUSED, "--speed=inf")
    assert 1 == done.exit_code
    assert attempts == len(recorder)
    assert f"0 accepted, 1 never accepted; attempts: {attempts}\n" in done.output
    assert "given up" in done.output


def test_where_only_the_waits_are_untold_they_are_assumed(recorder):
    """And that is said."""
    recorder.answer(500)
    done = play("partner_gateway/sms", "--to", recorder.url, "--speed=inf")
    assert 1 == done.exit_code
    assert "when is untold: each 60 s, 3 attempts at most, assumed" in done.output
    first = bodies(recorder)
    assert len(first) == 3 * len({json.dumps(body) for body in first})


def test_where_nothing_is_documented_it_is_sent_once(recorder):
    """And that is said."""
    recorder.answer(500)
    done = play("go4network/message", "--to", recorder.url, "--speed=inf")
    assert 1 == done.exit_code
    assert "each callback is sent once: no document says when" in done.output
    first = bodies(recorder)
    assert len(first) == len({json.dumps(body) for body in first})


def test_nobody_listens():
    """A mistake that is told at once, whatever the provider's rules are."""
    url = f"http://127.0.0.1:{closed_port()}/hooks"
    done = play("vonage/sms", "--to", url, REFUSED, "-n50")
    assert 2 == done.exit_code
    [line] = done.stderr.splitlines()
    assert f"nothing takes connections at {url} (Connection refused)" in line


def test_nobody_listens_any_more():
    """A refused connection is no answer: tried again by the schedule, then given up."""
    life = catalog().get("vonage/sms")
    with ExitStack() as until_first_wait:
        gone = until_first_wait.enter_context(Recorder())
        gone.answer(500)
        player = Player(
            target(gone.url),
            posting_of(life.delivery, life.forms[0]),
            math.inf,
            sleep=pytest.fail,
        )
        attempts = player.play(generate(life, Plan(1, 3, form="callback")))
        assert 500 == next(attempts).status
    rest = list(attempts)
    assert 102 == len(rest)
    assert {("Connection refused", False)} == {(each.problem, each.connected) for each in rest}
    assert rest[-1].again is None


def test_a_dropped_connection_and_a_hanging_endpoint(recorder):
    """Both count as no answer; what was sent may have arrived all the same."""
    recorder.drop()
    recorder.hang(1000)
    done = play("vonage/sms", "--to", recorder.url, REFUSED, "--speed=inf", "--timeout=2")
    assert 0 == done.exit_code
    assert "RemoteDisconnected" in done.output or "reset" in done.output
    assert "no answer within 2 s, attempt 2, again in 10s" in done.output
    assert 3 == len(recorder)
    assert 1 == recorder.verdicts["conforms"]


def test_what_was_sent_is_saved(recorder, tmp_path):
    """As a log with the answers: checked, it has the verdicts that were told."""
    log = tmp_path / "log.jsonl"
    recorder.answer(500, times=1)
    recorder.drop()
    url = recorder.url_for("hook?token=s3cr3t")
    done = play("vonage/rcs", "--to", url, "-n3", "--speed=inf", "--save", str(log))
    lines = log.read_text().removesuffix("\n").split("\n")  # texts may hold other ends of lines
    records = [json.loads(line) for line in lines]
    assert bodies(recorder) == [record["request"]["body"] for record in records]
    statuses = [record.get("response", {}).get("status") for record in records]
    assert [500, None, 200] == statuses[:3]
    assert "s3cr3t" not in log.read_text() + done.output
    checked = run_msglife("check", log)
    assert 0 == checked.exit_code
    [counts] = re.findall(r"messages that arrived: (.*)", done.output)
    assert f"3: {counts}\n" in checked.output


def test_the_same_seed_plays_the_same(recorder):
    """Bodies and order; another seed plays another life."""
    args = ["vonage/rcs", "--to", recorder.url, "-n2", "--speed=inf"]
    outputs = [play(*args, f"--seed={seed}").output for seed in (1, 1, 2)]
    assert outputs[0] == outputs[1] != outputs[2]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--to", "http://example.com/"], "to send there, name it: --allow-host example.com"),
        (["--to", "http://127.0.0.1@example.com/"], "without a user name"),
        (["--to", "http://10.0.0.1/"], "10.0.0.1 is not this machine"),
        (["--to", "http://[::2]/"], "::2 is not this machine"),
        (["--to", "http://localhost.example.com/"], "is not this machine"),
        (["--to", "http://b.example/", "--allow-host", "a.example"], "--allow-host b.example"),
        (["--to", "ftp://127.0.0.1/"], "expected a URL such as http://127.0.0.1:8000"),
        (["--to", "127.0.0.1:8000"], "expected a URL such as"),
        (["--to", "http://127.0.0.1:port/"], "expected a URL"),
        (["--to", "http://[127.0.0.1/"], "expected a URL"),
        (["--to", "http://127.0.0.1/\r\nX: y"], "\\r\\nX: y: expected a URL"),
        (["--to", "http://127.0.0.1/a b"], "expected a URL"),
        (["--to", "http://127.0.0.1/", "--speed=0"], "expected a number of 0.001 or more"),
        (["--to", "http://127.0.0.1/", "--speed=nan"], "expected a number of 0.001 or more"),
        (["--to", "http://127.0.0.1/", "--timeout=0"], "--timeout"),
        (["--to", "http://127.0.0.1/", "--timeout=nan"], "expected seconds above 0"),
        (["--to", "http://127.0.0.1/", "--timeout=inf"], "a day at most"),
        (["--to", "http://127.0.0.1/", "--speed=1e-300"], "expected a number of 0.001 or more"),
        (["--to", "http://127.0.0.1/", "-n0"], "-n"),
        (["--to", "http://127.0.0.1/", "--faults=2"], "--faults"),
        (["--to", "http://127.0.0.1/", "--form=callbak"], "did you mean callback or"),
        (["--to", "http://127.0.0.1/", "--save=no/such/folder"], "no/such/folder: cannot be"),
        ([], "--to"),
    ],
)
def test_a_mistake_is_told_in_a_line(args, words):
    """Nothing is sent, and the exit status is 2."""
    done = play("vonage/sms", *args)
    assert 2 == done.exit_code
    assert words in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["scg/message_request"], "is only polled: its provider sends nothing"),
        (["scg/message", "--form=snapshot"], "the form snapshot is polled; event can be played"),
        (["partner_gateway/sms", "--form=status"], "is polled; webhook_delivery, webhook_read can"),
        (["vonage/smss"], "did you mean vonage/sms"),
    ],
)
def test_what_is_polled_cannot_be_played(args, words):
    """It says so; and which lifecycle was perhaps meant."""
    done = play(*args, "--to", "http://127.0.0.1:9/")
    assert 2 == done.exit_code
    assert words in done.output


@pytest.mark.parametrize(
    "url", ["http://localhost/x", "http://127.9.9.9:80", "https://[::1]:1/", "http://LOCALHOST"]
)
def test_this_machine_is_allowed(url):
    """By any of its loopback names."""
    assert url == target(url).url


def test_another_host_is_allowed_by_name():
    """And only that."""
    found = target("https://Hooks.example:8443/a?b=c", ["hooks.EXAMPLE"])
    assert (True, "hooks.example", 8443, "/a?b=c") == found.address
    with pytest.raises(CannotPlay, match="not this machine"):
        target("https://other.example/", ["hooks.example"])


def test_time_is_compressed(recorder):
    """The waits slept are those of the rules and of the life, divided by the speed."""
    life = catalog().get("vonage/sms")
    recorder.answer(500, times=3)
    slept = []
    player = Player(
        target(recorder.url), posting_of(life.delivery, life.forms[0]), 100, sleep=slept.append
    )
    refused = Plan(1, 3, form="callback")
    attempts = list(player.play(generate(life, refused)))
    assert [1, 2, 3, 4] == [attempt.number for attempt in attempts]
    assert [0.05, 0.1, 0.2] == pytest.approx(slept)
    slept.clear()
    list(Player(target(recorder.url), Posting(), math.inf, sleep=slept.append).play([]))
    assert [] == slept


def test_an_endless_answer_does_not_hold_it():
    """Of an answer no more is read than is needed."""
    ended = threading.Event()

    def serve(listening):
        with contextlib.suppress(OSError):  # it is no longer listening
            while True:
                flood(listening.accept()[0])

    def flood(connection):
        with connection:
            connection.recv(1 << 16)
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            try:
                while True:
                    connection.sendall(b"x" * (1 << 16))
            except OSError:
                ended.set()

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        done = play("vonage/sms", "--to", f"http://127.0.0.1:{listening.getsockname()[1]}/")
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(20)
    assert 0 == done.exit_code
    assert ended.is_set()
    assert not thread.is_alive()
