"""Pages that a real browser has open."""

from contextlib import contextmanager

import pytest
from msglife.spec import catalog

from msglife.html_report import to_html
from support.browser import driver, watched

__all__ = ["driver"]


class Opened:
    """A page that is open in the browser."""

    def __init__(self, driver):
        self.driver = driver

    def all(self, selector):
        """The elements that a CSS selector finds."""
        return self.driver.find_elements("css selector", selector)

    def one(self, selector):
        """The one element that a CSS selector finds."""
        [element] = self.all(selector)
        return element

    def texts(self, selector):
        """What the elements say."""
        script = "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)"
        return self.driver.execute_script(script, selector)

    def run(self, script, *arguments):
        """What a script returns."""
        return self.driver.execute_script(script, *arguments)

    def click(self, selector):
        """Click the one element, where nothing that stays at the top covers it."""
        element = self.one(selector)
        self.run("arguments[0].scrollIntoView({ block: 'center' })", element)
        element.click()

    def press(self, *keys):
        """Press keys, one after the other."""
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def focused(self):
        """The element that has the focus."""
        return self.driver.switch_to.active_element

    def tab_to(self, text):
        """Press the tabulator until an element that says so has the focus."""
        for _ in range(400):
            self.press("\ue004")
            here = self.focused()
            if text in here.text:
                return here
        raise AssertionError(f"the keyboard does not reach {text!r}")

    @contextmanager
    def seen(self, width, scheme="light"):
        """See it at some width, in a colour scheme."""
        command = self.driver.execute_cdp_cmd
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        command("Emulation.setEmulatedMedia", {"features": features})
        command("Emulation.setDeviceMetricsOverride", size)
        try:
            yield self
        finally:
            command("Emulation.clearDeviceMetricsOverride", {})
            command("Emulation.setEmulatedMedia", {"features": []})


@pytest.fixture(scope="session")
def examples_page(examples):
    """The page of the example logs."""
    return to_html(examples, catalog())


@pytest.fixture
def opened(driver, tmp_path):
    """Opens a page from a file; at the end nothing was complained of, and nothing fetched."""

    def open_page(page):
        path = tmp_path / "report.html"
        path.write_text(page, encoding="utf-8")
        driver.get(path.as_uri())
        return Opened(driver)

    fetched = watched(driver)
    yield open_page
    urls = fetched()
    assert [] == [url for url in urls if not url.startswith(("file:///", "data:"))]
    assert 1 == len([url for url in urls if url.startswith("file:///")])
