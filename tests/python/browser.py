"""A real browser, for the pages that people open: what it asked for, what its console said, how a page looks."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    # whatever a page asks for by name does not leave the machine
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


class Browser:
    """Headless Chromium."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self._driver = driver

    def open(self, address: str, ready: str = "return document.readyState === 'complete'") -> None:
        """Open a page anew, and wait until `ready` holds."""
        self._driver.get("about:blank")
        self.console(), self.requests()
        self._driver.get(address)
        self.wait(ready)

    def wait(self, script: str) -> None:
        """Wait until a script's value is true."""
        WebDriverWait(self._driver, 30, poll_frequency=0.1).until(lambda driver: driver.execute_script(script))

    def js(self, script: str, *arguments: object) -> Any:
        """The value of a script."""
        return self._driver.execute_script(script, *arguments)

    def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        self._driver.find_element("css selector", selector).send_keys(text)

    def console(self) -> list[str]:
        """What the console said since the last call, but for plain information."""
        said = self._driver.get_log("browser")
        return [f"{entry['level']} {entry['message']}" for entry in said if entry["level"] not in ("INFO", "DEBUG")]

    def requests(self) -> set[str]:
        """What was asked for since the last call; the browser's own pages and what is inside the page do not count."""
        events = (json.loads(entry["message"])["message"] for entry in self._driver.get_log("performance"))
        sent = (event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent")
        return {url for url in sent if not url.startswith(("chrome:", "data:", "blob:", "about:"))}

    def look(self, width: int = 1280, height: int = 900, scheme: str = "light", media: str = "screen") -> None:
        """Take the size of a screen, a colour scheme, a medium."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own in `folder`; the test skips, and says so, where there is none."""
    if not (CHROMIUM and DRIVER):
        pytest.skip("chromium or chromedriver is absent (Debian: chromium, chromium-driver): the pages stay unopened")
    options = Options()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
