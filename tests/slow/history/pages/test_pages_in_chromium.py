"""The pages in a real browser: quiet, and usable by keyboard, on a phone, in dark and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from selenium.webdriver.common.keys import Keys

from tests.support.chromium import Chromium
from tests.support.contrast import look_at_schemes
from tests.support.history_world import PASSWORD
from tests.support.page_runs import run_id
from tests.support.served_pages import Served

PROJECT = "/o/local/shop"

LOCAL_PAGES = (
    "/",
    "/o/local",
    PROJECT,
    f"{PROJECT}/runs/{run_id(11)}",
    f"{PROJECT}/runs/{run_id(11)}/tests",
    f"{PROJECT}/trends",
    f"{PROJECT}/tests/flaky",
    f"{PROJECT}/tests/slowest",
    f"{PROJECT}/compare?head={run_id(11)}",
    "/o/local/hostile",
    "/o/local/hostile/runs/hostile",
    "/o/local/hostile/runs/hostile/tests",
    "/o/local/hostile/tests/slowest",
    "/o/local/hostile/trends",
)

TEAM_PAGES = (
    "/",
    "/new-organization",
    "/o/acme",
    "/o/acme/-/members",
    "/o/acme/-/new-project",
    "/o/acme/shop/tokens",
    "/invitation?token=x",
)

_OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
_FOCUS = "document.activeElement"


def _open(chromium: Chromium, address: str) -> None:
    chromium.driver.get("about:blank")
    chromium.emulate()
    chromium.console()
    chromium.requests()
    chromium.driver.get(address)


def _path(chromium: Chromium) -> str:
    return str(chromium.ask("return location.pathname + location.search"))


def _press_until(chromium: Chromium, text: str) -> None:
    """Press the tabulator until the focus is on the element with that text."""
    for _ in range(60):
        chromium.press(Keys.TAB)
        if str(chromium.ask(f"return {_FOCUS}.textContent.trim()")) == text:
            return
    pytest.fail(f"the tabulator never stops at {text!r}")


@pytest.fixture
def owner(chromium: Chromium, team: Served) -> Iterator[Served]:
    """Log the owner of ``acme`` in, with the keyboard alone; forget the log-in afterwards."""
    _open(chromium, team / "/")
    chromium.driver.find_element("name", "address").send_keys("owner@acme.example", Keys.TAB)
    chromium.press(PASSWORD, Keys.ENTER)
    chromium.until("location.pathname === '/' && document.readyState === 'complete'")
    yield team
    chromium.driver.delete_all_cookies()


@pytest.mark.parametrize("path", LOCAL_PAGES)
def test_a_page_is_quiet_and_fits_a_phone(chromium: Chromium, local: Served, path: str) -> None:
    """A page asks nobody else for anything, complains of nothing, and scrolls no phone sideways."""
    _open(chromium, local / path)
    asked = chromium.requests()
    assert asked[0] == local / path
    assert not [url for url in asked if not url.startswith(f"{local.url}/")]
    assert chromium.console() == []
    assert "broken in" not in chromium.ask("return document.title")
    chromium.ask(_OPEN_ALL)
    for width in (360, 320):
        chromium.emulate(width=width)
        assert chromium.ask("return document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("path", LOCAL_PAGES)
def test_a_page_stands_out_in_both_schemes(chromium: Chromium, local: Served, path: str) -> None:
    """Dark is dark, light is light, and all text stands out by 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    _open(chromium, local / path)
    chromium.ask(_OPEN_ALL)
    light, dark = look_at_schemes(chromium)
    assert min(light.lowest, dark.lowest) >= 4.5
    assert (light.background, dark.background) == ("rgb(246, 247, 248)", "rgb(17, 20, 23)")


@pytest.mark.parametrize("path", TEAM_PAGES)
def test_a_page_of_a_team_is_fit_as_well(chromium: Chromium, owner: Served, path: str) -> None:
    """What is managed on pages is quiet, fits a phone, and stands out in both schemes."""
    _open(chromium, owner / path)
    assert not [url for url in chromium.requests() if not url.startswith(f"{owner.url}/")]
    assert chromium.console() == []
    chromium.ask(_OPEN_ALL)
    light, dark = look_at_schemes(chromium)
    assert min(light.lowest, dark.lowest) >= 4.5
    chromium.emulate(width=320)
    assert chromium.ask("return document.documentElement.scrollWidth") == 320


def test_the_keyboard_leads_from_the_first_page_to_a_test(
    chromium: Chromium, local: Served
) -> None:
    """Skip to the content, into the project, a run, and a test's history: keys only."""
    _open(chromium, local / "/")
    chromium.press(Keys.TAB)
    assert chromium.ask(f"return {_FOCUS}.textContent") == "Skip to the content"
    chromium.press(Keys.ENTER)
    assert chromium.ask(f"return {_FOCUS}.id") == "main"
    for name, path in (
        ("shop", PROJECT),
        ("2026-11-06 17:30\u00a0UTC", f"{PROJECT}/runs/{run_id(11)}"),
        ("The history of this test", f"{PROJECT}/tests/"),
    ):
        _press_until(chromium, name)
        chromium.press(Keys.ENTER)
        chromium.until("location.pathname.startsWith(arguments[0])", path)
    assert "test_a_foreign_order" in chromium.ask("return document.querySelector('h1').textContent")


