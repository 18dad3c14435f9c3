"""Every rendering of an audit: whole, and safe from whatever a project is called."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import jsonschema
import pytest

from layerproof.adoption.audit.assess import assess
from layerproof.adoption.audit.document import SCHEMA_FILE, render_json, to_document
from layerproof.adoption.audit.earlier import read_document
from layerproof.adoption.audit.inputs import FileFact
from layerproof.adoption.audit.markdown import render_markdown
from layerproof.adoption.audit.markdown_pieces import LONGEST
from layerproof.adoption.audit.page import render_html
from layerproof.adoption.audit.page_assets import load_assets
from layerproof.adoption.audit.terminal import render_terminal
from tests.support.audits import a_run, a_test, audits, badly_kept, hostile, unread, well_kept

KINDS = pytest.mark.parametrize("kind", ["well", "badly", "hostile", "empty"])
AUDITS = audits()


class Elements(HTMLParser):
    """Collects the elements of a page, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the element."""
        self.found.append((tag, dict(attrs)))


@KINDS
def test_the_document_is_as_its_schema_says(kind: str) -> None:
    """``report.json`` keeps to its schema, for good, bad and hostile projects."""
    schema = json.loads((files("layerproof.adoption.audit") / SCHEMA_FILE).read_text("utf-8"))
    document = json.loads(render_json(AUDITS[kind]))
    jsonschema.validate(document, schema)
    assert document == to_document(AUDITS[kind])


def test_the_schema_bars_what_is_not_of_it() -> None:
    """A document without a section, or with a word that is no answer, breaks the schema."""
    schema = json.loads((files("layerproof.adoption.audit") / SCHEMA_FILE).read_text("utf-8"))
    document = to_document(AUDITS["well"])
    with pytest.raises(jsonschema.ValidationError, match="'tree' is a required property"):
        jsonschema.validate({k: v for k, v in document.items() if k != "tree"}, schema)
    with pytest.raises(jsonschema.ValidationError, match="is not one of"):
        jsonschema.validate({**document, "answer": "fine"}, schema)


@KINDS
def test_a_document_can_be_compared_with(kind: str) -> None:
    """What an audit writes, a later one reads for the comparison."""
    audit = AUDITS[kind]
    earlier = read_document(json.loads(render_json(audit)))
    assert earlier.figures == audit.figures
    assert len(earlier.results) == len(audit.outcomes.tests)
    assert set(earlier.answers) >= {check.name for check in audit.checklist}


@KINDS
def test_the_page_holds_no_foreign_element(kind: str) -> None:
    """No name makes an element or a link: there is no script, no image, no address outside."""
    page = render_html(AUDITS[kind], load_assets())
    found = Elements(page).found
    tags = {tag for tag, _ in found}
    assert tags.isdisjoint({"script", "img", "iframe", "object", "form", "base"})
    links = {attributes.get("href") or "" for _, attributes in found if attributes.get("href")}
    assert {link for link in links if not link.startswith(("#", "data:image/svg+xml,"))} == set()
    assert not any(name.startswith("on") for _, attributes in found for name in attributes)
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_the_page_allows_its_own_style_alone() -> None:
    """The policy of the page allows one style by its hash, and no script at all."""
    page = render_html(AUDITS["well"], load_assets())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    rules = policy[1].replace("&#39;", "'").split("; ")
    assert rules[0] == "default-src 'none'"
    assert rules[1].startswith("style-src 'sha256-")
    assert not any(rule.startswith("script-src") for rule in rules)


def test_the_page_tells_everything() -> None:
    """Each section of the audit stands in the page."""
    page = render_html(AUDITS["badly"], load_assets())
    told = (
        "its import did not end within 8.0 s",
        "tests/test_waits.py:3 in wait",
        "E   named gone",
        "same name",
        "is wrong: postgresql://shop:***@db/shop",
        "python cannot be started",
        "tests/test_more.py:4",
        "There was no audit before.",
        "after the first failure nothing is measured any more",
    )
    assert [text for text in told if text not in page] == []


@KINDS
def test_markdown_stays_what_it_is(kind: str) -> None:
    """No name of a project opens markup, and every row of a table has the cells of its head."""
    text = render_markdown(AUDITS[kind])
    spans = r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)"
    assert "<img" not in re.sub(rf"\\.|{spans}", "", text)
    assert "\x1b" not in text
    heads = 0
    for line in text.splitlines():
        if line.startswith("| ---"):
            heads = line.count("|")
        elif line.startswith("|") and heads:
            assert line.count("|") == heads, line
        else:
            heads = 0


def test_markdown_of_a_good_project() -> None:
    """The head of the report, the checklist and readiness are as they are shown."""
    lines = render_markdown(AUDITS["well"]).splitlines()
    assert lines[:5] == [
        "# Test audit of shop",
        "",
        "**not measured: of 9 points of the checklist 1 kept, 3 not measured, 5 not applicable.**",
        "",
        "2026-11-22T10:00:00+00:00, Layerproof 0.1.0, main 9f8e7d6c5b4a",
    ]
    assert "| all tests pass | \u2713 kept | 2 tests (run of now), 0 skipped |" in lines
    assert "| coverage | 0.0 % (0 of 2) |" in lines
    assert "| `fast (under 1 s)` | 2 | 1 | 20 ms | 2 passed |" in lines


def test_a_long_table_is_counted() -> None:
    """Rows beyond what a reader reads are counted instead."""
    tests = tuple(a_test(f"test_{at}_is_kept", f"tests/a{at}/test_a.py") for at in range(300))
    facts = tuple(FileFact(test.path, 1, 1) for test in tests)
    audit = assess(replace(well_kept(), tests=tests, probe=a_run(tests), files=facts))
    text = render_markdown(audit)
    # The tree has a row for the whole and one for `tests` besides.
    assert f"And {302 - LONGEST} more, all of them in report.json." in text


def test_the_terminal() -> None:
    """The summary is the estate, the checklist, readiness, what to do, and one sentence."""
    assert render_terminal(AUDITS["well"], colour=False, ascii=True) == (
        "audit of shop\n"
        "\n"
        "  3 files, 47 lines\n"
        "  2 tests written in 1 file, collected: 2\n"
        "  2 tests run (run of now)\n"
        "\n"
        "  - not applicable  every repository is tested by itself: the project has no such layer\n"
        "  ? not measured    every service is tested by itself: no suite has run under Layerproof\n"
        "  - not applicable  every flow is tested end to end: a client reaches every router: "
        "the project has no such layer\n"
        "  - not applicable  migrations go up and down: the project has no Alembic migrations\n"
        "  - not applicable  what runs at once is tested at once: no threads, tasks, locks or row "
        "locks stand in the source\n"
        "  - not applicable  PRAGMAs of SQLite are verified on a database of the tests: "
        "the backend has no SQLite database\n"
        "  ? not measured    every gate is kept: there is no [tool.layerproof] table that names "
        "layers and gates\n"
        "  + kept            all tests pass: 2 tests (run of now), 0 skipped\n"
        "  ? not measured    nothing that passed before fails now: no earlier audit measured how "
        "tests end\n"
        "\n"
        "  structure       100.0 % (13 of 13)\n"
        "  configuration   80.0 % (4 of 5)\n"
        "  dependencies    80.0 % (4 of 5)\n"
        "  environment     100.0 % (4 of 4)\n"
        "  imports         100.0 % (4 of 4)\n"
        "  execution       100.0 % (5 of 5)\n"
        "  coverage        0.0 % (0 of 2)\n"
        "\n"
        "  first: `layerproof init` writes the table\n"
        "  first: set the project up with `layerproof init`, run `nox`, then audit again\n"
        "  first: run `nox` or audit with --run, now and after the next change\n"
        "  later: audit with --online\n"
        "\n"
        "not measured: of 9 points of the checklist 1 kept, 3 not measured, 5 not applicable\n"
    )


def test_the_terminal_names_what_hangs() -> None:
    """Files that hang or fail are named with the frame, and colours are as asked for."""
    text = render_terminal(assess(badly_kept()), colour=True)
    assert (
        "  hang: tests/test_waits.py: its import did not end within 8.0 s, "
        "in tests/test_waits.py:3 in wait\n"
    ) in text
    assert "  error: tests/test_broken.py: E   named gone\n" in text
    assert "\x1b[31m\u2717 broken" in text


def test_the_terminal_names_the_tests_that_fail() -> None:
    """A broken point is told whole: how many tests ran, how many failed, and which."""
    test = a_test()
    failed = replace(well_kept(), probe=a_run((test,), test_total="failed"))
    text = render_terminal(assess(failed), colour=False, ascii=True)
    assert "all tests pass: 1 test (" in text
    assert "; 1 failed: tests/unit/test_orders.py::test_total\n" in text


def test_the_terminal_obeys_no_name() -> None:
    """What a project is called cannot command the terminal."""
    text = render_terminal(assess(hostile()), colour=False)
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e\udcff]", text) is None


def test_an_audit_of_nothing_can_be_shown() -> None:
    """A folder without a project makes a report too."""
    audit = assess(unread())
    assert "No file of a CI was found." in render_markdown(audit)
    assert "The project has no fixture of its own." in render_html(audit, load_assets())
