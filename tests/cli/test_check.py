"""The command: exit statuses, options and their configuration, what it prints where."""

import json

import jsonschema
import pytest

from msglife.cli.check import check_command
from msglife.cli.config import KEYS
from support.callbacks import callback
from support.commands import run_msglife
from support.logs import write_log

LOGS = {
    "good": [callback("submitted"), callback("delivered", 5)],
    "warned": [callback("delivered", 5)],
    "informed": [callback("submitted", extra=1), callback("delivered", 5)],
    "bad": [callback("submitted"), callback("deliverd", 5)],
    "strangers": [{"door": 3, "opened": True}],
    "empty": [],
    "changed": [callback("submitted"), callback("delivered", 5, to="447700900099")],
}


@pytest.fixture(autouse=True)
def here(here):
    """A working directory of its own, with the logs in it."""
    for name, records in LOGS.items():
        write_log(here / f"{name}.jsonl", records)
    return here


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ("good.jsonl", 0),
        ("warned.jsonl", 0),
        ("warned.jsonl --fail-on warning", 1),
        ("warned.jsonl --fail-on info", 1),
        ("warned.jsonl --complete", 1),
        ("warned.jsonl --complete --no-complete", 0),
        ("warned.jsonl --complete --since 2023-05-02", 0),
        ("informed.jsonl", 0),
        ("informed.jsonl --fail-on warning", 0),
        ("informed.jsonl --fail-on info", 1),
        ("bad.jsonl", 1),
        ("bad.jsonl --fail-on never", 0),
        ("bad.jsonl --ignore LIFE,OPEN", 0),
        ("bad.jsonl --select DELV", 0),
        ("good.jsonl bad.jsonl", 1),
        ("strangers.jsonl", 3),
        ("empty.jsonl", 3),
        ("missing.jsonl", 3),
        ("missing.jsonl --fail-on never", 3),
        ("bad.jsonl empty.jsonl", 3),
        ("good.jsonl --lifecycle vonage/sms --lifecycle go4network", 0),
        ("bad.jsonl --select NOPE", 2),
        ("missing.jsonl --select NOPE", 2),
        ("", 2),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_exit_status(args, code, form):
    """2 > 3 > 1 > 0; a JSON report is printed on 0, 1 and 3."""
    done = run_msglife("check", *args.split(), "--format", form)
    assert code == done.exit_code
    if form == "json" and code != 2:
        assert 1 == json.loads(done.stdout)["version"]
    if code == 2:
        assert "" == done.stdout


@pytest.mark.parametrize("name", LOGS)
def test_the_json_report_keeps_its_schema(name):
    """The schema is the one the command prints."""
    report = json.loads(run_msglife("check", f"{name}.jsonl", "--format", "json").stdout)
    schema = json.loads(run_msglife("schema", "report").stdout)
    jsonschema.Draft202012Validator(schema).validate(report)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ("check good.jsonl --since yesterday", "--since: expected a date"),
        ("check good.jsonl --final-within soon", "--final-within: expected a duration"),
        ("check good.jsonl --payload-at body", "--payload-at: nothing stands at 'body' in any"),
        ("check good.jsonl --received-at at", "--received-at: nothing stands at 'at' in any"),
        ("check good.jsonl --select LIEF", "--select: no code begins with 'LIEF'"),
        ("check good.jsonl --ignore LIEF", "--ignore: no code begins with 'LIEF'"),
        ("check good.jsonl --lifecycle vonge", "did you mean vonage?"),
        ("check good.jsonl --spec nowhere", "nowhere: expected a folder"),
        ("check good.jsonl --spec .", "holds no lifecycle file"),
        (
            "check good.jsonl --output jsn=a",
            "no report format is called 'jsn'; did you mean json or jsonl?",
        ),
        ("check good.jsonl --output json=", "expected FORMAT=FILE"),
        ("check good.jsonl --output good.jsonl", "would be overwritten"),
        ("check good.jsonl --output text=a --output json=a", "a is named twice"),
        ("check good.jsonl --output json=no/such/folder", "cannot be written (No such"),
        ("check - -", "can be read only once"),
        ("show vonage/smss", "did you mean vonage/sms"),
        ("show vonage/sms --spec .", "holds no lifecycle file"),
        ("schema vonage/smss", "did you mean vonage/sms"),
        ("schema vonage/sms --form calback", "did you mean callback"),
        ("schema report --form x", "has no forms"),
        ("diagram vonage/smss", "did you mean vonage/sms"),
        ("diagram vonage/sms -o life.gif", "known: .svg, .png, .dot, .mmd"),
        ("diagram vonage/sms -o life.mmd --format dot", "the file's suffix decides"),
        ("diagram vonage/sms -o no/folder/life.mmd", "cannot be written (No such"),
        ("explain delivred", "did you mean delivered"),
        ("explain LIFE009", "did you mean LIFE"),
        ("explain vonage/sms:delivred", "vonage/sms: no status is called 'delivred'; did you mean"),
        ("explain vonag/sms:read", "did you mean vonage/sms"),
        ("explain zzzzzzzz", "nothing is called 'zzzzzzzz'; expected a code"),
    ],
)
def test_a_mistake_is_told_in_one_line(args, words):
    """On standard error, with exit status 2."""
    done = run_msglife(*args.split())
    assert 2 == done.exit_code
    assert "" == done.stdout
    [line] = done.stderr.splitlines()
    assert words in line


