"""The HTML report of a hostile log: nothing breaks out of the page, and it stays small."""

import json

import pytest
from msglife.conformance import LogReport, Options, Place, check

from msglife.html_report import MESSAGES
from msglife.html_report.drawings import inlined
from support.callbacks import callback
from support.pages import Page, data_of, page_of, report_of, sms_finding, sms_message

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]><img src=x onerror=alert(1)>",
    "\" onmouseover='alert(1)' x=\"",
    "{{ 7 * 7 }}{% raw %}&lt;b&gt;",
    "a\u202eb\u2066c\u2028d\u2029e\x00f\x1b[31m\ud800",
    "k" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_strings_stay_text(text):
    """In keys, statuses, file names, words: no element is added, nothing unseen is left."""
    told = text.replace("\ud800", "")  # no JSON holds one
    records = [callback(told, key=told), callback("submitted", key=f"{told}2")]
    judged = check([records], Options(details=9))
    strange = report_of(
        [sms_message(text, explanation=text, parent=text, last=text, place=Place(text, 1, 0))],
        [sms_finding(key=text, message=text, rule=text, expected=(text,), cite=text, status=text)],
        [LogReport(text, 1, 0, 0, 1, text)],
    )
    plain_page = Page(
        page_of(check([[callback("oops", key="k1"), callback("submitted", key="k2")]]))
    )
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


def test_phone_numbers_are_masked():
    """As in every report, unless they are asked for."""
    records = [callback("submitted"), callback("delivered", to="447700900099")]
    masked, shown = (
        page_of(check([records], Options(details=9, show_numbers=told))) for told in (False, True)
    )
    assert "447700900" not in masked
    assert "447700900099" in shown


def test_the_page_stays_small_whatever_a_log_says(no_program):
    """Long words, many files, many messages: under 5 MB."""
    keys = [f"{each}" + "<&\u2028" * 3_000 for each in range(3_000)]
    findings = [
        sms_finding(key=key, message=key, cite=key, expected=(key,) * 30, place=Place(key, 1, 0))
        for key in keys
    ]
    logs = [LogReport(key, 1, 0, 0, 1, key) for key in keys]
    messages = [
        sms_message(key, explanation=key, parent=key, place=Place(key, 1, 0)) for key in keys
    ]
    page = page_of(report_of(messages, findings, logs))
    assert len(page.encode()) < 5_000_000
    data = data_of(page)
    assert 0 < len(data["findings"]) < 3_000
    assert 0 < len(data["messages"]) <= MESSAGES


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
