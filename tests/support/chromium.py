"""A real headless Chromium for the tests of ``index.html``, and the questions they ask it.

Skips where there is no browser on this machine; fails instead where ``CI`` is set, since there
a skipped browser test would be a false green.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Chromium:
    """One running browser. Every ``open`` starts from a blank page of desktop size."""

    driver: Chrome

    def open(self, page: Path, fragment: str = "") -> None:
        """Load a page anew and wait until its script has run."""
        self.driver.get("about:blank")
        self.emulate()
        self.console()
        self.requests()
        self.driver.get(page.as_uri() + fragment)

    def ask(self, script: str, *args: object) -> Any:
        """Return what a script (a function's body) returns."""
        return self.driver.execute_script(script, *args)

    def until(self, condition: str, *args: object) -> Any:
        """Wait until an expression is true, and return it."""
        wait = WebDriverWait(self.driver, _PATIENCE, poll_frequency=0.02)
        return wait.until(lambda _: self.ask(f"return {condition}", *args), condition)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def focus_stops(self, most: int) -> list[tuple[str, bool]]:
        """Press the tabulator up to ``most`` times; return each stop's element and if it is seen.

        Seen is what has an outline of two pixels.
        """
        stops = []
        for _ in range(most):
            self.press(Keys.TAB)
            name, width, style = self.ask(
                "const focus = document.activeElement; const style = getComputedStyle(focus);"
                "return [focus.tagName, parseFloat(style.outlineWidth), style.outlineStyle]"
            )
            if name == "BODY":
                break
            stops.append((name, width >= 2 and style == "solid"))
        return stops

    def emulate(
        self, *, width: int = 1280, dark: bool = False, still: bool = True, media: str = ""
    ) -> None:
        """Set the window's width, the colour scheme, reduced motion and the medium.

        ``still`` is the default, since a click cannot meet what is still gliding.
        """
        wishes = {
            "prefers-color-scheme": "dark" if dark else "light",
            "prefers-reduced-motion": "reduce" if still else "no-preference",
        }
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        self._command("Emulation.setEmulatedMedia", media=media, features=features)
        self._command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=1,
            mobile=width < 500,
        )

    def console(self) -> list[str]:
        """Return what the browser complained about since it was last asked."""
        return [str(entry["message"]) for entry in self._log("browser")]

    def requests(self) -> list[str]:
        """Return every address that was asked for since this was last called."""
        entries = [json.loads(entry["message"]) for entry in self._log("performance")]
        return [
            entry["message"]["params"]["request"]["url"]
            for entry in entries
            if entry["message"]["method"] == "Network.requestWillBeSent"
        ]

    def _log(self, kind: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.driver.get_log(kind)  # type: ignore[no-untyped-call]
        return entries

    def _command(self, name: str, **parameters: object) -> None:
        self.driver.execute_cdp_cmd(name, parameters)


def find_browser() -> tuple[str, str]:
    """Return the browser and its driver; without them, skip, or fail where ``CI`` is set."""
    browser = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if browser and driver:
        return browser, driver
    reason = f"needs Chromium ({', '.join(_BROWSERS)}) and chromedriver on the PATH"
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and CI may not skip this test")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Start one headless Chromium for the session, with a profile of its own."""
    browser, driver_path = find_browser()
    options = Options()
    options.binary_location = browser
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(executable_path=driver_path))
    try:
        yield Chromium(driver)
    finally:
        driver.quit()
