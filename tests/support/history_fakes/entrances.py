"""Who asks and what they may see, answered from memory: fills the ports of access and identity."""

from __future__ import annotations

from layerproof.history.records.access import Role
from layerproof.history.records.people import Login
from layerproof.history.records.tenants import Organization, Project, ProjectToken
from tests.support.history_fakes.tenants import (
    FakeMemberRepository,
    FakeOrganizationRepository,
    FakeProjectRepository,
    TenantMemory,
)


class FakeAccessRepository:
    """Fills ``AccessRepository``."""

    def __init__(self, memory: TenantMemory) -> None:
        self._memory = memory

    async def find_organization(self, slug: str) -> Organization | None:
        """Return the organization of that name."""
        return await FakeOrganizationRepository(self._memory).find_by_slug(slug)

    async def find_role(self, organization_key: int, user_key: int) -> Role | None:
        """Return what a person is in an organization."""
        return await FakeMemberRepository(self._memory).find_role(organization_key, user_key)

    async def find_project(self, organization_key: int, slug: str) -> Project | None:
        """Return the project of that name."""
        known = await FakeProjectRepository(self._memory).list_all(organization_key)
        return next((one for one in known if one.slug == slug), None)


class FakeIdentityRepository:
    """Fills ``IdentityRepository``."""

    def __init__(self, memory: TenantMemory) -> None:
        self._memory = memory

    async def find_login(self, public_id: str) -> Login | None:
        """Return the log-in with that id."""
        return self._memory.logins.get(public_id)

    async def find_project_token(self, token_hash: str) -> ProjectToken | None:
        """Return the project's token with that hash."""
        known = self._memory.tokens.values()
        return next((one for hashed, one in known if hashed == token_hash), None)

    async def find_project(self, key: int) -> Project | None:
        """Return the project with that key."""
        return self._memory.projects.get(key)
