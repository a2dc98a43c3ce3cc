"""The HTML report: what the page holds, that it stands by itself, and how large it gets."""

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from msglife.conformance import CODES, check
from msglife.diagrams import draw
from msglife.spec import catalog

import msglife.html_report.lifecycle_pages as lifecycle_pages
from msglife.html_report import MESSAGES
from msglife.html_report.found import CASES, HEADED
from msglife.overlay import counts_of
from support.callbacks import callback
from support.checkout import EXAMPLES, ROOT
from support.colours import contrast
from support.commands import run_msglife
from support.logs import write_log
from support.pages import Page, page_of, report_of, sms_finding, sms_message


@pytest.fixture(scope="module")
def page(examples):
    """Its page, as text."""
    return page_of(examples)


def test_the_page_is_deterministic(examples, page):
    """The same report, the same bytes: no clock, no chance."""
    assert page == page_of(examples)


def test_the_page_has_landmarks_and_headings(page):
    """A screen reader finds its way: one h1, no level is skipped, no id stands twice."""
    elements = Page(page)
    assert [1, 1, 1, 1] == [len(elements.all(tag)) for tag in ("main", "nav", "h1", "footer")]
    assert {"en"} == {each[1].get("lang") for each in elements.all("html")}
    levels = [int(each[0][1]) for each in elements.elements if re.fullmatch("h[1-6]", each[0])]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    named = {each[1].get("aria-labelledby") for each in elements.all("section")}
    ids = [each[1]["id"] for each in elements.elements if "id" in each[1]]
    assert named <= set(ids)
    assert len(set(ids)) == len(ids)


def test_each_link_within_the_page_leads_somewhere(page):
    """Codes, verdicts, lifecycles, patterns and messages have a place of that name."""
    elements = Page(page)
    ids = {each[1]["id"] for each in elements.elements if "id" in each[1]}
    inner = {each[1]["href"][1:] for each in elements.all("a") if each[1]["href"][0] == "#"}
    assert {"LIFE005", "violates", "life0", "p1", "m1"} <= inner <= ids


def test_each_table_says_what_it_is(page):
    """Each has a caption, and each header cell its scope."""
    elements = Page(page)
    assert len(elements.all("table")) == len(elements.all("caption")) > 20
    assert {"col", "row"} == {each[1].get("scope") for each in elements.all("th")}


def test_the_policy_lets_nothing_in_but_the_pages_own_style(page):
    """The hash is that of the style, and all else is refused: the page has no script at all."""
    elements = Page(page)
    [policy] = [
        each[1]["content"]
        for each in elements.all("meta")
        if each[1].get("http-equiv") == "Content-Security-Policy"
    ]
    [style] = elements.all("style")
    digest = b64encode(sha256(style[2].encode()).digest()).decode()
    assert {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    } == dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert [] == elements.all("script")


def test_the_page_needs_nothing_else(page):
    """No address but within the page and of documents, no style or handler in an attribute."""
    documents = {source.url for each in catalog(()) for source in each.sources if source.url}
    for tag, attributes, _ in Page(page).elements:
        for name, value in attributes.items():
            assert not name.startswith("on") and name not in ("style", "src"), (tag, name)
            if name.endswith("href"):
                inner = value.startswith(("#", "data:image/svg+xml,"))
                assert inner or (tag == "a" and value in documents), (tag, value)
    assert "url(" not in page.replace("url(#", "")
    assert "@import" not in page


def test_sources_are_linked_where_they_have_an_address(page):
    """In findings, in their meaning, and in tables; what has none is named all the same."""
    report = check([str(EXAMPLES / "infobip.jsonl")])
    linked = [each[1] for each in Page(page_of(report)).all("a") if "rel" in each[1]]
    known = {source.url for each in catalog(()).select("infobip") for source in each.sources}
    assert {each["href"] for each in linked} <= known - {""}
    assert {"noreferrer"} == {each["rel"] for each in linked}
    assert len(linked) > len(report.traffic["infobip/sms"].states)
    assert "Message Status Changes" in page
    assert "Message Status Changes</a>" not in page


def test_the_summary_says_it_all_in_short(examples, page):
    """Totals, verdicts, codes and lifecycles."""
    assert "1,228 records = 1,202 used + 22 ignored + 4 unread" in page
    text = " ".join(each[2] for each in Page(page).elements)
    for name in examples.traffic:
        assert name in text


