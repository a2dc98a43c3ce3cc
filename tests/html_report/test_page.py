"""The HTML report: what the page holds, that nothing breaks out of it, and how large it gets."""

import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from msglife.conformance import check

import msglife.html_report.lifecycle_pages as lifecycle_pages
from msglife.html_report import MESSAGES
from support.callbacks import callback
from support.checkout import ROOT
from support.colours import contrast
from support.commands import run_msglife
from support.logs import write_log
from support.pages import Page, data_of, page_of, report_of, sms_finding, sms_message


@pytest.fixture(scope="module")
def page(examples):
    """Its page, as text."""
    return page_of(examples)


def test_the_page_is_deterministic(examples, page):
    """The same report, the same bytes: no clock, no chance."""
    assert page == page_of(examples)


def test_the_page_has_landmarks_and_headings(page):
    """A screen reader finds its way: one h1, and no level is skipped."""
    elements = Page(page)
    assert [1, 1, 1, 1] == [len(elements.all(tag)) for tag in ("main", "nav", "h1", "footer")]
    assert {"en"} == {each[1].get("lang") for each in elements.all("html")}
    levels = [int(each[0][1]) for each in elements.elements if re.fullmatch("h[1-6]", each[0])]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    named = {each[1].get("aria-labelledby") for each in elements.all("section")}
    ids = [each[1]["id"] for each in elements.elements if "id" in each[1]]
    assert named <= set(ids)
    assert len(set(ids)) == len(ids)


def test_each_table_says_what_it_is(page):
    """Each has a caption, and each header cell its scope."""
    elements = Page(page)
    assert len(elements.all("table")) == len(elements.all("caption")) > 20
    assert {"col", "row"} == {each[1].get("scope") for each in elements.all("th")}


