"""The page on convert shows what convert does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import make_command
from tests.support.doc_pages import find_blocks, read_page


@pytest.mark.parametrize("number", [0, 1])
def test_the_page_shows_what_becomes_of_a_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    number: int,
) -> None:
    """Each file of the page becomes the one that is shown after it."""
    blocks = find_blocks(read_page("convert.md"), "python")
    before, after = blocks[2 * number : 2 * number + 2]
    (tmp_path / before.path).write_text(before.body, encoding="utf-8")
    command = make_command(monkeypatch, capfd)
    command(tmp_path, "convert", "--write", "--unittest", before.path)

    assert (tmp_path / after.path).read_text(encoding="utf-8") == after.body


def test_the_page_shows_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The output of the first example is the one on the page."""
    page = read_page("convert.md")
    before = find_blocks(page, "python")[0]
    (tmp_path / before.path).write_text(before.body, encoding="utf-8")
    shown = find_blocks(page, "console")[0]
    (words,) = shown.commands
    command = make_command(monkeypatch, capfd)

    assert f"$ {words}\n{command(tmp_path, *words.split()[1:]).out}" == shown.text
