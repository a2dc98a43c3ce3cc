"""A real browser: Debian's Chromium without a window.

Where Chromium is missing its tests are skipped; with ``MSGLIFE_REQUIRE_BROWSER=1`` they fail.
"""

import json
import os
import shutil

import pytest

FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--window-size=1280,1000", "--force-prefers-reduced-motion"),
)
PROGRAMS = ("chromium", "chromedriver")


def programs():
    """Chromium and its driver, or a skip, or a failure where they are required."""
    found = [shutil.which(name) for name in PROGRAMS]
    if all(found):
        return found
    words = f"{' and '.join(PROGRAMS)} are not both installed"
    if os.environ.get("MSGLIFE_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{words}, and MSGLIFE_REQUIRE_BROWSER asks for them")
    return pytest.skip(words)


@pytest.fixture(scope="session")
def driver(tmp_path_factory):
    """The browser."""
    chromium, chromedriver = programs()
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(chromedriver))
    yield driver
    driver.quit()


def watched(driver):
    """Forget what a browser told so far; return what tells which addresses it fetched since.

    That it complained of nothing is asserted then.
    """
    driver.get("about:blank")
    for name in ("browser", "performance"):
        driver.get_log(name)

    def fetched():
        assert [] == driver.get_log("browser")
        events = [json.loads(each["message"])["message"] for each in driver.get_log("performance")]
        return [
            each["params"]["request"]["url"]
            for each in events
            if each["method"] == "Network.requestWillBeSent"
        ]

    return fetched
