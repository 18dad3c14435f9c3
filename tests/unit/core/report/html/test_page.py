"""The page as a string: what is in it without any script."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

import pytest

from layerproof.core.judge.values import Verdict
from tests.support.pages import page_of
from tests.support.verdicts import (
    broken_verdict,
    hostile_verdict,
    kept_verdict,
    partial_verdict,
    unmeasured_verdict,
)


class _Text(HTMLParser):
    """Collects what a reader without a script would see, with single spaces."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._raw = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._raw = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._raw = False

    def handle_data(self, data: str) -> None:
        if not self._raw:
            self.words += data.split()


def _text(page: str) -> str:
    parser = _Text()
    parser.feed(page)
    return " ".join(parser.words)


_PAGE = page_of(broken_verdict())
_TEXT = _text(_PAGE)


@pytest.mark.parametrize(
    "said",
    [
        "Broken What was measured does not hold: 3 reasons (gate-missed 2, test-failed 1).",
        "✗ broken gate-missed layer service (all suites): 78.84 %, needed 85 % Do: cover the lines",
        "Project shop Branch main Commit 9f8e7d6c5b4a Time 2026-11-21 15:30:00 UTC",
        "Layerproof 0.1.0",
        "Layer Ruling All suites merged unit integration api",
        "router 1 file ✓ kept 91.6 % 11 of 12 ✓ at least 80 % : kept 0.0 % 0 of 12",
        "api ✗ broken 1 of 1 1 0 1 0 0",
        "failed tests/api/test_orders.py::test_create api, 120 ms assert 500 == 201",
        "250 ms unit tests/unit/test_orders.py::test_discount[half] ▲ over budget",
        "skipped 1 needs PostgreSQL tests/integration/test_repository.py::TestOrders::test_lock",
        "src/ shop/ services/ orders.py 84.0 % service 6 1 37 of 44 14-18, 20->22, 33",
        "tests/unit: 1 test took longer than 100 ms",
    ],
)
def test_the_essentials_need_no_script(said: str) -> None:
    """Verdict, reasons, matrix, suites, tests and files are in the HTML itself."""
    assert said in _TEXT


@pytest.mark.parametrize(
    "verdict",
    [kept_verdict(), broken_verdict(), partial_verdict(), unmeasured_verdict(), hostile_verdict()],
    ids=["kept", "broken", "partial", "unmeasured", "hostile"],
)
def test_the_policy_allows_this_style_and_script_alone(verdict: Verdict) -> None:
    """The page's policy bars everything but the one style and the one script in it, by hash."""
    page = page_of(verdict)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in (style, script)]
    (policy,) = re.findall(r'Content-Security-Policy" content="(.*?)"', page)
    assert unescape(policy).split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{hashes[0]}'",
        f"script-src 'sha256-{hashes[1]}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]


def test_a_page_is_made_alike_twice() -> None:
    """The same verdict gives the same page, byte for byte."""
    assert page_of(broken_verdict()) == _PAGE


def test_nothing_to_count_is_said() -> None:
    """A run without counts shows no numbers that could be taken for coverage."""
    text = _text(page_of(unmeasured_verdict()))
    assert "Nothing could be counted in this run; the reasons are given above." in text
    assert "No source file was counted." in text
    assert "100.0 %" not in text


def test_a_commit_that_is_not_known_is_said() -> None:
    """Without git the page says so, and uncommitted changes are never hidden."""
    verdict = kept_verdict()
    run = replace(verdict.provenance, commit="", branch="", dirty=True)
    text = _text(page_of(replace(verdict, provenance=run)))
    assert "Project shop Commit unknown, with uncommitted changes Time" in text


def test_reasons_lead_to_their_files() -> None:
    """A reason about a measured file links to its line in the page; any other is plain text."""
    verdict = broken_verdict()
    inside = replace(verdict.reasons[0], path="src/shop/services/orders.py", line=14)
    page = page_of(replace(verdict, reasons=(inside, verdict.reasons[0])))
    place = "src/shop/services/orders.py:14"
    assert f'<a href="#file={place}"><code>{place}</code></a>' in page
    assert "<code>tests/api/test_orders.py:44</code>" in page
    assert "#file=tests/" not in page


def test_a_page_can_be_written_as_utf_8() -> None:
    """Not even lone surrogates in names and source keep the page from being written."""
    page = page_of(hostile_verdict("\ud800"))
    assert page.encode("utf-8")
