"""The page on discover shows what discover says."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adoption.discovery import discover
from layerproof.adoption.discovery.telling import write_document
from tests.support.command_line import make_command
from tests.support.doc_pages import find_blocks, read_page
from tests.support.existing_backend import FILES
from tests.support.session_projects import write_files


def test_the_page_shows_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each part of the output on the page comes as it stands there."""
    root = write_files(tmp_path, FILES)
    command = make_command(monkeypatch, capfd)
    monkeypatch.setenv("COLUMNS", "90")
    said = command(root, "discover").out.replace(str(root), "/code/shop", 1)
    (shown,) = (block.text for block in find_blocks(read_page("discover.md"), "text"))
    before, after = shown.split("...\n")
    assert said.startswith(before)
    assert said.endswith(after)


def test_the_page_has_every_key_of_the_document(tmp_path: Path) -> None:
    """The table of the JSON names what stands at its top."""
    document = write_document(discover(write_files(tmp_path, FILES)))
    page = read_page("discover.md").partition("## As JSON")[2]
    assert [key for key in document if f"| `{key}` |" not in page] == []
