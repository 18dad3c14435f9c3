"""Knowledge, of documents and by itself."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from knowledge_base.errors import NotFoundError
from knowledge_base.models import KnowledgeEntry
from knowledge_base.services.actor import Actor
from knowledge_base.services.ports import UnitOfWork
from knowledge_base.values import KnowledgeSearch, Page, PageRequest, Permission


class KnowledgeService:
    """What a tenant knows. An entry of a document is seen by those who see the document."""

    def __init__(self, work: UnitOfWork, actor: Actor) -> None:
        self._work = work
        self._actor = actor

    async def add(
        self,
        *,
        title: str,
        content: str,
        tags: Sequence[str] = (),
        document_id: UUID | None = None,
    ) -> KnowledgeEntry:
        """Store an entry, by itself or of a document.

        Raises:
            NotFoundError: There is no such document, or none that the actor sees.
        """
        self._actor.require(Permission.WRITE)
        if document_id is not None:
            seen = await self._work.documents.find_visible(document_id, self._actor.visibility)
            if seen is None:
                raise NotFoundError("document")
        entry = KnowledgeEntry(
            tenant_id=self._work.tenant_id,
            document_id=document_id,
            title=title,
            content=content,
            tags=list(tags),
        )
        await self._work.knowledge.add(entry)
        return entry

    async def read(self, entry_id: UUID) -> KnowledgeEntry:
        """Return an entry.

        Raises:
            NotFoundError: There is none, or none that the actor sees.
        """
        found = await self._work.knowledge.find_visible(entry_id, self._actor.visibility)
        if found is None:
            raise NotFoundError("entry")
        return found

    async def search(self, request: PageRequest, search: KnowledgeSearch) -> Page[KnowledgeEntry]:
        """Return the entries that the actor sees and the search finds."""
        return await self._work.knowledge.search(self._actor.visibility, request, search)

    async def tag(self, entry_id: UUID, tags: Sequence[str]) -> KnowledgeEntry:
        """Give an entry other tags."""
        self._actor.require(Permission.WRITE)
        entry = await self.read(entry_id)
        entry.tags = list(tags)
        await self._work.knowledge.save()
        return entry

    async def delete(self, entry_id: UUID) -> None:
        """Remove an entry."""
        self._actor.require(Permission.WRITE)
        await self._work.knowledge.delete(await self.read(entry_id))
