"""Projects in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.tenants import Project, ProjectSettings
from layerproof.history.repositories.tenant_records import project_of, select_projects
from layerproof.history.tables import ProjectRow


class SqlProjectRepository:
    """Fills :class:`services.ports.projects.ProjectRepository`.

    :param session: the request's session; whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self, organization: int, slug: str, settings: ProjectSettings, *, created_at: datetime
    ) -> Project | None:
        """Make a project; ``None``, with nothing made, if its slug or its name is taken."""
        row = ProjectRow(
            organization_id=organization,
            slug=slug,
            created_at=created_at,
            **_values(settings),
        )
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            return None
        return await self.find(organization, row.id)

    async def has_slug(self, organization: int, slug: str) -> bool:
        """Whether a project of the organization has this name in addresses."""
        wanted = select(ProjectRow.id).where(
            ProjectRow.organization_id == organization, ProjectRow.slug == slug
        )
        return await self._session.scalar(wanted) is not None

    async def find(self, organization: int, key: int) -> Project | None:
        """Return the project with that key."""
        wanted = select_projects().where(_of(organization, key))
        found = (await self._session.execute(wanted)).one_or_none()
        return None if found is None else project_of(*found)

    async def hold(self, organization: int, key: int) -> Project | None:
        """Return the project with that key, which nobody else changes until this one ends."""
        wanted = select(ProjectRow.id).where(_of(organization, key))
        await self._session.execute(wanted.with_for_update(key_share=True))
        return await self.find(organization, key)

    async def list_all(self, organization: int) -> Sequence[Project]:
        """Return the organization's projects, by name in addresses."""
        wanted = select_projects().where(ProjectRow.organization_id == organization)
        found = [project_of(*row) for row in await self._session.execute(wanted)]
        # A server may sort text by its own language's rules.
        return sorted(found, key=lambda project: project.slug)

    async def count(self, organization: int) -> int:
        """Return how many projects there are."""
        wanted = select(func.count()).where(ProjectRow.organization_id == organization)
        return (await self._session.execute(wanted)).scalar_one()

    async def change(self, project: Project, settings: ProjectSettings) -> bool:
        """Give a project other settings; ``False``, with nothing changed, if the name is taken."""
        changed = update(ProjectRow).where(_of(project.organization_key, project.key))
        try:
            async with self._session.begin_nested():
                await self._session.execute(changed.values(_values(settings)))
        except IntegrityError:
            return False
        return True

    async def delete(self, organization: int, key: int) -> None:
        """Delete a project with everything in it."""
        await self._session.execute(delete(ProjectRow).where(_of(organization, key)))


def _of(organization: int, key: int) -> ColumnElement[bool]:
    return and_(ProjectRow.organization_id == organization, ProjectRow.id == key)


def _values(settings: ProjectSettings) -> Mapping[str, Any]:
    return {
        "name": settings.name,
        "main_branch": settings.main_branch,
        "keep_runs": settings.keep_runs,
        "keep_days": settings.keep_days,
        "layers": {name: list(globs) for name, globs in settings.layers.items()},
    }
