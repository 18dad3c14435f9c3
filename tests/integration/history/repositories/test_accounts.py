"""Accounts, log-ins and failed attempts on a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import Database
from layerproof.history.dependencies.accounts import SqlAccountStores
from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Membership, Organization
from layerproof.history.repositories.login_failures import (
    DELETED_AT_ONCE,
    SqlLoginFailureRepository,
)
from layerproof.history.tables import (
    LoginFailureRow,
    MembershipRow,
    OrganizationRow,
    RefreshTokenRow,
)
from tests.support.account_contract import (
    ANN_HASH,
    NOW,
    AccountContract,
    FailureContract,
    LoginContract,
    TransactionContract,
    UserContract,
    add_login,
    add_user,
)


@pytest.fixture
def stores(opened: Database) -> SqlAccountStores:
    """Give stores on an empty database."""
    return SqlAccountStores(opened)


class OnDatabase(AccountContract):
    """Stores on each kind of database in turn."""

    @pytest.fixture
    def stores(self, opened: Database) -> SqlAccountStores:
        """Give stores on an empty database."""
        return SqlAccountStores(opened)


class TestUsers(OnDatabase, UserContract):
    """People."""


class TestLogins(OnDatabase, LoginContract):
    """Log-ins."""


class TestFailures(OnDatabase, FailureContract):
    """Failed attempts."""


class TestTransactions(OnDatabase, TransactionContract):
    """Transactions."""


async def test_memberships_by_the_organizations_names(
    opened: Database, stores: SqlAccountStores
) -> None:
    """A person's memberships come by the organizations' names in addresses, and are their own."""
    async with stores.writing() as store:
        ann, bo = await add_user(store), await add_user(store, "bo")
    async with opened.write() as session:
        rows = [OrganizationRow(slug=slug, name=slug.upper(), created_at=NOW) for slug in "ba"]
        session.add_all(rows)
        await session.flush()
        for row in rows:
            for user, role in ((ann, "owner"), (bo, "viewer")):
                session.add(
                    MembershipRow(
                        organization_id=row.id, user_id=user.key, role=role, created_at=NOW
                    )
                )
        await session.commit()
    async with stores.reading() as store:
        found = await store.users.list_memberships(ann.key)
    assert list(found) == [
        Membership(
            organization=Organization(row.id, row.slug, row.name, NOW),
            user_key=ann.key,
            user_id=ann.public_id,
            address=ann.address,
            user_name=ann.name,
            role=Role.OWNER,
            created_at=NOW,
        )
        for row in reversed(rows)
    ]


async def test_tokens_go_with_their_login(opened: Database, stores: SqlAccountStores) -> None:
    """No token is left of a log-in that was deleted."""
    async with stores.writing() as store:
        login = await add_login(store, await add_user(store))
        await store.logins.end(login.key, ended_at=NOW)
        await store.logins.delete_expired(NOW)
    async with opened.read() as session:
        counted = await session.scalar(select(func.count()).select_from(RefreshTokenRow))
    assert counted == 0


async def test_old_notes_go_a_part_at_a_time(session: AsyncSession) -> None:
    """After a flood no attempt has to wait until all old notes are deleted; the oldest go first."""
    failures = SqlLoginFailureRepository(session)
    session.add_all(
        LoginFailureRow(subject=ANN_HASH, failed_at=NOW - timedelta(seconds=number))
        for number in range(DELETED_AT_ONCE + 5)
    )
    await session.flush()
    await failures.delete_until(NOW)
    left = await session.scalars(select(LoginFailureRow.failed_at))
    assert sorted(left) == [NOW - timedelta(seconds=number) for number in reversed(range(5))]


async def test_no_secret_is_stored(stores: SqlAccountStores, opened: Database) -> None:
    """Of a token the database has the hash alone."""
    async with stores.writing() as store:
        await add_login(store, await add_user(store), "the secret word")
    async with opened.read() as session:
        stored = await session.scalar(select(RefreshTokenRow.token_hash))
    assert stored is not None
    assert (len(stored), "secret" in stored) == (64, False)
