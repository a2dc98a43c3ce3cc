"""The fixture `msglife` and its marker: what passes, and how it fails."""

import pytest

from support.callbacks import callback, key_of
from support.logs import json_lines

pytest_plugins = ["pytester"]


PASSES = [
    "msglife.assert_conforms(GOOD)",
    "msglife.assert_conforms(iter(GOOD), allow=())",
    "msglife.assert_conforms(record for record in GOOD)",
    "msglife.assert_conforms(GOOD[:1])",
    "msglife.assert_conforms(OPEN)",
    "msglife.assert_conforms(OPEN, allow='open')",
    "msglife.assert_conforms(LATE)",
    "msglife.assert_conforms(BAD, allow=['violates'])",
    "assert msglife.assert_conforms(GOOD).verdicts['conforms'] == 1",
    "assert msglife.check(BAD).verdicts['violates'] == 1",
    "assert msglife.check(BAD, 'vonage', ignore='LIFE').exit_code() == 0",
    "assert msglife.check(BAD, ('vonage/sms', 'vonage/mms'), select='DELV').findings == ()",
    "assert msglife.check([], complete=True).exit_code() == 3",
    "msglife.assert_conforms(GOOD, final_within='24h', since='2023-01-01', strict=True)",
    "msglife.assert_conforms(GOOD, select=['LIFE', 'PAYL'], ignore=[], complete=True)",
]


def test_the_fixture_passes(run):
    """What conforms or is allowed passes; records may come in any iterable."""
    body = "\n    ".join(PASSES)
    run(body).assert_outcomes(passed=1)


def test_the_fixture_reads_paths(run, pytester, logs):
    """One path, as text or not, several, or a folder."""
    folder = pytester.mkdir("captures")
    for name in ("a.jsonl", "b.jsonl"):
        folder.joinpath(name).write_text(json_lines(logs.GOOD))
    run(
        "\n    ".join(
            [
                "from pathlib import Path",
                "msglife.assert_conforms('captures/a.jsonl')",
                "msglife.assert_conforms(Path('captures'))",
                "report = msglife.check([Path('captures/a.jsonl'), 'captures/b.jsonl'])",
                "assert len(report.logs) == 2",
            ]
        )
    ).assert_outcomes(passed=1)


def test_a_message_that_violates(run):
    """The failure shows the test's line, then the message, its life and its findings."""
    result = run("msglife.assert_conforms(BAD)")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            ">   *msglife.assert_conforms(BAD)",
            "E * 1 of 2 messages not as allowed (conforms, tolerated, open)",
            "E * vonage/sms aaaaaaaa-bbbb-cccc-dddd-000000000002 violates: submitted*",
            "E * records#3: LIFE004 read needs rcs or * read is documented, but not for *",
            "E * expected: *delivered*",
            "E * documented: *",
        ]
    )
    result.stdout.no_fnmatch_line("*msglife*pytest_*.py*")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("msglife.assert_conforms(OPEN, allow=())", ["(conforms)", "#0: no final status yet"]),
        ("msglife.assert_conforms(LATE, allow='open')", ["tolerated: ", "#1: DELV002 "]),
        (
            "msglife.assert_conforms(BAD, ignore='LIFE')",
            ["violates: ", "#2: the findings that tell why are not selected"],
        ),
        ("msglife.assert_conforms([])", ["records: the log is empty"]),
        ("msglife.assert_conforms([{}])", ["nothing in the log was recognised"]),
        (
            "msglife.assert_conforms(['none.jsonl'])",
            ["none.jsonl: no such file or folder"],
        ),
        ("msglife.assert_conforms([*GOOD, 1])", ["1 error outside any message", "#2: LOGS002 "]),
        ("msglife.assert_conforms([*GOOD, {}])", ["outside any message", "#2: LOGS003 "]),
        ("msglife.assert_conforms(OPEN, final_within='24 hours')", ["such as 90s, 15m"]),
        ("msglife.check(OPEN, since='yesterday')", ["expected a date or an RFC 3339 time"]),
        ("msglife.check(OPEN, select='LIVE')", ["no code begins with 'LIVE'"]),
        ("msglife.check(OPEN, lifecycle='vonage/smss')", ["did you mean vonage/sms"]),
        ("msglife.check(OPEN, strikt=True)", ["'strikt'; did you mean strict?"]),
        ("msglife.assert_conforms(OPEN, allow='opn')", ["'opn'; did you mean open?"]),
    ],
)
def test_the_fixture_fails(run, body, expected):
    """Each failure says why, and shows the test's line rather than ours."""
    result = run(body)
    result.assert_outcomes(failed=1)
    told = "\n".join(line for line in result.outlines if line.startswith(("E ", "> ")))
    assert [] == [words for words in (body, *expected) if words not in told], told
    result.stdout.no_fnmatch_line("*During handling*")
    result.stdout.no_fnmatch_line("*msglife*pytest_*.py*")


