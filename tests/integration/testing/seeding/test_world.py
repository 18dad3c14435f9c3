"""Scenarios on real databases: all of one, or nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from layerproof.errors import UsageError
from layerproof.testing import bind_factories, build_scenario, build_scenario_async
from layerproof.testing.factories.errors import FactoryUnboundError
from layerproof.testing.scenarios import ScenarioError, find_scenario
from layerproof.testing.seeding.drivers import open_async_engine, open_engine, read_url
from layerproof.testing.seeding.rows import count_rows
from layerproof.testing.seeding.world import Seeded, empty_database, seed_database
from tests.support import worlds

ASYNCHRONOUS = {"postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}

GROWTH = {
    "plain": {"tenants": 1},
    "factories": {"tenants": 2, "users": 2},
    "awaited": {"tenants": 1},
    "awaited-factories": {"tenants": 1, "users": 1},
}


def rows(url: URL) -> dict[str, int]:
    """Return the tables that have rows."""
    engine = open_engine(url)
    with engine.connect() as connection:
        counts = count_rows(connection)
    engine.dispose()
    return {name: number for name, number in counts.items() if number}


@pytest.mark.parametrize("name", GROWTH)
@pytest.mark.parametrize("asynchronous", [False, True])
def test_every_kind_runs_on_every_driver(url: URL, name: str, asynchronous: bool) -> None:
    """A scenario of any kind is committed whole and counted, whatever driver the address names."""
    named = url.set(drivername=ASYNCHRONOUS[url.drivername]) if asynchronous else url
    seeded = seed_database(find_scenario(name, worlds.NAMES), named)
    assert (seeded.created, rows(url)) == (GROWTH[name], GROWTH[name])


def test_result_is_handed_on(url: URL) -> None:
    """What the function returns is in the answer."""
    seeded = seed_database(find_scenario(worlds.plain), url)
    assert seeded == Seeded({"tenants": 1}, {"tenant": "plain"})


def test_failed_scenario_leaves_nothing(url: URL) -> None:
    """What a scenario committed before it failed is not there."""
    with pytest.raises(LookupError, match="the second half is missing"):
        seed_database(find_scenario(worlds.half), url)
    assert rows(url) == {}


def test_tables_are_emptied_but_the_kept(url: URL) -> None:
    """Emptying leaves kept tables and begins numbers anew."""
    seed_database(find_scenario(worlds.with_factories), url)
    emptied = empty_database(url, ["tenants"])
    assert ("tenants" in emptied, "users" in emptied, rows(url)) == (False, True, {"tenants": 2})
    empty_database(url, [])
    seed_database(find_scenario(worlds.plain), url)
    engine = open_engine(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id FROM tenants")).all() == [(1,)]
    engine.dispose()


def test_kept_table_that_refers_to_another_is_explained(url: URL) -> None:
    """A reset that would leave a reference to nothing is refused, and nothing is emptied."""
    seed_database(find_scenario(worlds.with_factories), url)
    before = rows(url)
    with pytest.raises(ScenarioError, match="the tables cannot be emptied"):
        empty_database(url, ["users"])
    assert rows(url) == before


def test_test_builds_a_world_in_its_session(url: URL) -> None:
    """A test's own session gets the rows, and keeps them to itself."""
    engine = open_engine(url)
    with Session(engine) as session, bind_factories(sync=lambda: session):
        assert build_scenario("factories", scenarios=worlds.NAMES) == ["Ann", "Ann"]
        assert count_rows(session.connection())["users"] == 2
        assert rows(url) == {}
    engine.dispose()


def test_committing_test_commits_its_world(url: URL) -> None:
    """Under a binding that commits, other connections see the world."""
    engine = open_engine(url)
    with Session(engine) as session, bind_factories(sync=lambda: session, commit=True):
        build_scenario(worlds.plain)
        assert rows(url) == {"tenants": 1}
    engine.dispose()


@pytest.mark.parametrize("name", GROWTH)
async def test_asynchronous_test_builds_any_world(url: URL, name: str) -> None:
    """Functions of every kind build their world in an asynchronous test's session."""
    engine = open_async_engine(url)
    async with AsyncSession(engine) as session:
        with bind_factories(asynchronous=lambda: session, commit=True):
            await build_scenario_async(name, scenarios=worlds.NAMES)
    await engine.dispose()
    assert rows(url) == GROWTH[name]


def test_test_without_a_session_is_told() -> None:
    """A scenario that wants a session says what to ask for."""
    with pytest.raises(FactoryUnboundError, match='the scenario "plain" needs a synchronous'):
        build_scenario(worlds.plain)


def test_address_that_is_none_is_refused_without_being_repeated() -> None:
    """What is no address is not repeated, since it may hold a password."""
    with pytest.raises(UsageError, match="the database's address is not a URL") as caught:
        read_url("my secret")
    assert "secret" not in caught.value.explain()
    with pytest.raises(UsageError, match="mysql is neither postgresql nor sqlite"):
        read_url("mysql://root:secret@localhost/shop")
