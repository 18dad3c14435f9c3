"""Scenarios of the tests' own backend, of every kind."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from layerproof.testing import scenario
from tests.support.factory_models import AsyncUserFactory, Tenant, UserFactory

#: As they stand in a table.
NAMES = {
    "plain": "tests.support.worlds:plain",
    "factories": "tests.support.worlds:with_factories",
    "awaited": "tests.support.worlds:awaited",
    "awaited-factories": "tests.support.worlds:with_awaited_factories",
    "half": "tests.support.worlds:half",
}


@scenario("declared")
def plain(session: Session) -> dict[str, Any]:
    """Use the session itself, and commit, as scripts do."""
    tenant = Tenant(name="plain")
    session.add(tenant)
    session.commit()
    return {"tenant": tenant.name}


def with_factories() -> list[str]:
    """Use nothing but factories."""
    return [user.name for user in UserFactory.create_batch(2, name="Ann")]


async def awaited(session: AsyncSession) -> None:
    """Use the asynchronous session itself."""
    session.add(Tenant(name="awaited"))
    await session.flush()


async def with_awaited_factories() -> Any:
    """Use nothing but asynchronous factories; return a row."""
    return await AsyncUserFactory.create()


def half(session: Session) -> None:
    """Commit one row and fail at the next."""
    session.add(Tenant(name="half"))
    session.commit()
    message = "the second half is missing"
    raise LookupError(message)


def two(first: Session, second: Session) -> None:
    """Want more than there is."""


async def mixed_up(session: Session) -> None:
    """Want a session that an asynchronous function cannot use."""


def odd(number: int) -> None:
    """Want what is no session."""


def defaulted(session: AsyncSession, size: int = 3) -> int:
    """Have a parameter that need not be given."""
    return size
