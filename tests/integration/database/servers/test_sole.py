"""Servers for one process each: two never meet, and a later run finds its server swept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layerproof.core.config.values import Database
from layerproof.database.servers import acquire_server
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
            query(lease.server, "CREATE ROLE clerk")
            query(lease.server, "CREATE DATABASE fixed_name OWNER clerk")
        query(first.server, "CREATE DATABASE lp_t_kept")
        assert first.server.place.port != second.server.place.port
    finally:
        first.release()
        second.release()
    again = acquire_server(settings, print)
    try:
        names = {one.name for one in list_databases(again.server.place)}
        roles = query(again.server, "SELECT rolname FROM pg_roles WHERE rolname = 'clerk'")
        assert (names, roles) == ({"postgres", "lp_t_kept"}, [])
    finally:
        again.release()
    homes = list_homes(settings)
    assert [home.path.name[-7:] for home in homes] == ["-sole-1", "-sole-2"]
    for home in homes:
        wait_until_stopped(home)


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
