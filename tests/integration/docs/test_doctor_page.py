"""``docs/doctor.md``: the output that it shows, and the checks that it lists."""

import shutil
import sys
from pathlib import Path

import pytest

from layerproof.adoption.doctor.catalogue import list_checks
from tests.support.command_line import make_command
from tests.support.doc_pages import ROOT, find_blocks, find_missing, read_page, rows_of

PAGE = read_page("doctor.md")


def test_shown_output_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page shows what the command says of the backend that it was made with."""
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    shutil.copytree(ROOT / "tests" / "foreign" / "bookings", tmp_path / "it")
    (block,) = [each for each in find_blocks(PAGE, "text") if each.commands]
    (line,) = block.commands
    done = make_command(monkeypatch, capsys)(tmp_path / "it", *line.split()[1:])
    assert (done.code, find_missing(block.text.partition("\n")[2], done.out)) == (1, [])


def test_every_check_has_a_row() -> None:
    """The page lists the checks in the order in which they run."""
    assert [row[0].strip("`") for row in rows_of(PAGE, "check")] == [
        check.name for check in list_checks()
    ]
