"""What one request does with the database: all of it, or nothing."""

from __future__ import annotations

from types import TracebackType
from typing import Self
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.repositories.documents import DocumentRepository
from knowledge_base.repositories.knowledge import KnowledgeRepository
from knowledge_base.repositories.teams import TeamRepository
from knowledge_base.repositories.tenants import TenantRepository
from knowledge_base.repositories.tools import ToolRepository
from knowledge_base.repositories.users import UserRepository


class SqlUnitOfWork:
    """The repositories of one tenant on one session; commits when it ends well.

    This is the only place that commits. It takes the place of the services' ``UnitOfWork``.
    """

    def __init__(self, session: AsyncSession, tenant_id: UUID) -> None:
        self._session = session
        self.tenant_id = tenant_id
        self.tenants = TenantRepository(session, tenant_id)
        self.users = UserRepository(session, tenant_id)
        self.teams = TeamRepository(session, tenant_id)
        self.documents = DocumentRepository(session, tenant_id)
        self.knowledge = KnowledgeRepository(session, tenant_id)
        self.tools = ToolRepository(session, tenant_id)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            await self._session.commit()
        else:
            await self._session.rollback()
