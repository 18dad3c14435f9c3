"""Projects of a server without accounts come to be with their first run."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.tenants import LOCAL_ORGANIZATION, Project
from layerproof.history.repositories.conflicts import insert_missing
from layerproof.history.repositories.tenant_records import project_of, select_projects
from layerproof.history.tables import OrganizationRow, ProjectRow


class SqlLocalProjectRepository:
    """Fills :class:`services.ports.runs.LocalProjectRepository`.

    :param session: the request's session; whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_by_name(self, name: str) -> Project | None:
        """Return the project of the local organization that reports call so."""
        wanted = select_projects().where(
            OrganizationRow.slug == LOCAL_ORGANIZATION, ProjectRow.name == name
        )
        found = (await self._session.execute(wanted)).one_or_none()
        return None if found is None else project_of(*found)

    async def add(self, name: str, slug: str, *, created_at: datetime) -> None:
        """Make a project, unless its name or its slug is taken."""
        organization = await self.ensure_organization(created_at=created_at)
        row = {
            "organization_id": organization,
            "slug": slug,
            "name": name,
            "main_branch": "main",
            "layers": {},
            "created_at": created_at,
        }
        await insert_missing(self._session, ProjectRow, [row])

    async def ensure_organization(self, *, created_at: datetime) -> int:
        """Return the key of the local organization, which is made if there is none."""
        wanted = select(OrganizationRow.id).where(OrganizationRow.slug == LOCAL_ORGANIZATION)
        known = await self._session.scalar(wanted)
        if known is None:
            row = {
                "slug": LOCAL_ORGANIZATION,
                "name": "This machine",
                "created_at": created_at,
            }
            await insert_missing(self._session, OrganizationRow, [row])
            known = (await self._session.execute(wanted)).scalar_one()
        return known
