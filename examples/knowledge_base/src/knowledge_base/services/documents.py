"""Documents and their versions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from knowledge_base.clock import now
from knowledge_base.errors import NotFoundError, PermissionDeniedError, VersionConflictError
from knowledge_base.models import Document, DocumentVersion
from knowledge_base.services.actor import Actor
from knowledge_base.services.ports import UnitOfWork
from knowledge_base.values import DocumentSort, Draft, Page, PageRequest, Permission


class DocumentService:
    """What a tenant writes down. What somebody may not see is not there for them."""

    def __init__(self, work: UnitOfWork, actor: Actor) -> None:
        self._work = work
        self._actor = actor

    async def create(self, draft: Draft) -> Document:
        """Store a draft as the first version of a new document."""
        await self._require_team(draft)
        document = Document(
            tenant_id=self._work.tenant_id,
            author_id=self._actor.user_id,
            title=draft.title,
            body=draft.body,
            team_id=draft.team_id,
        )
        await self._work.documents.add(document)
        return await self._record(document.id)

    async def read(self, document_id: UUID) -> Document:
        """Return a document.

        Raises:
            NotFoundError: There is none, or none that the actor sees.
        """
        found = await self._work.documents.find_visible(document_id, self._actor.visibility)
        if found is None:
            raise NotFoundError("document")
        return found

    async def list_page(
        self, request: PageRequest, *, title: str = "", sort: DocumentSort = DocumentSort.TITLE
    ) -> Page[Document]:
        """Return the documents that the actor sees."""
        return await self._work.documents.list_page(
            self._actor.visibility, request, title=title, sort=sort
        )

    async def revise(self, document_id: UUID, read_version: int, draft: Draft) -> Document:
        """Make a draft the next version of the document that was read.

        Raises:
            VersionConflictError: That version is not the newest any more.
        """
        await self._require_team(draft)
        await self.read(document_id)
        if not await self._work.documents.revise(document_id, read_version, draft, now()):
            raise VersionConflictError(read_version)
        return await self._record(document_id)

    async def versions(self, document_id: UUID) -> Sequence[DocumentVersion]:
        """Return what a document said, the newest first."""
        await self.read(document_id)
        return await self._work.documents.versions(document_id)

    async def delete(self, document_id: UUID) -> None:
        """Remove a document, its versions and its knowledge."""
        self._actor.require(Permission.ADMINISTER)
        await self._work.documents.delete(await self.read(document_id))

    async def _require_team(self, draft: Draft) -> None:
        """Hold that the actor may write, and only for all or for a team of their own.

        Raises:
            NotFoundError: The tenant has no such team.
            PermissionDeniedError: They may not write, or are not in the team.
        """
        self._actor.require(Permission.WRITE)
        if draft.team_id is None:
            return
        if await self._work.teams.find(draft.team_id) is None:
            raise NotFoundError("team")
        if not self._actor.visibility.includes(draft.team_id):
            raise PermissionDeniedError("a document is given to a team by its members")

    async def _record(self, document_id: UUID) -> Document:
        document = await self.read(document_id)
        await self._work.documents.record(document.as_version(self._actor.user_id))
        return document
