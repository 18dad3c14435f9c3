"""The knowledge of a tenant."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, func

from knowledge_base.models import Document, KnowledgeEntry
from knowledge_base.repositories.owned import OwnedRepository, is_visible
from knowledge_base.values import KnowledgeSearch, Page, PageRequest, Visibility, normalize_name


class KnowledgeRepository(OwnedRepository[KnowledgeEntry]):
    """Finds and stores entries, and searches them."""

    model = KnowledgeEntry
    noun = "entry"

    def _select_visible(self, visibility: Visibility) -> Select[KnowledgeEntry]:
        seen = KnowledgeEntry.document_id.is_(None) | is_visible(visibility)
        return self._select().outerjoin(KnowledgeEntry.document).where(seen)

    async def find_visible(self, entry_id: UUID, visibility: Visibility) -> KnowledgeEntry | None:
        """Return an entry, or ``None`` where it or its document is not there or not seen."""
        wanted = self._select_visible(visibility).where(KnowledgeEntry.id == entry_id)
        return await self._session.scalar(wanted)

    async def search(
        self, visibility: Visibility, request: PageRequest, search: KnowledgeSearch
    ) -> Page[KnowledgeEntry]:
        """Return the visible entries that a search finds, by their title."""
        wanted = self._select_visible(visibility)
        if search.words:
            words = func.websearch_to_tsquery("english", search.words)
            wanted = wanted.where(KnowledgeEntry.words.op("@@")(words))
        if search.tag:
            wanted = wanted.where(KnowledgeEntry.tags.contains([normalize_name(search.tag)]))
        if search.document_id:
            wanted = wanted.where(Document.id == search.document_id)
        ordered = wanted.order_by(KnowledgeEntry.title, KnowledgeEntry.id)
        return await self._page(ordered, request)
