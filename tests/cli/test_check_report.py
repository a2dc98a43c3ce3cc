"""How much a report says, in which format and colour, and what a baseline leaves out of it."""

import json
import re

import pytest
from msglife.conformance.reports import FORMATS

from support.callbacks import callback
from support.commands import run_msglife
from support.logs import write_log

BAD = [callback("submitted"), callback("deliverd", 5)]
ANOTHER = callback("deliverd", 9, message_uuid="aaaaaaaa-0000-4000-8000-000000000009")


@pytest.fixture(autouse=True)
def here(here):
    """A working directory of its own, with the logs in it."""
    write_log(here / "bad.jsonl", BAD)
    write_log(here / "more.jsonl", [*BAD, ANOTHER])
    write_log(here / "strangers.jsonl", [{"door": number, "opened": True} for number in range(9)])
    return here


def printed(*args, code=1):
    done = run_msglife("check", *args)
    assert code == done.exit_code, done.stderr
    return done.stdout


def refused(*args):
    done = run_msglife("check", *args)
    assert (2, "") == (done.exit_code, done.stdout)
    [line] = done.stderr.splitlines()
    return line


def test_statistics_are_the_head_of_the_report():
    """To the line: the headline, the totals, the patterns; nothing of single findings."""
    head = printed("bad.jsonl", "--statistics")
    assert head.startswith("1 of 1 message violates")
    assert printed("bad.jsonl").startswith(head)
    assert "expected next" not in head
    assert head == printed("bad.jsonl", "--format", "statistics")


def test_concise_is_a_line_a_finding():
    """Its place first, as editors jump to it; severity, code, and the message it is about."""
    [line] = printed("bad.jsonl", "--concise", "--select", "LIFE").splitlines()
    place, words = line.split(": ", 1)
    assert "bad.jsonl:2" == place
    assert words.startswith("LIFE001 error: deliverd is no status")
    assert words.endswith(f"(vonage/sms {BAD[0]['message_uuid']})")
    listed = printed("more.jsonl", "--concise", "--ignore", "DELV").splitlines()
    assert 2 == len(listed)


def test_concise_names_a_log_that_was_not_judged():
    """It is never empty where nothing was judged."""
    told = printed("strangers.jsonl", "--concise", code=3)
    assert told.startswith("strangers.jsonl: not judged: ")
    assert 10 == len(told.splitlines())


def test_quiet_prints_no_report(here):
    """The exit status and the files say it; what could not be judged is on standard error."""
    assert "" == printed("bad.jsonl", "-q", "-o", "json=a.json")
    assert 1 == json.loads((here / "a.json").read_text(encoding="utf-8"))["version"]
    done = run_msglife("check", "strangers.jsonl", "--quiet")
    assert (3, "") == (done.exit_code, done.stdout)
    assert done.stderr.startswith("msglife: strangers.jsonl: ")


@pytest.mark.parametrize(("most", "listed"), [("0", 0), ("1", 1), ("all", 9), (None, 9)])
def test_max_bounds_what_is_listed_of_a_pattern(most, listed):
    """Concise lists all unless it is asked for less."""
    args = [] if most is None else ["--max", most]
    told = printed("strangers.jsonl", "--concise", *args, code=3)
    assert listed == sum("LOGS003" in line for line in told.splitlines())


def test_findings_that_say_the_same_are_one_line():
    """A page of identical findings is a line with a count."""
    told = printed("strangers.jsonl", code=3)
    assert 1 == sum("error    LOGS003" in line and "also" in line for line in told.splitlines())
    assert "×9 (also line 2" in told


@pytest.mark.parametrize("most", ["-1", "some", "", "1.5", "९", "9" * 40])
def test_max_is_a_number(most):
    """Or all; anything else is a mistake, told in one line."""
    assert "--max: expected a whole number of 0 or more, or all" in refused(
        "bad.jsonl", f"--max={most}"
    )


def test_color_is_as_asked_for(monkeypatch):
    """Standard output is no terminal here: it is plain, unless colour is wanted."""
    plain = printed("bad.jsonl")
    assert "\x1b" not in plain
    coloured = printed("bad.jsonl", "--color", "always")
    assert "\x1b[1;31m" in coloured
    assert plain == printed("bad.jsonl", "--color", "never")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" in printed("bad.jsonl")
    assert plain == printed("bad.jsonl", "--color", "never")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;31m" in printed("bad.jsonl", "--color", "always")


