"""The HTML report in a real browser: opened, followed, by keyboard, at any size, on paper."""

from base64 import b64decode
from dataclasses import replace

import pytest
from msglife.conformance import LogReport, Options, Place, check
from msglife.conformance.results.written import as_written
from msglife.spec import catalog

from msglife.html_report import MESSAGES, to_html
from support.callbacks import callback, key_of
from support.colours import contrast
from support.logs import write_log

ENTER, SPACE = "\ue007", " "
WIDTHS = (360, 800, 1600)
HOSTILE = {
    "script": "</script><script>document.title='broken'</script>",
    "comment": "<!--<script>",
    "image": "]]><img src=x onerror=\"document.title='broken'\">",
    "attribute": '" onfocus="document.title=\'broken\'" autofocus x="',
    "template": "{{ 7 * 7 }} ${7 * 7} &lt;b&gt;",
    "long": "k" * 10_000,
}
OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"

# Each text that is seen, with its colour and that of the ground it stands on.
COLOURS = """
const found = new Map();
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3]));
const parts = (text) => [...text.match(/[\\d.]+/g).map(Number), 1].slice(0, 4);
while (walk.nextNode()) {
  const element = walk.currentNode.parentElement;
  const words = walk.currentNode.data.trim();
  if (!words || !element.checkVisibility() || element.closest("title, figure svg")) continue;
  const style = getComputedStyle(element);
  const chain = [];
  for (let each = element; each; each = each.parentElement) chain.unshift(each);
  let ground = [255, 255, 255];
  for (const each of chain) ground = over(parts(getComputedStyle(each).backgroundColor), ground);
  const ink = element.closest("svg") ? style.fill : style.color;
  found.set(ink + ground, [over(parts(ink), ground), ground, words.slice(0, 40)]);
}
return [...found.values()];
"""


def page_of(report):
    """A report as a page."""
    return to_html(report, catalog())


def coloured(numbers):
    """A colour as CSS writes it."""
    return "#" + "".join(f"{round(each):02x}" for each in numbers)


def test_a_report_opens(opened, examples, examples_page):
    """The worst first: full cards open, simple lives closed, all of them counted."""
    page = opened(examples_page)
    assert "22 of 441 messages violate what the provider documents" == page.one("h1").text
    verdicts = page.texts(".of-verdict > h3 .verdict")
    assert ["violates", "undecided", "tolerated", "open", "conforms"] == [
        each.split()[-1] for each in verdicts
    ]
    cards, rows = page.all("article:not(.row) > details"), page.all("article.row > details")
    assert {"true"} == {each.get_attribute("open") for each in cards}
    assert {None} == {each.get_attribute("open") for each in rows}
    assert len(cards) + len(rows) == len(page.all("article svg.timeline")) == len(examples.details)
    assert 1 == len(page.all("details.life[open]"))


def test_a_pattern_leads_to_its_cases_and_these_to_their_messages(opened, examples_page):
    """From the summary by links alone."""
    page = opened(examples_page)
    [link] = [each for each in page.all(".patterns a") if each.text == "LIFE005"][:1]
    page.run("arguments[0].scrollIntoView({ block: 'center' })", link)
    name = link.get_attribute("href").split("#")[1]
    link.click()
    page.click(f"#{name} > summary")
    case = page.all(f"#{name} .cases a")[0]
    key, target = case.text, case.get_attribute("href").split("#")[1]
    page.run("arguments[0].scrollIntoView({ block: 'center' })", case)
    case.click()
    card = page.one(f"#{target}")
    assert key == card.find_element("css selector", "h4").text
    top = page.run("return arguments[0].getBoundingClientRect().top", card)
    assert 0 <= top < 200
    assert "LIFE005" in card.text


def test_the_summary_leads_to_what_it_counts(opened, examples_page):
    """A verdict to its messages, a lifecycle to its drawing."""
    page = opened(examples_page)
    for name in ("undecided", "life3"):
        [link] = page.all(f"#summary a[href='#{name}']")
        page.run("arguments[0].scrollIntoView({ block: 'center' })", link)
        link.click()
        top = page.run(f"return document.getElementById('{name}').getBoundingClientRect().top")
        assert 0 <= top < 300


