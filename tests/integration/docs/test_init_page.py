"""The page on init shows what init writes and says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.adoption.setup.conftest import commit
from tests.support.command_line import make_command
from tests.support.doc_pages import find_blocks, read_page
from tests.support.existing_backend import FILES
from tests.support.session_projects import write_files


def test_the_page_shows_what_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The table and all that is said beside it stand on the page as they come."""
    root = commit(write_files(tmp_path, FILES))
    before = (root / "pyproject.toml").read_text(encoding="utf-8")
    done = make_command(monkeypatch, capfd)(root, "init", "--yes", "--no-doctor")
    page = read_page("init.md")
    (table,) = (block.text for block in find_blocks(page, "toml"))
    (said,) = (block.text for block in find_blocks(page, "text"))
    after = (root / "pyproject.toml").read_text(encoding="utf-8")
    assert after == f"{before}\n{table}"
    assert f"looking at {root}\n{said}{done.out}" == done.text
