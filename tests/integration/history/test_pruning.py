"""Removing what projects keep no longer, on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history import pruning as pruning_module
from layerproof.history.database import Database
from layerproof.history.pruning import prune, pruning
from layerproof.history.records.retention import KeepingRule, PruneCounts, RunAge
from layerproof.history.repositories.retention import SqlRetentionRepository
from layerproof.history.repositories.runs import SqlRunRepository
from layerproof.history.settings import HistorySettings
from layerproof.history.tables import ProjectRow, RunRow, TestRow
from tests.factories.reports import make_test
from tests.support.history import execute
from tests.support.history_projects import add_projects
from tests.support.run_contract import RECEIVED, incomplete, make_run, store

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

#: Each run's days before now, its branch and the number of its test.
RUNS: Mapping[str, tuple[int, str, int]] = {
    "base": (40, "main", 1),
    "old": (35, "side", 2),
    "middle": (20, "side", 3),
    "young": (1, "side", 3),
}


async def fill(
    opened: Database, *, keep_runs: int | None = None, keep_days: int | None = None
) -> tuple[int, int]:
    """Store the runs in two projects, of which the first one has bounds; return their keys."""
    async with opened.write() as session:
        projects = await add_projects(session)
        bounds = {"keep_runs": keep_runs, "keep_days": keep_days}
        shop = update(ProjectRow).where(ProjectRow.id == projects[0])
        await session.execute(shop.values(**bounds))
        repository = SqlRunRepository(session)
        for project in projects:
            for name, (days, branch, number) in RUNS.items():
                moment = (NOW - timedelta(days=days)).isoformat()
                tests = [make_test(number)]
                run = make_run(name, branch=branch, created_at=moment, tests=tests)
                await store(repository, project, run)
        await session.commit()
    return projects


async def left_of(opened: Database, project: int) -> tuple[list[str], list[str]]:
    """Return the runs and the tests that a project has left."""
    async with opened.read() as session:
        runs = select(RunRow.run_id).where(RunRow.project_id == project).order_by(RunRow.id)
        tests = select(TestRow.nodeid).where(TestRow.project_id == project).order_by(TestRow.id)
        names = [name.rpartition("_")[2] for name in (await session.scalars(tests)).all()]
        return list((await session.scalars(runs)).all()), names


async def prune_now(opened: Database) -> PruneCounts:
    """Prune at the moment that the tests are about."""
    return await prune(opened, clock=lambda: NOW)


@pytest.mark.parametrize(
    ("bounds", "runs", "tests", "counts"),
    [
        ({}, ["base", "old", "middle", "young"], ["1", "2", "3"], PruneCounts(0, 0)),
        ({"keep_days": 30}, ["base", "middle", "young"], ["1", "3"], PruneCounts(1, 1)),
        ({"keep_runs": 1}, ["base", "young"], ["1", "3"], PruneCounts(2, 1)),
        ({"keep_runs": 2, "keep_days": 5}, ["base", "young"], ["1", "3"], PruneCounts(2, 1)),
    ],
)
async def test_pruning(
    opened: Database,
    bounds: dict[str, int],
    runs: list[str],
    tests: list[str],
    counts: PruneCounts,
) -> None:
    """Runs beyond a bound go with the tests that were theirs alone; other projects stay whole."""
    shop, billing = await fill(opened, **bounds)
    assert await prune_now(opened) == counts
    assert await left_of(opened, shop) == (runs, tests)
    assert await left_of(opened, billing) == (list(RUNS), ["1", "2", "3"])
    assert await prune_now(opened) == PruneCounts()


async def test_what_belongs_to_a_run_goes_with_it(
    opened: Database, migrated: HistorySettings
) -> None:
    """Nothing is left anywhere of a run that was removed."""
    await fill(opened, keep_runs=1)
    await prune_now(opened)
    for table in ("run_documents", "run_reasons", "run_suites", "run_layers", "test_results"):
        strays = f"SELECT count(*) FROM {table} WHERE run_id NOT IN (SELECT id FROM runs)"
        assert execute(migrated, strays) == [(0,)]


async def test_tests_go_in_small_steps(opened: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that no run has go in as many steps as it takes, in projects without bounds too."""
    monkeypatch.setattr(pruning_module, "TESTS_AT_ONCE", 2)
    shop, billing = await fill(opened)
    async with opened.write() as session:
        tests = [make_test(number) for number in range(100, 105)]
        repository = SqlRunRepository(session)
        await store(repository, shop, make_run("gone", tests=tests))
        assert await repository.remove(shop, "gone")
        await session.commit()
    assert await prune_now(opened) == PruneCounts(tests=5)
    assert await left_of(opened, shop) == await left_of(opened, billing)


async def test_a_run_that_is_not_whole_is_no_base(opened: Database) -> None:
    """Whether a run is whole, whether the ratchet counts it, and its branch come with its age."""
    async with opened.write() as session:
        shop, billing = await add_projects(session)
        repository = SqlRunRepository(session)
        await store(repository, shop, make_run("whole"), incomplete(make_run("part", branch="b")))
        numbers = make_run("numbers")
        facts = replace(numbers.facts, partial=True)
        await store(repository, shop, replace(numbers, facts=facts))
        changed = make_run("changed")
        facts = replace(changed.facts, dirty=True)
        await store(repository, shop, replace(changed, facts=facts))
        await store(repository, shop, replace(make_run("bare"), layers=()))
        await store(repository, billing, make_run("other"))
        ages = sorted(await SqlRetentionRepository(session).list_ages(shop), key=lambda a: a.key)
    made = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
    keys = [age.key for age in ages]
    assert ages == [
        RunAge(keys[0], made, "main", whole=True, counted=True),
        RunAge(keys[1], made, "b", whole=False, counted=False),
        RunAge(keys[2], made, "main", whole=False, counted=False),
        RunAge(keys[3], made, "main", whole=True, counted=False),
        RunAge(keys[4], made, "main", whole=True, counted=False),
    ]


