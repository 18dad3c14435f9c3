"""``layerproof suites``, and what every command says of itself."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from layerproof import __version__
from layerproof.cli import SUBCOMMANDS
from tests.support.command_line import Command
from tests.support.plain_shop import edit


def test_for_people(shop: Path, command: Command) -> None:
    """Each suite stands on a line with its selection and about how many tests it has."""
    edit(shop / "pyproject.toml", "unit = {", "performance = {}\n    unit = {")
    done = command(shop, "suites")
    assert done.code == 0
    lines = done.text.splitlines()
    assert len(lines) == 8
    assert "unit            unit                    about 3 tests" in lines
    assert "performance     performance             about 0 tests, not traced" in lines


def test_for_a_matrix(shop: Path, command: Command) -> None:
    """JSON holds the same, in order of precedence, and which suites a verdict needs."""
    edit(shop / "pyproject.toml", "integration = {", "integration = { shards = 3,")
    rows = json.loads(command(shop, "suites", "--json").text)
    assert [row["name"] for row in rows] == [
        *("slow", "performance", "concurrency", "migrations", "security"),
        *("api", "integration", "unit"),
    ]
    assert rows[-2] == {
        "name": "integration",
        "select": "integration",
        "tests": 1,
        "declared": True,
        "required": True,
        "traced": True,
        "shards": 3,
    }
    assert (rows[0]["declared"], rows[0]["shards"]) == (False, 1)


def test_wrong_table(shop: Path, command: Command) -> None:
    """A table that is wrong exits with 2."""
    edit(shop / "pyproject.toml", "fail_under = 70", "fail_undr = 70")
    done = command(shop, "suites")
    assert done.code == 2
    assert "fail_under" in done.text


SIDE_BY_SIDE = """
import pytest

@pytest.fixture
def db(): return []

@pytest.fixture
def orders(db): return db

@pytest.fixture
def shop_client(db):
    from starlette.testclient import TestClient
    return TestClient(lambda scope: None)

def test_pure(): assert True
def test_rows(orders): assert orders == []
@pytest.mark.parametrize("path", ["/", "/a"])
def test_page(shop_client, path): assert path
"""


def test_by_fixture_where_none_tells(tmp_path: Path, command: Command) -> None:
    """Where no fixture tells tests apart that is said, and no empty table is shown."""
    (tmp_path / "test_all.py").write_text("def test_pure(): assert True\n")
    done = command(tmp_path, "suites", "--by", "fixture")
    wanted = """
        unit                 1 test:  they ask for neither a client nor a database

        no fixture tells tests apart, so there is no table to propose
        """
    assert done.out == dedent(wanted).lstrip("\n")


def test_by_fixture(tmp_path: Path, command: Command) -> None:
    """What tests ask for is counted, and proposed as a table; a project needs none for it."""
    (tmp_path / "test_all.py").write_text(SIDE_BY_SIDE)
    done = command(tmp_path, "suites", "--by", "fixture")
    assert done.code == 0, done.text
    wanted = """
        api                  2 tests: they reach the application through a client (shop_client)
        integration          1 test:  they reach a database (db)
        unit                 1 test:  they ask for neither a client nor a database

        [tool.layerproof.suites]
        api = { fixtures = ["shop_client"] }
        integration = { fixtures = ["db"] }
        # and `default_suite = "unit"` in [tool.layerproof], for all others; "integration" where
        # some reach a database or the network without a fixture, since `unit` bars both
        """
    assert dedent(wanted).strip() in done.text
    rows = json.loads(command(tmp_path, "suites", "--by", "fixture", "--json").out)
    assert [(row["name"], len(row["tests"])) for row in rows] == [
        *(("api", 2), ("integration", 1), ("unit", 1)),
    ]


def test_by_fixture_without_tests(tmp_path: Path, command: Command) -> None:
    """Where pytest collects nothing, nothing is proposed, and that is wrong use."""
    done = command(tmp_path, "suites", "--by", "fixture")
    assert done.code == 2
    assert "no suites can be proposed by fixture" in done.text


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_help_teaches(tmp_path: Path, command: Command, name: str) -> None:
    """Each command's help says what it does and shows how it is called, outside a project too."""
    done = command(tmp_path, name, "--help")
    assert done.code == 0
    summary = SUBCOMMANDS[name].summary
    assert f"{summary[0].upper()}{summary[1:]}." in done.text
    assert "example" in done.text
    assert f"  layerproof {name}" in done.text


def test_help_of_all(tmp_path: Path, command: Command) -> None:
    """The help of the whole names every command and what every exit code means."""
    done = command(tmp_path, "--help")
    assert done.code == 0
    for name, subcommand in SUBCOMMANDS.items():
        assert f"    {name} " in done.text
        assert subcommand.summary in " ".join(done.text.split())
    for code in ("0 ", "1 ", "2 ", "3 ", "130 "):
        assert f"\n  {code}" in done.text


def test_version(tmp_path: Path, command: Command) -> None:
    """The version is the package's."""
    assert command(tmp_path, "--version").text == f"layerproof {__version__}\n"


@pytest.mark.parametrize("words", [[], ["covrage"], ["suites", "--jsn"]], ids=str)
def test_wrong_use(shop: Path, command: Command, words: list[str]) -> None:
    """No command, an unknown one or an unknown option exits with 2 and shows the usage."""
    done = command(shop, *words)
    assert done.code == 2
    assert done.text.startswith("usage: layerproof")
