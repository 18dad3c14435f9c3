"""The database's settings: the environment over the table over what is ready."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from layerproof.core.config.values import Database
from layerproof.database.settings import read_settings
from layerproof.database.values import Settings
from layerproof.errors import ConfigError

ROOT = Path("/home/ada/shop")
POSTGRES = Database(engine="postgresql")
URL = "postgresql://ada:secret@db:5433/main"


def settings_of(table: Database, **environment: str) -> Settings:
    """Return the settings of the table under these variables."""
    return read_settings(table, ROOT, run="r1", environment=environment)


def test_settings_of_sqlite_are_whole() -> None:
    """Folders, run, worker and drivers are settled, and an address for PostgreSQL plays no part."""
    settings = read_settings(
        Database(),
        ROOT,
        run="r1",
        worker="gw0",
        environment={"TEST_DATABASE_URL": "mysql://x"},
    )
    assert settings == Settings(
        root=ROOT,
        home=ROOT / ".layerproof" / "database",
        table=Database(),
        providers=("sqlite",),
        url="mysql://x",
        run="r1",
        worker="gw0",
        driver="pysqlite",
        async_driver="aiosqlite",
    )
    assert settings.engine == "sqlite"


@pytest.mark.parametrize(
    ("table", "environment", "providers"),
    [
        (POSTGRES, {}, ("binaries",)),
        (POSTGRES, {"TEST_DATABASE_URL": URL}, ("url",)),
        (POSTGRES, {"TEST_DATABASE_URL": " "}, ("binaries",)),
        (
            Database(engine="postgresql", providers=("container", "url")),
            {"TEST_DATABASE_URL": URL},
            ("container", "url"),
        ),
        (
            Database(engine="postgresql", providers=("container",)),
            {"LAYERPROOF_DATABASE_PROVIDERS": " url , binaries,,url"},
            ("url", "binaries"),
        ),
        (
            Database(engine="postgresql", providers=("container",)),
            {"LAYERPROOF_DATABASE_PROVIDERS": " "},
            ("container",),
        ),
        (Database(), {"LAYERPROOF_DATABASE_PROVIDERS": "container"}, ("sqlite",)),
    ],
)
def test_providers_stand_in_order(
    table: Database, environment: dict[str, str], providers: tuple[str, ...]
) -> None:
    """The environment's order counts, then the table's, then an address alone, then programs."""
    assert settings_of(table, **environment).providers == providers


@pytest.mark.parametrize(
    ("asked", "problem", "advice"),
    [
        ("url,contaner", 'there is no provider "contaner"', 'did you mean "container"?'),
        ("docker", 'there is no provider "docker"', "there are: url, binaries, container"),
        (
            "sqlite",
            'the provider "sqlite" does not give postgresql',
            "name some of url, binaries, container",
        ),
    ],
)
def test_a_provider_of_the_environment_has_to_exist_and_to_fit(
    asked: str, problem: str, advice: str
) -> None:
    """A word that is no provider of this engine is named, and nothing is tried."""
    with pytest.raises(ConfigError, match="LAYERPROOF_DATABASE_PROVIDERS: ") as caught:
        settings_of(POSTGRES, LAYERPROOF_DATABASE_PROVIDERS=asked)
    assert caught.value.problem == f"LAYERPROOF_DATABASE_PROVIDERS: {problem}"
    assert caught.value.advice == advice


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "postgres://db",
        "postgresql:///main?host=/run/postgresql",
        "postgresql+asyncpg://ada:p@[::1]:5432/main",
        f"  {URL}\n",
    ],
)
def test_an_address_of_postgresql_is_taken(url: str) -> None:
    """Both of PostgreSQL's schemes are good, with SQLAlchemy's driver or without."""
    assert settings_of(POSTGRES, TEST_DATABASE_URL=url).url == url.strip()


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("mysql://ada:secret@db/main", 'begins with "mysql://"'),
        ("sqlite:////tmp/secret.db", 'begins with "sqlite://"'),
        ("host=db password=secret", "has no scheme"),
        ("ada:secret@db://main", "has no scheme"),
        ("postgresql:secret", "has no scheme"),
        ("postgresql://", 'begins with "postgresql://"'),
    ],
)
def test_another_address_is_refused_without_being_shown(url: str, seen: str) -> None:
    """The error names the scheme alone, since the rest may hold a password."""
    with pytest.raises(ConfigError, match="TEST_DATABASE_URL") as caught:
        settings_of(POSTGRES, TEST_DATABASE_URL=url)
    assert caught.value.explain().splitlines() == [
        (
            "error[config]: TEST_DATABASE_URL must be the address of a PostgreSQL server, "
            f"and it {seen}"
        ),
        "  do: write postgresql://USER:PASSWORD@HOST:PORT/NAME, or unset it",
    ]


def test_an_address_that_is_not_used_is_not_looked_at() -> None:
    """Where another provider is asked for, what the address says is nobody's business."""
    table = Database(engine="postgresql", providers=("binaries",))
    assert settings_of(table, TEST_DATABASE_URL="mysql://x").providers == ("binaries",)


def test_drivers_of_the_table_count_before_those_that_are_installed() -> None:
    """A named driver is taken as it is, an unnamed one is the first that is installed."""
    named = settings_of(Database(engine="postgresql", driver="psycopg2", async_driver="psycopg"))
    assert (named.driver, named.async_driver) == ("psycopg2", "psycopg")
    found = settings_of(POSTGRES)
    assert (found.driver, found.async_driver) == (
        "psycopg" if find_spec("psycopg") else "psycopg2",
        "asyncpg" if find_spec("asyncpg") else "psycopg",
    )


def test_without_any_driver_the_usual_one_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is installed, the error will be about psycopg, and nothing is asynchronous."""
    monkeypatch.setattr("layerproof.database.settings.find_spec", lambda _: None)
    settings = settings_of(POSTGRES)
    assert (settings.driver, settings.async_driver) == ("psycopg", None)
