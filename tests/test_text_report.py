"""The text report: what it groups, what it lists, what it only counts."""

import io
from dataclasses import replace

import pytest
from msglife.conformance import Finding, LogReport, MessageReport, Place, Report
from msglife.conformance.reports import to_text
from msglife.conformance.reports.text_report import print_text
from rich.console import Console


def message(key="k1", **more):
    given = {
        "provider": "acme",
        "lifecycle": "acme/sms",
        "key": key,
        "verdict": "violates",
        "last": "sent",
        "final": False,
        "observations": 2,
        "explanation": "queued → sent",
        "place": Place("a.log", 1, 0),
    }
    return MessageReport(**{**given, **more})


def finding(code="LIFE002", severity="error", words="wrong", line=1, key="k1", **more):
    given = {
        "code": code,
        "severity": severity,
        "message": words,
        "place": Place("a.log", line, (line or 1) - 1),
        "provider": "acme",
        "lifecycle": "acme/sms",
        "key": key,
        "basis": "documented",
        "cite": "Guide, Status",
    }
    return Finding(**{**given, **more})


def report(findings=(), messages=None, problem=""):
    logs = (LogReport("a.log", 5, 3, 1, 1, problem),)
    told = (message(),) if messages is None else tuple(messages)
    return Report(logs, told, tuple(findings), 3, {})


def lines(*findings, show_info=False, **more):
    return to_text(report(findings, **more), show_info=show_info).splitlines()


def test_a_log_without_findings():
    """The sum of what was read, and that nothing was found."""
    expected = [
        "records       5 = 3 used + 1 ignored + 1 unread",
        "observations  3",
        "messages      1: 1 violates",
        "findings      none",
    ]
    assert expected == lines()


def test_findings_stand_under_their_message():
    """Wherever they are in the log; with its life, and each citation once."""
    first = finding(expected=("delivered", "failed"), related=(Place("a.log", 4, 3),))
    other = finding(line=2, key="k2")
    last = finding("LIFE005", line=13, cite="Guide, Status; Guide, Errors")
    expected = [
        "acme/sms k1  violates, last sent",
        "  a.log:1   error    LIFE002  wrong (see line 4)",
        "    expected next: delivered, failed",
        "  a.log:13  error    LIFE005  wrong",
        "  life: queued → sent",
        "  LIFE002 documented: Guide, Status",
        "  LIFE005 documented: Guide, Status; Errors",
        "",
        "acme/sms k2  violates, last failed (final)",
    ]
    messages = [message(), message("k2", last="failed", final=True)]
    assert expected == lines(first, other, last, messages=messages)[: len(expected)]


def test_one_citation_serves_several_codes():
    """It is written once per message."""
    told = lines(finding(), finding("PAYL001", line=2))
    assert ["  LIFE002, PAYL001 documented: Guide, Status"] == [x for x in told if "Guide" in x]


def test_findings_of_no_message_stand_under_their_file():
    """A record that was not read has no key."""
    bare = {"lifecycle": "", "provider": "", "basis": "", "cite": ""}
    told = lines(finding("LOGS001", key="", words="not JSON", **bare))
    assert ["a.log", "  a.log:1  error    LOGS001  not JSON", ""] == told[:3]


def test_a_finding_of_another_variant_stands_with_its_message():
    """A message is its key within its family, whatever variant one payload names."""
    told = lines(finding(), finding("PAYL001", line=2, lifecycle="acme/rcs"))
    assert 1 == sum("k1" in line for line in told)


def test_a_rule_is_named():
    """So that it can be looked up."""
    assert "  a.log:1  error    RULE001  wrong [same-sum]" in lines(
        finding("RULE001", rule="same-sum")
    )


def test_what_only_informs_is_counted():
    """And it is said how to see it: nothing is dropped silently."""
    told = lines(finding(), finding("PAYL003", "info", line=2), finding("DELV001", "info", line=3))
    assert not [line for line in told if "a.log:2" in line or "a.log:3" in line]
    assert "findings      3: 1 error, 0 warnings, 2 info" in told
    assert "2 info findings only counted; list with --select DELV001,PAYL003" in told


def test_what_only_informs_is_listed_if_asked_for():
    """Then nothing is only counted."""
    told = lines(finding("PAYL003", "info"), show_info=True)
    assert "  a.log:1  info     PAYL003  wrong" in told
    assert not [line for line in told if "only counted" in line]


def test_findings_are_summed_up_by_code():
    """With title, and with severities where they differ."""
    told = lines(finding("DELV001", "info"), finding("DELV001", "warning"), finding())
    assert "  2  warning  DELV001  repeat (1 info, 1 warning)" in told
    assert "  1  error    LIFE002  no such edge" in told
    assert "msglife explain LIFE002 tells what a code means" == told[-1]


def test_a_log_that_was_not_judged_is_named():
    """Within the report, too."""
    assert "not judged: a.log: the log is empty" in lines(messages=(), problem="the log is empty")


def test_messages_judged_early_are_counted():
    """A callback that came after its message was released began a new one."""
    early = to_text(replace(report(), released=3))
    assert "3 of them judged before the log's end, to bound memory" in early


def test_many_related_records_are_shortened():
    """With their number."""
    related = tuple(Place("a.log", line, line) for line in range(2, 10))
    told = lines(finding(related=related))
    assert "(see line 2, line 3, line 4, line 5, line 6 and 3 more)" in told[1]


def test_another_file_is_named_in_full():
    """A record without lines by its number."""
    related = (Place("b.log", 7, 6), Place("a.log", None, 3))
    assert "(see b.log:7, record 3)" in lines(finding(related=related))[1]


HOSTILE = "\x1b[31mred\x1b[0m\u202eeman\r\n[bold]x[/bold]\x9b2J"


@pytest.mark.parametrize("field", ["key", "words", "explanation", "cite", "rule", "file"])
def test_nothing_from_a_log_acts_on_a_terminal(field):
    """Control characters are escaped; rich's markup stays text."""
    given = {"place": Place(HOSTILE, 1, 0)} if field == "file" else {field: HOSTILE}
    hostile = report([finding(**given)], messages=())
    told = to_text(hostile)
    assert "\\x1b[31mred" in told
    assert "[bold]x[/bold]" in told
    assert told.replace("\n", "").isprintable()
    stream = io.StringIO()
    print_text(hostile, Console(file=stream, width=500))
    assert "[bold]x[/bold]" in stream.getvalue()
    assert stream.getvalue().replace("\n", "").isprintable()


def printed(width, colours="standard"):
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=True, color_system=colours)
    print_text(report([finding(words="word " * 30)]), console)
    return stream.getvalue()


def test_a_terminal_gets_colour_and_lines_that_fit():
    """Wrapped to its width, however narrow."""
    assert "\x1b[1;31m" in printed(60)
    for width in (20, 60):
        assert width >= max(map(len, printed(width, None).splitlines()))


def test_no_color_is_heeded(monkeypatch):
    """Then weight alone sets things apart."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert "31m" not in printed(60)


def test_terminal_and_pipe_say_the_same():
    """One layout, written twice."""
    shown = report([finding(), finding("PAYL001", line=2)])
    stream = io.StringIO()
    print_text(shown, Console(file=stream, width=500))
    told = [line.rstrip() for line in stream.getvalue().splitlines()]
    assert to_text(shown).splitlines() == told
