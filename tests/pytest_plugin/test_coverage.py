"""Coverage of states and edges over a run: what counts, what is told, and the gate."""

import pytest

from support.callbacks import callback, go4, key_of

pytest_plugins = ["pytester"]

NEVER = [
    "    states never taken: rejected, undeliverable",
    "    edges never taken: start→rejected, submitted→rejected, *",
]


@pytest.mark.parametrize("options", [[], ["-n2"]])
def test_it_is_summed_over_logs_and_tests(project, options):
    """A log tells of delivered, a test of rejected; also where they run in two processes."""
    rejected = [callback("rejected", key=key_of(7), error={"type": "x"})]
    project.path.joinpath("tests/test_own.py").write_text(
        f"def test_own(msglife): msglife.check({rejected!r}, 'vonage/sms')\n"
    )
    start = project.runpytest_subprocess if options else project.runpytest
    result = start("--msglife-cov-missing", *options)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*= msglife coverage =*",
            "lifecycle   states  edges  cover  assumed edges",
            "vonage/sms     3/4    3/7  54.5%            0/0",
            "    states never taken: undeliverable",
            "    edges never taken: submitted→rejected, *",
        ]
    )


def test_the_assertion_counts_once(run):
    """What the fixture asserts is what it checks: two states, two edges."""
    result = run("msglife.assert_conforms(GOOD)", "", "--msglife-cov")
    result.stdout.fnmatch_lines(["vonage/sms     2/4    2/7  36.3%            0/0"])
    result.stdout.no_fnmatch_line("*never taken*")


def test_what_is_denied_takes_nothing(run):
    """`read` is no state of an SMS: no edge and no state is taken by it."""
    result = run("msglife.check(BAD)", "", "--msglife-cov-missing")
    result.stdout.fnmatch_lines(["vonage/sms     2/4    2/7  36.3%            0/0", *NEVER])


def test_assumed_edges_stand_apart(run):
    """They are no part of the percentage."""
    told = [go4(status) for status in (2, 3, 8)]
    result = run("msglife.check(told)", "", "--msglife-cov-missing", told=told)
    result.stdout.fnmatch_lines(
        [
            "go4network/message     3/8   2/15  21.7%            1/5",
            "    assumed edges never taken: ReSending→Pending, *",
        ]
    )


@pytest.mark.parametrize(
    ("least", "code", "words"),
    [
        ("36", 0, "Required msglife coverage of 36% reached, total 36.3%"),
        ("0", 0, "Required msglife coverage of 0% reached, total 36.3%"),
        ("36.5", 1, "FAIL required msglife coverage of 36.5% not reached, total 36.3%"),
    ],
)
def test_the_gate(run, least, code, words):
    """It is met exactly, and a run that falls short fails though each test passed."""
    result = run("msglife.assert_conforms(GOOD)", "", f"--msglife-cov-fail-under={least}")
    result.assert_outcomes(passed=1)
    assert code == result.ret
    result.stdout.fnmatch_lines(["lifecycle *", words])


def test_the_gate_under_xdist(project):
    """The process that starts the others holds the sum against it."""
    project.makeini("[pytest]\nmsglife_logs = tests/logs/good*\nmsglife_cov_fail_under = 41\n")
    result = project.runpytest_subprocess("-n2")
    result.assert_outcomes(passed=2)
    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines(["FAIL required *41% not reached, total 36.3%"])


def test_the_option_wins_over_the_ini(project):
    """A run by hand may ask for less."""
    project.makeini("[pytest]\nmsglife_logs = tests/logs/good*\nmsglife_cov_fail_under = 99\n")
    assert 1 == project.runpytest().ret
    assert 0 == project.runpytest("--msglife-cov-fail-under=10").ret
    assert 0 == project.runpytest("--msglife-cov-fail-under=").ret


def test_nothing_judged_is_never_enough(pytester):
    """No gate is met by a run that judged no message."""
    pytester.makepyfile("def test_own(): pass")
    result = pytester.runpytest("--msglife-cov-fail-under=0")
    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines(["no message was judged", "FAIL *0% not reached, total 0.0%"])


def test_a_lifecycle_that_is_asked_for_counts_unseen(project):
    """The ini names what coverage is of: what no log tells of, too, and nothing else."""
    ini = "[pytest]\nmsglife_logs = tests/logs/good*\nmsglife_cov_lifecycles = {}\n"
    project.makeini(ini.format("vonage/mms vonage/sms"))
    result = project.runpytest("--msglife-cov")
    result.stdout.fnmatch_lines(
        [
            "vonage/mms     0/4    0/7   0.0%            0/0",
            "vonage/sms     2/4    2/7  36.3%            0/0",
            "TOTAL                      18.1%",
        ]
    )
    project.makeini(ini.format("go4network"))
    result = project.runpytest("--msglife-cov")
    result.stdout.fnmatch_lines(["go4network/message     0/8   0/15   0.0%            0/5"])
    result.stdout.no_fnmatch_line("vonage*")


@pytest.mark.parametrize(
    ("ini", "option", "words"),
    [
        ("", "--msglife-cov-fail-under=much", "*between 0 and 100, not 'much'"),
        ("", "--msglife-cov-fail-under=101", "*between 0 and 100, not '101'"),
        ("", "--msglife-cov-fail-under=nan", "*between 0 and 100, not 'nan'"),
        ("msglife_cov_fail_under = -1", "-q", "*between 0 and 100, not '-1'"),
        (
            "msglife_cov_lifecycles = vonage/smss",
            "--msglife-cov",
            "*msglife_cov_lifecycles: no lifecycle is called 'vonage/smss'; did you mean *",
        ),
    ],
)
def test_asked_for_wrongly(pytester, ini, option, words):
    """It is a usage error, in a line."""
    pytester.makeini(f"[pytest]\n{ini}\n")
    pytester.makepyfile("def test_own(): pass")
    result = pytester.runpytest(option)
    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines([f"ERROR: {words}"])


@pytest.mark.parametrize("options", [["--collect-only"], ["--help"], ["-k", "nothing_of_the_kind"]])
def test_a_run_of_nothing_has_no_coverage(project, options):
    """Where no test runs, the gate says nothing."""
    result = project.runpytest("--msglife-cov-fail-under=100", *options)
    assert result.ret in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    result.stdout.no_fnmatch_line("*= msglife coverage =*")


def test_a_crashed_worker_is_told(project):
    """What it took is lost: the figures are not the whole truth."""
    project.path.joinpath("tests/test_own.py").write_text(
        "import os\ndef test_own(msglife):\n    os._exit(3)\n"
    )
    result = project.runpytest_subprocess("-n1", "--msglife-cov")
    result.stdout.fnmatch_lines(["worker gw0 crashed: what it took is not counted"])


def test_without_the_options_nothing_is_told(project):
    """And nothing is counted."""
    result = project.runpytest()
    result.stdout.no_fnmatch_line("*coverage*")
