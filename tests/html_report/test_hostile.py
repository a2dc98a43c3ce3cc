"""The HTML report of a hostile log: nothing breaks out of the page, and it stays small."""

import json
import re

import pytest
from msglife.conformance import LogReport, Options, Place, check
from msglife.spec import catalog

from msglife.html_report import MESSAGES, to_html
from msglife.html_report.drawings import inlined
from support.callbacks import callback, key_of
from support.logs import write_log
from support.pages import Page, page_of, report_of, sms_finding, sms_message

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]><img src=x onerror=alert(1)>",
    "\" onmouseover='alert(1)' x=\"",
    "{{ 7 * 7 }}{% raw %}&lt;b&gt;",
    "</code></div></details></article><script>alert(1)</script>",
    "a\u202eb\u2066c\u2028d\u2029e\x00f\x1b[31m\ud800",
    "k" * 10_000,
]
NUMBER = "447700900099"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_strings_stay_text(text):
    """In keys, statuses, payloads, file names, words: no element is added, nothing is unseen."""
    told = text.replace("\ud800", "")  # no JSON holds one
    records = [
        callback(told, key=told, **{told: told, "client_ref": [told, {told: told}]}),
        callback("submitted", key=f"{told}2"),
    ]
    judged = check([records], Options(details=9))
    strange = report_of(
        [sms_message(text, explanation=text, parent=text, last=text, place=Place(text, 1, 0))],
        [sms_finding(key=text, message=text, rule=text, expected=(text,), cite=text, status=text)],
        [LogReport(text, 1, 0, 0, 1, text, text)],
    )
    safe = {"k1": "x", "client_ref": ["x", {"x": "x"}]}
    plain = [callback("oops", key="k1", **safe), callback("submitted", key="k2")]
    expected = Page(page_of(check([plain], Options(details=9))))
    for report in (judged, strange):
        page = page_of(report)
        elements = Page(page)
        assert [] == [each for tag in ("script", "img") for each in elements.all(tag)]
        if report is judged:
            for tag in ("table", "details", "article", "code", "div", "a"):
                assert len(expected.all(tag)) == len(elements.all(tag)), tag
        unseen = {each for each in page if not (each.isprintable() or each in "\n\xa0")}
        assert set() == unseen
        shown = "".join(each[2] for each in elements.elements)
        assert text[:15].isprintable() == (text[:15] in shown)
    assert "k" * 1_600 not in page


def test_phone_numbers_are_masked():
    """In payloads, keys, names and words, unless they are asked for."""
    records = [
        callback("submitted", to=NUMBER, client_ref=f"for {NUMBER}", **{NUMBER: 1}),
        callback("delivered", to=NUMBER, key=NUMBER, price=int(NUMBER)),
        callback(f"to {NUMBER}", to=NUMBER),
    ]
    masked, shown = (
        page_of(check([records], Options(details=9, show_numbers=told))) for told in (False, True)
    )
    assert "447700900" not in masked
    assert '"to": "…099"' in Page(masked).all("code")[2][2]
    assert NUMBER in shown


def test_the_page_stays_small_whatever_a_log_says(no_program):
    """Long words, many files, many messages: under 5 MB, and what has no room is counted."""
    keys = [f"{each}" + "<&\u2028" * 3_000 for each in range(3_000)]
    findings = [
        sms_finding(key=key, message=key, cite=key, rule=key, expected=(key,) * 30) for key in keys
    ]
    logs = [LogReport(key, 1, 0, 0, 1, key, key) for key in keys]
    messages = [
        sms_message(key, explanation=key, parent=key, place=Place(key, 1, 0)) for key in keys
    ]
    page = page_of(report_of(messages, findings, logs))
    assert len(page.encode()) < 5_000_000
    assert 0 < page.count("<article") <= MESSAGES
    assert "messages of 3,000 are shown" in page
    listed = page.count('class="pattern"')
    left = re.search(r"([\d,]+) patterns of ([\d,]+) found no room in this page", page)
    out, total = (int(each.replace(",", "")) for each in left.groups())
    assert 0 < listed == total - out


def test_ten_thousand_faulty_messages(tmp_path):
    """The page is bounded; what is left out is counted."""
    records = [
        callback(status, key=key_of(number), to=NUMBER, client_ref="x" * 50)
        for number in range(10_000)
        for status in ("delivered", "rejected")
    ]
    log = write_log(tmp_path / "a.jsonl", records)
    page = page_of(check([str(log)], Options(details=MESSAGES)))
    assert len(page.encode()) < 2_000_000
    assert MESSAGES == page.count("<article") == page.count('class="timeline"')
    assert f"{MESSAGES} messages of 10,000 are shown" in page
    assert "9,990 more findings of this pattern" in page
    assert "447700900" not in page


def test_what_is_cut_of_a_payload_is_said():
    """Long values, and many of them."""
    long = callback("oops", client_ref="y" * 500, extra=list(range(1_000)))
    page = page_of(check([[long]], Options(details=9)))
    assert "yyy… (cut; it has 500 characters)" in page
    rest = re.findall(r"Cut here: ([\d,]+) more lines of this payload are not shown", page)
    whole = json.dumps(long, indent=2).count("\n") + 1
    assert [f"{whole - 100:,}"] == rest


def test_an_address_that_is_none_is_no_link(tmp_path):
    """A source's address is linked only if a browser would open a page there."""
    page = to_html(check([[callback("submitted")]]), _Known("javascript:alert(1)"))
    assert "javascript:" not in page
    page = to_html(check([[callback("submitted")]]), _Known("https://example.org/a?b=1&c='"))
    assert 'href="https://example.org/a?b=1&amp;c=&#39;"' in page


class _Known:
    """The catalogue, each source of which is said to be read at one address."""

    def __init__(self, url):
        self._url = url

    def __iter__(self):
        from dataclasses import replace

        for each in catalog(()):
            sources = tuple(source._replace(url=self._url) for source in each.sources)
            yield replace(each, sources=sources)

    def get(self, name):
        return catalog(()).get(name)


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
