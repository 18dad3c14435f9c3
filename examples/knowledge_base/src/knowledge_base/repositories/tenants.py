"""The tenant itself."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.models import Tenant
from knowledge_base.repositories.owned import store


class TenantRepository:
    """Knows one tenant, which may not be stored yet."""

    def __init__(self, session: AsyncSession, tenant_id: UUID) -> None:
        self._session = session
        self._tenant_id = tenant_id

    async def add(self, *, slug: str, name: str) -> Tenant:
        """Store the tenant.

        Raises:
            AlreadyExistsError: Another tenant has the slug.
        """
        tenant = Tenant(id=self._tenant_id, slug=slug, name=name)
        self._session.add(tenant)
        await store(self._session, "tenant")
        return tenant

    async def lock(self) -> None:
        """Let others who want to lock the tenant wait until this unit of work has ended."""
        mine = select(Tenant.id).where(Tenant.id == self._tenant_id)
        await self._session.execute(mine.with_for_update())
