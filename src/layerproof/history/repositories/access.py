"""Organizations, memberships and projects in the database, by the names that addresses have."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Organization, Project
from layerproof.history.repositories.tenant_records import (
    organization_of,
    project_of,
    select_projects,
)
from layerproof.history.tables import MembershipRow, OrganizationRow, ProjectRow


class SqlAccessRepository:
    """Fills :class:`services.ports.access.AccessRepository`.

    :param session: the request's session.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_organization(self, slug: str) -> Organization | None:
        """Return the organization of that name."""
        wanted = select(OrganizationRow).where(OrganizationRow.slug == slug)
        row = await self._session.scalar(wanted)
        return None if row is None else organization_of(row)

    async def find_role(self, organization_key: int, user_key: int) -> Role | None:
        """Return what a person is in an organization."""
        wanted = select(MembershipRow.role).where(
            MembershipRow.organization_id == organization_key, MembershipRow.user_id == user_key
        )
        role = await self._session.scalar(wanted)
        return None if role is None else Role(role)

    async def find_project(self, organization_key: int, slug: str) -> Project | None:
        """Return the project of that name in an organization."""
        wanted = select_projects().where(
            ProjectRow.organization_id == organization_key, ProjectRow.slug == slug
        )
        found = (await self._session.execute(wanted)).one_or_none()
        return None if found is None else project_of(*found)
