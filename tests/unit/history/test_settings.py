"""Where the history is kept, from an option and the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.errors import UsageError
from layerproof.history.settings import DATABASE_VARIABLE, SECRET_VARIABLE, read_settings

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


def test_no_password_of_a_query_is_shown() -> None:
    """A password that libpq is given in the query is hidden as well."""
    given = "postgresql://host/runs?password=secret&sslpassword=secret&user=me"
    assert read_settings(given, {}, folder=FOLDER).shown_database == (
        "postgresql+psycopg://host/runs?password=hidden&sslpassword=hidden&user=me"
    )


def test_an_address_that_cannot_be_read_is_not_repeated() -> None:
    """An error about an address carries nothing of it, nor does what led to it."""
    with pytest.raises(UsageError, match="URL cannot be read") as caught:
        read_settings("postgresql://user:secret@host:port/runs", {}, folder=FOLDER)
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)


def test_the_secret_comes_from_the_environment_and_is_not_shown() -> None:
    """A secret of 32 characters is taken, an empty one is none, and no text of settings has it."""
    secret = "s" * 32
    settings = read_settings(None, {SECRET_VARIABLE: secret}, folder=FOLDER)
    assert settings.secret == secret
    assert secret not in repr(settings)
    assert read_settings(None, {SECRET_VARIABLE: ""}, folder=FOLDER).secret is None


def test_a_secret_that_is_too_short() -> None:
    """A secret of 31 characters is wrong use, and the message does not repeat it."""
    with pytest.raises(UsageError, match=r"has 31 characters; it needs at least 32") as caught:
        read_settings(None, {SECRET_VARIABLE: "q" * 31}, folder=FOLDER)
    assert "qq" not in caught.value.explain()


def test_only_sqlite_has_a_file() -> None:
    """The file is that of SQLite; a server has none."""
    files = [
        read_settings(given, {}, folder=FOLDER).file for given in ("a.db", "postgresql://host/runs")
    ]
    assert files == [FOLDER / "a.db", None]


@pytest.mark.parametrize(
    ("database", "taken_over"),
    [
        (None, Path("/shop/.layerproof/history")),
        (".layerproof/history.db", Path("/shop/.layerproof/history")),
        ("other.db", None),
        ("sqlite:///.layerproof/history.db", None),
        ("postgresql://h/d", None),
    ],
)
def test_whose_records_are_taken_over(database: str | None, taken_over: Path | None) -> None:
    """Only a server on a checkout's own database takes over what was recorded in the checkout."""
    settings = read_settings(database, {}, folder=Path("/shop"))
    assert settings.local_records == taken_over
