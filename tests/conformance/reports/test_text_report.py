"""The text report: what it groups, what it lists, what it only counts."""

import io
from dataclasses import replace

import pytest
from msglife.conformance import Place
from msglife.conformance.reports import to_text
from msglife.conformance.reports.text_report import layout
from rich.console import Console

from msglife.cli.terminal import print_lines
from support.reports import finding, message, report, written


def text_lines(*findings, show_info=False, most=20, **more):
    return to_text(report(*findings, **more), show_info=show_info, most=most).splitlines()


def listed_lines(*findings, **more):
    """What stands behind the headline and the totals, each of which ends with an empty line."""
    told = text_lines(*findings, **more)
    totals = told.index("") + 1
    return told[told.index("", totals) + 1 :]


def test_a_log_without_findings():
    """The sum of what was read, and that nothing was found."""
    expected = [
        "1 of 1 message violates what the provider documents",
        "",
        "records       5 = 3 used + 1 ignored + 1 unread",
        "observations  3",
        "messages      1: 1 violates",
        "findings      none",
    ]
    assert expected == text_lines()


def test_the_gist_comes_first():
    """A headline, totals, and what was found by pattern: the gravest, then the most frequent."""
    found = [
        finding("DELV003", "warning", line=2, words="sent was not reported: from 1 to 2"),
        finding("DELV003", "warning", line=3, key="k2", words="sent was not reported: from 1 to 7"),
        finding("LIFE005", line=4, words="read after failed: it had ended", status="read"),
        finding("RULE001", line=5, words="Sums agree. (1 is not 2)", rule="same-sum"),
        finding("RULE001", line=6, words="Sums agree. (3 is not 4)", rule="same-sum"),
    ]
    expected = [
        "1 of 1 message violates what the provider documents",
        "",
        "records       5 = 3 used + 1 ignored + 1 unread",
        "observations  3",
        "messages      1: 1 violates",
        "findings      5: 3 errors, 2 warnings, 0 info",
        "  ×2  error    RULE001  acme/sms: Sums agree. [same-sum]  a.log:5",
        "  ×1  error    LIFE005  acme/sms: read after failed  a.log:4",
        "  ×2  warning  DELV003  acme/sms: sent was not reported: from … to …  a.log:2",
        "",
    ]
    assert expected == text_lines(*found)[: len(expected)]


def test_of_many_patterns_the_first_are_in_the_head():
    """How many more there are is said; `statistics` lists them all, and nothing else."""
    found = [finding("PAYL001", words=f"/{name}: expected x") for name in "abcdefghijklmnopqrstuv"]
    told = text_lines(*found, found[-1])
    assert "  and 2 more patterns, 2 findings; list with --statistics" in told
    assert "×2" == told[6].split()[0]
    all_of_them = written("statistics", report(*found)).splitlines()
    assert 22 == sum("PAYL001" in line for line in all_of_them)
    assert "expected x" in all_of_them[-1]


def test_findings_stand_under_their_message():
    """Wherever they are in the log; with its life."""
    first = finding(expected=("delivered", "failed"), related=(Place("a.log", 4, 3),))
    other = finding(line=2, key="k2")
    last = finding("LIFE005", line=13)
    expected = [
        "acme/sms k1  violates, last sent",
        "  a.log:1   error    LIFE002  wrong (see line 4)",
        "    expected next: delivered, failed",
        "  a.log:13  error    LIFE005  wrong",
        "  life: queued → sent",
        "",
        "acme/sms k2  violates, last failed (final)",
    ]
    messages = [message(), message("k2", last="failed", final=True)]
    assert expected == listed_lines(first, other, last, messages=messages)[: len(expected)]


def test_sources_are_named_once_at_the_end():
    """Each with its address if it has one, and with what rests on which section of it."""
    found = [
        finding("LIFE005", cite="Guide, Status; Guide, Errors", key="k2"),
        finding(),
        finding("PAYL001", basis="implied", cite="Pages, old and new (secondary), Sums"),
        finding("LOGS001", key="", basis="", cite=""),
    ]
    addresses = {"Guide": "https://acme.example/guide", "Pages, old and new": ""}
    told = to_text(report(*found), addresses=addresses).splitlines()
    expected = [
        "",
        "sources",
        "  Guide  https://acme.example/guide",
        "    LIFE002, LIFE005  documented: Status",
        "    LIFE005  documented: Errors",
        "  Pages, old and new (secondary)",
        "    PAYL001  implied: Sums",
        "",
        "msglife explain LIFE002 tells what a code means",
        "msglife show acme/sms tells what is documented",
    ]
    assert expected == told[-len(expected) :]
    assert 1 == sum("Guide" in line for line in to_text(report(*found)).splitlines())


def test_a_report_that_rests_on_nothing_names_no_sources():
    """As one of records that could not be read."""
    assert "sources" not in text_lines(finding("LOGS001", key="", basis="", cite=""))


