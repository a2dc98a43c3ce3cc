"""The fixture `msglife_recorder`: judged live and at the end, saved when a test fails."""

import json

import pytest

pytest_plugins = ["pytester"]

HEAD = """
import json, socket, urllib.request
import pytest

def send(url, *records):
    for record in records:
        urllib.request.urlopen(urllib.request.Request(url, json.dumps(record).encode())).close()

GOOD, BAD = {GOOD!r}, {BAD!r}

{marker}
def test_it(msglife_recorder):
    recorder = msglife_recorder
    {body}
"""


@pytest.fixture
def record(pytester, logs):
    """Run a test of this body that takes the recorder."""

    def run(body, *options, marker=""):
        text = HEAD.format(GOOD=logs.GOOD, BAD=logs.BAD, marker=marker, body=body)
        pytester.makepyfile(text)
        return pytester.runpytest("-Werror", *options)

    return run


@pytest.mark.parametrize(
    "body",
    [
        "send(recorder.url, *GOOD)",
        "send(recorder.url_for('hooks/status?a=1'), *GOOD); recorder.assert_conforms(allow=())",
        "send(recorder.url, GOOD[0]); assert recorder.verdicts['open'] == 1",
        "send(recorder.url, GOOD[1])",
        "send(recorder.url, *BAD); recorder.allow('violates')",
        "recorder.allow('nothing')",
        "send(recorder.url, *GOOD); recorder.assert_conforms(lifecycle='vonage', complete=True)",
    ],
)
def test_it_passes(record, body):
    """By default what is tolerated or open passes, and what is allowed."""
    record(body).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("send(recorder.url, *BAD)", ["1 of 2 messages not as allowed*", "  records#3: LIFE004*"]),
        ("send(recorder.url, *GOOD, 1)", ["1 error outside any message", "records#2: LOGS003*"]),
        ("recorder.allow('nothing'); send(recorder.url, {})", ["*nothing *was recognised*"]),
    ],
)
def test_it_fails_at_the_end(record, body, words):
    """The test itself passed; what it recorded is not as it should be."""
    result = record(body)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_it*", "of what was recorded:", *words])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_recorder_that_got_nothing_says_where_it_listened(record):
    """At the end, and where it is asked before."""
    result = record("print(recorder.url)")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["no callback reached http://127.0.0.1:*/"])
    result = record("recorder.assert_conforms()")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *no callback reached http://127.0.0.1:*/"])


def test_an_assertion_fails_the_test_and_not_its_end(record):
    """One fault, one failure; the test's own line is shown."""
    result = record("send(recorder.url, *BAD); recorder.assert_conforms()")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["> *recorder.assert_conforms()", "E *1 of 2 messages not*"])
    result.stdout.no_fnmatch_line("*pytest_plugin/recorder.py*")


def test_an_expected_failure_stays_one(record):
    """A test that fails as its marker says is not in error at its end."""
    result = record("send(recorder.url, *BAD); assert 0", marker="@pytest.mark.xfail")
    result.assert_outcomes(xfailed=1)


def test_the_marker_names_the_lifecycle(record):
    """Apps know read: the same callbacks conform there."""
    marker = "@pytest.mark.lifecycle('vonage/whatsapp')"
    record("send(recorder.url, *BAD)", marker=marker).assert_outcomes(passed=1)


def test_a_word_that_is_no_verdict(record):
    """It says which was perhaps meant."""
    result = record("recorder.allow('violate')")
    result.stdout.fnmatch_lines(["E *there is no verdict 'violate'; did you mean violates?"])


@pytest.mark.parametrize("body", ["send(recorder.url, *BAD)", "send(recorder.url, *BAD); assert 0"])
def test_a_failing_test_leaves_its_log(record, pytester, body):
    """Where the ini says; `msglife check` reads it. A test that passes leaves none."""
    pytester.makeini("[pytest]\nmsglife_record_dir = out/logs\n")
    result = record(body)
    [saved] = pytester.path.joinpath("out", "logs").iterdir()
    result.stdout.fnmatch_lines([f"recorded: {saved}"])
    assert 4 == len([json.loads(line) for line in saved.read_text().splitlines()])
    saved.unlink()
    record("send(recorder.url, *GOOD)").assert_outcomes(passed=1)
    assert [] == list(saved.parent.iterdir())


def test_a_folder_that_cannot_be_written_is_told(record, pytester):
    """The failure stays the one it was."""
    pytester.makeini("[pytest]\nmsglife_record_dir = taken\n")
    pytester.path.joinpath("taken").write_text("")
    result = record("send(recorder.url, *BAD)")
    result.stdout.fnmatch_lines(["msglife_record_dir: what was recorded cannot be saved: *"])


def test_a_port_in_use_is_an_error_in_one_line(record, pytester):
    """The fixture of the address is overridden with a port that somebody has."""
    pytester.makeconftest(
        """
        import pytest, socket
        @pytest.fixture
        def msglife_recorder_address():
            with socket.socket() as taken:
                taken.bind(("127.0.0.1", 0))
                taken.listen()
                yield taken.getsockname()
        """
    )
    result = record("pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["the recorder cannot listen at 127.0.0.1:*: Address already in *"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_it_counts_for_coverage_and_properties_once(record, pytester):
    """Whatever was asked of it while the test ran."""
    body = "send(recorder.url, *GOOD); recorder.assert_conforms(); assert recorder.verdicts"
    result = record(body, "--msglife-cov", "--junitxml=report.xml")
    result.stdout.fnmatch_lines(["vonage/sms     2/4    2/7  36.3%            0/0"])
    text = pytester.path.joinpath("report.xml").read_text()
    assert 'name="msglife_messages" value="1"' in text


def test_it_is_documented(pytester):
    """What it needs, and where it listens."""
    result = pytester.runpytest("--fixtures", "-v")
    result.stdout.fnmatch_lines(["msglife_recorder_address -- *", '*"msglife?recorder?"*'])
