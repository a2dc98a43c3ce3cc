"""The pytest plugin: logs as items, the fixture and its marker, silence until it is used."""

import json
from importlib.resources import files

# Imported before any inner run, so that each does not import them anew.
import jsonschema  # noqa: F401
import pytest

import msglife.options
import msglife.pytest_failures  # noqa: F401

pytest_plugins = ["pytester"]

LIGHT = ["jsonschema", "jsonschema_rs", "transitions", "orjson", "click", "rich", "msglife.spec"]


def callback(status, second=0, number=1, **fields):
    """An invented status callback."""
    return {
        "message_uuid": f"aaaaaaaa-bbbb-cccc-dddd-{number:012}",
        "to": "447700900000",
        "from": "447700900001",
        "timestamp": f"2023-05-01T14:00:{second:02}.000Z",
        "status": status,
        "channel": "sms",
        **fields,
    }


GOOD = [callback("submitted"), callback("delivered", 5)]
BAD = [*GOOD, callback("submitted", 0, 2), callback("read", 5, 2)]
OPEN = [callback("submitted")]
LATE = [callback("delivered", 5), callback("submitted")]


def lines(records):
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.fixture(autouse=True)
def quick(pytester, monkeypatch):
    """Leave out of the inner runs what costs a second each and is not asked for."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")


@pytest.fixture
def project(pytester):
    """A folder with a test, an ini that names logs, and two of them: one good, one bad."""
    pytester.makeini("[pytest]\ntestpaths = tests\nmsglife_logs = tests/logs/*.jsonl\n")
    logs = pytester.mkdir("tests") / "logs"
    logs.mkdir()
    logs.joinpath("bad.jsonl").write_text(lines(BAD))
    logs.joinpath("good.jsonl").write_text(lines(GOOD))
    pytester.path.joinpath("tests", "test_own.py").write_text("def test_own(): pass\n")
    return pytester


@pytest.fixture
def run(pytester):
    """Run one test body with the fixture, its names at hand; return the result."""

    def run(body, marker="", **names):
        assignments = "".join(f"{name} = {value!r}\n" for name, value in names.items())
        text = f"import pytest\n{assignments}{marker}\ndef test_it(msglife):\n    {body}\n"
        pytester.makepyfile(text)
        return pytester.runpytest("-Werror")

    return run


def test_logs_are_items_besides_the_tests(project):
    """One item a log; the bad one fails with the place, what is wrong, why and what next."""
    result = project.runpytest("-Werror", "-v")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "tests/test_own.py::test_own PASSED*",
            "tests/logs/bad.jsonl::msglife FAILED*",
            "tests/logs/good.jsonl::msglife PASSED*",
            "*_ tests/logs/bad.jsonl _*",
            "tests/logs/bad.jsonl: 1 error in 2 messages",
            "tests/logs/bad.jsonl:4: LIFE004 read is documented, but not for *",
            "    vonage/sms aaaaaaaa-bbbb-cccc-dddd-000000000002: submitted*",
            "    expected: *delivered*",
            "    documented: *",
            "see more: msglife check tests/logs/bad.jsonl",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*checker.py*")


def test_many_errors_are_counted(project):
    """A log that is all wrong tells the first ten."""
    project.path.joinpath("tests/logs/bad.jsonl").write_text("nonsense\n" * 30 + lines(GOOD))
    result = project.runpytest()
    result.stdout.fnmatch_lines(
        ["*bad.jsonl:10: LOGS001*", "… and 20 more errors", "see more: *bad.jsonl"]
    )
    result.stdout.no_fnmatch_line("*bad.jsonl:11: LOGS001*")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the log is empty"),
        ("\n\n", "the log is empty"),
        ('{"a": 1}\n', "nothing in the log was recognised"),
        ("not JSON at all\n", "nothing in the log was recognised"),
    ],
)
def test_a_log_with_nothing_to_judge_fails(project, text, problem):
    """It is never green on nothing."""
    project.path.joinpath("tests/logs/bad.jsonl").write_text(text)
    result = project.runpytest()
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines([f"tests/logs/bad.jsonl: {problem}"])


def test_an_unreadable_log_fails(project):
    """A packed log that is damaged is an error, not a crash."""
    project.path.joinpath("tests/logs/bad.jsonl").write_bytes(b"\x1f\x8bnonsense")
    result = project.runpytest()
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*LOGS005*"])


@pytest.mark.parametrize("options", [[], ["-n2"], ["--collect-only"]])
def test_a_glob_without_match_is_a_usage_error(project, options):
    """It is told at once, once, and by name."""
    result = project.runpytest_subprocess("--msglife-log=none/*.jsonl", *options)
    assert pytest.ExitCode.USAGE_ERROR == result.ret
    found = [line for line in result.errlines if "matches no file" in line]
    assert [f"ERROR: --msglife-log: 'none/*.jsonl' matches no file in {project.path}"] == found


def test_a_glob_of_the_ini_without_match_is_a_usage_error(pytester):
    """Logs that were moved away do not turn green; the help still helps."""
    pytester.makeini("[pytest]\nmsglife_logs = *.jsonl\n")
    pytester.makepyfile("def test_own(): pass")
    result = pytester.runpytest()
    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines(["ERROR: msglife_logs: '[*].jsonl' matches no file in *"])
    assert pytest.ExitCode.OK == pytester.runpytest("--help").ret


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["own", "bad", "good"]),
        (["."], ["own", "bad", "good"]),
        (["tests"], ["own", "bad", "good"]),
        (["tests/logs"], ["bad", "good"]),
        (["tests/test_own.py"], ["own"]),
        (["tests/test_own.py::test_own"], ["own"]),
        (["tests/logs/bad.jsonl"], ["bad"]),
        (["tests/logs/bad.jsonl::msglife"], ["bad"]),
        (["tests/logs/good.jsonl", "tests/test_own.py"], ["good", "own"]),
        (["tests/test_own.py", "--msglife-log=tests/logs/g*"], ["own", "good"]),
        (["tests/logs/good.jsonl", "--msglife-log=tests/logs/g*"], ["good"]),
        (["-k", "bad.jsonl"], ["bad"]),
        (["-k", "msglife"], ["bad", "good"]),
        (["-k", "not msglife"], ["own"]),
        (["--ignore=tests/logs"], ["own"]),
        (["--ignore=tests/logs/bad.jsonl"], ["own", "good"]),
        (["--deselect=tests/logs/bad.jsonl"], ["own", "good"]),
    ],
)
def test_arguments_choose(project, arguments, expected):
    """Logs follow the paths pytest is told, and each is collected once."""
    result = project.runpytest("-Werror", "--collect-only", "-q", *arguments)
    ids = {
        "own": "tests/test_own.py::test_own",
        "bad": "tests/logs/bad.jsonl::msglife",
        "good": "tests/logs/good.jsonl::msglife",
    }
    assert [ids[name] for name in expected] == [line for line in result.outlines if "::" in line]


def test_from_a_folder_below(project, monkeypatch):
    """The ini's globs start from the ini, the option's from where one stands."""
    project.path.joinpath("tests", "more.jsonl").write_text(lines(GOOD))
    monkeypatch.chdir(project.path / "tests")
    result = project.runpytest("--msglife-log=more.jsonl")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["logs/bad.jsonl:4: LIFE004*", "see more: *check logs/bad.jsonl"])
    monkeypatch.chdir(project.mkdir("empty"))
    assert pytest.ExitCode.NO_TESTS_COLLECTED == project.runpytest().ret


def test_logs_elsewhere(project, tmp_path):
    """A log may lie outside the project, in a hidden folder, or have an odd name."""
    hidden = project.mkdir(".captures") / "a [1].jsonl"
    outside = tmp_path / "outside.jsonl"
    for path in (hidden, outside):
        path.write_text(lines(GOOD))
    options = [f"--msglife-log={outside}", "--msglife-log=.captures/a [1].jsonl"]
    project.runpytest("-Werror", *options).assert_outcomes(passed=4, failed=1)
    for arguments in (["-n2"], ["--lf"]):
        result = project.runpytest_subprocess(*options, *arguments)
        result.assert_outcomes(failed=1, passed=4 if arguments == ["-n2"] else 0)


def test_collect_only_shows_them(project):
    """They stand in the tree, and none is checked."""
    result = project.runpytest("--collect-only")
    result.stdout.fnmatch_lines(["*<LogFile tests/logs/bad.jsonl>", "*<LogItem msglife>"])
    assert pytest.ExitCode.OK == result.ret


def test_last_failed_runs_the_bad_log_again(project):
    """After a repair nothing is left to run again."""
    project.runpytest().assert_outcomes(passed=2, failed=1)
    project.runpytest("--lf").assert_outcomes(failed=1)
    project.path.joinpath("tests/logs/bad.jsonl").write_text(lines(GOOD))
    project.runpytest("--lf").assert_outcomes(passed=1)
    project.runpytest("--lf").assert_outcomes(passed=3)


def test_without_the_plugin(project):
    """`-p no:msglife` leaves the tests alone."""
    result = project.runpytest("-p", "no:msglife", "-Wignore::pytest.PytestConfigWarning")
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("scheduling", ["load", "loadfile", "worksteal"])
def test_with_xdist(project, scheduling):
    """Workers find the same logs, and each is checked once."""
    result = project.runpytest_subprocess("-n2", f"--dist={scheduling}")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*tests/logs/bad.jsonl:4: LIFE004*"])


def test_the_ini_is_strict_and_names_specs(project):
    """Its settings reach the check, and the command that shows more."""
    folder = project.mkdir("lifecycles")
    for file in (files("msglife.spec") / "providers" / "vonage").iterdir():
        text = file.read_text().replace('provider = "vonage"', 'provider = "invented"')
        folder.joinpath(file.name).write_text(text)
    project.makeini(
        "[pytest]\nmsglife_logs=tests/logs/b*\nmsglife_strict=1\nmsglife_specs=lifecycles\n"
    )
    project.makepyfile("def test(msglife): assert msglife.check([], 'invented', strict=False).logs")
    result = project.runpytest(".")
    result.assert_outcomes(passed=2, failed=1)
    command = f"see more: msglife check --strict --spec {folder} tests/logs/bad.jsonl"
    result.stdout.fnmatch_lines(["*it could belong to*", command])


def test_a_broken_spec_fails_in_one_line(project):
    """The file and what is wrong in it, no traceback."""
    project.mkdir("lifecycles").joinpath("a.toml").write_text("nonsense")
    project.makeini("[pytest]\nmsglife_logs = tests/logs/b*\nmsglife_specs = lifecycles\n")
    result = project.runpytest("tests/logs")
    result.stdout.fnmatch_lines(["*lifecycles/a.toml*"])
    result.stdout.no_fnmatch_line("*Error*catalog*")


def test_silent_until_used(pytester):
    """A run that uses nothing of it loads nothing for it, and prints nothing of it."""
    pytester.makepyfile(
        f"import sys\ndef test_own():\n    assert not {set(LIGHT)} & set(sys.modules)"
    )
    result = pytester.runpytest_subprocess("-Werror")
    result.assert_outcomes(passed=1)
    shown = [line for line in result.outlines if not line.startswith(("plugins:", "rootdir:"))]
    assert not [line for line in shown if "msglife" in line]


def test_a_log_that_is_only_collected_costs_nothing(project):
    """Nothing is loaded before an item runs."""
    project.makeconftest(
        "import sys\n"
        "def pytest_unconfigure():\n"
        f"    print('loaded', sorted({set(LIGHT)} & set(sys.modules)))\n"
    )
    result = project.runpytest_subprocess("--collect-only", "-s")
    result.stdout.fnmatch_lines(["loaded []"])


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
    run(body, GOOD=GOOD, BAD=BAD, OPEN=OPEN, LATE=LATE).assert_outcomes(passed=1)


def test_the_fixture_reads_paths(run, pytester):
    """One path, as text or not, several, or a folder."""
    folder = pytester.mkdir("captures")
    for name in ("a.jsonl", "b.jsonl"):
        folder.joinpath(name).write_text(lines(GOOD))
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
    result = run("msglife.assert_conforms(BAD)", BAD=BAD)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            ">   *msglife.assert_conforms(BAD)",
            "E * 1 of 2 messages not as allowed (conforms, tolerated, open)",
            "E * vonage/sms aaaaaaaa-bbbb-cccc-dddd-000000000002 violates: submitted*",
            "E * records#3: LIFE004 read is documented, but not for *",
            "E * expected: *delivered*",
            "E * documented: *",
        ]
    )
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


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
    result = run(body, GOOD=GOOD, BAD=BAD, OPEN=OPEN, LATE=LATE)
    result.assert_outcomes(failed=1)
    told = "\n".join(line for line in result.outlines if line.startswith(("E ", "> ")))
    assert [] == [words for words in (body, *expected) if words not in told], told
    result.stdout.no_fnmatch_line("*During handling*")
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_findings_of_a_file_name_its_lines(run, pytester):
    """A path is shown as seen from where pytest was started."""
    pytester.path.joinpath("a.jsonl").write_text(lines(BAD))
    path = str(pytester.path / "a.jsonl")
    run("msglife.assert_conforms(path)", path=path).stdout.fnmatch_lines(["E * a.jsonl:4: LIFE*"])


def test_a_message_on_two_channels_keeps_its_findings(run):
    """They are told with it, not as errors outside any message."""
    records = [callback("submitted"), callback("deliverd", 5, channel="mms")]
    result = run("msglife.assert_conforms(records)", records=records)
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*outside any message*")


def test_many_messages_are_counted(run):
    """The first ten are told."""
    records = [callback("read", 0, number) for number in range(13)]
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
    run(body, marker, BAD=BAD).assert_outcomes(passed=1)


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
    run(body, BAD=BAD).assert_outcomes(passed=1)
