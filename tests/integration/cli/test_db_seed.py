"""``layerproof db seed``: a world in a new database, or in one that is named."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from layerproof.database.servers.control import stop_server
from layerproof.database.servers.owned import list_homes
from tests.support.command_line import Command
from tests.support.factory_databases import filled_place
from tests.support.postgres import running_server
from tests.support.servers import settings_of

PROJECT = """
[tool.layerproof]
source = ["src/shop"]

[tool.layerproof.layers]
all = {{ paths = ["src/shop/**"] }}

[tool.layerproof.database]
engine = "{engine}"
metadata = "tests.support.factory_models:Base.metadata"
scenarios = {{ demo = "tests.support.worlds:with_factories", half = "tests.support.worlds:half" }}
"""


@pytest.fixture(autouse=True)
def own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of the caller count, and nothing stay."""
    for name in ("TEST_DATABASE_URL", "LAYERPROOF_DATABASE_PROVIDERS", "LAYERPROOF_POSTGRES_BIN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))


def make_project(root: Path, engine: str) -> Path:
    """Make a project with two scenarios."""
    (root / "src" / "shop").mkdir(parents=True)
    (root / "pyproject.toml").write_text(PROJECT.format(engine=engine))
    return root


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project on SQLite."""
    return make_project(tmp_path / "shop", "sqlite")


@pytest.fixture
def postgres_shop(tmp_path: Path) -> Iterator[Path]:
    """A project on PostgreSQL, whose server is stopped at the end."""
    root = make_project(tmp_path / "shop", "postgresql")
    yield root
    for home in list_homes(settings_of(root)):
        stop_server(home, force=True)


def test_scenarios_are_listed(shop: Path, command: Command) -> None:
    """The list has each name of the table with its function."""
    done = command(shop, "db", "seed", "--list")
    assert (done.code, done.text) == (
        0,
        "demo  tests.support.worlds:with_factories\nhalf  tests.support.worlds:half\n",
    )


def test_new_database_is_kept(shop: Path, command: Command) -> None:
    """The world lies in a file of its own, whose address is printed."""
    done = command(shop, "db", "seed", "demo")
    counts, _, address = done.text.partition("sqlite:///")
    assert (done.code, counts.endswith("tenants  +2\nusers    +2\n")) == (0, True)
    connection = sqlite3.connect(address.strip())
    assert connection.execute("SELECT name FROM users").fetchall() == [("Ann",), ("Ann",)]
    connection.close()


def test_new_database_on_the_own_server(postgres_shop: Path, command: Command) -> None:
    """On PostgreSQL the own server is started, and the user told how to keep it running."""
    assert command(postgres_shop, "db", "start").code == 0
    done = command(postgres_shop, "db", "seed", "demo")
    assert (done.code, "keeps it running" in done.text) == (0, False)
    with psycopg.connect(done.text.split()[-1]) as connection:
        assert connection.execute("SELECT count(*) FROM users").fetchall() == [(2,)]
    assert command(postgres_shop, "db", "stop").code == 0
    done = command(postgres_shop, "db", "seed", "demo")
    assert "the server stops now; `layerproof db start` keeps it running\n" in done.text


def test_server_of_somebody_else_is_refused(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server at an address is not seeded unless the database is named."""
    shop = make_project(tmp_path / "shop", "postgresql")
    monkeypatch.setenv("TEST_DATABASE_URL", running_server().place.url())
    done = command(shop, "db", "seed", "demo")
    assert done.code == 2
    assert "error[usage]: the server at 127.0.0.1 is not Layerproof's own\n" in done.text
    with filled_place("postgresql", tmp_path) as place:
        done = command(shop, "db", "seed", "demo", "--database", place.url())
        assert (done.code, done.text) == (0, "tenants  +2\nusers    +2\n")


def test_failed_scenario_says_where(shop: Path, tmp_path: Path, command: Command) -> None:
    """A scenario that fails is explained without a traceback, and creates nothing."""
    with filled_place("sqlite", tmp_path) as place:
        done = command(shop, "db", "seed", "half", "--database", place.url())
        again = command(shop, "db", "seed", "demo", "--database", place.url())
    expected = (
        'error[scenario]: the scenario "half" failed, and nothing was created: '
        "LookupError: the second half is missing\n"
    )
    assert (done.code, done.text) == (2, expected)
    assert again.text == "tenants  +2\nusers    +2\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "it is not said which scenario"),
        (["nobody"], 'there is no scenario "nobody"; there are: .*demo, half'),
        (["demo", "--database", "my secret"], "the database's address is not a URL"),
        (["shop.nowhere:demo"], "there is no module shop"),
    ],
)
def test_wrong_words_are_explained(
    shop: Path, command: Command, words: list[str], message: str
) -> None:
    """What cannot be followed ends with code 2 and one message that repeats no address."""
    done = command(shop, "db", "seed", *words)
    assert (done.code, re.search(message, done.text) is not None) == (2, True), done.text
    assert "secret" not in done.text