def test_a_row_opens(opened, examples_page):
    """And shows what a card shows: the picture, the observations, their payloads."""
    page = opened(examples_page)
    row = "article[aria-label$='d4e48449-2c87-4f0a-8630-62144a718100']"
    assert not page.one(f"{row} svg").is_displayed()
    page.click(f"{row} > details > summary")
    assert page.one(f"{row} svg").is_displayed()
    assert 1 == len(page.all(f"{row} svg .tie.late"))
    assert ["submitted", "delivered"] == page.texts(f"{row} svg .state")
    assert "arrived late" in page.texts(f"{row} svg text")
    assert "follows; arrived late" in page.texts(f"{row} .how")
    page.run("arguments[0].click()", page.all(f"{row} .seen summary")[0])
    payload = page.all(f"{row} .payload")[0]
    assert '"status": "delivered"' in payload.text or '"status": "submitted"' in payload.text
    assert "44770" not in payload.text


def test_everything_is_reached_by_keyboard(opened, examples_page):
    """Skip, open, follow: no mouse, and the focus is seen."""
    page = opened(examples_page)
    page.press("\ue004")
    assert "Skip to the report" == page.focused().text
    page.press(ENTER)
    assert "main" == page.focused().get_attribute("id")
    summary = page.tab_to("vonage/sms")
    assert "none" != summary.value_of_css_property("outline-style")
    page.tab_to("A delivered message has no error code")
    assert not page.all("details.pattern[open]")
    page.press(SPACE)
    assert 1 == len(page.all("details.pattern[open]"))
    page.press("\ue004", ENTER)
    assert page.driver.current_url.partition("#")[2].startswith("m")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_strings_are_shown_as_text(opened, text):
    """In keys, statuses, payloads and file names: nothing runs, nothing is added, all is read."""
    records = [callback("submitted", key=text, **{text: text}), callback(text, key=text)]
    judged = check([records], Options(details=9))
    place = Place(text, 1, 0)
    strange = replace(
        judged,
        findings=tuple(each._replace(place=place, cite=text) for each in judged.findings),
        logs=(LogReport(text, 1, 1, 0, 0, text),),
    )
    page = opened(page_of(strange))
    assert "msglife" in page.driver.title
    assert [] == page.all("img, iframe, object, script")
    assert page.texts("article h4")[0][:199] == text[:199]
    shown = page.texts("svg.timeline")[0] + page.texts("article .seen")[0]
    assert as_written(text)[:20] in shown
    assert all(text[:70] in each for each in page.texts(".cases .where"))
    assert any(text[:50] in each for each in page.texts(".payload code"))
    page.run(OPEN_ALL)
    assert page.run("return document.documentElement.scrollWidth <= innerWidth")


def test_what_moves_or_hides_is_written_out(opened):
    """Control characters and direction marks are escapes, not what they do."""
    text = "a\u202eb\u2066c\u2028d\x1be\u200bf"
    page = opened(page_of(check([[callback("oops", key=text)]], Options(details=9))))
    assert [r"a\u202eb\u2066c\u2028d\x1be\u200bf"] == page.texts("article h4")


def test_the_accessibility_tree_names_what_it_holds(opened, examples_page):
    """Landmarks, tables, headers, links and lists have roles and names."""
    page = opened(examples_page)
    page.driver.execute_cdp_cmd("Accessibility.enable", {})
    nodes = page.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    named = {}
    for node in nodes:
        if not node.get("ignored"):
            name = node.get("name", {}).get("value", "")
            named.setdefault(node["role"]["value"], []).append(name)
    assert {"main", "navigation", "banner", "contentinfo"} <= set(named)
    assert {"Summary", "Lifecycles", "Findings", "Messages"} <= set(named["link"])
    assert {"Findings", "Messages", "Lifecycles"} <= set(named["region"] + named["heading"])
    for role in ("link", "table", "article", "region", "image", "heading"):
        assert all(named.get(role, [""])), role
    assert any(each.startswith("Along the log’s time: ") for each in named["image"])