def test_findings_that_say_the_same_are_one_with_a_count():
    """Of one message, or of one file; of another they are others."""
    bare = {"key": "", "cite": "", "basis": ""}
    found = [finding("LOGS003", line=line, words="unknown", **bare) for line in range(1, 9)]
    elsewhere = finding("LOGS003", place=Place("b.log", 1, 0), words="unknown", **bare)
    told = listed_lines(*found, elsewhere)
    again = "(also line 2, line 3, line 4, line 5, line 6 and 2 more)"
    expected = ["a.log", f"  a.log:1  error    LOGS003  unknown ×8 {again}", "", "b.log"]
    assert [*expected, "  b.log:1  error    LOGS003  unknown"] == told[:5]


def test_of_a_pattern_no_more_are_listed_than_asked_for():
    """How many are not is said, with what lists them; a pattern leaves the others their room."""
    found = [finding(line=line, key=f"k{line}") for line in range(1, 6)]
    other = finding("LIFE003", line=9, key="k9")
    told = listed_lines(*found, other, most=2)
    assert ["a.log:1", "a.log:2", "a.log:9"] == [
        line.split()[0] for line in told if line.startswith("  a.log")
    ]
    assert "3 more findings of these patterns; list with --max all" in told
    assert not [line for line in text_lines(*found, most=5) if "--max" in line]
    assert not [line for line in text_lines(*found, most=0) if line.startswith("  a.log")]


def test_findings_of_no_message_stand_under_their_file():
    """A record that was not read has no key."""
    bare = {"lifecycle": "", "provider": "", "basis": "", "cite": ""}
    told = listed_lines(finding("LOGS001", key="", words="not JSON", **bare))
    assert ["a.log", "  a.log:1  error    LOGS001  not JSON", ""] == told[:3]


def test_a_key_whose_lifecycle_is_not_known_stands_alone():
    """As that of a look-up by no channel there is."""
    assert "k7" == listed_lines(finding("LOGS008", key="k7", lifecycle=""))[0]


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
        finding(line=15, key="k2", words="odd", cite="", basis=""),
    ]
    counts = "3 messages: 1 violates, 1 tolerated, 1 conforms"
    expected = [
        f"acme/bulk r1  conforms, last done (final), {counts}",
        "  life: queued → sent",
        "  └ acme/sms k2  violates, last read (final)",
        "    a.log:2   error    LIFE002  wrong",
        "    a.log:15  error    LIFE002  odd",
        "    life: queued → sent",
        "  └ acme/sms k3  tolerated, last read (final)",
        "    a.log:14  warning  DELV003  wrong",
        "      expected next: read",
        "    life: queued → sent",
        "",
        "acme/sms k9  violates, last sent",
    ]
    assert expected == listed_lines(*found, messages=messages)[: len(expected)]


def test_a_request_with_findings_of_its_own_tells_how_its_messages_are():
    """Even where nothing is to be said of any; its findings stand before theirs."""
    messages = [CAMPAIGN, message("k1", **OF_CAMPAIGN)]
    own = finding("RELN001", line=7, key="r1", lifecycle="acme/bulk")
    told = listed_lines(own, messages=messages)
    assert "acme/bulk r1  conforms, last done (final), 1 message: 1 conforms" == told[0]
    assert not [line for line in told if "└" in line]
    told = listed_lines(finding(line=2, key="k1"), own, messages=messages)
    assert ["acme/bulk", "a.log:7"] == [told[0].split()[0], told[1].split()[0]]
    assert "  └ acme/sms k1  conforms, last read (final)" in told


def test_a_message_whose_request_was_not_judged_stands_by_itself():
    """There is nothing to show it under; nor is one that belongs to a third."""
    stray = message("k1", parent="acme/bulk r9")
    assert "acme/sms k1  violates, last sent" == listed_lines(finding(), messages=[stray])[0]
    middle = message("k2", parent="acme/sms k3")
    third = message("k3", parent="acme/sms k2")
    told = text_lines(finding(key="k2"), finding(key="k3"), messages=[middle, third])
    assert [] == [line for line in told if "└" in line]
    assert 1 == sum("acme/sms k2" in line for line in told)


def test_a_request_is_not_shown_for_what_only_informs():
    """Unless it is asked for."""
    messages = [CAMPAIGN, message("k1", **OF_CAMPAIGN)]
    info = finding("DELV001", "info", key="k1")
    assert not [line for line in text_lines(info, messages=messages) if "acme" in line]
    assert "acme/bulk r1" in listed_lines(info, messages=messages, show_info=True)[0]


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
    told = listed_lines(finding(related=related))
    assert "(see line 2, line 3, line 4, line 5, line 6 and 3 more)" in told[1]


def test_another_file_is_named_in_full():
    """A record without lines by its number."""
    related = (Place("b.log", 7, 6), Place("a.log", None, 3))
    assert "(see b.log:7, record 3)" in listed_lines(finding(related=related))[1]


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
