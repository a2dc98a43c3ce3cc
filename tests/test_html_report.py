"""The HTML report: what the page holds, that nothing breaks out of it, and how large it gets."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from msglife.conformance import Finding, LogReport, MessageReport, Options, Place, Report, check
from msglife.diagrams import RenderError
from msglife.spec import catalog

import msglife.html_report.drawings as drawings
import msglife.html_report.lifecycle_pages as lifecycle_pages
from msglife.cli import cli
from msglife.html_report import MESSAGES, to_html
from msglife.html_report.drawings import inlined

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]><img src=x onerror=alert(1)>",
    "\" onmouseover='alert(1)' x=\"",
    "{{ 7 * 7 }}{% raw %}&lt;b&gt;",
    "a\u202eb\u2066c\u2028d\u2029e\x00f\x1b[31m\ud800",
    "k" * 10_000,
]
KEY = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """A page as its elements: (name, attributes, text directly in it), in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self._open = [], []
        self.feed(text)
        self.close()
        assert [] == self._open, "an element is left open"

    def handle_starttag(self, tag, attrs):
        self.elements.append([tag, dict(attrs), ""])
        if tag not in VOID:
            self._open.append(self.elements[-1])

    def handle_startendtag(self, tag, attrs):
        self.elements.append([tag, dict(attrs), ""])

    def handle_endtag(self, tag):
        assert tag == self._open.pop()[0]

    def handle_data(self, data):
        if self._open:
            self._open[-1][2] += data

    def all(self, tag):
        return [each for each in self.elements if each[0] == tag]


def page_of(report):
    return to_html(report, catalog(()))


def data_of(text):
    [data] = [each for each in Page(text).all("script") if each[1].get("id") == "data"]
    return json.loads(data[2])


def callback(status, key="k1", **more):
    return {
        "message_uuid": key,
        "to": "447700900000",
        "from": "447700900001",
        "timestamp": "2023-05-01T14:00:00.000Z",
        "status": status,
        "channel": "sms",
        **more,
    }


def message(key, verdict="violates", **more):
    given = {
        "provider": "vonage",
        "lifecycle": "vonage/sms",
        "key": key,
        "verdict": verdict,
        "last": "submitted",
        "final": False,
        "observations": 1,
        "explanation": "submitted",
        "place": Place("a.log", 1, 0),
    }
    return MessageReport(**{**given, **more})


def finding(code="LIFE002", severity="error", key="k", line=1, **more):
    given = {
        "code": code,
        "severity": severity,
        "message": "wrong",
        "place": Place("a.log", line, line - 1),
        "provider": "vonage",
        "lifecycle": "vonage/sms",
        "key": key,
    }
    return Finding(**{**given, **more})


def report_of(messages=(), findings=(), logs=None):
    logs = logs or (LogReport("a.log", 1, 1, 0, 0, ""),)
    return Report(tuple(logs), tuple(messages), tuple(findings), len(messages), {})


@pytest.fixture(scope="module")
def examples():
    """The report of the example logs."""
    return check([str(ROOT / "examples" / "logs")], Options(details=MESSAGES))


@pytest.fixture(scope="module")
def page(examples):
    """Its page, as text."""
    return page_of(examples)


@pytest.fixture
def no_program(monkeypatch):
    """Nothing is installed that draws."""

    def draw(*_):
        raise RenderError("no program to draw a diagram was found", "install one")

    monkeypatch.setattr(drawings, "draw", draw)


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
    records = [callback("submitted"), callback("submitted", "k2", channel="mms")]
    page = page_of(check([records]))
    assert 1 == page.count("Not drawn: the drawings above take all the room")
    assert "Edges of vonage/mms" in page


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_strings_stay_text(text):
    """In keys, statuses, file names, words: no element is added, nothing unseen is left."""
    told = text.replace("\ud800", "")  # no JSON holds one
    records = [callback(told, key=told), callback("submitted", key=f"{told}2")]
    judged = check([records], Options(details=9))
    strange = report_of(
        [message(text, explanation=text, parent=text, last=text, place=Place(text, 1, 0))],
        [finding(key=text, message=text, rule=text, expected=(text,), cite=text, status=text)],
        [LogReport(text, 1, 0, 0, 1, text)],
    )
    plain_page = Page(page_of(check([[callback("oops"), callback("submitted", "k2")]])))
    for report, expected in ((judged, plain_page), (strange, None)):
        page = page_of(report)
        elements = Page(page)
        assert 2 == len(elements.all("script"))
        assert [] == [each for each in elements.all("img") if each[1]]
        if expected is not None:
            heads = [each[0] for each in expected.all("table")]
            assert heads == [each[0] for each in elements.all("table")]
        unseen = {each for each in page if not (each.isprintable() or each in "\n\xa0")}
        assert set() == unseen
        shown = json.dumps(data_of(page), ensure_ascii=False)
        assert text[:15].isprintable() == (json.dumps(text[:15])[1:-1] in shown)
    assert "k" * 1_600 not in page


