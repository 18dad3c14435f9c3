"""Removing what projects no longer keep: by ``layerproof history prune``, and by a server hourly.

Every run goes in a transaction of its own, and unused tests in hundreds: on SQLite there is one
writer at a time, and pushes come between any two steps.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress

from layerproof.history.database import Database
from layerproof.history.dependencies.accounts import SqlAccountStores
from layerproof.history.log_lines import new_logger
from layerproof.history.records.retention import KeepingRule, PruneCounts
from layerproof.history.repositories.retention import SqlRetentionRepository
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.logins import delete_expired
from layerproof.history.services.retention import choose_outdated

#: Seconds from a server's start to its first pruning, and from one to the next.
FIRST_AFTER = 60.0
EVERY = 3_600.0

#: Seconds that a server which stops waits for the step that has begun.
PATIENCE = 10.0

#: Tests that are removed in one transaction.
TESTS_AT_ONCE = 200

_LOG = new_logger("layerproof.history.pruning")


async def prune(database: Database, *, clock: Clock = read_clock) -> PruneCounts:
    """Remove the runs that projects no longer keep, and tests that no run has any more.

    Log-ins that are over go too, and are not counted: nobody can miss one. It may be stopped at any
    time, and run beside servers and beside itself.
    """
    removed = PruneCounts()
    async for step in prune_in_steps(database, clock=clock):
        removed += step
    return removed


async def prune_in_steps(
    database: Database, *, clock: Clock = read_clock
) -> AsyncGenerator[PruneCounts]:
    """Prune as :func:`prune` does, and tell of every step; between two no connection is held."""
    async with database.read() as session:
        repository = SqlRetentionRepository(session)
        rules = await repository.list_rules()
        projects = await repository.list_projects()
    for rule in rules:
        async for step in _prune_runs(database, rule, clock):
            yield step
    for project in projects:
        async for step in _prune_tests(database, project):
            yield step
    await delete_expired(SqlAccountStores(database), clock())


async def count_outdated(database: Database, *, clock: Clock = read_clock) -> int:
    """Return how many runs a pruning would remove now; nothing is removed."""
    async with database.read() as session:
        repository = SqlRetentionRepository(session)
        rules = await repository.list_rules()
        ages = [await repository.list_ages(rule.project) for rule in rules]
    now = clock()
    chosen = (choose_outdated(rule, runs, now) for rule, runs in zip(rules, ages, strict=True))
    return sum(map(len, chosen))


async def _prune_runs(
    database: Database, rule: KeepingRule, clock: Clock
) -> AsyncGenerator[PruneCounts]:
    async with database.read() as session:
        ages = await SqlRetentionRepository(session).list_ages(rule.project)
    for key in choose_outdated(rule, ages, clock()):
        async with database.write() as session:
            removed = await SqlRetentionRepository(session).remove_run(rule.project, key)
            # lint-skip: transaction-edge because this is no request
            await session.commit()
        yield PruneCounts(runs=int(removed))


async def _prune_tests(database: Database, project: int) -> AsyncGenerator[PruneCounts]:
    after = 0
    while True:
        async with database.read() as session:
            keys = await SqlRetentionRepository(session).list_unused_tests(
                project, after=after, limit=TESTS_AT_ONCE
            )
        if not keys:
            return
        async with database.write() as session:
            removed = await SqlRetentionRepository(session).remove_tests(project, keys)
            # lint-skip: transaction-edge because this is no request
            await session.commit()
        yield PruneCounts(tests=removed)
        after = keys[-1]


@asynccontextmanager
async def pruning(
    database: Database, *, first_after: float = FIRST_AFTER, every: float = EVERY
) -> AsyncIterator[None]:
    """Prune now and then as long as the context lasts; nothing that goes wrong gets out.

    Whoever leaves it waits for the step that has begun: a connection that is taken away in the
    middle is lost.

    :param first_after: seconds until the first time.
    :param every: seconds from the end of one time to the next.
    """
    stop = asyncio.Event()
    task = asyncio.create_task(_prune_forever(database, stop, first_after, every))
    try:
        yield
    finally:
        stop.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(task, PATIENCE)


async def _prune_forever(
    database: Database, stop: asyncio.Event, first_after: float, every: float
) -> None:
    wait = first_after
    while not await _stops_within(wait, stop):
        try:
            removed = await _prune_until(database, stop)
        except Exception:  # noqa: BLE001  (whatever it is, the server goes on and tries again)
            _LOG.exception("pruning failed")
        else:
            _LOG.info("pruned", runs=removed.runs, tests=removed.tests)
        wait = every


async def _prune_until(database: Database, stop: asyncio.Event) -> PruneCounts:
    removed = PruneCounts()
    async with aclosing(prune_in_steps(database)) as steps:
        async for step in steps:
            removed += step
            if stop.is_set():
                break
    return removed


async def _stops_within(seconds: float, stop: asyncio.Event) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()