@pytest.mark.parametrize("form", ["text", "statistics", "concise"])
def test_colour_changes_no_word(form):
    """Nor how long a line is: who reads it may be a program."""
    coloured = printed("more.jsonl", "--format", form, "--color", "always")
    assert printed("more.jsonl", "--format", form) == re.sub(r"\x1b\[[0-9;]*m", "", coloured)


def test_a_file_is_never_coloured(here):
    """Colour is for standard output."""
    printed("bad.jsonl", "--color", "always", "-o", "a.txt")
    assert "\x1b" not in (here / "a.txt").read_text(encoding="utf-8")


BEGINNINGS = {
    "a.html": "<!DOCTYPE html>",
    "a.HTM": "<!DOCTYPE html>",
    "a.json": '{\n  "version"',
    "a.jsonl": '{"type":"log"',
    "a.ndjson": '{"type":"log"',
    "a.xml": "<?xml",
    "a.sarif": '{\n  "$schema"',
    "a.sarif.json": '{\n  "$schema"',
    "a.md": "## msglife",
    "a.txt": "1 of 1 message",
    "markdown=a.json": "## msglife",
}


@pytest.mark.parametrize("given", BEGINNINGS)
def test_a_file_is_written_as_its_suffix_says(here, given):
    """Unless a format is named; alone, it takes the place of standard output."""
    told = printed("bad.jsonl", "-o", given)
    assert ("" == told) == ("=" not in given)
    text = (here / given.split("=")[-1]).read_text(encoding="utf-8")
    assert text.lower().startswith(BEGINNINGS[given].lower())


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ("--format json -o a.html", "a.html alone takes the place of standard output, as html"),
        ("--concise -o a.json", "expected json=a.json beside the format concise"),
        ("--statistics --concise", "--statistics and --concise: expected one format"),
        ("--format json --concise", "--format: expected one format"),
        ("--baseline none.json", "none.json: cannot be read (No such file"),
        ("--baseline .", "--baseline: .: cannot be read"),
        ("--baseline bad.jsonl", "--baseline: bad.jsonl: no baseline: not JSON"),
        ("--write-baseline bad.jsonl", "bad.jsonl is one of the logs"),
        ("--write-baseline a.json -o a.json", "a.json is named twice"),
        ("--write-baseline -", "--write-baseline: expected a file"),
        ("--write-baseline no/such/file", "cannot be written (No such"),
    ],
)
def test_what_contradicts_itself_is_refused(args, words):
    """Before anything is judged, and in one line."""
    assert words in refused("bad.jsonl", *args.split())


def test_a_baseline_is_not_overwritten_by_a_report(here):
    """It is read; only `--write-baseline` may renew it."""
    run_msglife("check", "bad.jsonl", "--write-baseline", "known.json")
    before = (here / "known.json").read_bytes()
    told = refused("bad.jsonl", "--baseline", "known.json", "-o", "json=known.json")
    assert "known.json is " in told and "would be overwritten" in told
    assert before == (here / "known.json").read_bytes()


def test_the_format_of_the_command_line_wins(here):
    """Over a manner that is configured, and the other way round."""
    configure = (here / "pyproject.toml").write_text
    configure("[tool.msglife]\nconcise = true\n", encoding="utf-8")
    assert printed("bad.jsonl").startswith("bad.jsonl:")
    assert printed("bad.jsonl", "--format", "json").startswith("{")
    assert printed("bad.jsonl", "--statistics").startswith("1 of 1")
    configure('[tool.msglife]\nformat = "json"\n', encoding="utf-8")
    assert printed("bad.jsonl", "--concise").startswith("bad.jsonl:")
    configure('[tool.msglife]\nformat = "json"\nconcise = true\n', encoding="utf-8")
    assert "[tool.msglife] format: expected one format" in refused("bad.jsonl")


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("max = -1", "max: expected a whole number of 0 or more, or all"),
        ('max = "some"', "max: expected a whole number of 0 or more, or all"),
        ("max = true", "max: expected a whole number of 0 or more, or all"),
        ('color = "blue"', "color: expected one of auto, always, never"),
        ("baseline = 1", "baseline: expected a string"),
    ],
)
def test_a_broken_key_is_named(here, config, words):
    """As of all other keys."""
    (here / "pyproject.toml").write_text(f"[tool.msglife]\n{config}\n", encoding="utf-8")
    assert words in refused("bad.jsonl")


