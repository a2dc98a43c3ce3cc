"""The HTML report in a real browser: filtered, sorted, clicked, by keyboard, at any size."""

from dataclasses import replace

import pytest
from msglife.conformance import (
    Finding,
    LifeDetail,
    LogReport,
    MessageReport,
    ObservationDetail,
    Options,
    Place,
    Report,
    check,
)
from msglife.conformance.results.finding import MessageId
from msglife.conformance.results.written import as_written

from msglife.html_report import MESSAGES
from support.callbacks import callback, key_of

ENTER, SPACE = "\ue007", " "
HOSTILE = {
    "script": "</script><script>document.title='broken'</script>",
    "comment": "<!--<script>",
    "image": "]]><img src=x onerror=\"document.title='broken'\">",
    "attribute": '" onfocus="document.title=\'broken\'" autofocus x="',
    "template": "{{ 7 * 7 }} ${7 * 7} &lt;b&gt;",
    "long": "k" * 10_000,
}


def test_a_report_opens(opened, examples):
    """Findings and messages are drawn, the worst first, and counted."""
    page = opened(examples)
    assert "22 of 441 messages violate what the provider documents" == page.one("h1").text
    assert len(examples.findings) == len(page.all(".found tbody tr"))
    assert ["84 findings shown.", "20 of 441 messages shown."] == page.texts(".shown")
    assert page.texts("article .verdict")[0].endswith("violates")
    assert 20 == len(page.all("article svg.timeline"))
    assert 1 == len(page.all("details.life[open]"))


def test_findings_are_filtered(opened, examples):
    """By code, by severity, by lifecycle, by words, and all at once; the count is told."""
    page = opened(examples)
    page.choose("findings", "Code", "DELV002")
    assert {"DELV002"} == set(page.texts(".found tbody .c1"))
    assert "4 findings shown, filtered out of 84." == page.texts(".shown")[0]
    page.choose("findings", "Lifecycle", "vonage/sms")
    assert 0 < len(page.all(".found tbody tr")) < 5
    page.choose("findings", "Severity", "error")
    assert [] == page.all(".found tbody tr")
    assert "0 findings shown, filtered out of 84." == page.texts(".shown")[0]
    page.click("#findings form button")
    assert 84 == len(page.all(".found tbody tr"))
    page.one("#findings input").send_keys("VONAGE.JSONL:43")
    assert ["DELV003"] == page.texts(".found tbody .c1")


def test_findings_are_sorted(opened, examples):
    """By each column, both ways, and the header says how."""
    page = opened(examples)
    for name, column in (("Code", ".c1"), ("What, and where that is said", ".c4 .what")):
        [head] = [each for each in page.all(".found th") if each.text.startswith(name)]
        head.find_element("css selector", "button").click()
        told = page.texts(f".found tbody {column}")
        by_unit = [each.encode("utf-16-be") for each in told]
        assert sorted(by_unit) == by_unit
        assert "ascending" == head.get_attribute("aria-sort")
        head.find_element("css selector", "button").click()
        assert told[0] == page.texts(f".found tbody {column}")[-1]
        sorts = [each.get_attribute("aria-sort") for each in page.all(".found th")]
        assert ["descending"] == [each for each in sorts if each != "none"]


def test_a_finding_leads_to_its_message(opened, examples):
    """Its key is a button: the message is drawn if it was not yet, and has the focus."""
    page = opened(examples)
    page.choose("messages", "Verdict", "conforms")
    page.choose("findings", "Code", "DELV002")
    key = page.texts(".found tbody .link")[0]
    page.all(".found tbody .link")[0].click()
    assert key == page.focused().text
    assert "h3" == page.focused().tag_name


def test_the_summary_leads_to_what_it_counts(opened, examples):
    """A code to its findings, a verdict to its messages, a lifecycle to its drawing."""
    page = opened(examples)
    page.click("th a[data-code=LIFE005]")
    assert {"LIFE005"} == set(page.texts(".found tbody .c1"))
    page.click("a[data-verdict=undecided]")
    assert {"? undecided"} == set(page.texts("article .verdict"))
    page.click("a[data-life=life3]")
    assert page.one("#life3").get_attribute("open")


