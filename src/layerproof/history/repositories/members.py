"""Memberships in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Membership
from layerproof.history.repositories.tenant_records import membership_of
from layerproof.history.tables import MembershipRow, OrganizationRow, UserRow


class SqlMemberRepository:
    """Fills :class:`services.ports.members.MemberRepository`.

    :param session: the request's session; whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def hold(self, organization: int) -> bool:
        """Keep others from changing an organization until the transaction ends, if it is there.

        On SQLite whoever writes is alone anyway.
        """
        wanted = select(OrganizationRow.id).where(OrganizationRow.id == organization)
        # Rows that refer to the organization can still be added: runs of its projects come in.
        held = await self._session.scalar(wanted.with_for_update(key_share=True))
        return held is not None

    async def find_role(self, organization: int, user_key: int) -> Role | None:
        """Return what a person is in an organization."""
        wanted = select(MembershipRow.role).where(_of(organization, user_key))
        role = await self._session.scalar(wanted)
        return None if role is None else Role(role)

    async def find(self, organization: int, user_id: str) -> Membership | None:
        """Return the membership of the person with that id."""
        wanted = _select_members(organization).where(UserRow.public_id == user_id)
        found = (await self._session.execute(wanted)).one_or_none()
        return None if found is None else membership_of(*found)

    async def list_all(self, organization: int) -> Sequence[Membership]:
        """Return the members, in the order in which they came."""
        wanted = _select_members(organization).order_by(
            MembershipRow.created_at, MembershipRow.user_id
        )
        return [membership_of(*found) for found in await self._session.execute(wanted)]

    async def count(self, organization: int) -> int:
        """Return how many members there are."""
        wanted = select(func.count()).where(MembershipRow.organization_id == organization)
        return (await self._session.execute(wanted)).scalar_one()

    async def count_owners(self, organization: int) -> int:
        """Return how many of them are owners."""
        wanted = select(func.count()).where(
            MembershipRow.organization_id == organization, MembershipRow.role == Role.OWNER
        )
        return (await self._session.execute(wanted)).scalar_one()

    async def add(
        self, organization: int, user_key: int, role: Role, *, created_at: datetime
    ) -> None:
        """Make somebody a member who is none."""
        await self._session.execute(
            insert(MembershipRow).values(
                organization_id=organization, user_id=user_key, role=role, created_at=created_at
            )
        )

    async def change_role(self, organization: int, user_key: int, role: Role) -> None:
        """Give a member another role."""
        changed = update(MembershipRow).where(_of(organization, user_key)).values(role=role)
        await self._session.execute(changed)

    async def remove(self, organization: int, user_key: int) -> None:
        """End a membership."""
        await self._session.execute(delete(MembershipRow).where(_of(organization, user_key)))


def _of(organization: int, user_key: int) -> ColumnElement[bool]:
    return and_(MembershipRow.organization_id == organization, MembershipRow.user_id == user_key)


def _select_members(organization: int) -> Select[MembershipRow, OrganizationRow, UserRow]:
    return (
        select(MembershipRow, OrganizationRow, UserRow)
        .join(OrganizationRow, OrganizationRow.id == MembershipRow.organization_id)
        .join(UserRow, UserRow.id == MembershipRow.user_id)
        .where(MembershipRow.organization_id == organization)
    )
