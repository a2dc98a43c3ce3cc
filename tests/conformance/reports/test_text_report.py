"""The text report: what it groups, what it lists, what it only counts."""

import io
from dataclasses import replace

import pytest
from msglife.conformance import Place
from msglife.conformance.reports import to_text
from msglife.conformance.reports.text_report import layout
from rich.console import Console

from msglife.cli.terminal import print_lines
from support.reports import finding, message, report


def text_lines(*findings, show_info=False, **more):
    return to_text(report(*findings, **more), show_info=show_info).splitlines()


def test_a_log_without_findings():
    """The sum of what was read, and that nothing was found."""
    expected = [
        "records       5 = 3 used + 1 ignored + 1 unread",
        "observations  3",
        "messages      1: 1 violates",
        "findings      none",
    ]
    assert expected == text_lines()


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
    assert expected == text_lines(first, other, last, messages=messages)[: len(expected)]


def test_one_citation_serves_several_codes():
    """It is written once per message."""
    told = text_lines(finding(), finding("PAYL001", line=2))
    assert ["  LIFE002, PAYL001 documented: Guide, Status"] == [x for x in told if "Guide" in x]


def test_findings_of_no_message_stand_under_their_file():
    """A record that was not read has no key."""
    bare = {"lifecycle": "", "provider": "", "basis": "", "cite": ""}
    told = text_lines(finding("LOGS001", key="", words="not JSON", **bare))
    assert ["a.log", "  a.log:1  error    LOGS001  not JSON", ""] == told[:3]


def test_a_key_whose_lifecycle_is_not_known_stands_alone():
    """As that of a look-up by no channel there is."""
    assert "k7" == text_lines(finding("LOGS008", key="k7", lifecycle=""))[0]


def test_a_finding_of_another_variant_stands_with_its_message():
    """A message is its key within its family, whatever variant one payload names."""
    told = text_lines(finding(), finding("PAYL001", line=2, lifecycle="acme/rcs"))
    assert 1 == sum("k1" in line for line in told)


CAMPAIGN = message("r1", lifecycle="acme/bulk", verdict="conforms", last="done", final=True)
OF_CAMPAIGN = {"parent": "acme/bulk r1", "last": "read", "final": True, "verdict": "conforms"}


def test_a_request_stands_with_its_messages():
    """Under it those with findings, however far apart; the others are counted in its header."""
    messages = [
        message("k1", **OF_CAMPAIGN),
        CAMPAIGN,
        message("k2", **{**OF_CAMPAIGN, "verdict": "violates"}),
        message("k3", **{**OF_CAMPAIGN, "verdict": "tolerated"}),
        message("k9"),
    ]
    found = [
        finding(line=2, key="k2", cite="", basis=""),
        finding(line=3, key="k9", cite="", basis=""),
        finding("DELV003", "warning", line=14, key="k3", expected=("read",), cite="", basis=""),
        finding(line=15, key="k2", cite="", basis=""),
    ]
    counts = "3 messages: 1 violates, 1 tolerated, 1 conforms"
    expected = [
        f"acme/bulk r1  conforms, last done (final), {counts}",
        "  life: queued → sent",
        "  └ acme/sms k2  violates, last read (final)",
        "    a.log:2   error    LIFE002  wrong",
        "    a.log:15  error    LIFE002  wrong",
        "    life: queued → sent",
        "  └ acme/sms k3  tolerated, last read (final)",
        "    a.log:14  warning  DELV003  wrong",
        "      expected next: read",
        "    life: queued → sent",
        "",
        "acme/sms k9  violates, last sent",
    ]
    assert expected == text_lines(*found, messages=messages)[: len(expected)]


def test_a_request_with_findings_of_its_own_tells_how_its_messages_are():
    """Even where nothing is to be said of any; its findings stand before theirs."""
    messages = [CAMPAIGN, message("k1", **OF_CAMPAIGN)]
    own = finding("RELN001", line=7, key="r1", lifecycle="acme/bulk")
    told = text_lines(own, messages=messages)
    assert "acme/bulk r1  conforms, last done (final), 1 message: 1 conforms" == told[0]
    assert not [line for line in told if "└" in line]
    told = text_lines(finding(line=2, key="k1"), own, messages=messages)
    assert ["acme/bulk", "a.log:7"] == [told[0].split()[0], told[1].split()[0]]
    assert "  └ acme/sms k1  conforms, last read (final)" in told


