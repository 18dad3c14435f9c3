"""The documents of a tenant and their versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from knowledge_base.models import Document, DocumentVersion
from knowledge_base.repositories.owned import OwnedRepository, is_visible
from knowledge_base.values import DocumentSort, Draft, Page, PageRequest, Visibility

COLUMNS: dict[str, InstrumentedAttribute[str] | InstrumentedAttribute[datetime]] = {
    "title": Document.title,
    "updated_at": Document.updated_at,
}


class DocumentRepository(OwnedRepository[Document]):
    """Finds, stores and changes documents, with their authors and teams."""

    model = Document
    noun = "document"

    def _select(self) -> Select[Document]:
        people = joinedload(Document.author), joinedload(Document.team)
        return super()._select().options(*people)

    async def find_visible(self, document_id: UUID, visibility: Visibility) -> Document | None:
        """Return a document, or ``None`` where it is not there or not seen."""
        wanted = self._select().where(Document.id == document_id, is_visible(visibility))
        return await self._session.scalar(wanted)

    async def list_page(
        self, visibility: Visibility, request: PageRequest, *, title: str, sort: DocumentSort
    ) -> Page[Document]:
        """Return the visible documents that have some text in their title."""
        wanted = self._select().where(is_visible(visibility))
        if title:
            wanted = wanted.where(Document.title.icontains(title, autoescape=True))
        column = COLUMNS[sort.removeprefix("-")]
        order = column.desc() if sort.startswith("-") else column.asc()
        return await self._page(wanted.order_by(order, Document.id), request)

    async def revise(
        self, document_id: UUID, read_version: int, draft: Draft, at: datetime
    ) -> bool:
        """Change a document if it still has that version; return whether it had.

        Comparing and changing are one statement: of two who have read the same version, the
        second waits for the first and then finds another version.
        """
        changed = await self._session.scalar(
            update(Document)
            .where(
                Document.tenant_id == self._tenant_id,
                Document.id == document_id,
                Document.version == read_version,
            )
            .values(
                title=draft.title,
                body=draft.body,
                team_id=draft.team_id,
                version=read_version + 1,
                updated_at=at,
            )
            .returning(Document.id)
            .execution_options(synchronize_session=False)
        )
        return changed is not None

    async def record(self, version: DocumentVersion) -> None:
        """Keep what a document says in a version."""
        self._session.add(version)
        await self._session.flush()

    async def versions(self, document_id: UUID) -> Sequence[DocumentVersion]:
        """Return all versions of a document, the newest first."""
        wanted = (
            select(DocumentVersion)
            .where(
                DocumentVersion.tenant_id == self._tenant_id,
                DocumentVersion.document_id == document_id,
            )
            .order_by(DocumentVersion.number.desc())
        )
        return (await self._session.scalars(wanted)).all()
