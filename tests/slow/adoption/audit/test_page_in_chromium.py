"""The audit's page in a real browser: quiet, readable at every width and in both colours."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.support.audits import audits, write_page
from tests.support.chromium import Chromium
from tests.support.contrast import look_at_schemes

_KINDS = pytest.mark.parametrize("kind", ["well", "badly", "hostile", "empty"])
_OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
_FOCUS = "document.activeElement"


@pytest.fixture
def page(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Write the page of the audit that the test names, else of the bad one."""
    kind = request.node.callspec.params["kind"] if hasattr(request.node, "callspec") else "badly"
    return write_page(tmp_path, audits()[kind])


@_KINDS
def test_it_asks_the_network_for_nothing(chromium: Chromium, page: Path, kind: str) -> None:
    """Opening the page loads the page alone, and the console stays empty."""
    chromium.open(page)
    chromium.ask(_OPEN_ALL)
    asked = [url for url in chromium.requests() if not url.startswith("data:image/svg+xml,")]
    assert (asked, chromium.console()) == ([page.as_uri()], []), kind


@_KINDS
def test_a_phone_scrolls_no_page_sideways(chromium: Chromium, page: Path, kind: str) -> None:
    """At 375 pixels nothing sticks out of the page, whatever is unfolded."""
    chromium.open(page)
    chromium.emulate(width=375)
    chromium.ask(_OPEN_ALL)
    assert chromium.ask("return document.documentElement.scrollWidth") == 375, kind


def test_both_colour_schemes_have_enough_contrast(chromium: Chromium, page: Path) -> None:
    """Dark is dark, light is light, and all text stands out by 4.5 to 1 (WCAG AA)."""
    chromium.open(page)
    chromium.ask(_OPEN_ALL)
    light, dark = look_at_schemes(chromium)
    assert min(light.texts, dark.texts) > 60
    assert min(light.lowest, dark.lowest) >= 4.5
    assert (light.background, dark.background) == ("rgb(246, 247, 248)", "rgb(17, 20, 23)")


def test_the_keyboard_alone_suffices(chromium: Chromium, page: Path) -> None:
    """Skip to the report, go on to a dimension of readiness, and unfold it: keys only."""
    chromium.open(page)
    chromium.press(Keys.TAB)
    assert chromium.ask(f"return {_FOCUS}.textContent") == "Skip to the report"
    chromium.press(Keys.ENTER)
    assert chromium.ask(f"return {_FOCUS}.id") == "main"
    for _ in range(30):
        chromium.press(Keys.TAB)
        if chromium.ask(f"return {_FOCUS}.tagName") == "SUMMARY":
            break
    assert chromium.ask(f"return {_FOCUS}.textContent").split()[0] == "Structure"
    chromium.press(Keys.ENTER)
    assert chromium.ask(f"return {_FOCUS}.parentElement.open")


def test_the_focus_is_always_seen(chromium: Chromium, page: Path) -> None:
    """Wherever the tabulator stops, an outline shows where that is."""
    chromium.open(page)
    stops = chromium.focus_stops(60)
    assert len(stops) > 15
    assert [stop for stop in stops if not stop[1]] == []


def test_everything_has_a_name(chromium: Chromium, page: Path) -> None:
    """Sections are labelled by headings that are there, tables have heads, no id comes twice."""
    chromium.open(page)
    faults = chromium.ask("""
      const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
      const labelled = [...document.querySelectorAll('[aria-labelledby]')];
      const levels = [...document.querySelectorAll('h1, h2, h3')].map((n) => Number(n.tagName[1]));
      return [
        ids.filter((id, at) => ids.indexOf(id) !== at),
        labelled.filter((n) => !document.getElementById(n.getAttribute('aria-labelledby'))).length,
        [...document.querySelectorAll('table')].filter((n) => !n.querySelector('th[scope]')).length,
        levels.filter((level, at) => at && level > levels[at - 1] + 1).length,
        document.querySelectorAll('h1').length,
      ];
    """)
    assert faults == [[], 0, 0, 0, 1]