def test_a_message_whose_request_was_not_judged_stands_by_itself():
    """There is nothing to show it under; nor is one that belongs to a third."""
    stray = message("k1", parent="acme/bulk r9")
    assert "acme/sms k1  violates, last sent" == text_lines(finding(), messages=[stray])[0]
    middle = message("k2", parent="acme/sms k3")
    third = message("k3", parent="acme/sms k2")
    told = text_lines(finding(key="k2"), finding(key="k3"), messages=[middle, third])
    assert [] == [line for line in told if "└" in line]
    assert 1 == sum("acme/sms k2" in line for line in told)


def test_a_request_is_not_shown_for_what_only_informs():
    """Unless it is asked for."""
    messages = [CAMPAIGN, message("k1", **OF_CAMPAIGN)]
    info = finding("DELV001", "info", key="k1")
    assert "records" == text_lines(info, messages=messages)[0].split()[0]
    assert "acme/bulk r1" in text_lines(info, messages=messages, show_info=True)[0]


def test_a_rule_is_named():
    """So that it can be looked up."""
    assert "  a.log:1  error    RULE001  wrong [same-sum]" in text_lines(
        finding("RULE001", rule="same-sum")
    )


def test_what_only_informs_is_counted():
    """And it is said how to see it: nothing is dropped silently."""
    told = text_lines(
        finding(), finding("PAYL003", "info", line=2), finding("DELV001", "info", line=3)
    )
    assert not [line for line in told if "a.log:2" in line or "a.log:3" in line]
    assert "findings      3: 1 error, 0 warnings, 2 info" in told
    assert "2 info findings only counted; list with --select DELV001,PAYL003" in told


def test_what_only_informs_is_listed_if_asked_for():
    """Then nothing is only counted."""
    told = text_lines(finding("PAYL003", "info"), show_info=True)
    assert "  a.log:1  info     PAYL003  wrong" in told
    assert not [line for line in told if "only counted" in line]


def test_findings_are_summed_up_by_code():
    """With title, and with severities where they differ."""
    told = text_lines(finding("DELV001", "info"), finding("DELV001", "warning"), finding())
    assert "  2  warning  DELV001  repeat (1 info, 1 warning)" in told
    assert "  1  error    LIFE002  no such edge" in told
    more = ["explain LIFE002 tells what a code means", "show acme/sms tells what is documented"]
    assert [f"msglife {each}" for each in more] == told[-2:]


def test_a_log_that_was_not_judged_is_named():
    """Within the report, too."""
    assert "not judged: a.log: the log is empty" in text_lines(
        messages=(), problem="the log is empty"
    )


def test_messages_judged_early_are_counted():
    """A callback that came after its message was released began a new one."""
    early = to_text(replace(report(), released=3))
    assert "3 of them judged before the log's end, to bound memory" in early


def test_many_related_records_are_shortened():
    """With their number."""
    related = tuple(Place("a.log", line, line) for line in range(2, 10))
    told = text_lines(finding(related=related))
    assert "(see line 2, line 3, line 4, line 5, line 6 and 3 more)" in told[1]


def test_another_file_is_named_in_full():
    """A record without lines by its number."""
    related = (Place("b.log", 7, 6), Place("a.log", None, 3))
    assert "(see b.log:7, record 3)" in text_lines(finding(related=related))[1]


HOSTILE = "\x1b[31mred\x1b[0m\u202eeman\r\n[bold]x[/bold]\x9b2J"


@pytest.mark.parametrize("field", ["key", "words", "explanation", "cite", "rule", "file"])
def test_nothing_from_a_log_acts_on_a_terminal(field):
    """Control characters are escaped; rich's markup stays text."""
    given = {"place": Place(HOSTILE, 1, 0)} if field == "file" else {field: HOSTILE}
    hostile = report(finding(**given), messages=())
    told = to_text(hostile)
    assert "\\x1b[31mred" in told
    assert "[bold]x[/bold]" in told
    assert told.replace("\n", "").isprintable()
    stream = io.StringIO()
    print_lines(layout(hostile), Console(file=stream, width=500))
    assert "[bold]x[/bold]" in stream.getvalue()
    assert stream.getvalue().replace("\n", "").isprintable()


def printed(width, colours="standard"):
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=True, color_system=colours)
    print_lines(layout(report(finding(words="word " * 30))), console)
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
    messages = [CAMPAIGN, message("k1", **OF_CAMPAIGN)]
    shown = report(finding(), finding("PAYL001", line=2), messages=messages)
    stream = io.StringIO()
    print_lines(layout(shown), Console(file=stream, width=500))
    told = [line.rstrip() for line in stream.getvalue().splitlines()]
    assert to_text(shown).splitlines() == told
