"""The provider ``url``: a server that somebody else runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from layerproof.core.config.values import Database
from layerproof.database.errors import ServerUnavailableError
from layerproof.database.servers import acquire_server
from layerproof.database.settings import read_settings
from layerproof.database.values import PostgresPlace, RunningServer, Settings
from tests.support.postgres import running_server


@pytest.fixture
def server() -> Iterator[RunningServer]:
    """Give the server of this process, with two roles that are no superusers."""
    server = running_server()
    with psycopg.connect(server.place.url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE maker LOGIN CREATEDB PASSWORD 'p@ss/word:1'")
        connection.execute("CREATE ROLE reader LOGIN")
        yield server
        connection.execute("DROP ROLE maker")
        connection.execute("DROP ROLE reader")


def _settings(root: Path, url: str, *providers: str) -> Settings:
    table = Database(engine="postgresql", providers=providers or ("url",))
    environment = {"TEST_DATABASE_URL": url}
    return read_settings(table, root, run="test", environment=environment)


def _place(server: RunningServer) -> str:
    return f"{server.place.host}:{server.place.port}/{server.place.name}"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_superuser_of_a_borrowed_server(server: RunningServer, tmp_path: Path, scheme: str) -> None:
    """A server at the variable's address is taken, whatever driver its URL is meant for."""
    settings = _settings(tmp_path, f"{scheme}://postgres@{_place(server)}")
    lease = acquire_server(settings, print)
    lease.release()
    assert lease.server == RunningServer(
        provider="url", place=server.place, version=server.version, owned=False, superuser=True
    )
    assert list(tmp_path.iterdir()) == []


def test_role_that_may_make_databases_is_enough(server: RunningServer, tmp_path: Path) -> None:
    """CREATEDB is all that is needed; the password may hold any character."""
    url = f"postgresql://maker:p%40ss%2Fword%3A1@{_place(server)}"
    found = acquire_server(_settings(tmp_path, url), print).server
    assert (found.superuser, found.place) == (
        False,
        PostgresPlace("postgres", server.place.host, server.place.port, "maker", "p@ss/word:1"),
    )


def test_role_without_createdb_is_refused(server: RunningServer, tmp_path: Path) -> None:
    """A role that cannot make databases is refused with the statement that lets it."""
    settings = _settings(tmp_path, f"postgresql://reader@{_place(server)}")
    with pytest.raises(ServerUnavailableError, match="no provider of url gave one") as raised:
        acquire_server(settings, print)
    (tried,) = raised.value.tried
    assert tried.startswith('url: the user "reader" of TEST_DATABASE_URL may not make databases')
    assert raised.value.advice == 'as a superuser: ALTER ROLE "reader" CREATEDB'


def test_parameters_of_the_url_that_are_lost_are_named(
    server: RunningServer, tmp_path: Path
) -> None:
    """A parameter that is not carried over is said, never dropped in silence."""
    said: list[str] = []
    url = f"postgresql://postgres@{_place(server)}?sslmode=prefer"
    found = acquire_server(_settings(tmp_path, url), said.append).server
    expected = "TEST_DATABASE_URL: sslmode not used; libpq's own variables are (PGSSLMODE)"
    assert (said, found.notices) == ([expected], (expected,))


def test_a_second_choice_says_what_was_passed_over(server: RunningServer, tmp_path: Path) -> None:
    """The server that is taken knows the providers before it, and why they gave none."""
    settings = _settings(tmp_path, server.place.url(), "sqlite", "url")
    lease = acquire_server(settings, print)
    lease.release()

    assert (lease.server.provider, lease.server.place) == ("url", server.place)
    assert lease.server.passed_over == ("sqlite: has no server",)


def test_next_provider_is_tried_and_all_attempts_are_told(tmp_path: Path) -> None:
    """Where nothing answers the next provider has its turn; in the end each attempt is listed."""
    settings = _settings(tmp_path, "postgresql://me:secret@127.0.0.1:1/x", "url", "sqlite")
    with pytest.raises(ServerUnavailableError, match="url, sqlite gave one") as raised:
        acquire_server(settings, print)
    first, second = raised.value.tried
    assert first.startswith("url: TEST_DATABASE_URL names a server (127.0.0.1, port 1) that")
    assert second == "sqlite: has no server"
    assert "secret" not in raised.value.explain()