def test_each_code_that_occurs_is_explained(examples, page):
    """What it does and why it matters, in the words of `msglife explain`; of no other code."""
    titles = {each[1]["id"] for each in Page(page).all("section") if each[1].get("class") == "code"}
    assert {each.code for each in examples.findings} == titles
    texts = {each[2] for each in Page(page).all("dd")}
    for name in titles:
        assert {CODES[name].what, CODES[name].why} <= texts


def test_patterns_come_first(no_program):
    """What many findings have in common is told once, with how many they are and the first."""
    again = [sms_finding("DELV003", "warning", line=each + 1) for each in range(25)]
    worse = [sms_finding(line=each + 40) for each in range(3)]
    rows = page_of(report_of([], [*again, *worse])).split("<tr>")
    rows = [each for each in rows if 'href="#p' in each]
    assert [("3", "LIFE002"), ("25", "DELV003")] == [
        (row.partition('number">')[2].partition("<")[0], re.findall("[A-Z]{4}[0-9]{3}", row)[0])
        for row in rows
    ]
    assert ":40</span>" in rows[0]
    assert ":1</span>" in rows[1]


def test_of_many_patterns_the_rest_is_counted(no_program):
    """As many as can be read at once are in the summary; all have a place."""
    many = [sms_finding(lifecycle=f"vonage/{each}") for each in range(23)]
    page = page_of(report_of([], many))
    assert HEADED == page.partition('class="pair"')[0].count('href="#p')
    assert "3 more patterns, less grave or rarer" in page
    assert 23 == page.count('class="pattern"')


def test_a_pattern_lists_some_cases_and_counts_the_rest(no_program):
    """Each with its place, and a link to its message if that is in the page."""
    here = [sms_finding(key=f"k{each}", line=each + 1) for each in range(CASES + 5)]
    page = page_of(report_of([sms_message("k3")], here))
    [cases] = re.findall('<ol class="cases">.*?</ol>', page, re.DOTALL)
    assert CASES == cases.count("<li>")
    assert 1 == cases.count('<a class="key" href="#m1"><bdi>k3</bdi></a>')
    assert "5 more findings of this pattern" in page


def test_each_lifecycle_seen_is_drawn_as_diagram_draws_it(examples, page):
    """The same shapes, words and room for them, named by its heading."""
    drawn = [
        each[1] for each in Page(page).all("svg") if "-title" in each[1].get("aria-labelledby", "")
    ]
    assert len(examples.traffic) == len(drawn)
    assert {"img"} == {each["role"] for each in drawn}
    [inner] = re.findall(r'<svg [^>]*aria-labelledby="life0-title".*?</svg>', page, re.DOTALL)
    first = re.search(r'id="life0-title">([^<]*)<', page)[1]
    picture = draw(catalog(()).get(first), ".svg", counts_of(examples, first)).decode()
    for shape in (r' d="[^"]*"', r' points="[^"]*"', r' textLength="[^"]*"', r">[^<>]+</text>"):
        assert re.findall(shape, unescape(picture)) == re.findall(shape, unescape(inner))


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


def test_the_worst_come_first_and_the_rest_is_counted(no_program):
    """Each verdict can be looked at, however many graver ones there are."""
    bad = [sms_message(f"k{each}") for each in range(MESSAGES + 50)]
    good = [sms_message(f"g{each}", "conforms") for each in range(MESSAGES + 50)]
    page = page_of(report_of(good + bad))
    labels = [each[1]["aria-label"] for each in Page(page).all("article")]
    assert ["violates"] * MESSAGES + ["conforms"] * MESSAGES == [
        each.partition(":")[0] for each in labels
    ]
    assert f"{2 * MESSAGES} messages of {2 * MESSAGES + 100} are shown" in page
    assert f"{MESSAGES} of {MESSAGES + 50} messages" in page


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
    assert 1 == page.count('class="timeline"')
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
    for text, ground in (("violates", "violates-wash"), ("tolerated", "tolerated-wash")):
        assert contrast(colours[text], colours[ground]) >= 4.5, ground
        assert contrast(colours["ink"], colours[ground]) >= 4.5, ground
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