def test_the_data_cannot_end_its_element(page):
    """None of the characters that HTML or a script could stumble over is in it."""
    [data] = [each[2] for each in Page(page).all("script") if each[1].get("id") == "data"]
    assert set() == set(data) & set("<>&\u2028\u2029")


def test_phone_numbers_are_masked():
    """As in every report, unless they are asked for."""
    records = [callback("submitted"), callback("delivered", to="447700900099")]
    masked, shown = (
        page_of(check([records], Options(details=9, show_numbers=told))) for told in (False, True)
    )
    assert "447700900" not in masked
    assert "447700900099" in shown


def test_the_worst_comes_first_and_the_rest_is_counted(no_program):
    """Each code and each verdict can be looked at, however many graver ones there are."""
    errors = [finding(key=f"k{each}", line=each + 1) for each in range(6_000)]
    warnings = [finding("DELV003", "warning", line=9_000 + each) for each in range(100)]
    bad = [message(f"k{each}") for each in range(500)]
    good = [message(f"g{each}", "conforms") for each in range(500)]
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


def test_the_page_stays_small_whatever_a_log_says(no_program):
    """Long words, many files, many messages: under 5 MB."""
    keys = [f"{each}" + "<&\u2028" * 3_000 for each in range(3_000)]
    findings = [
        finding(key=key, message=key, cite=key, expected=(key,) * 30, place=Place(key, 1, 0))
        for key in keys
    ]
    logs = [LogReport(key, 1, 0, 0, 1, key) for key in keys]
    messages = [message(key, explanation=key, parent=key, place=Place(key, 1, 0)) for key in keys]
    page = page_of(report_of(messages, findings, logs))
    assert len(page.encode()) < 5_000_000
    data = data_of(page)
    assert 0 < len(data["findings"]) < 3_000
    assert 0 < len(data["messages"]) <= MESSAGES


def test_a_finding_leads_to_its_message(no_program):
    """By its place in the list; to none if the message is not in the page."""
    lost = finding(key="elsewhere")
    data = data_of(page_of(report_of([message("a"), message("k")], [finding(key="k"), lost])))
    assert [1, -1] == [each["message"] for each in data["findings"]]
    assert [0, 1] == [each["findings"] for each in data["messages"]]


def test_a_drawing_is_made_harmless():
    """Scripts, handlers, links and what is unknown go; ids are the page's own."""
    picture = b"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"
      xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 10" onload="x()" width="9pt">
      <script>x()</script><style>g{}</style><title>s0</title><foreignObject><b/></foreignObject>
      <defs><marker id="m"/></defs><image href="http://a/"/>
      <a id="l" xlink:href="javascript:x()"><path d="M0 0" marker-end="url(#m)" style="x"/></a>
      <text>&lt;b&gt;</text></svg>"""
    drawing = inlined(picture, "life3")
    elements = Page(drawing.svg)
    assert ["svg", "defs", "marker", "g", "path", "text"] == [each[0] for each in elements.elements]
    assert "<b>" == elements.all("text")[0][2]
    assert {"d": "M0 0", "marker-end": "url(#life3-m)"} == elements.all("path")[0][1]
    assert {"id": "life3-l"} == elements.all("g")[0][1]
    assert {"id": "life3-m"} == elements.all("marker")[0][1]
    assert 90.0 == drawing.width
    assert "x()" not in drawing.svg


@pytest.mark.parametrize(("picture", "words"), [(b"<svg", "readable"), (b" " * 400_000, "large")])
def test_a_drawing_that_cannot_be_shown_is_named(picture, words):
    """A broken one, or one too large."""
    assert words in inlined(picture, "life0").lacking


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
    messages = [message(f"k{index}", verdict) for index, verdict in enumerate(verdicts)]
    [headline] = Page(page_of(report_of(messages))).all("h1")
    assert words in headline[2]


def test_the_command_writes_it(tmp_path, monkeypatch):
    """On standard output, to a file, and by configuration; with timelines each time."""
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text(json.dumps(callback("submitted", KEY)) + "\n", encoding="utf-8")
    run = CliRunner().invoke
    printed = run(cli, ["check", "a.jsonl", "--format", "html"])
    told = run(cli, ["check", "a.jsonl", "-o", "html=report.html"])
    assert (0, 0) == (printed.exit_code, told.exit_code)
    assert "a.jsonl" not in told.stdout.partition("records")[0]
    page = Path("report.html").read_text(encoding="utf-8")
    assert printed.stdout == page
    assert [1] == [len(each["observations"]) for each in data_of(page)["messages"]]
    Path("pyproject.toml").write_text('[tool.msglife]\nformat = "html"\n', encoding="utf-8")
    assert page == run(cli, ["check", "a.jsonl"]).stdout


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, two):
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


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
