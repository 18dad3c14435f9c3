"""What is needed of an organization's projects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from layerproof.history.records.tenants import Project, ProjectSettings


class ProjectRepository(Protocol):
    """The projects of organizations; ``organization`` is always the organization's key."""

    async def add(
        self, organization: int, slug: str, settings: ProjectSettings, *, created_at: datetime
    ) -> Project | None:
        """Make a project; ``None``, with nothing made, if its slug or its name is taken."""

    async def has_slug(self, organization: int, slug: str) -> bool:
        """Whether a project of the organization has this name in addresses."""

    async def find(self, organization: int, key: int) -> Project | None:
        """Return the project with that key."""

    async def hold(self, organization: int, key: int) -> Project | None:
        """Return the project with that key, which nobody else changes until this one ends."""

    async def list_all(self, organization: int) -> Sequence[Project]:
        """Return the organization's projects, by name in addresses."""

    async def count(self, organization: int) -> int:
        """Return how many projects there are."""

    async def change(self, project: Project, settings: ProjectSettings) -> bool:
        """Give a project other settings; ``False``, with nothing changed, if the name is taken."""

    async def delete(self, organization: int, key: int) -> None:
        """Delete a project with everything in it."""
