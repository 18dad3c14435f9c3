"""The variables for the code under test, out of a database's address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layerproof.core.config.env_fields import ENV_FIELDS
from layerproof.core.config.values import Database
from layerproof.database.templating import describe_place, fill_environment
from layerproof.database.values import PostgresPlace, Settings, SqlitePlace
from layerproof.errors import ConfigError

ROOT = Path("/shop")
SERVER = PostgresPlace("tests_1", host="::1", port=5433, user="ada", password="p w")
FILE = SqlitePlace(Path("/shop/.layerproof/tests_1.db"))


def settings_for(engine: str, env: dict[str, str]) -> Settings:
    """Return settings whose table sets these variables."""
    return Settings(
        root=ROOT,
        home=ROOT / ".layerproof",
        table=Database(engine=engine, env=env),
        providers=(),
        worker="gw1",
        driver="psycopg" if engine == "postgresql" else "pysqlite",
        async_driver="asyncpg" if engine == "postgresql" else "aiosqlite",
    )


def test_every_field_of_postgresql_is_filled() -> None:
    """Each field has its own part of the address; other braces stay, doubled ones become one."""
    env = {
        "SYNC": "{url}",
        "ASYNC": "{async_url}?ssl=disable",
        "PARTS": "{user}:{password}@{host}:{port}/{name} {worker}",
        "JSON": '{"port": {port}, "{{name}}": {}, "a b": "{a b}"}',
        "PLAIN": "1",
    }
    assert fill_environment(settings_for("postgresql", env), SERVER) == {
        "SYNC": "postgresql+psycopg://ada:p%20w@[::1]:5433/tests_1",
        "ASYNC": "postgresql+asyncpg://ada:p%20w@[::1]:5433/tests_1?ssl=disable",
        "PARTS": "ada:p w@::1:5433/tests_1 gw1",
        "JSON": '{"port": 5433, "{name}": {}, "a b": "{a b}"}',
        "PLAIN": "1",
    }


def test_every_field_of_sqlite_is_filled() -> None:
    """A file has a path in place of a server's address."""
    env = {"SYNC": "{url}", "ASYNC": "{async_url}", "REST": "{path} {name} {worker}"}
    assert fill_environment(settings_for("sqlite", env), FILE) == {
        "SYNC": "sqlite+pysqlite:////shop/.layerproof/tests_1.db",
        "ASYNC": "sqlite+aiosqlite:////shop/.layerproof/tests_1.db",
        "REST": "/shop/.layerproof/tests_1.db tests_1 gw1",
    }


def test_a_value_is_not_filled_again() -> None:
    """A password that looks like a field stays what it is."""
    settings = settings_for("postgresql", {"A": "{password}"})
    assert fill_environment(settings, replace(SERVER, password="{url}")) == {"A": "{url}"}


def test_the_table_is_held_to_the_fields_that_there_are() -> None:
    """What the table may name is exactly what an address has, for each engine."""
    for engine, place in (("postgresql", SERVER), ("sqlite", FILE)):
        assert set(describe_place(settings_for(engine, {}), place)) == set(ENV_FIELDS[engine])


def test_a_missing_asynchronous_driver_is_said() -> None:
    """An asynchronous address without a driver is an error, not an empty variable."""
    settings = replace(settings_for("sqlite", {"DATABASE_URL": "{async_url}"}), async_driver=None)
    assert describe_place(settings, FILE)["async_url"] == ""
    with pytest.raises(ConfigError, match="async_url") as caught:
        fill_environment(settings, FILE)
    assert caught.value.explain().splitlines() == [
        'error[config]: database.env.DATABASE_URL: there is no "{async_url}" for sqlite here',
        "  do: install an asynchronous driver, or name one as database.async_driver",
    ]


def test_a_field_that_does_not_exist_is_named_with_those_that_do() -> None:
    """Settings that no table was read for are held to the fields as well."""
    with pytest.raises(ConfigError, match="port") as caught:
        fill_environment(settings_for("sqlite", {"A": "{port}"}), FILE)
    assert caught.value.advice == "use {url}, {async_url}, {name}, {worker}, {path}"
