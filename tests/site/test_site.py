"""The site: every page is there, a broken link fails, and it looks well in a real browser."""

import re

import pytest

from support.browser import watched
from support.checkout import ROOT

PAGES = (
    "index",
    "docs/guide/check",
    "docs/codes",
    "docs/providers",
    "docs/lifecycles/go4network/message",
    "CHANGELOG",
)
WIDTHS = (360, 800, 1600)
SCHEMES = ("light", "dark")
ENTER = "\ue007"

BROKEN_IMAGES = "return [...document.images].filter(e => !e.naturalWidth).map(e => e.src)"
HIDDEN = """
const page = document.documentElement;
return Math.max(page.scrollWidth, document.body.scrollWidth) - page.clientWidth;
"""
CONTRASTS = """
const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
const light = (colour) => parts(colour).slice(0, 3)
    .map((p) => p / 255).map((p) => p <= 0.04045 ? p / 12.92 : ((p + 0.055) / 1.055) ** 2.4)
    .reduce((sum, p, at) => sum + p * [0.2126, 0.7152, 0.0722][at], 0);
const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
        const colour = getComputedStyle(each).backgroundColor, [, , , alpha = 1] = parts(colour);
        if (alpha === 1) return colour;
    }
    throw new Error("nothing is behind the text");
};
const all = "article :is(p, li, td, th, h1, h2, h3, a, code, pre span)";
const texts = [...document.querySelectorAll(all)];
return texts.filter((e) => e.checkVisibility() && e.innerText.trim()).map((e) => {
    const [one, two] = [light(getComputedStyle(e).color), light(ground(e))];
    return [(Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05), e.innerText.slice(0, 40)];
});
"""


@pytest.fixture
def opened(driver, address):
    """Opens a page at a width, in a colour scheme; at the end nothing was fetched elsewhere."""

    def open_page(page, width=1600, scheme="light"):
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        preferred = {"name": "prefers-color-scheme", "value": scheme}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [preferred]})
        driver.get(f"{address}/{page}")
        return driver

    fetched = watched(driver)
    yield open_page
    urls = fetched()
    assert urls
    assert [] == [url for url in urls if not url.startswith((address, "data:"))]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_looks_well(opened, page):
    """At each width, light and dark: nothing is cut off, all drawings show, all text is legible."""
    for scheme in SCHEMES:
        for width in WIDTHS:
            driver = opened(f"{page}.html", width, scheme)
            assert 0 >= driver.execute_script(HIDDEN), (scheme, width)
            assert [] == driver.execute_script(BROKEN_IMAGES)
        contrasts = driver.execute_script(CONTRASTS)
        assert 20 < len(contrasts)
        assert [] == [each for each in contrasts if each[0] < 4.5], scheme


def test_a_search_finds_a_code(opened):
    """Typed on the front page; what is found first leads to its section."""
    from selenium.webdriver.support.wait import WebDriverWait

    driver = opened("index.html")
    driver.find_element("css selector", "input[name=q]").send_keys("LIFE002", ENTER)
    found = "#search-results li a"
    WebDriverWait(driver, 20).until(lambda each: each.find_elements("css selector", found))
    driver.find_elements("css selector", found)[0].click()
    assert driver.current_url.endswith("/docs/codes.html#life002-no-such-edge")
    section = driver.find_element("css selector", "section:target > h3")
    assert section.text.startswith("LIFE002")


def test_a_lifecycle_is_drawn_and_its_mermaid_folded(opened):
    """The drawing is large enough to be read, on a small screen, too."""
    driver = opened("docs/lifecycles/go4network/message.html", 360)
    [drawing] = driver.find_elements("css selector", "article img")
    assert 600 <= drawing.size["width"]
    [folded] = driver.find_elements("css selector", "article details")
    assert folded.get_attribute("open") is None
    assert "stateDiagram-v2" in folded.get_attribute("textContent")


def test_every_page_is_there(site):
    """Each document is a page, and the navigation leads to it."""
    documents = [path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*.md")]
    pages = [path.with_suffix(".html").as_posix() for path in documents]
    front = (site / "index.html").read_text(encoding="utf-8")
    assert [] == [page for page in pages if not (site / page).is_file()]
    assert [] == [page for page in (*pages, "CHANGELOG.html") if f'href="{page}"' not in front]


def test_a_link_to_a_folder_leads_to_its_page(site):
    """And where it has none, the words stay, and no link."""
    front = (site / "index.html").read_text(encoding="utf-8")
    assert re.search(r'href="examples/logs/README\.html"', front)
    assert "benchmarks/README.html" in front
    assert 'href="spec"' not in front
    assert ">spec<" in front


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("[a](docs/gone.md)", "docs/gone"),
        ("[a](docs/guide.md#gone)", "gone"),
        ("[a](#gone)", "gone"),
        ("![a](gone.svg)", "gone.svg"),
    ],
    ids=["page", "anchor", "own anchor", "image"],
)
def test_what_is_broken_fails(build, tmp_path, broken, told):
    """A link to no page, to no heading, a picture that is not there; and what is wrong is named."""
    (tmp_path / "docs").mkdir()
    sound = {
        "README.md": "# Front\n\n[a](docs/guide.md#there)\n",
        "docs/README.md": "# Index\n\n## Guide\n\n- [a](guide.md)\n",
        "docs/guide.md": "# Guide\n\n## There\n",
        **{f"{name}.md": f"# {name}\n" for name in ("CHANGELOG", "CONTRIBUTING")},
        **{f"{name}.md": f"# {name}\n" for name in ("SECURITY", "RELEASING")},
    }
    for name, text in sound.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    if told == "docs/gone":
        done, _ = build(tmp_path)
        assert 0 == done.returncode, done.stderr
    (tmp_path / "README.md").write_text(f"{sound['README.md']}\n{broken}\n", encoding="utf-8")
    done, _ = build(tmp_path)
    assert 0 != done.returncode
    assert told in done.stderr
