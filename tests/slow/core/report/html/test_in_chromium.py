"""The page in a real browser: quiet, readable at every width and in both colour schemes."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.core.judge.values import Verdict
from tests.support.chromium import Chromium
from tests.support.contrast import look_at_schemes
from tests.support.pages import write_page
from tests.support.verdicts import (
    broken_verdict,
    hostile_verdict,
    kept_verdict,
    large_verdict,
    partial_verdict,
    unmeasured_verdict,
)

_FILE = "#file=src/shop/services/orders.py"

_VERDICTS = pytest.mark.parametrize(
    "verdict",
    [kept_verdict(), broken_verdict(), partial_verdict(), unmeasured_verdict(), hostile_verdict()],
    ids=["kept", "broken", "partial", "unmeasured", "hostile"],
)

_OPENED = "document.querySelectorAll('#source-scroll tbody tr').length"


@_VERDICTS
def test_it_asks_the_network_for_nothing(
    chromium: Chromium, tmp_path: Path, verdict: Verdict
) -> None:
    """Opening the page and a file in it loads the page alone, and the console stays empty."""
    page = write_page(tmp_path, verdict)
    chromium.open(page)
    if verdict.measurement:
        chromium.ask("document.querySelector('#file-table tbody a').click()")
        chromium.until(_OPENED)
    asked = [url for url in chromium.requests() if not url.startswith("data:image/svg+xml,")]
    assert (asked, chromium.console()) == ([page.as_uri()], [])


@_VERDICTS
def test_a_phone_scrolls_no_page_sideways(
    chromium: Chromium, tmp_path: Path, verdict: Verdict
) -> None:
    """At 375 pixels nothing sticks out of the page: tables scroll within themselves."""
    chromium.open(write_page(tmp_path, verdict))
    chromium.emulate(width=375)
    chromium.ask("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    widths = [chromium.ask("return document.documentElement.scrollWidth")]
    if verdict.measurement:
        chromium.ask("document.querySelector('#file-table tbody a').click()")
        chromium.until(_OPENED)
        widths.append(chromium.ask("return document.documentElement.scrollWidth"))
    assert set(widths) == {375}


@pytest.mark.parametrize("fragment", ["", f"{_FILE}:14"], ids=["report", "file"])
def test_both_colour_schemes_have_enough_contrast(
    chromium: Chromium, tmp_path: Path, fragment: str
) -> None:
    """Dark is dark, light is light, and in both all text stands out by 4.5 to 1 (WCAG AA)."""
    chromium.open(write_page(tmp_path, broken_verdict()), fragment)
    if fragment:
        chromium.until(_OPENED)
    light, dark = look_at_schemes(chromium)
    assert min(light.texts, dark.texts) > 60
    assert min(light.lowest, dark.lowest) >= 4.5
    assert (light.background, dark.background) == ("rgb(246, 247, 248)", "rgb(17, 20, 23)")


def test_it_holds_still_when_asked_to(chromium: Chromium, tmp_path: Path) -> None:
    """Scrolling glides only for readers who did not ask for less motion."""
    chromium.open(write_page(tmp_path, kept_verdict()))
    question = "return getComputedStyle(document.documentElement).scrollBehavior"
    still = chromium.ask(question)
    chromium.emulate(still=False)
    assert (still, chromium.ask(question)) == ("auto", "smooth")


def test_it_prints_whole(chromium: Chromium, tmp_path: Path) -> None:
    """On paper nothing scrolls, so tables are whole and controls are gone."""
    chromium.open(write_page(tmp_path, broken_verdict()))
    chromium.emulate(width=900, media="print")
    hidden = chromium.ask(
        "return ['.top', '.filter'].map((one) => document.querySelector(one).checkVisibility())"
    )
    boxes = "[...document.querySelectorAll('.scroll')]"
    overflow = chromium.ask(
        f"return {boxes}.filter((box) => getComputedStyle(box).overflowY !== 'visible').length"
    )
    assert (hidden, overflow) == ([False, False], 0)


def test_it_is_readable_without_a_script(chromium: Chromium, tmp_path: Path) -> None:
    """Without a script the page says what is lost, and shows everything else."""
    page = write_page(tmp_path, broken_verdict())
    chromium.open(page)
    chromium.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        chromium.driver.refresh()
        text = chromium.driver.find_element("tag name", "main").text
        shown = chromium.driver.find_element("id", "filter").is_displayed()
    finally:
        chromium.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert "Sorting, filtering and opening a file need JavaScript" in text
    assert "src/shop/services/orders.py" in text
    assert not shown


def test_a_large_report_opens(chromium: Chromium, tmp_path: Path) -> None:
    """2,000 files of 200 lines and 10,000 tests: open, filtered and a file seen, in seconds."""
    verdict = large_verdict()
    page = write_page(tmp_path, verdict)
    assert page.stat().st_size < 10_000_000
    chromium.open(page)
    loaded = chromium.ask(
        "return performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    )
    chromium.ask(
        "const path = document.getElementById('filter-path'); path.value = 'module_1999';"
        "path.dispatchEvent(new Event('input', { bubbles: true }));"
    )
    chromium.ask("document.querySelector('#file-table tbody tr:not([hidden]) a').click()")
    assert chromium.until(_OPENED) == 45
    assert chromium.ask("return document.getElementById('source-title').textContent") == (
        "src/shop/services/module_1999.py"
    )
    assert loaded < 10_000
