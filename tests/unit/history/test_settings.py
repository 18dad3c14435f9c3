"""Where the history is kept, from an option and the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.errors import UsageError
from layerproof.history.settings import DATABASE_VARIABLE, read_settings

FOLDER = Path("/project")


@pytest.mark.parametrize(
    ("given", "environment", "expected"),
    [
        (None, {}, "sqlite+aiosqlite:////project/.layerproof/history.db"),
        ("runs.db", {}, "sqlite+aiosqlite:////project/runs.db"),
        ("/var/runs.db", {}, "sqlite+aiosqlite:////var/runs.db"),
        ("sqlite:///runs.db", {}, "sqlite+aiosqlite:////project/runs.db"),
        ("sqlite:////var/runs.db", {}, "sqlite+aiosqlite:////var/runs.db"),
        (None, {DATABASE_VARIABLE: "env.db"}, "sqlite+aiosqlite:////project/env.db"),
        ("option.db", {DATABASE_VARIABLE: "env.db"}, "sqlite+aiosqlite:////project/option.db"),
        (None, {DATABASE_VARIABLE: ""}, "sqlite+aiosqlite:////project/.layerproof/history.db"),
        ("postgresql://u@h/runs", {}, "postgresql+psycopg://u@h/runs"),
        ("postgresql+psycopg2://u@h/runs", {}, "postgresql+psycopg://u@h/runs"),
        ("postgresql+asyncpg://u@h/runs", {}, "postgresql+asyncpg://u@h/runs"),
    ],
)
def test_the_database_that_is_meant(
    given: str | None, environment: dict[str, str], expected: str
) -> None:
    """Paths become SQLite files, URLs get an async driver, and the option wins."""
    settings = read_settings(given, environment, folder=FOLDER)
    assert settings.database.render_as_string(hide_password=False) == expected


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("mysql://host/runs", "a history database of the kind 'mysql' is not supported"),
        ("sqlite://", "SQLite in memory has no write-ahead log"),
        ("sqlite:///:memory:", "SQLite in memory has no write-ahead log"),
        ("://", "URL cannot be read"),
        ("postgresql://host:port/runs", "URL cannot be read"),
    ],
)
def test_a_database_that_cannot_be_used(given: str, why: str) -> None:
    """An address that is none, or of an unsupported kind, is wrong use."""
    with pytest.raises(UsageError, match=why):
        read_settings(given, {}, folder=FOLDER)


def test_a_password_is_never_shown() -> None:
    """The address that is shown hides the password."""
    settings = read_settings("postgresql://user:secret@host/runs", {}, folder=FOLDER)
    assert settings.shown_database == "postgresql+psycopg://user:***@host/runs"


def test_only_sqlite_has_a_file() -> None:
    """The file is that of SQLite; a server has none."""
    files = [
        read_settings(given, {}, folder=FOLDER).file for given in ("a.db", "postgresql://host/runs")
    ]
    assert files == [FOLDER / "a.db", None]
