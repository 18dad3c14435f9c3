"""What is needed to know who may see what."""

from __future__ import annotations

from typing import Protocol

from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Organization, Project


class AccessRepository(Protocol):
    """Organizations, memberships and projects, by the names that addresses have."""

    async def find_organization(self, slug: str) -> Organization | None:
        """Return the organization of that name."""

    async def find_role(self, organization_key: int, user_key: int) -> Role | None:
        """Return what a person is in an organization."""

    async def find_project(self, organization_key: int, slug: str) -> Project | None:
        """Return the project of that name in an organization."""