@pytest.mark.parametrize("path", [PROJECT, f"{PROJECT}/trends", f"{PROJECT}/runs/{run_id(11)}"])
def test_the_focus_is_seen_and_never_trapped(chromium: Chromium, local: Served, path: str) -> None:
    """Wherever the tabulator stops there is an outline, and it comes to the page's end."""
    _open(chromium, local / path)
    stops = chromium.focus_stops(150)
    assert 5 < len(stops) < 150
    assert [name for name, seen in stops if not seen] == []


def test_somebody_logs_in_and_out_by_keyboard(chromium: Chromium, owner: Served) -> None:
    """The log-in goes on to the first page, and the button ends it."""
    assert _path(chromium) == "/"
    _press_until(chromium, "Log out")
    chromium.press(Keys.ENTER)
    chromium.until("location.pathname === '/login'")
    _open(chromium, owner / "/o/acme/shop?branch=main")
    assert _path(chromium) == "/login?next=%2Fo%2Facme%2Fshop%3Fbranch%3Dmain"


def test_no_script_reads_the_cookie(chromium: Chromium, owner: Served) -> None:
    """The log-in's cookie is there, and is not for scripts."""
    assert [cookie["name"] for cookie in chromium.driver.get_cookies()] == ["layerproof_login"]
    assert chromium.ask("return document.cookie") == ""


def test_a_form_of_another_log_in_is_refused(chromium: Chromium, owner: Served) -> None:
    """A form whose token was changed does nothing, and says so."""
    _open(chromium, owner / "/o/acme/shop/tokens")
    chromium.ask(
        "document.querySelectorAll('[name=form_token]').forEach((one) => { one.value = 'x'; })"
    )
    chromium.driver.find_element("name", "name").send_keys("forged", Keys.ENTER)
    chromium.until("document.querySelector('h1').textContent.includes('was not sent by a page')")
    _open(chromium, owner / "/o/acme/shop/tokens")
    assert "forged" not in chromium.ask("return document.body.innerText")


def test_another_sites_page_logs_nobody_out(chromium: Chromium, owner: Served) -> None:
    """A form that a foreign page sends to the server is refused; the log-in stays."""
    chromium.driver.get("data:text/html,<p>foreign</p>")
    chromium.ask(
        "const form = document.createElement('form'); form.method = 'post';"
        "form.action = arguments[0]; document.body.append(form); form.submit()",
        owner / "/logout",
    )
    chromium.until("location.pathname === '/logout'")
    # Sent without the cookie, it is nobody's; with it, it would have been refused as foreign.
    chromium.until("/401|403/.test(document.body.innerText)")
    _open(chromium, owner / "/o/acme")
    assert _path(chromium) == "/o/acme"


def test_a_token_is_made_in_the_browser(chromium: Chromium, owner: Served) -> None:
    """The secret of a new token is shown, and is gone when the page is opened again."""
    _open(chromium, owner / "/o/acme/shop/tokens")
    chromium.driver.find_element("name", "name").send_keys("nightly", Keys.ENTER)
    secret = chromium.until("document.querySelector('.secret')?.textContent")
    assert re.fullmatch(r"lpt_[\w-]{43}", secret)
    _open(chromium, owner / "/o/acme/shop/tokens")
    text = chromium.ask("return document.body.innerText")
    assert "nightly" in text
    assert secret not in text


def test_a_plot_begins_at_its_newest_runs_on_a_phone(chromium: Chromium, local: Served) -> None:
    """Who opens the trends on a phone sees the end of the lines, with their names."""
    _open(chromium, local / f"{PROJECT}/trends")
    chromium.emulate(width=360)
    box = chromium.ask(
        "const box = document.querySelector('.plot .label').getBoundingClientRect();"
        "return [box.left >= 0, box.right <= innerWidth]"
    )
    assert box == [True, True]


def test_lines_are_told_apart_without_colour(chromium: Chromium, local: Served) -> None:
    """Each line of a plot has dashes of its own, in the light and in the dark."""
    _open(chromium, local / f"{PROJECT}/trends")
    dashes = (
        "return [...document.querySelector('.plot').querySelectorAll('.line')]"
        ".map((line) => getComputedStyle(line).strokeDasharray)"
    )
    for dark in (False, True):
        chromium.emulate(dark=dark)
        found = chromium.ask(dashes)
        assert len(found) == 4
        assert len(set(found)) == 4


def test_nothing_glides_for_whom_that_makes_ill(chromium: Chromium, local: Served) -> None:
    """Pages scroll smoothly only for those who did not ask for less motion."""
    _open(chromium, local / "/")
    behaviour = "return getComputedStyle(document.documentElement).scrollBehavior"
    chromium.emulate(still=True)
    assert chromium.ask(behaviour) == "auto"
    chromium.emulate(still=False)
    assert chromium.ask(behaviour) == "smooth"


@pytest.mark.parametrize("path", [PROJECT, f"{PROJECT}/trends", "/o/local/hostile/runs/hostile"])
def test_a_page_can_be_printed(chromium: Chromium, local: Served, path: str) -> None:
    """On paper nothing is cut off, and what can only be clicked is left out."""
    _open(chromium, local / path)
    chromium.emulate(media="print", width=1100)
    wide = "const root = document.documentElement; return root.scrollWidth - root.clientWidth"
    assert chromium.ask(wide) == 0
    hidden = chromium.ask(
        "return [...document.querySelectorAll('.tabs, .filter, .skip')]"
        ".filter((one) => one.checkVisibility()).length"
    )
    assert hidden == 0