def test_an_unknown_command_is_named_with_the_nearest():
    """As an unknown option is."""
    done = run_msglife("chek")
    assert 2 == done.exit_code
    assert "did you mean check?" in done.stderr
    assert "--strict" in run_msglife("check", "good.jsonl", "--strct").stderr


def test_an_argument_cannot_act_on_the_terminal():
    """What the user pasted may come from a log."""
    assert "\x1b" not in run_msglife("explain", "\x1b[31m").stderr
    assert "\x1b" not in run_msglife("\x1b[31m").stderr
    assert "\x1b" not in run_msglife("check", "\x1b[31m").stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_log_with_a_problem_is_named_on_standard_error(form):
    """Whatever the format."""
    done = run_msglife("check", "good.jsonl", "empty.jsonl", "--format", form)
    assert "msglife: empty.jsonl: the log is empty\n" == done.stderr
    if form == "text":
        assert "not judged: empty.jsonl: the log is empty\n" in done.stdout


def test_standard_input(here):
    """It is called ``-``."""
    done = run_msglife("check", "-", stdin=(here / "bad.jsonl").read_text(encoding="utf-8"))
    assert 1 == done.exit_code
    assert "-:2" in done.stdout


def test_several_outputs(here):
    """Standard output keeps its format."""
    done = run_msglife("check", "bad.jsonl", "--output", "json=a.json", "-o", "text=a.txt")
    assert 1 == done.exit_code
    assert done.stdout == (here / "a.txt").read_text(encoding="utf-8")
    assert 2 == json.loads((here / "a.json").read_text(encoding="utf-8"))["summary"]["records"]


def test_a_bare_file_takes_the_place_of_standard_output(here):
    """It has the format of --format."""
    done = run_msglife("check", "bad.jsonl", "--format", "json", "-o", "a.json")
    assert "" == done.stdout
    assert 1 == json.loads((here / "a.json").read_text(encoding="utf-8"))["version"]


def test_findings_that_only_inform_are_listed_when_selected():
    """Or when they are at the gate; else they are counted."""
    assert "--select PAYL003" in run_msglife("check", "informed.jsonl").stdout
    for args in (["--select", "PAYL"], ["--fail-on", "info"]):
        assert "informed.jsonl:1  info" in run_msglife("check", "informed.jsonl", *args).stdout


def test_numbers_are_masked():
    """In both formats, unless they are asked for."""
    for form in ("text", "json"):
        command = ("check", "changed.jsonl", "--format", form)
        assert "447700900099" not in run_msglife(*command).stdout
        assert "447700900099" in run_msglife(*command, "--show-numbers").stdout


@pytest.mark.parametrize("key", ["\x1b[2Jgone", "\x9b31mred", "\u202eeman", "[bold]k[/bold]"])
def test_a_hostile_key_is_harmless(here, key):
    """In both formats; the JSON still holds it."""
    record = json.dumps(callback("deliverd", message_uuid=key))
    (here / "hostile.jsonl").write_text(record, encoding="utf-8")
    text = run_msglife("check", "hostile.jsonl").stdout
    assert text.replace("\n", "").isprintable()
    assert key.startswith("[") == (key in text)
    shown = run_msglife("check", "hostile.jsonl", "--format", "json").stdout
    assert shown.replace("\n", "").isprintable()
    assert key == json.loads(shown)["messages"][0]["key"]


