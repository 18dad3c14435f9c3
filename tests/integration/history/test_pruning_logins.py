"""Pruning forgets log-ins that are over, on a real database."""

from __future__ import annotations

from datetime import timedelta

from layerproof.history.database import Database
from layerproof.history.dependencies.accounts import SqlAccountStores
from layerproof.history.pruning import prune
from tests.support.account_contract import LATER, NOW, add_login, add_user


async def test_log_ins_that_are_over_go(opened: Database) -> None:
    """Of a person's log-ins exactly those are left that have neither ended nor expired."""
    stores = SqlAccountStores(opened)
    async with stores.writing() as store:
        ann = await add_user(store)
        alive = await add_login(store, ann, "alive")
        ended = await add_login(store, ann, "ended")
        await add_login(store, ann, "expired", expires_at=LATER - timedelta(seconds=1))
        await store.logins.end(ended.key, ended_at=NOW)
    await prune(opened, clock=lambda: LATER - timedelta(seconds=1))
    async with stores.reading() as store:
        assert list(await store.logins.list_alive(ann.key, now=NOW)) == [alive]