def test_findings_of_a_file_name_its_lines(run, pytester, logs):
    """A path is shown as seen from where pytest was started."""
    pytester.path.joinpath("a.jsonl").write_text(json_lines(logs.BAD))
    path = str(pytester.path / "a.jsonl")
    run("msglife.assert_conforms(path)", path=path).stdout.fnmatch_lines(["E * a.jsonl:4: LIFE*"])


def test_a_message_on_two_channels_keeps_its_findings(run, logs):
    """They are told with it, not as errors outside any message."""
    records = [callback("submitted"), callback("deliverd", 5, channel="mms")]
    result = run("msglife.assert_conforms(records)", records=records)
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*outside any message*")


def test_many_messages_are_counted(run, logs):
    """The first ten are told."""
    records = [callback("read", 0, key_of(number)) for number in range(13)]
    result = run("msglife.assert_conforms(records)", records=records)
    result.stdout.fnmatch_lines(
        ["E * 13 of 13 messages not as allowed*", "E *… and 3 more messages"]
    )


def test_the_marker_names_the_lifecycle(run):
    """It is the default, and an argument goes before it: apps know read, SMS does not."""
    marker = "@pytest.mark.lifecycle('vonage/whatsapp')"
    body = """msglife.assert_conforms(BAD)
    assert not msglife.check(BAD, "vonage/sms").verdicts["conforms"] == 2
    assert {each.lifecycle for each in msglife.check(BAD).messages} == {"vonage/whatsapp"}"""
    run(body, marker).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ("('vonage/whatsap')", "*no lifecycle is called 'vonage/whatsap'; did you mean *"),
        ("", "*the marker takes ids*"),
        ("(1)", "*the marker takes ids*"),
        ("(id='vonage/sms')", "*the marker takes ids*"),
    ],
)
def test_a_wrong_marker_fails(run, marker, expected):
    """It says what the marker takes."""
    result = run("msglife.check([])", f"@pytest.mark.lifecycle{marker}")
    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines([expected])


def test_the_marker_and_the_fixture_are_documented(pytester):
    """Also that the fixture hides the import of its name, and that strict markers know it."""
    pytester.runpytest("--markers").stdout.fnmatch_lines(["@pytest.mark.lifecycle(id, ...): *"])
    result = pytester.runpytest("--fixtures", "-v")
    result.stdout.fnmatch_lines(["msglife -- *", "*hides a module imported as `msglife`*"])


def test_the_fixture_hides_the_module(pytester):
    """What its documentation advises works."""
    pytester.makepyfile(
        "import msglife as ml\n"
        "def test_it(msglife):\n"
        "    assert ml is not msglife and hasattr(msglife, 'assert_conforms')\n"
    )
    pytester.runpytest("-Werror", "--strict-markers").assert_outcomes(passed=1)


def test_the_failure_is_an_assertion(run):
    """A test may expect it."""
    body = "with pytest.raises(AssertionError, match='LIFE004'): msglife.assert_conforms(BAD)"
    run(body).assert_outcomes(passed=1)
