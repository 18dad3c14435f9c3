"""The page on audits shows what the command prints, and lists every check that it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layerproof.adoption.audit.assess import assess
from tests.support.audits import well_kept
from tests.support.command_line import Command, make_command
from tests.support.doc_pages import find_blocks, find_section, read_page, rows_of

PAGE = read_page("audit.md")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT[\d:+]+")


def test_the_summary_is_as_shown(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A project with fresh records, audited for the second time, gets the summary of the page."""
    command: Command = make_command(monkeypatch, capfd)
    command(shop, "audit", "--no-doctor")
    done = command(shop, "audit", "--no-doctor")
    [shown] = find_blocks(PAGE, "text")
    summary, _, _ = done.out.partition("report: ")
    assert _DATE.sub("DATE", summary) == _DATE.sub("DATE", shown.text)
    assert done.code == 0


def test_the_checklist_is_that_of_the_page() -> None:
    """The page has every point of the checklist, in its order."""
    points = [row[0] for row in rows_of(find_section(PAGE, "The checklist"), "point")]
    titles = [check.title for check in assess(well_kept()).checklist]
    shown = zip(titles, points, strict=True)
    assert [title for title, told in shown if not title.startswith(told)] == []
