"""``layerproof db`` on a checkout: start, look, open, stop, remove."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from layerproof.database.servers.control import stop_server
from layerproof.database.servers.owned import list_homes
from layerproof.database.templates.naming import template_name
from tests.support.command_line import Command
from tests.support.postgres import running_server
from tests.support.servers import (
    end_user,
    home_of,
    list_server_processes,
    read_url,
    settings_of,
    start_user,
    wait_until_stopped,
)

PROJECT = """
[project]
name = "shop"
version = "1"

[tool.layerproof]
source = ["src/shop"]
"""
DATABASE = """
[tool.layerproof.database]
engine = "{engine}"
"""


def _project(root: Path, engine: str | None) -> Path:
    (root / "src" / "shop").mkdir(parents=True)
    table = DATABASE.format(engine=engine) if engine else ""
    (root / "pyproject.toml").write_text(PROJECT + table)
    return root


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no variable of the caller lead to another server."""
    for name in ("TEST_DATABASE_URL", "LAYERPROOF_DATABASE_PROVIDERS", "LAYERPROOF_POSTGRES_BIN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """Give a project on PostgreSQL, and stop what still runs of it."""
    root = _project(tmp_path / "checkout", "postgresql")
    yield root
    for home in list_homes(settings_of(root)):
        stop_server(home, force=True)


def test_server_for_the_day(checkout: Path, command: Command) -> None:
    """A started server stays without users until it is stopped, and its data stay after that."""
    started = command(checkout, "db", "start")
    url = started.out.strip()
    home = home_of(settings_of(checkout))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE of_the_day")
    assert (started.code, command(checkout, "db", "start").out.strip()) == (0, url)
    assert command(checkout, "db", "url").out.strip() == url
    asynchronous = command(checkout, "db", "url", "--async", "of_the_day").out.strip()
    assert asynchronous == url.replace("postgresql:", "postgresql+asyncpg:").replace(
        "/postgres", "/of_the_day"
    ).replace("//of_the_day:", "//postgres:")
    assert command(checkout, "db", "stop").out == f"stopped {home.path}\n"
    assert list_server_processes(home) == []
    assert command(checkout, "db", "start").out.strip() == url
    psycopg.connect(url.removesuffix("postgres") + "of_the_day").close()


def test_status_says_what_runs(checkout: Path, command: Command) -> None:
    """The state has the server, its users, durability and databases, and no password."""
    empty = json.loads(command(checkout, "db", "status", "--json").out)
    assert (empty["servers"], empty["files"]) == ([], [])
    url = command(checkout, "db", "start").out.strip()
    user = start_user(checkout)
    read_url(user)
    said = command(checkout, "db", "status", "--json").out
    (server,) = json.loads(said)["servers"]
    shown = {name: server[name] for name in ("provider", "running", "pinned", "users")}
    assert shown == {"provider": "binaries", "running": True, "pinned": True, "users": 1}
    assert set(server["durability"].values()) == {"off"}
    assert [found["name"] for found in server["databases"]] == ["postgres"]
    assert url.split(":")[2].split("@")[0] not in said + command(checkout, "db", "status").text
    end_user(user)
    command(checkout, "db", "stop")
    text = command(checkout, "db", "status").text
    assert "server-" in text
    assert ": not running, " in text


def test_stop_spares_those_who_use_the_server(checkout: Path, command: Command) -> None:
    """A server in use is not stopped without --force, and loses its pin."""
    command(checkout, "db", "start")
    users = [start_user(checkout) for _ in range(2)]
    for user in users:
        read_url(user)
    home = home_of(settings_of(checkout))
    refused = command(checkout, "db", "stop")
    assert (refused.code, "error[usage]: 2 processes use PostgreSQL " in refused.text) == (2, True)
    assert command(checkout, "db", "clean").code == 2
    for user in users:
        end_user(user)
    wait_until_stopped(home)
    user = start_user(checkout)
    read_url(user)
    assert command(checkout, "db", "stop", "--force").text == f"stopped {home.path}\n"
    end_user(user)
    assert list_server_processes(home) == []


def test_shell_is_psql_on_the_server(checkout: Path, command: Command) -> None:
    """The shell opens the named database, and the server ends with the shell."""
    shown = command(checkout, "db", "shell", "template1", "-c", "SELECT current_database()")
    assert (shown.code, "template1" in shown.text) == (0, True)
    home = home_of(settings_of(checkout))
    wait_until_stopped(home)
    wrong = command(checkout, "db", "shell", "-c", "SELECT nonsense")
    assert (wrong.code, 'column "nonsense" does not exist' in wrong.text) == (1, True)
    wait_until_stopped(home)


def test_clean_removes_all_and_says_how_much(checkout: Path, command: Command) -> None:
    """Cleaning stops the server and leaves nothing of it on the disk."""
    command(checkout, "db", "start")
    home = home_of(settings_of(checkout))
    cleaned = command(checkout, "db", "clean")
    assert cleaned.text.startswith(f"removed {home.path}: ")
    assert cleaned.text.endswith(" MB\n")
    assert (home.path.exists(), list_server_processes(home)) == (False, [])
    again = command(checkout, "db", "clean")
    assert again.text == f"there was nothing to remove in {home.path.parent}\n"


def test_url_starts_nothing(checkout: Path, command: Command) -> None:
    """Without a server the address is refused, since it would be good for nothing."""
    refused = command(checkout, "db", "url")
    assert (refused.code, refused.text.splitlines()) == (
        2,
        [
            "error[usage]: no server of this checkout runs",
            "  do: `layerproof db start` starts one that stays",
        ],
    )
    assert not (checkout / ".layerproof").exists()


def test_borrowed_server_is_cleaned_of_ours_only(
    checkout: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On somebody else's server only this project's templates go."""
    server = running_server()
    monkeypatch.setenv("TEST_DATABASE_URL", server.place.url())
    ours = template_name(settings_of(checkout).home, "0123456789abcdef")
    theirs = template_name(checkout / "another", "0123456789abcdef")
    with psycopg.connect(server.place.url(), autocommit=True) as connection:
        for name in (ours, theirs, "precious"):
            connection.execute(f'CREATE DATABASE "{name}"')
        cleaned = command(checkout, "db", "clean")
        rows = connection.execute("SELECT datname FROM pg_database").fetchall()
        for name in (theirs, "precious"):
            connection.execute(f'DROP DATABASE "{name}"')
    left = {name for (name,) in rows}
    assert (ours in left, theirs in left, "precious" in left) == (False, True, True)
    assert cleaned.text.startswith(f"dropped {ours} at {server.place.host}:{server.place.port}: ")
    assert command(checkout, "db", "url").out.strip() == server.place.url()
    state = json.loads(command(checkout, "db", "status", "--json").out)
    assert [found["provider"] for found in state["servers"]] == ["url"]


def test_sqlite_has_files_in_place_of_a_server(tmp_path: Path, command: Command) -> None:
    """For SQLite the actions are about files: listed, opened, removed."""
    root = _project(tmp_path / "checkout", "sqlite")
    file = root / ".layerproof" / "database" / "templates" / "0123456789abcdef.db"
    file.parent.mkdir(parents=True)
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE item (id INTEGER)")
    connection.close()
    assert command(root, "db", "start").code == 0
    state = json.loads(command(root, "db", "status", "--json").out)
    assert [found["name"] for found in state["files"]] == [f"templates/{file.name}"]
    assert command(root, "db", "url").text == f"sqlite:///{file}\n"
    assert command(root, "db", "url", "missing").code == 2
    cleaned = command(root, "db", "clean")
    assert cleaned.text.startswith("removed 1 SQLite databases: ")
    assert (file.exists(), command(root, "db", "url").code) == (False, 2)


@pytest.mark.skipif(
    sys.version_info < (3, 12) and shutil.which("sqlite3") is None,
    reason="neither sqlite3 nor Python's own shell of 3.12 is here",
)
def test_shell_opens_an_sqlite_file(tmp_path: Path, command: Command) -> None:
    """The shell of SQLite opens the only file there is."""
    root = _project(tmp_path / "checkout", "sqlite")
    file = root / ".layerproof" / "database" / "runs" / "run" / "main" / "tests_1.db"
    file.parent.mkdir(parents=True)
    sqlite3.connect(file).close()
    shown = command(root, "db", "shell", "tests_1", "-c", "SELECT 6 * 7")
    assert (shown.code, "42" in shown.text) == (0, True)


def test_project_without_a_database_is_told_what_to_add(tmp_path: Path, command: Command) -> None:
    """Every action of a project without the table ends with code 2 and the table to add."""
    root = _project(tmp_path / "checkout", None)
    for action in ("start", "stop", "status", "url", "shell", "clean"):
        refused = command(root, "db", action)
        assert (refused.code, "[tool.layerproof.database]" in refused.text) == (2, True)


def test_help_teaches_by_examples(tmp_path: Path, command: Command) -> None:
    """The help has examples of the whole and of each action."""
    whole = command(tmp_path, "db", "--help")
    assert (whole.code, "layerproof db start" in whole.text) == (0, True)
    for action in ("start", "stop", "status", "url", "shell", "clean"):
        assert command(tmp_path, "db", action, "--help").code == 0
    assert command(tmp_path, "db").code == 2