def test_keys_of_the_report_are_read(here):
    """The baseline's path is relative to the file."""
    (here / "within").mkdir()
    run_msglife("check", "bad.jsonl", "--write-baseline", "within/known.json")
    config = '[tool.msglife]\nmax = "all"\ncolor = "always"\nbaseline = "known.json"\n'
    (here / "within" / "pyproject.toml").write_text(config, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here / "within")
        told = printed("../bad.jsonl", code=0)
    assert "known by the baseline" in told and "\x1b" in told


def test_a_baseline_leaves_out_what_is_known(here):
    """It does not count at the gate; how much it is stands in the report; what is new counts."""
    before = printed("bad.jsonl", "--write-baseline", "known.json", code=0)
    assert before == printed("bad.jsonl")
    told = printed("bad.jsonl", "--baseline", "known.json", code=0)
    assert "findings      none" in told and "1 more known by the baseline" in told
    new = printed("more.jsonl", "--baseline", "known.json", "--concise", "--ignore", "DELV")
    [line] = new.splitlines()
    assert line.startswith("more.jsonl:3: LIFE001")


def test_a_baseline_changes_no_verdict():
    """The JSON report says how many findings were left out."""
    run_msglife("check", "bad.jsonl", "--write-baseline", "known.json")
    told = json.loads(printed("bad.jsonl", "--baseline", "known.json", "--format", "json", code=0))
    assert (1, 1) == (told["summary"]["known"], told["summary"]["verdicts"]["violates"])
    assert [] == told["findings"]


def test_a_baseline_is_renewed_in_place(here):
    """Read before it is written; what is found no more is dropped, what is new is known."""
    run_msglife("check", "bad.jsonl", "--write-baseline", "known.json")
    first = (here / "known.json").read_text(encoding="utf-8")
    both = ("--baseline", "known.json", "--write-baseline", "known.json")
    assert "more.jsonl:3" in printed("more.jsonl", *both, code=0)
    renewed = json.loads((here / "known.json").read_text(encoding="utf-8"))
    assert 2 <= len(renewed["findings"]) > len(json.loads(first)["findings"])
    printed("more.jsonl", "--baseline", "known.json", code=0)


def test_a_log_that_cannot_be_judged_is_never_known():
    """Its findings may be; that nothing was judged may not."""
    printed("strangers.jsonl", "--write-baseline", "known.json", code=3)
    told = printed("strangers.jsonl", "--baseline", "known.json", code=3)
    assert "not judged: strangers.jsonl" in told and "9 more known" in told


def test_a_baseline_holds_no_phone_number(here):
    """Not even where a key is one, unless numbers are wanted."""
    number = "447700900012"
    write_log(here / "numbers.jsonl", [callback("deliverd", message_uuid=number)])
    printed("numbers.jsonl", "--write-baseline", "known.json", code=0)
    assert number not in (here / "known.json").read_text(encoding="utf-8")
    printed("numbers.jsonl", "--baseline", "known.json", code=0)
    printed("numbers.jsonl", "--write-baseline", "known.json", "--show-numbers", code=0)
    assert number in (here / "known.json").read_text(encoding="utf-8")
    printed("numbers.jsonl", "--baseline", "known.json", "--show-numbers", code=0)


def test_a_markdown_summary_counts_what_is_known():
    """Beside that nothing was found."""
    run_msglife("check", "bad.jsonl", "--write-baseline", "known.json")
    told = printed("bad.jsonl", "--baseline", "known.json", "--format", "markdown", code=0)
    assert "\nNothing was found.\n\n1 more finding known by the baseline.\n" in told


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_no_format_counts_what_is_known(form):
    """Whatever the format: the finding is in none."""
    run_msglife("check", "bad.jsonl", "--write-baseline", "known.json")
    told = printed("bad.jsonl", "--baseline", "known.json", "--format", form, code=0)
    assert "deliverd is no status" not in told


@pytest.mark.parametrize("name", [*FORMATS, "html"])
def test_numbers_in_the_names_that_lead_to_payloads_are_hidden(name, here):
    """In the head, in places of findings and of observations; shown if the user says so."""
    keyed = {"+447700900123": [{"447700900124 x": each} for each in BAD]}
    (here / "keyed.json").write_text(json.dumps(keyed), encoding="utf-8")
    hidden = printed("keyed.json", "--format", name)
    assert "44770090012" not in hidden
    shown = printed("keyed.json", "--format", name, "--show-numbers")
    assert ("447700900124" in shown) == ("…124" in hidden)