def test_the_policy_lets_nothing_in_but_the_pages_own(page):
    """The hashes are those of the style and the script, and all else is refused."""
    elements = Page(page)
    [policy] = [
        each[1]["content"]
        for each in elements.all("meta")
        if each[1].get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    [style] = elements.all("style")
    script = elements.all("script")[-1]
    for name, (_, _, text) in (("style-src", style), ("script-src", script)):
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" == rules.pop(name)
    assert {
        "default-src": "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    } == rules


def test_the_page_needs_nothing_else(page):
    """No address but within the page, no style or handler in an attribute."""
    for tag, attributes, _ in Page(page).elements:
        for name, value in attributes.items():
            assert not name.startswith("on") and name not in ("style", "src"), (tag, name)
            if name.endswith("href"):
                assert value.startswith(("#", "data:image/svg+xml,")), (tag, value)
    assert "url(" not in page.replace("url(#", "")
    assert "@import" not in page


def test_the_summary_stands_without_a_script(examples, page):
    """Totals, verdicts, codes and lifecycles are written as HTML."""
    assert "1,228 records = 1,202 used + 22 ignored + 4 unread" in page
    text = " ".join(each[2] for each in Page(page).elements)
    for name in examples.traffic:
        assert name in text
    for code in {each.code for each in examples.findings}:
        assert code in text
    assert 1 == page.count("<noscript>")


def test_patterns_come_first(no_program):
    """What many findings have in common is told once, with how many they are and the first."""
    again = [sms_finding("DELV003", "warning", line=each + 1) for each in range(25)]
    worse = [sms_finding(line=each + 40) for each in range(3)]
    page = page_of(report_of([], [*again, *worse]))
    rows = [each for each in page.split("<tr>") if "data-code" in each]
    assert [("3", "LIFE002"), ("25", "DELV003")] == [
        (row.partition('number">')[2].partition("<")[0], row.partition('data-code="')[2][:7])
        for row in rows[:2]
    ]
    assert ":40</bdi>" in rows[0]
    assert ":1</bdi>" in rows[1]
    assert "more pattern" not in page


def test_of_many_patterns_the_rest_is_counted(no_program):
    """As many as can be read at once are listed."""
    many = [sms_finding(lifecycle=f"vonage/{each}") for each in range(23)]
    page = page_of(report_of([], many))
    assert 20 == page.partition('class="pair"')[0].count("data-code=")
    assert "3 more patterns, less grave or rarer." in page


def test_each_lifecycle_seen_is_drawn(examples, page):
    """With what the log did on it, named by its heading."""
    drawn = [
        each[1] for each in Page(page).all("svg") if each[1].get("class") not in ("bar", "timeline")
    ]
    assert len(examples.traffic) == len(drawn)
    assert {"img"} == {each["role"] for each in drawn}
    ids = {each[1].get("id") for each in Page(page).elements}
    assert {each["aria-labelledby"] for each in drawn} <= ids


def test_without_a_program_that_draws_the_page_says_so(no_program):
    """The report is there all the same."""
    text = page_of(check([[callback("submitted")]]))
    assert "Not drawn: no program to draw a diagram was found; install one." in text
    assert "Edges of vonage/sms" in text


def test_drawings_leave_room_for_the_rest(monkeypatch):
    """Once they have taken theirs, what is left is told by its tables."""
    monkeypatch.setattr(lifecycle_pages, "DRAWN", 1)
    records = [callback("submitted"), callback("submitted", key="k2", channel="mms")]
    page = page_of(check([records]))
    assert 1 == page.count("Not drawn: the drawings above take all the room")
    assert "Edges of vonage/mms" in page


def test_the_worst_comes_first_and_the_rest_is_counted(no_program):
    """Each code and each verdict can be looked at, however many graver ones there are."""
    errors = [sms_finding(key=f"k{each}", line=each + 1) for each in range(6_000)]
    warnings = [sms_finding("DELV003", "warning", line=9_000 + each) for each in range(100)]
    bad = [sms_message(f"k{each}") for each in range(500)]
    good = [sms_message(f"g{each}", "conforms") for each in range(500)]
    page = page_of(report_of(good + bad, warnings + errors))
    data = data_of(page)
    severities = [each["severity"] for each in data["findings"]]
    assert sorted(severities) == severities
    assert (5_050, 50) == (severities.count("error"), severities.count("warning"))
    verdicts = [each["verdict"] for each in data["messages"]]
    assert ["violates"] * MESSAGES + ["conforms"] * MESSAGES == verdicts
    assert {"findings": 6_100, "messages": 1_000} == data["total"]
    assert "5,100 findings of 6,100 are listed" in page
    assert "800 messages of 1,000 are shown" in page


def test_a_finding_leads_to_its_message(no_program):
    """By its place in the list; to none if the message is not in the page."""
    lost = sms_finding(key="elsewhere")
    data = data_of(
        page_of(report_of([sms_message("a"), sms_message("k")], [sms_finding(key="k"), lost]))
    )
    assert [1, -1] == [each["message"] for each in data["findings"]]
    assert [0, 1] == [each["findings"] for each in data["messages"]]


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        ([], "No message was judged"),
        (["violates", "open"], "1 of 2 messages violates what the provider documents"),
        (["violates", "violates"], "2 of 2 messages violate what the provider documents"),
        (["undecided", "open"], "1 of 2 messages cannot be decided"),
        (["tolerated", "open"], "1 of 2 messages had to be tolerated"),
        (["open", "conforms"], "1 of 2 messages did not end"),
        (["conforms"], "1 message: a documented life explains all that was told"),
    ],
)
def test_the_headline_says_what_it_comes_to(no_program, verdicts, words):
    """By the gravest verdict there is."""
    messages = [sms_message(f"k{index}", verdict) for index, verdict in enumerate(verdicts)]
    [headline] = Page(page_of(report_of(messages))).all("h1")
    assert words in headline[2]


def test_the_command_writes_it(tmp_path, monkeypatch):
    """On standard output, to a file, and by configuration; with timelines each time."""
    monkeypatch.chdir(tmp_path)
    write_log(Path("a.jsonl"), [callback("submitted")])
    printed = run_msglife("check", "a.jsonl", "--format", "html")
    told = run_msglife("check", "a.jsonl", "-o", "html=report.html")
    assert (0, 0) == (printed.exit_code, told.exit_code)
    assert "a.jsonl" not in told.stdout.partition("records")[0]
    page = Path("report.html").read_text(encoding="utf-8")
    assert printed.stdout == page
    assert [1] == [len(each["observations"]) for each in data_of(page)["messages"]]
    Path("pyproject.toml").write_text('[tool.msglife]\nformat = "html"\n', encoding="utf-8")
    assert page == run_msglife("check", "a.jsonl").stdout


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_can_be_read(scheme):
    """WCAG AA: 4.5 to 1 for each colour of text on each ground, in both schemes."""
    style = (ROOT / "msglife" / "html_report" / "report.css").read_text(encoding="utf-8")
    root = re.findall(r":root \{([^}]*)\}", style)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", root))
    texts = ("ink", "soft", "accent", "violates", "undecided", "tolerated", "open", "conforms")
    for text in texts:
        for ground in ("paper", "card", "wash"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_the_data_cannot_end_its_element(page):
    """None of the characters that HTML or a script could stumble over is in it."""
    [data] = [each[2] for each in Page(page).all("script") if each[1].get("id") == "data"]
    assert set() == set(data) & set("<>&\u2028\u2029")
