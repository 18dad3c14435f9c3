"""The page on the report shows what a run prints, and lists what a run writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from layerproof import __version__
from layerproof.errors import ExitCode
from tests.support.doc_pages import find_blocks, find_missing, find_section, read_page, rows_of
from tests.support.plain_shop import edit, write_plain_shop
from tests.support.runs import clean_environment, layerproof

PAGE = read_page("report.md")
SUITES = ("unit", "integration")
TOTAL = "def test_total():\n    assert total([1, 2]) == 3\n"


def shown(section: str) -> str:
    """Return the output that a section shows."""
    [block] = find_blocks(find_section(PAGE, section), "text")
    return block.text.replace("layerproof 0.1.0", f"layerproof {__version__}")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A backend whose suites have run, and what the suite ``unit`` said."""
    root = write_plain_shop(tmp_path_factory.mktemp("kept") / "shop")
    said = [layerproof(root, "run", "--suite", suite).text for suite in SUITES]
    return root, said[0]


@pytest.fixture
def shop(kept: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of the backend with its records."""
    return Path(shutil.copytree(kept[0], tmp_path / "shop"))


def test_a_suite_ends_as_shown(kept: tuple[Path, str]) -> None:
    """The end of the suite ``unit`` is that of the page."""
    assert find_missing(shown("A suite's end"), kept[1]) == []


def test_a_kept_verdict_is_as_shown(shop: Path) -> None:
    """Matrix, suites, gaps and sentence are those of the page."""
    done = layerproof(shop, "coverage")

    assert done.code == 0
    assert find_missing(shown("A kept verdict"), done.text.replace(f"{shop}/", "")) == []


def test_a_broken_verdict_is_as_shown(shop: Path) -> None:
    """Without the test of ``total`` the verdict is that of the page, reasons included."""
    edit(shop / "tests/unit/test_prices.py", TOTAL, "")
    for suite in SUITES:
        layerproof(shop, "run", "--suite", suite)
    done = layerproof(shop, "coverage")

    assert (done.code, find_missing(shown("A broken verdict, worked"), done.text)) == (1, [])


def test_a_verdict_that_is_not_measured_is_as_shown(shop: Path) -> None:
    """After an edit the figures stay and the verdict does not."""
    path = shop / "src/shop/services/prices.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n# Rounds down.\n", encoding="utf-8")
    done = layerproof(shop, "coverage")

    assert find_missing(shown("A not measured verdict, worked"), done.text) == []
    assert done.code == 3
    assert layerproof(shop, "coverage", "--partial").code == 3


def test_the_files_are_those_that_are_written(shop: Path) -> None:
    """Every file of a report is in the table, and the table has no other."""
    layerproof(shop, "coverage", env=clean_environment())
    home = shop / ".layerproof"
    written = {
        path.relative_to(home).as_posix().replace("unit.xml", "<suite>.xml")
        for path in (home / "report").rglob("*")
        if path.is_file() and path.name != "integration.xml"
    }
    listed = {row[0].strip("`") for row in rows_of(find_section(PAGE, "The files"), "path")}

    assert {name for name in listed if name.startswith("report/")} == written
    assert {path.name for path in home.iterdir()} <= {
        ".gitignore",
        *(name.partition("/")[0] for name in listed),
    }


def test_the_rulings_have_their_exit_codes() -> None:
    """The first table has the three rulings with the codes that they end with."""
    rows = {row[0]: int(row[2]) for row in rows_of(PAGE, "ruling")}

    assert rows == {
        "kept": ExitCode.KEPT,
        "broken": ExitCode.BROKEN,
        "not measured": ExitCode.NOT_MEASURED,
    }
    assert f"Exit code {int(ExitCode.WRONG_USE)} is" in PAGE
    assert f"{int(ExitCode.INTERRUPTED)} an interruption" in PAGE