def test_messages_are_filtered_and_more_are_shown(opened, examples):
    """Twenty at a time; the next have the focus."""
    page = opened(examples)
    page.click("#messages .more")
    assert 40 == len(page.all("article"))
    assert page.run("return document.activeElement === document.querySelectorAll('article')[20]")
    page.one("#messages input").send_keys("d4e48449")
    assert ["d4e48449-2c87-4f0a-8630-62144a718100"] == page.texts("article h3")
    assert not page.one("#messages .more").is_displayed()


def test_a_timeline_shows_who_came_late(opened, examples):
    """The tie from arrival to life is drawn apart, and words say it, too."""
    page = opened(examples)
    page.one("#messages input").send_keys("d4e48449")
    assert 1 == len(page.all("svg.timeline .tie.late"))
    assert ["submitted", "delivered"] == page.texts("svg.timeline .state")
    assert "arrived late" in page.texts("svg.timeline text")
    page.click("article summary")
    assert ["submitted", "delivered"] == page.texts("article tbody th")
    assert "follows; arrived late" == page.texts("article tbody td")[0]


def test_everything_is_reached_by_keyboard(opened, examples):
    """Skip, filter, sort, follow: no mouse, and the focus is seen."""
    page = opened(examples)
    page.press("\ue004")
    assert "Skip to the report" == page.focused().text
    page.press(ENTER)
    assert "main" == page.focused().get_attribute("id")
    page.tab_to("key, file, words")
    page.press("LIFE005")
    assert 3 == len(page.all(".found tbody tr"))
    button = page.tab_to("Code")
    assert "none" != button.value_of_css_property("outline-style")
    page.press(SPACE)
    assert "ascending" == page.all(".found th")[1].get_attribute("aria-sort")
    link = page.texts(".found tbody .link")[0]
    page.tab_to(link)
    page.press(ENTER)
    assert ("h3", link) == (page.focused().tag_name, page.focused().text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_strings_are_shown_as_text(opened, text):
    """In keys, statuses and file names: nothing runs, nothing is added, all of it is read."""
    records = [callback("submitted", key=text), callback(text, key=text)]
    judged = check([records], Options(details=9))
    place = Place(text, 1, 0)
    strange = replace(
        judged,
        findings=tuple(replace(each, place=place, cite=text) for each in judged.findings),
        logs=(LogReport(text, 1, 1, 0, 0, text),),
    )
    page = opened(strange)
    assert "msglife" in page.driver.title
    assert [] == page.all("img, iframe, object, script[src]")
    assert page.texts("article h3")[0][:199] == text[:199]
    shown = page.texts("svg.timeline")[0] + page.texts("article tbody")[0]
    assert as_written(text)[:70] in shown
    assert all(text[:70] in each for each in page.texts(".found tbody .c2"))
    assert page.run("return document.documentElement.scrollWidth <= innerWidth")


def test_what_moves_or_hides_is_written_out(opened):
    """Control characters and direction marks are escapes, not what they do."""
    text = "a\u202eb\u2066c\u2028d\x1be\u200bf"
    page = opened(check([[callback("oops", key=text)]], Options(details=9)))
    assert [r"a\u202eb\u2066c\u2028d\x1be\u200bf"] == page.texts("article h3")


def test_the_accessibility_tree_names_what_it_holds(opened, examples):
    """Landmarks, tables, headers, buttons and lists have roles and names."""
    page = opened(examples)
    page.driver.execute_cdp_cmd("Accessibility.enable", {})
    nodes = page.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    named = {}
    for node in nodes:
        if not node.get("ignored"):
            name = node.get("name", {}).get("value", "")
            named.setdefault(node["role"]["value"], []).append(name)
    assert {"main", "navigation", "banner", "contentinfo", "search", "status"} <= set(named)
    assert {"Summary", "Lifecycles", "Findings", "Messages"} <= set(named["link"])
    assert {"Findings", "Messages", "Lifecycles"} <= set(named["region"] + named["heading"])
    assert "Findings; the buttons in the header sort" in named["table"]
    for role in ("button", "link", "combobox", "searchbox", "table", "article", "region", "image"):
        assert all(named.get(role, [""])), role
    assert len(named["searchbox"]) == 2


def large(messages):
    """A report of many messages, each with a finding."""

    def place(index):
        return Place("logs/production/callbacks.jsonl", index + 1, index)

    verdicts = ("violates", "tolerated", "conforms", "conforms")
    reports = tuple(
        MessageReport(
            MessageId("vonage", None, (key_of(index),)),
            *("vonage", "vonage/sms", key_of(index), verdicts[index % 4], "delivered", True, 2),
            *("submitted → delivered", place(index)),
        )
        for index in range(messages)
    )
    findings = tuple(
        Finding(
            *("LIFE005", "error", "rejected after delivered: it had ended", place(index)),
            *("vonage", "vonage/sms", key_of(index), "rejected"),
            basis="documented",
            cite="Messages API, Status",
            about=MessageId("vonage", None, (key_of(index),)),
        )
        for index in range(messages)
    )
    told = ObservationDetail(
        *(place(1), "delivered", 1_700_000_000_000_000, 1_700_000_000_000_000, False, "step"),
        *("start", "delivered", ("submitted",), False, False, False),
    )
    details = tuple(
        LifeDetail(each, (told,) * 3, (0, 1, 2))
        for verdict in verdicts[:3]
        for each in [each for each in reports if each.verdict == verdict][:MESSAGES]
    )
    logs = (LogReport("logs/production/callbacks.jsonl", messages, messages, 0, 0, ""),)
    return Report(logs, reports, findings, messages * 2, {}, details=details)


def test_a_hundred_thousand_messages_open(opened, tmp_path):
    """The page stays under 5 MB, shows the first, and says how many there are."""
    page = opened(large(100_000))
    assert (tmp_path / "report.html").stat().st_size < 5_000_000
    findings, messages = page.texts(".shown")
    assert findings.startswith("100 of 5,050 findings shown; 94,950 more")
    assert messages.startswith("20 of 1,200 messages shown; 98,800 more")
    page.click("#findings .more")
    assert 200 == len(page.all(".found tbody tr"))
    page.one("#findings input").send_keys("000000004321")
    assert 1 == len(page.all(".found tbody tr"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_its_window(opened, examples, scheme, width):
    """Narrow or wide, light or dark: nothing is cut off, and the paper is the scheme's."""
    media = [{"name": "prefers-color-scheme", "value": scheme}]
    page = opened(examples)
    command = page.driver.execute_cdp_cmd
    command("Emulation.setEmulatedMedia", {"features": media})
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    command("Emulation.setDeviceMetricsOverride", size)
    try:
        page.run("for (const each of document.querySelectorAll('details')) each.open = true")
        assert page.run("return document.documentElement.scrollWidth") <= width
        paper = page.run("return getComputedStyle(document.documentElement).backgroundColor")
        assert {"light": "rgb(251, 250, 248)", "dark": "rgb(21, 23, 26)"}[scheme] == paper
    finally:
        command("Emulation.clearDeviceMetricsOverride", {})
        command("Emulation.setEmulatedMedia", {"features": []})


def test_without_scripts_the_summary_stands(opened, examples):
    """Verdicts, codes, drawings and tables are read, and a line tells where the rest is."""
    page = opened(examples)
    command = page.driver.execute_cdp_cmd
    command("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.driver.refresh()
        page.driver.get_log("performance")
        assert "22 of 441" in page.one("h1").text
        assert page.one("noscript .problem").is_displayed()
        assert page.one("#life0 svg:not(.bar)").is_displayed()
    finally:
        command("Emulation.setScriptExecutionDisabled", {"value": False})
        page.driver.refresh()
        page.driver.get_log("performance")
        page.driver.refresh()
