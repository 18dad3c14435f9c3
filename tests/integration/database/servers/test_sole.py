"""Servers for one process each: two never meet, and a later run finds its server swept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layerproof.core.config.values import Database
from layerproof.database.errors import DatabaseUnfitError
from layerproof.database.servers import acquire_server
from layerproof.database.servers.control import remove_server
from layerproof.database.servers.inventory import list_databases
from layerproof.database.servers.owned import list_homes
from layerproof.database.settings import read_settings
from layerproof.database.values import Settings
from layerproof.errors import ConfigError
from tests.support.servers import query, settings_of, wait_until_stopped

TABLE = Database(engine="postgresql", server_per_worker=True)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give the settings of a checkout whose processes have a server each."""
    return replace(settings_of(tmp_path_factory.mktemp("checkout")), table=TABLE)


def test_each_process_has_a_server_alone_and_swept(settings: Settings) -> None:
    """Two uses at a time are on two servers; a later one finds nothing that an earlier one left."""
    first = acquire_server(settings, print)
    second = acquire_server(settings, print)
    try:
        for lease in (first, second):
            query(lease.server, "CREATE DATABASE fixed_name")
        query(first.server, "CREATE DATABASE lp_t_kept")
        assert first.server.place.port != second.server.place.port
    finally:
        first.release()
        second.release()
    again = acquire_server(settings, print)
    try:
        names = {one.name for one in list_databases(again.server.place)}
        assert names == {"postgres", "lp_t_kept"}
    finally:
        again.release()
    homes = list_homes(settings)
    assert [home.path.name[-7:] for home in homes] == ["-sole-1", "-sole-2"]
    for home in homes:
        wait_until_stopped(home)


def test_all_that_a_suite_left_on_its_server_is_swept(settings: Settings) -> None:
    """Roles go, and with them what they own, templates too; so do tables beside all databases."""
    left = [
        "CREATE ROLE clerk",
        "CREATE DATABASE own_template OWNER clerk IS_TEMPLATE true",
        "CREATE DATABASE lp_t_granted IS_TEMPLATE true",
        "GRANT CONNECT ON DATABASE lp_t_granted TO clerk",
        "CREATE TABLE beside AS SELECT 1",
        "ALTER ROLE CURRENT_USER SET allow_in_place_tablespaces = on",
        "CREATE TABLESPACE shelf OWNER clerk LOCATION ''",
    ]
    lease = acquire_server(settings, print)
    try:
        for statement in left:
            query(lease.server, statement)
    finally:
        lease.release()
    again = acquire_server(settings, print)
    try:
        names = {one.name for one in list_databases(again.server.place)}
        roles = query(again.server, "SELECT rolname FROM pg_roles WHERE rolname = 'clerk'")
        tables = query(again.server, "SELECT to_regclass('beside')")
        assert (names, roles, tables) == ({"postgres"}, [], [(None,)])
    finally:
        again.release()


def test_what_cannot_be_swept_is_said_with_a_way_out(settings: Settings) -> None:
    """Where something holds on to what was left, the run stops with what to do about it."""
    lease = acquire_server(settings, print)
    place = lease.server.place
    try:
        query(lease.server, "CREATE ROLE keeper_of_all")
        inside = replace(lease.server, place=replace(place, name="template1"))
        query(inside, "CREATE TABLE held AS SELECT 1")
        query(inside, "ALTER TABLE held OWNER TO keeper_of_all")
        lease.release()
        with pytest.raises(
            DatabaseUnfitError, match=r"an earlier run left (.|\n)*keeper_of_all"
        ) as stop:
            acquire_server(settings, print)
        assert "layerproof db clean" in stop.value.advice
    finally:
        lease.release()
        for home in list_homes(settings):
            wait_until_stopped(home)
            remove_server(home)


@pytest.mark.parametrize(
    ("variables", "provider"),
    [
        ({"TEST_DATABASE_URL": "postgresql://db.example/app"}, "url"),
        ({"LAYERPROOF_DATABASE_PROVIDERS": "container"}, "container"),
    ],
)
def test_one_server_for_all_is_refused(
    tmp_path: Path, variables: dict[str, str], provider: str
) -> None:
    """A provider whose server all processes would share is refused, by name."""
    with pytest.raises(ConfigError, match=f'provider "{provider}" does not give'):
        read_settings(TABLE, tmp_path, run="run", environment=variables)
