"""People in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.access import Role
from layerproof.history.records.people import NewUser, User
from layerproof.history.records.tenants import Membership
from layerproof.history.repositories.conflicts import insert_missing
from layerproof.history.repositories.people_records import user_of
from layerproof.history.repositories.tenant_records import organization_of
from layerproof.history.tables import MembershipRow, OrganizationRow, UserRow


class SqlUserRepository:
    """Fills :class:`services.ports.accounts.UserRepository`.

    :param session: the transaction's session; whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_by_address(self, address_key: str) -> User | None:
        """Return whoever has that address."""
        return await self._find(select(UserRow).where(UserRow.address_key == address_key))

    async def find(self, key: int) -> User | None:
        """Return a person."""
        return await self._find(select(UserRow).where(UserRow.id == key))

    async def find_to_change(self, key: int) -> User | None:
        """Return a person as they are now, whom nobody else changes until the transaction ends."""
        # SQLite knows no such lock and needs none: it has one writer.
        locked = select(UserRow).where(UserRow.id == key).with_for_update()
        return await self._find(locked.execution_options(populate_existing=True))

    async def add(self, user: NewUser, *, created_at: datetime) -> User | None:
        """Store a person; ``None``, with nothing stored, if the address is taken."""
        row = {**asdict(user), "created_at": created_at}
        await insert_missing(self._session, UserRow, [row])
        stored = await self.find_by_address(user.address_key)
        return stored if stored is not None and stored.public_id == user.public_id else None

    async def rename(self, key: int, name: str) -> None:
        """Give a person another name."""
        await self._session.execute(update(UserRow).where(UserRow.id == key).values(name=name))

    async def change_password(self, key: int, password_hash: str) -> None:
        """Store another hash of a person's password."""
        changed = update(UserRow).where(UserRow.id == key).values(password_hash=password_hash)
        await self._session.execute(changed)

    async def list_memberships(self, key: int) -> Sequence[Membership]:
        """Return what a person is where, by the organizations' names in addresses."""
        wanted = (
            select(MembershipRow, OrganizationRow, UserRow)
            .join(OrganizationRow, OrganizationRow.id == MembershipRow.organization_id)
            .join(UserRow, UserRow.id == MembershipRow.user_id)
            .where(MembershipRow.user_id == key)
            .order_by(OrganizationRow.slug)
        )
        found = await self._session.execute(wanted)
        return [_membership_of(*rows) for rows in found]

    async def _find(self, wanted: Select[UserRow]) -> User | None:
        row = await self._session.scalar(wanted)
        return None if row is None else user_of(row)


def _membership_of(row: MembershipRow, organization: OrganizationRow, user: UserRow) -> Membership:
    return Membership(
        organization=organization_of(organization),
        user_key=user.id,
        user_id=user.public_id,
        address=user.address,
        user_name=user.name,
        role=Role(row.role),
        created_at=row.created_at,
    )
