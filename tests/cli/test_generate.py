"""``msglife generate``: what it writes where, and which mistakes it refuses."""

import json
import os
import re
import subprocess
from functools import partial

import pytest
from msglife.conformance import Options, check

from support.commands import PROCESS, run_msglife

generate = partial(run_msglife, "generate")


@pytest.mark.parametrize(
    "manner",
    [["--capture", "envelope", "--shuffled"], ["--no-varied", "--mixed", "0.8"]],
)
def test_the_same_log_whatever_the_hash_seed(manner):
    """Nothing hangs on the order of a set."""
    command = [*PROCESS, "generate", "scg/message", "-n", "40", *manner]
    command += ["--faults", "0.5", "--late", "0.5", "--repeated", "0.5", "--seed", "4"]
    logs = [
        subprocess.run(
            command,
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert logs[0] == logs[1]


def test_command(here):
    """The log and the labels go into files; a check agrees with the labels."""
    args = "vonage/rcs -n 50 --seed 3 --faults 0.5 --late 0.2 -o log.jsonl --labels labels.jsonl"
    done = generate(*args.split())
    assert (0, "") == (done.exit_code, done.output)
    labels = [json.loads(line) for line in (here / "labels.jsonl").read_text().splitlines()]
    fields = ["key", "lifecycle", "done", "verdict", "codes", "undecidable"]
    assert {tuple(fields)} == {tuple(each) for each in labels}
    report = check(["log.jsonl"], Options(lifecycles=("vonage/rcs",)))
    assert {each["key"]: each["verdict"] for each in labels} == {
        each.key: each.verdict for each in report.messages
    }


@pytest.mark.parametrize(("capture", "log"), [("har", "log.har"), ("cassette", "log.yaml")])
def test_callbacks_and_polls_of_one_message(here, capture, log):
    """Polls are answers to requests that name the message; a check agrees with the labels."""
    args = f"twilio/message -n 40 --seed 3 --mixed 1 --lost 0.3 --capture {capture} -o {log}"
    done = generate(*args.split(), "--labels", "labels.jsonl")
    assert (0, "") == (done.exit_code, done.output)
    labels = [json.loads(line) for line in (here / "labels.jsonl").read_text().splitlines()]
    assert {"mixed", "lost"} <= {one["edit"] for each in labels for one in each["done"]}
    report = check([log], Options(lifecycles=("twilio/message",), show_numbers=True))
    assert {"GET", "POST"} <= set(re.findall(r'"method": ?"(\w+)"', (here / log).read_text()))
    assert {each["key"]: each["verdict"] for each in labels} == {
        each.key: each.verdict for each in report.messages
    }
    assert not [each for each in report.findings if each.code.startswith("LOGS")]


def test_command_writes_to_standard_output(here):
    """By default, and as -o - says; the labels may go there instead."""
    plain, named = generate("vonage/sms", "-n", "3"), generate("vonage/sms", "-n", "3", "-o", "-")
    assert 0 == plain.exit_code
    assert plain.stdout == named.stdout
    lines = plain.stdout.removesuffix("\n").split("\n")  # texts may hold other ends of lines
    assert all("message_uuid" in json.loads(line) for line in lines)
    labels = generate("vonage/sms", "-n", "3", "-o", "log.jsonl", "--labels", "-").stdout
    assert 3 == len(labels.splitlines())
    array = generate("vonage/sms", "-n", "3", "--capture", "array").stdout
    assert len(lines) == len(json.loads(array))
    har = generate("partner_gateway/sms", "-n", "3", "--capture", "har").stdout
    assert "1.2" == json.loads(har)["log"]["version"]


def test_lines_vary_if_they_may(here):
    """As real logs do by default; `--no-varied` takes it back, `--shuffled` varies the order."""
    known = {}
    for manner in ("--varied", "--no-varied", "--shuffled"):
        lines = generate("go4network/message", "-n", "200", manner).stdout.splitlines()
        inner = [list(json.loads(line)["data"]) for line in lines]
        known[manner] = len({len(line) for line in lines}), len({each[0] for each in inner})
    assert 1 == known["--varied"][1] == known["--no-varied"][1]
    assert known["--no-varied"][0] < 4 < known["--varied"][0]
    assert 3 <= known["--shuffled"][1]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ("vonage/sm", "did you mean"),
        ("vonage/sms --form calback", "did you mean"),
        ("partner_gateway/rcs --form webhook_read", "cannot tell a life"),
        ("vonage/sms --faults 1.5", "between 0 and 1"),
        ("vonage/sms --late -0.1", "between 0 and 1"),
        ("vonage/sms --lost nan", "between 0 and 1"),
        ("vonage/sms --repeated many", "between 0 and 1"),
        ("twilio/message --mixed 2", "between 0 and 1"),
        ("vonage/sms -n 0", "-n"),
        ("vonage/sms --capture pcap", "--capture"),
        ("vonage/sms --labels -", "need a place each"),
        ("vonage/sms -o a.jsonl --labels a.jsonl", "need a place each"),
        ("vonage/sms -o no/such/folder/a.jsonl", "cannot be written"),
        ("", "LIFECYCLE"),
    ],
)
def test_mistakes_end_with_2(here, args, words):
    """Each in words, with nothing on standard output."""
    done = generate(*args.split())
    assert 2 == done.exit_code
    assert words in done.stderr
    assert "" == done.stdout
