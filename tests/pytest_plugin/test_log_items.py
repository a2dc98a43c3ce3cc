"""Captured logs as test items: which are collected, and how they fail."""

from importlib.resources import files

import pytest

from support.logs import json_lines

pytest_plugins = ["pytester"]


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
            "tests/logs/bad.jsonl:4: LIFE004 read needs rcs or * read is documented, but not for *",
            "    vonage/sms aaaaaaaa-bbbb-cccc-dddd-000000000002: submitted*",
            "    expected: *delivered*",
            "    documented: *",
            "see more: msglife check tests/logs/bad.jsonl",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*checker.py*")


def test_many_errors_are_counted(project, logs):
    """A log that is all wrong tells the first ten."""
    project.path.joinpath("tests/logs/bad.jsonl").write_text(
        '{"a": nonsense}\n' * 30 + json_lines(logs.GOOD)
    )
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
        ('{"a": 1}\n', "nothing in the log was recognised: a record holds /a; --payload-at *"),
        ("not JSON at all\n", "nothing in the log was recognised: not JSON: *"),
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


def test_from_a_folder_below(project, monkeypatch, logs):
    """The ini's globs start from the ini, the option's from where one stands."""
    project.path.joinpath("tests", "more.jsonl").write_text(json_lines(logs.GOOD))
    monkeypatch.chdir(project.path / "tests")
    result = project.runpytest("--msglife-log=more.jsonl")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["logs/bad.jsonl:4: LIFE004*", "see more: *check logs/bad.jsonl"])
    monkeypatch.chdir(project.mkdir("empty"))
    assert pytest.ExitCode.NO_TESTS_COLLECTED == project.runpytest().ret


def test_logs_elsewhere(project, tmp_path, logs):
    """A log may lie outside the project, in a hidden folder, or have an odd name."""
    hidden = project.mkdir(".captures") / "a [1].jsonl"
    outside = tmp_path / "outside.jsonl"
    for path in (hidden, outside):
        path.write_text(json_lines(logs.GOOD))
    options = [f"--msglife-log={outside}", "--msglife-log=.captures/a [1].jsonl"]
    project.runpytest("-Werror", *options).assert_outcomes(passed=4, failed=1)
    for arguments in (["-n2"], ["--lf"]):
        result = project.runpytest_subprocess(*options, *arguments)
        result.assert_outcomes(failed=1, passed=4 if arguments == ["-n2"] else 0)


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