CONFIGURED = [
    ('fail-on = "warning"', "warned.jsonl", 1),
    ('fail_on = "warning"', "warned.jsonl", 1),
    ('fail-on = "warning"', "warned.jsonl --fail-on error", 0),
    ("complete = true", "warned.jsonl", 1),
    ("complete = true", "warned.jsonl --no-complete", 0),
    ('ignore = ["LIFE", "OPEN"]', "bad.jsonl", 0),
    ('ignore = "LIFE"', "bad.jsonl", 0),
    ('ignore = "LIFE"', "bad.jsonl --ignore DELV", 1),
    ('complete = true\nsince = "2023-05-02"', "warned.jsonl", 0),
    ("complete = true\nsince = 2023-05-02T00:00:00Z", "warned.jsonl", 0),
    ("complete = true\nsince = 2023-05-02", "warned.jsonl", 0),
    ('lifecycle = ["go4network"]', "good.jsonl", 1),
    ('lifecycle = ["go4network"]', "good.jsonl --lifecycle vonage", 0),
]


def configure(here, text):
    (here / "pyproject.toml").write_text(f"[tool.msglife]\n{text}\n", encoding="utf-8")


@pytest.mark.parametrize(("config", "args", "code"), CONFIGURED)
def test_configuration(here, config, args, code):
    """It sets defaults; flags win."""
    configure(here, config)
    assert code == run_msglife("check", *args.split()).exit_code


def test_configuration_is_found_upwards(here, monkeypatch):
    """A nearer file without the table is passed by; paths are relative to the file."""
    configure(here, 'format = "json"\noutput = "text=a.txt"\nspecs = "more"')
    inner = here / "inner" / "folder"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    monkeypatch.chdir(inner)
    missing = run_msglife("check", "../../good.jsonl")
    assert f"Error: {here / 'more'}: expected a folder" in missing.stderr
    configure(here, 'format = "json"\noutput = "text=a.txt"')
    assert 1 == json.loads(run_msglife("check", "../../good.jsonl").stdout)["version"]
    assert (here / "a.txt").is_file()


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ('fail-onn = "error"', "fail-onn: no such key; did you mean fail-on?"),
        ("fail-on = 1", "fail-on: expected one of error, warning, info, never"),
        ('format = "yaml"', "format: expected one of text, json"),
        ('strict = "yes"', "strict: expected true or false"),
        ("select = 1", "select: expected a string or a list of strings"),
        ('ignore = ["LIFE", 1]', "ignore: expected a string or a list of strings"),
        ("payload-at = 1", "payload-at: expected a string or a list"),
        ("since = 5", "since: expected a time or a string"),
        ('since = "yesterday"', "since: expected a date"),
        ('final-within = "soon"', "final-within: expected a duration"),
        ("memory = 5", "memory: expected a string"),
        ('memory = "5"', "memory: expected a size such as 512M or 2G"),
        ('select = "NOPE"', "select: no code begins with"),
        ('spec = "a"\nspecs = "b"', "specs: this key stands twice"),
        ("select = [", "Invalid value"),
    ],
)
def test_a_broken_configuration_is_named(here, config, words):
    """With the file and the key; help is still given."""
    configure(here, config)
    done = run_msglife("check", "good.jsonl")
    assert 2 == done.exit_code
    [line] = done.stderr.splitlines()
    assert str(here / "pyproject.toml") in line
    assert words in line
    assert 0 == run_msglife("check", "--help").exit_code


def test_a_log_may_be_called_as_an_option_is(here):
    """After `--`; the configuration is read all the same."""
    (here / "good.jsonl").rename(here / "--help")
    configure(here, 'format = "json"')
    done = run_msglife("check", "--", "--help")
    assert 0 == done.exit_code
    assert 1 == len(json.loads(done.output)["messages"])


def test_a_table_is_expected(here):
    """Nothing else can be configuration."""
    (here / "pyproject.toml").write_text("tool.msglife = 1", encoding="utf-8")
    assert "tool.msglife: expected a table" in run_msglife("list").stderr


def test_every_option_of_a_check_can_be_configured():
    """The configuration and the command know the same options; arguments and help apart."""
    options = {each.name for each in check_command.params if each.name not in ("logs", "help")}
    assert options == set(KEYS)
