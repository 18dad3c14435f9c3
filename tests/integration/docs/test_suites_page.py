"""The page on suites says what is so: its tests are sorted so, its tables are what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layerproof.adapters.config_file import read_config
from layerproof.core.config.ready import make_default
from layerproof.core.config.values import Suite
from tests.support.doc_pages import (
    find_blocks,
    find_files,
    find_missing,
    find_section,
    read_page,
    rows_of,
    write_files,
)
from tests.support.runs import layerproof

PAGE = read_page("suites.md")
SORTING = find_section(PAGE, "Which suite a test is in")
BARS = find_section(PAGE, "What the suite `unit` bars")


def _describe(suite: Suite) -> list[str]:
    """Return a suite's row of the table, from its third cell on."""
    workers = '`"auto"`' if suite.workers == "auto" else f"`{suite.workers}`"
    more = [
        "`coverage = false`" * (not suite.coverage),
        "`network = false`" * (not suite.network),
        "`database = false`" * (not suite.database),
        f"`budget_ms = {suite.budget_ms}`" * (suite.budget_ms is not None),
    ]
    return [workers, f"{suite.timeout:g}", ", ".join(filter(None, more))]


@pytest.mark.parametrize("table", [block.text for block in find_blocks(PAGE, "toml")])
def test_examples_are_valid(tmp_path: Path, table: str) -> None:
    """Every table is a configuration without faults."""
    (tmp_path / "pyproject.toml").write_text(table, encoding="utf-8")
    assert read_config(tmp_path).source == ("src/shop",)


def test_the_ready_suites_are_in_their_order_with_their_settings(tmp_path: Path) -> None:
    """The first table has each ready suite, where it stands in precedence, as it runs."""
    own = "[tool.layerproof]\nsource = ['src']\n[tool.layerproof.suites.own]\n"
    (tmp_path / "pyproject.toml").write_text(own, encoding="utf-8")
    suites = read_config(tmp_path).suites
    rows = rows_of(PAGE, "suite")

    assert [row[0].strip("`*") for row in rows] == [
        suite.name.replace("own", "your own") for suite in suites
    ]
    assert [[*row[2:], ""][:3] for row in rows] == [_describe(suite) for suite in suites]


def test_the_file_names_are_those_that_sort() -> None:
    """The second table has the file names of each ready suite, and no other."""
    listed = {
        row[0].strip("`"): re.findall(r"`([^`]+)`", row[1]) for row in rows_of(SORTING, "suite")
    }
    every = [name.replace("NAME", "{}") for name in listed.pop("every suite")]
    names = ("slow", "performance", "concurrency", "security", *listed)

    assert {
        name: (*listed.get(name, ()), *(one.format(name) for one in every)) for name in names
    } == {name: make_default(name, ["tests"]).files for name in names}


def test_tests_are_sorted_as_shown(tmp_path: Path) -> None:
    """The files and the table of the page give the rows that it shows."""
    write_files(tmp_path, find_files(SORTING))
    table = find_blocks(SORTING, "toml")[0].text
    settings = '[tool.pytest.ini_options]\naddopts = ["--strict-markers"]\n'
    (tmp_path / "pyproject.toml").write_text(f"{table}\n{settings}", encoding="utf-8")

    for suite in ("slow", "integration", "unit"):
        assert layerproof(tmp_path, "run", "--suite", suite).code == 0
    said = layerproof(tmp_path, "coverage").text
    assert find_missing(find_blocks(SORTING, "text")[0].text, said) == []


def test_a_barred_test_is_told_what_is_shown(pytester: pytest.Pytester) -> None:
    """The message of the page is the one that such a test fails with."""
    pytester.makepyprojecttoml('[tool.layerproof]\nsource = ["src"]\n')
    conftest = "import pytest, sqlalchemy\n\n\n@pytest.fixture\ndef db():\n    "
    conftest += 'sqlalchemy.create_engine("sqlite://").connect()\n'
    test = "def test_total(db):\n    assert False\n"
    write_files(pytester.path, {"tests/conftest.py": conftest, "tests/unit/test_orders.py": test})
    said = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider").stdout.str()

    [shown] = find_blocks(BARS, "text")
    assert f"BarredError: {shown.text.strip()}\n" in said