def test_a_thousand_faulty_messages_open(opened, tmp_path):
    """The page is small, shows the worst, and says how many there are."""
    records = [
        callback(status, key=key_of(number))
        for number in range(1_000)
        for status in ("delivered", "rejected", "submitted")
    ]
    log = write_log(tmp_path / "a.jsonl", records)
    page = opened(page_of(check([str(log)], Options(details=MESSAGES))))
    assert (tmp_path / "report.html").stat().st_size < 2_500_000
    assert MESSAGES == len(page.all("article"))
    assert f"{MESSAGES} messages of 1,000 are shown" in page.one("#messages").text
    assert page.all("article svg")[0].is_displayed()


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_its_window(opened, examples_page, width):
    """All of it open, at any width, in both schemes: nothing is cut off, each text is read."""
    page = opened(examples_page)
    page.run(OPEN_ALL)
    for scheme, paper in {"light": "rgb(251, 250, 248)", "dark": "rgb(21, 23, 26)"}.items():
        with page.seen(width, scheme):
            assert page.run("return document.documentElement.scrollWidth") <= width
            ground = "return getComputedStyle(document.documentElement).backgroundColor"
            assert paper == page.run(ground)
            told = page.run(COLOURS)
            assert len(told) > 10
            faint = [each for each in told if contrast(coloured(each[0]), coloured(each[1])) < 4.5]
            assert [] == faint


@pytest.mark.parametrize("width", WIDTHS)
def test_a_uuid_stands_on_one_line(opened, examples_page, width):
    """In cards, in rows and in lists of cases, wherever there is room for it."""
    page = opened(examples_page)
    with page.seen(width):
        page.run(OPEN_ALL)
        heights = page.run("""
          const size = (e) => parseFloat(getComputedStyle(e).fontSize);
          const high = (e) => e.getBoundingClientRect().height / size(e);
          return [...document.querySelectorAll(".key")]
            .filter((e) => /^[0-9a-f-]{36}$/.test(e.textContent.trim())).map(high);
        """)
        assert len(heights) > 30
        assert max(heights) < 2


@pytest.mark.parametrize("width", WIDTHS)
def test_no_label_of_a_timeline_meets_another(opened, examples_page, width):
    """Chips, captions, times: each has its room."""
    page = opened(examples_page)
    with page.seen(width):
        page.run(OPEN_ALL)
        met = page.run("""
          const within = (a, b, c, d) => a < d - 1 && c < b - 1;
          const meet = (a, b) =>
            within(a.left, a.right, b.left, b.right) && within(a.top, a.bottom, b.top, b.bottom);
          const found = [];
          for (const svg of document.querySelectorAll("svg.timeline")) {
            const texts = [...svg.querySelectorAll("text")];
            const boxes = texts.map((e) => e.getBoundingClientRect());
            for (let i = 0; i < texts.length; i++)
              for (let k = i + 1; k < texts.length; k++)
                if (meet(boxes[i], boxes[k])) found.push([texts[i], texts[k]]);
          }
          return found.map((two) => two.map((e) => e.textContent));
        """)
        assert [] == met


def test_without_scripts_all_of_it_stands(opened, driver, examples_page):
    """The page has none, and needs none: what is closed opens all the same."""
    command = "Emulation.setScriptExecutionDisabled"
    driver.execute_cdp_cmd(command, {"value": True})
    try:
        page = opened(examples_page)
        row = page.all("article.row")[0]
        picture = row.find_element("css selector", "svg")
        assert not picture.is_displayed()
        row.find_element("css selector", "summary").click()
        assert picture.is_displayed()
    finally:
        driver.execute_cdp_cmd(command, {"value": False})


def test_it_prints(opened):
    """What is closed on the screen stands on paper, too."""
    records = [callback("submitted"), callback("delivered", 9, client_ref="on-paper")]
    page = opened(page_of(check([records], Options(details=9))))
    assert not page.one("article svg").is_displayed()
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert page.run(
            "const box = document.querySelector('article svg').getBoundingClientRect();"
            "return box.height > 0 && document.querySelector('article svg').checkVisibility()"
        )
        assert page.run("return document.documentElement.scrollWidth <= innerWidth")
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    printed = page.driver.execute_cdp_cmd("Page.printToPDF", {})["data"]
    assert b64decode(printed).startswith(b"%PDF")
