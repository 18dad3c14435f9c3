"""Organizations in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Organization, OwnOrganization
from layerproof.history.repositories.tenant_records import organization_of
from layerproof.history.tables import MembershipRow, OrganizationRow, UserRow


class SqlOrganizationRepository:
    """Fills :class:`services.ports.organizations.OrganizationRepository`.

    :param session: the request's session; whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def hold_person(self, user_key: int) -> bool:
        """Keep a person from making organizations elsewhere until the transaction ends."""
        wanted = select(UserRow.id).where(UserRow.id == user_key)
        held = await self._session.scalar(wanted.with_for_update(key_share=True))
        return held is not None

    async def count_owned(self, user_key: int) -> int:
        """Return how many organizations somebody owns."""
        wanted = select(func.count()).where(
            MembershipRow.user_id == user_key, MembershipRow.role == Role.OWNER
        )
        return (await self._session.execute(wanted)).scalar_one()

    async def add(self, slug: str, name: str, *, created_at: datetime) -> Organization | None:
        """Make an organization; ``None``, with nothing made, if its slug is taken."""
        row = OrganizationRow(slug=slug, name=name, created_at=created_at)
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            return None
        return organization_of(row)

    async def find(self, key: int) -> Organization | None:
        """Return the organization with that key."""
        row = await self._session.scalar(select(OrganizationRow).where(OrganizationRow.id == key))
        return None if row is None else organization_of(row)

    async def find_by_slug(self, slug: str) -> Organization | None:
        """Return the organization of that name in addresses."""
        wanted = select(OrganizationRow).where(OrganizationRow.slug == slug)
        row = await self._session.scalar(wanted)
        return None if row is None else organization_of(row)

    async def list_all(self) -> Sequence[Organization]:
        """Return every organization, by name in addresses."""
        rows = await self._session.scalars(select(OrganizationRow))
        return sorted(map(organization_of, rows), key=lambda organization: organization.slug)

    async def list_of(self, user_key: int) -> Sequence[OwnOrganization]:
        """Return the organizations that somebody is in, by name in addresses."""
        found = await self._session.execute(
            select(OrganizationRow, MembershipRow.role)
            .join(MembershipRow, MembershipRow.organization_id == OrganizationRow.id)
            .where(MembershipRow.user_id == user_key)
        )
        own = [OwnOrganization(organization_of(row), Role(role)) for row, role in found]
        # A server may sort text by its own language's rules.
        return sorted(own, key=lambda one: one.organization.slug)

    async def rename(self, key: int, name: str) -> None:
        """Give an organization another name; the one in addresses stays."""
        changed = update(OrganizationRow).where(OrganizationRow.id == key).values(name=name)
        await self._session.execute(changed)

    async def delete(self, key: int) -> None:
        """Delete an organization with everything in it."""
        await self._session.execute(delete(OrganizationRow).where(OrganizationRow.id == key))
