"""Bindings nest, are opened late, and are missed with a clear error."""

from __future__ import annotations

import re
from threading import Thread
from typing import cast

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from layerproof.testing.factories.binding import (
    bind_factories,
    find_async_binding,
    find_sync_binding,
)
from layerproof.testing.factories.errors import FactoryUnboundError
from tests.support.factory_models import AsyncTenantFactory, TenantFactory


def test_session_is_opened_when_first_needed() -> None:
    """A binding asks for its session once, and only when somebody needs it."""
    opened: list[Session] = []

    def open_session() -> Session:
        opened.append(Session())
        return opened[-1]

    with bind_factories(sync=open_session):
        assert opened == []
        found = [find_sync_binding("a factory").sync for _ in range(2)]
        assert (found, len(opened)) == ([opened[0]] * 2, 1)


def test_innermost_of_its_kind_is_found() -> None:
    """A factory takes the innermost session of its own kind, and the outer one again later."""
    outer, inner = Session(), Session()
    awaited = cast("AsyncSession", object())
    with bind_factories(sync=lambda: outer, commit=True):
        with bind_factories(sync=lambda: inner), bind_factories(asynchronous=lambda: awaited):
            found = find_sync_binding("a factory")
            assert (found.sync, found.commit) == (inner, False)
            assert find_async_binding("a factory").asynchronous is awaited
        assert find_sync_binding("a factory").sync is outer


def test_bindings_may_end_in_any_order() -> None:
    """Ending an outer binding before an inner one takes away that one alone."""
    session = Session()
    outer, inner = bind_factories(sync=Session), bind_factories(sync=lambda: session)
    outer.__enter__()
    inner.__enter__()
    outer.__exit__(None, None, None)
    assert find_sync_binding("a factory").sync is session
    inner.__exit__(None, None, None)
    with pytest.raises(FactoryUnboundError, match="none is bound"):
        find_sync_binding("a factory")


def test_other_threads_find_it() -> None:
    """A thread that the test starts finds the test's binding."""
    session = Session()
    found: list[Session] = []
    with bind_factories(sync=lambda: session):
        thread = Thread(target=lambda: found.append(find_sync_binding("a factory").sync))
        thread.start()
        thread.join()
    assert found == [session]


def test_unbound_factory_explains_itself() -> None:
    """Without a session the error names the factory, the fixtures and what needs none."""
    with pytest.raises(FactoryUnboundError, match=re.escape("none is bound")) as caught:
        TenantFactory.create()
    assert caught.value.explain() == (
        "error[factory-unbound]: TenantFactory needs a synchronous database session to create"
        " something, and none is bound to this test\n"
        "  do: let the test, or a fixture that it uses, ask for `db`, `committed_db` or `fresh_db`;"
        " or name a session in the factory's Meta.sqlalchemy_session; build() needs no database"
    )


async def test_unbound_asynchronous_factory_explains_itself() -> None:
    """Where only the other kind is bound, the error says so and offers to change the factory."""
    expected = (
        "AsyncTenantFactory needs an asynchronous database session to create something,"
        " and only one of the other kind is bound to this test"
    )
    unbound = pytest.raises(FactoryUnboundError, match=re.escape(expected))
    with bind_factories(sync=Session), unbound as caught:
        await AsyncTenantFactory.create()
    assert "ask for `async_db` or `async_committed_db`, or derive" in caught.value.advice
