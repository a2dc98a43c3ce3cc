"""However pytest is run, the plugin does its part, and nothing until it is used."""

import pytest

from support.logs import json_lines

pytest_plugins = ["pytester"]

LIGHT = ["jsonschema", "jsonschema_rs", "transitions", "orjson", "click", "rich", "msglife.spec"]


def test_collect_only_shows_them(project):
    """They stand in the tree, and none is checked."""
    result = project.runpytest("--collect-only")
    result.stdout.fnmatch_lines(["*<LogFile tests/logs/bad.jsonl>", "*<LogItem msglife>"])
    assert pytest.ExitCode.OK == result.ret


def test_last_failed_runs_the_bad_log_again(project, logs):
    """After a repair nothing is left to run again."""
    project.runpytest().assert_outcomes(passed=2, failed=1)
    project.runpytest("--lf").assert_outcomes(failed=1)
    project.path.joinpath("tests/logs/bad.jsonl").write_text(json_lines(logs.GOOD))
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


@pytest.mark.parametrize("option", ["-pno:cacheprovider", "--assert=plain", "-pno:terminal"])
def test_without_what_else_pytest_has(project, option):
    """No cache, no rewriting of assertions, no terminal: the bad log fails all the same."""
    done = project.runpytest(option, "--msglife-cov", "--junitxml=report.xml")
    assert pytest.ExitCode.TESTS_FAILED == done.ret
    assert 'failures="1"' in project.path.joinpath("report.xml").read_text()


def test_assertions_on_a_report_are_explained(run):
    """pytest's own rewriting shows the two sides."""
    result = run("assert {'conforms': 1} == msglife.check(GOOD).verdicts")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *Right contains 4 more items:"])


def test_a_test_of_a_plugin_may_use_it(pytester):
    """An inner run of pytester has its own items, and its own coverage."""
    pytester.makeconftest('pytest_plugins = ["pytester"]')
    pytester.makepyfile(
        """
        def test_outer(pytester, msglife):
            pytester.makepyfile("def test_inner(msglife): assert msglife.check([]).logs")
            result = pytester.runpytest("--msglife-cov-fail-under=1")
            result.assert_outcomes(passed=1)
            assert result.ret == 1
        """
    )
    assert pytest.ExitCode.OK == pytester.runpytest("-Werror").ret
