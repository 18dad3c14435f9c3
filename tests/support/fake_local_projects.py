"""Projects of a server without accounts, kept in memory."""

from __future__ import annotations

from datetime import datetime

from layerproof.history.records.tenants import LOCAL_ORGANIZATION, Project, ProjectSettings


class FakeLocalProjectRepository:
    """Fills ``LocalProjectRepository``; goes through the same tests as the one on SQL."""

    def __init__(self) -> None:
        self._projects: dict[str, Project] = {}

    async def find_by_name(self, name: str) -> Project | None:
        """Return the project that reports call so."""
        return self._projects.get(name)

    async def add(self, name: str, slug: str, *, created_at: datetime) -> None:
        """Make a project, unless its name or its slug is taken."""
        if name in self._projects or slug in {known.slug for known in self._projects.values()}:
            return
        key = len(self._projects) + 1
        settings = ProjectSettings(name=name)
        self._projects[name] = Project(key, 1, LOCAL_ORGANIZATION, slug, settings, created_at)
