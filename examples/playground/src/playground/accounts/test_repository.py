"""Users and logins against a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from playground.accounts.repository import AccountRepository
from playground.models import Login, User
from tests.factories import LoginFactory, UserFactory, hash_of

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def accounts(async_db: AsyncSession) -> AccountRepository:
    return AccountRepository(async_db)


async def test_a_stored_user_is_found_by_address(accounts: AccountRepository) -> None:
    """A user gets an id and a time, and is found by the address alone."""
    stored = await accounts.add_user(User(email="cid@example.com", password_hash="-"))

    assert await accounts.find_user("cid@example.com") is stored
    assert await accounts.find_user("dan@example.com") is None
    assert stored.created_at.tzinfo is UTC


async def test_an_address_has_one_account(accounts: AccountRepository, ann: User) -> None:
    """The database refuses a second account, whatever a service has overlooked."""
    with pytest.raises(IntegrityError, match=r"UNIQUE constraint failed: users\.email"):
        await accounts.add_user(User(email=ann.email, password_hash="-"))


async def test_a_login_needs_its_user(accounts: AccountRepository) -> None:
    """The database refuses a login of nobody."""
    with pytest.raises(IntegrityError, match="FOREIGN KEY constraint failed"):
        await accounts.add_login(Login(user_id=404, token_hash="-", expires_at=NOON))


async def test_a_login_leads_to_its_user(accounts: AccountRepository) -> None:
    """A token finds its own user until the moment at which it expires."""
    ann, bob = await UserFactory.create_batch(2)
    await LoginFactory.create(user=ann, token="a", expires_at=NOON)
    await accounts.add_login(Login(user_id=bob.id, token_hash=hash_of("b"), expires_at=NOON))

    assert await accounts.find_logged_in(hash_of("a"), NOON - SECOND) is ann
    assert await accounts.find_logged_in(hash_of("b"), NOON - SECOND) is bob
    assert await accounts.find_logged_in(hash_of("a"), NOON) is None
    assert await accounts.find_logged_in(hash_of("c"), NOON - SECOND) is None


async def test_a_removed_login_is_gone(accounts: AccountRepository, ann: User) -> None:
    """Only the login of that token goes; removing it again does no harm."""
    for token in ("a", "b"):
        await LoginFactory.create(user=ann, token=token, expires_at=NOON)

    await accounts.remove_login(hash_of("a"))
    await accounts.remove_login(hash_of("a"))

    assert await accounts.find_logged_in(hash_of("a"), NOON - SECOND) is None
    assert await accounts.find_logged_in(hash_of("b"), NOON - SECOND) is ann


async def test_expired_logins_are_removed(
    accounts: AccountRepository, async_db: AsyncSession
) -> None:
    """What has expired goes, of this user alone; what lasts stays."""
    ann, bob = await UserFactory.create_batch(2)
    for user, expires_at in [(ann, NOON), (ann, NOON + SECOND), (bob, NOON)]:
        await LoginFactory.create(user=user, expires_at=expires_at)

    await accounts.remove_expired_logins(ann.id, NOON)

    kept = select(Login.user_id, Login.expires_at).order_by(Login.user_id)
    rows = [(row.user_id, row.expires_at) for row in await async_db.execute(kept)]
    assert rows == [(ann.id, NOON + SECOND), (bob.id, NOON)]


async def test_a_users_logins_go_with_the_user(
    accounts: AccountRepository, async_db: AsyncSession, ann: User
) -> None:
    """Foreign keys are in force: whoever deletes a user deletes the logins."""
    await LoginFactory.create(user=ann, token="a", expires_at=NOON)

    await async_db.delete(ann)
    await async_db.flush()

    assert await accounts.find_logged_in(hash_of("a"), NOON - SECOND) is None
    assert await async_db.scalar(select(func.count()).select_from(Login)) == 0
