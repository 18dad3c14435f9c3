"""A project of many tests that each commit and look for what others left, in an order of chance.

``tests/slow`` runs it a few times; ``LAYERPROOF_SOAK_RUNS`` and ``LAYERPROOF_SOAK_TESTS`` say how
often and how many.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.support.database_projects import Project, write_project

#: What each way of keeping tests apart is asked for; ``{n}`` makes the names differ.
WAYS = """
import os
import signal

import pytest
from sqlalchemy import func, select
from shop.models import Item

COUNT = select(func.count()).select_from(Item)
SHARE = {share}


def maybe_die(number):
    if os.environ.get("SOAK_KILL") == "worker" and number == SHARE // 2:
        try:
            os.close(os.open("killed", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("number", range(SHARE * 4))
def test_rollback(db, number):
    assert db.scalar(COUNT) == 0
    db.add(Item(name="same"))
    db.commit()
    assert db.scalar(COUNT) == 1


@pytest.mark.parametrize("number", range(SHARE * 3))
async def test_async_rollback(async_db, number):
    assert await async_db.scalar(COUNT) == 0
    async_db.add(Item(name="same"))
    await async_db.commit()
    assert await async_db.scalar(COUNT) == 1


@pytest.mark.parametrize("number", range(SHARE * 4))
def test_reset(committed_db, engine, number):
    assert committed_db.scalar(COUNT) == 0
    item = Item(name="same")
    committed_db.add(item)
    committed_db.commit()
    assert item.id == 1
    maybe_die(number)
    with engine.connect() as other:
        assert other.scalar(COUNT) == 1


@pytest.mark.parametrize("number", range(SHARE * 3))
async def test_async_reset(async_committed_db, number):
    assert await async_committed_db.scalar(COUNT) == 0
    async_committed_db.add(Item(name="same"))
    await async_committed_db.commit()
    assert await async_committed_db.scalar(COUNT) == 1


@pytest.mark.parametrize("number", range(SHARE * 3))
async def test_request(client, async_db, number):
    assert (await client.get("/items")).json() == []
    assert (await client.post("/items", json={{"name": "same"}})).status_code == 201
    assert await async_db.scalar(COUNT) == 1


@pytest.mark.parametrize("number", range(SHARE * 2))
def test_sync_request(sync_client, db, number):
    assert sync_client.get("/items").json() == []
    assert sync_client.post("/items", json={{"name": "same"}}).status_code == 201
    assert db.scalar(COUNT) == 1


@pytest.mark.parametrize("number", range(SHARE))
def test_clone(fresh_db, number):
    assert fresh_db.scalar(COUNT) == 0
    fresh_db.add(Item(name="same"))
    fresh_db.commit()
    fresh_db.connection().exec_driver_sql("CREATE TABLE of_mine (id int)")
    fresh_db.commit()
"""

#: How many tests there are for a share of one.
PARTS = 20

_SHUFFLE = """
import os
import random

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    random.Random(os.environ["SOAK_SEED"]).shuffle(items)
"""


def soak_runs(default: int) -> int:
    """Return how often the project is to be run."""
    return int(os.environ.get("LAYERPROOF_SOAK_RUNS", default))


def soak_tests(default: int) -> int:
    """Return how many tests a run has, a multiple of ``PARTS``."""
    return max(1, int(os.environ.get("LAYERPROOF_SOAK_TESTS", default)) // PARTS) * PARTS


def write_soak(root: Path, engine: str, tests: int) -> Project:
    """Write the project; its server, where it needs one, is its own."""
    project = write_project(root, engine, given=False)
    project.put("tests/conftest.py", _SHUFFLE)
    return project.write(integration_soak=WAYS.format(share=tests // PARTS))
