"""Names, messages, paths and source are hostile: none of them may run, by two walls each alone.

The first wall is escaping, the second the page's Content-Security-Policy. Each is tested with
the other taken down, and what is tested with is shown to run where both are down.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from layerproof.core.judge.values import Verdict
from tests.support.chromium import Chromium
from tests.support.pages import page_of
from tests.support.verdicts import HOSTILE, hostile_verdict, kept_verdict

_ATTACKS = {
    "element": "</script></style></title></pre><img src=x onerror=\"window.ran='element'\">",
    "script": "</script><script>window.ran='script'</script>",
    "attribute": '" autofocus onfocus="window.ran=\'attribute\'" x="',
    "quote": "' onmouseover='window.ran=1' '`${window.ran=1}`",
    "template": "{{ self.__init__.__globals__ }}{% raw %}",
    "separators": "\u2028\u2029*/window.ran='separators'//",
    "comment": "<!--<script>--><svg onload=window.ran='comment'>",
    "prototype": "__proto__",
    "all": HOSTILE,
}
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_OPENED = "document.querySelectorAll('#source-scroll tbody tr').length"


def _page(text: str) -> str:
    verdict = hostile_verdict(text)
    files = verdict.measurement.files if verdict.measurement else ()
    return page_of(verdict, {file.path: f"a = 1 # {text}\n{text}\n" for file in files})


def _save(folder: Path, page: str) -> Path:
    path = folder / "index.html"
    path.write_text(page, encoding="utf-8", newline="")
    return path


class _Markup(HTMLParser):
    """Collects every element, and every attribute that a page could be attacked by."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def _markup(page: str) -> _Markup:
    parser = _Markup()
    parser.feed(page)
    return parser


@pytest.mark.parametrize("text", _ATTACKS.values(), ids=_ATTACKS.keys())
def test_hostile_names_add_no_markup(text: str) -> None:
    """A page full of hostile names has no element or attribute that a harmless one lacks."""
    hostile, harmless = _markup(_page(text)), _markup(_page("harmless"))
    assert (hostile.tags - harmless.tags, hostile.attributes - harmless.attributes) == (
        set(),
        set(),
    )


@pytest.mark.parametrize("text", _ATTACKS.values(), ids=_ATTACKS.keys())
def test_nothing_hostile_runs_even_without_the_policy(
    chromium: Chromium, tmp_path: Path, text: str
) -> None:
    """Escaping alone keeps everything hostile from running, in the report and an opened file."""
    page, taken_down = _POLICY.subn("", _page(text))
    assert taken_down == 1
    chromium.open(_save(tmp_path, page))
    chromium.ask("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    chromium.ask("document.querySelector('#file-table tbody a').click()")
    chromium.until(_OPENED)
    found = chromium.ask("return [window.ran ?? null, document.images.length]")
    assert (found, chromium.console()) == ([None, 0], [])


@pytest.mark.parametrize("name", ["element", "script", "comment"])
@pytest.mark.parametrize("policy", [True, False], ids=["barred", "shown to run"])
def test_the_policy_stops_what_escaping_would_have_missed(
    chromium: Chromium, tmp_path: Path, name: str, *, policy: bool
) -> None:
    """Raw hostile markup in the page does not run; without the policy the same markup does."""
    page = page_of(kept_verdict()).replace("</footer>", f"</footer>{_ATTACKS[name]}")
    if not policy:
        page = _POLICY.sub("", page)
    chromium.open(_save(tmp_path, page))
    if policy:
        chromium.until("document.readyState === 'complete'")
        assert chromium.ask("return window.ran ?? null") is None
    else:
        assert chromium.until("window.ran") == name


def test_no_script_can_turn_text_into_markup(chromium: Chromium, tmp_path: Path) -> None:
    """The browser itself refuses markup from strings, so no later change can let it in."""
    chromium.open(_save(tmp_path, page_of(kept_verdict())))
    refused = chromium.ask(
        "try { document.body.innerHTML = '<b>'; return 'taken'; } catch (e) { return e.name; }"
    )
    assert refused == "TypeError"


def test_a_disguised_name_is_shown_undisguised() -> None:
    """Characters that turn text around are named, so that a path reads as what it is."""
    verdict: Verdict = kept_verdict()
    run = replace(verdict.provenance, branch="safe\u202etxt.exe")
    assert "<dd>safe\\u202etxt.exe</dd>" in page_of(replace(verdict, provenance=run))