async def test_rules(session: AsyncSession) -> None:
    """Only projects that do not keep all have a rule."""
    shop, billing = await add_projects(session)
    repository = SqlRetentionRepository(session)
    assert await repository.list_rules() == []
    for project, bounds in ((shop, {"keep_runs": 5}), (billing, {"keep_days": 6})):
        changed = update(ProjectRow).where(ProjectRow.id == project)
        await session.execute(changed.values(main_branch="trunk", **bounds))
    assert await repository.list_rules() == [
        KeepingRule(shop, "trunk", 5, None),
        KeepingRule(billing, "trunk", None, 6),
    ]
    assert list(await repository.list_projects()) == [shop, billing]


async def test_a_run_of_another_project_is_not_removed(session: AsyncSession) -> None:
    """Neither runs nor tests of one project are removed in the name of another one."""
    shop, billing = await add_projects(session)
    runs = SqlRunRepository(session)
    await store(runs, shop, make_run("run", tests=[make_test(1)]), make_run("bare", tests=[]))
    found = await runs.find(shop, "run")
    assert found is not None
    repository = SqlRetentionRepository(session)
    assert not await repository.remove_run(billing, found.key)
    assert await repository.remove_run(shop, found.key)
    unused = await repository.list_unused_tests(shop, after=0, limit=10)
    assert len(unused) == 1
    assert await repository.list_unused_tests(billing, after=0, limit=10) == []
    assert await repository.remove_tests(billing, unused) == 0
    assert await repository.remove_tests(shop, unused) == 1


async def test_a_test_that_is_used_again_stays(session: AsyncSession) -> None:
    """A test that a run has got between the look and the removal is not removed."""
    shop, _ = await add_projects(session)
    runs, repository = SqlRunRepository(session), SqlRetentionRepository(session)
    await store(runs, shop, make_run("first", tests=[make_test(1), make_test(2)]))
    await runs.remove(shop, "first")
    unused = await repository.list_unused_tests(shop, after=0, limit=10)
    await store(runs, shop, make_run("second", tests=[make_test(1)]))
    assert (len(unused), await repository.remove_tests(shop, unused)) == (2, 1)


async def test_a_server_prunes_now_and_then(opened: Database) -> None:
    """As long as the context lasts what is outdated is removed, again and again."""
    shop, _ = await fill(opened, keep_days=30)
    async with pruning(opened, first_after=0.0, every=0.01):
        await _until(opened, shop, "old")
        async with opened.write() as session:
            moment = "2026-01-01T00:00:00+00:00"
            old = make_run("older", branch="side", created_at=moment)
            assert await SqlRunRepository(session).add(shop, old, received_at=RECEIVED)
            await session.commit()
        await _until(opened, shop, "older")


async def _until(opened: Database, project: int, gone: str) -> None:
    async with asyncio.timeout(20):
        while gone in (await left_of(opened, project))[0]:  # noqa: ASYNC110  (a database has no events)
            await asyncio.sleep(0.01)


async def test_a_server_goes_on_when_pruning_fails(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong is tried again the next time, and never ends the server."""
    tries: list[Database] = []
    twice = asyncio.Event()

    async def fail(database: Database) -> AsyncGenerator[PruneCounts]:
        tries.append(database)
        if len(tries) == 2:
            twice.set()
        yield PruneCounts()
        raise OSError("disk full")

    monkeypatch.setattr(pruning_module, "prune_in_steps", fail)
    async with pruning(opened, first_after=0.0, every=0.0), asyncio.timeout(20):
        await twice.wait()
    assert tries[:2] == [opened, opened]


async def test_a_server_that_stops_waits_for_nothing(opened: Database) -> None:
    """Leaving the context ends the pruning at once, before it has begun as well."""
    before = asyncio.all_tasks()
    async with asyncio.timeout(5):
        async with pruning(opened, first_after=3_600.0):
            during = asyncio.all_tasks()
    assert (len(during - before), asyncio.all_tasks() - before) == (1, set())


async def test_a_server_that_stops_ends_after_the_present_step(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that has begun comes to its end, and no other one begins."""
    begun, ended = asyncio.Event(), []

    async def prune_slowly(_: Database) -> AsyncGenerator[PruneCounts]:
        for step in range(3):
            begun.set()
            await asyncio.sleep(0.05)
            ended.append(step)
            yield PruneCounts(runs=1)

    monkeypatch.setattr(pruning_module, "prune_in_steps", prune_slowly)
    async with asyncio.timeout(20), pruning(opened, first_after=0.0):
        await begun.wait()
    assert ended == [0]


async def test_a_step_that_never_ends(opened: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that stops does not wait for ever."""
    begun = asyncio.Event()

    async def hang(_: Database) -> AsyncGenerator[PruneCounts]:
        begun.set()
        await asyncio.Event().wait()
        yield PruneCounts()

    monkeypatch.setattr(pruning_module, "prune_in_steps", hang)
    monkeypatch.setattr(pruning_module, "PATIENCE", 0.05)
    before = asyncio.all_tasks()
    async with asyncio.timeout(20), pruning(opened, first_after=0.0):
        await begun.wait()
    assert asyncio.all_tasks() - before == set()
