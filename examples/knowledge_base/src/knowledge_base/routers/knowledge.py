"""``/knowledge``."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from knowledge_base.dependencies import Knowledge, WantedPage
from knowledge_base.schemas.knowledge import NewEntry, ShownEntry, Tags
from knowledge_base.schemas.shapes import STORABLE, ShownPage
from knowledge_base.values import KnowledgeSearch

router = APIRouter(prefix="/knowledge", tags=["knowledge"])


@router.post("", status_code=201)
async def add_entry(body: NewEntry, knowledge: Knowledge) -> ShownEntry:
    """Add an entry, to a document or by itself."""
    return ShownEntry.model_validate(await knowledge.add(**body.model_dump()))


@router.get("")
async def search_knowledge(
    knowledge: Knowledge,
    page: WantedPage,
    words: Annotated[str, Query(max_length=200, pattern=STORABLE)] = "",
    tag: Annotated[str, Query(max_length=40, pattern=STORABLE)] = "",
    document_id: UUID | None = None,
) -> ShownPage[ShownEntry]:
    """List entries: with these words, that tag, of that document."""
    search = KnowledgeSearch(words, tag, document_id)
    return ShownPage[ShownEntry].model_validate(await knowledge.search(page, search))


@router.get("/{entry_id}")
async def read_entry(entry_id: UUID, knowledge: Knowledge) -> ShownEntry:
    """Show an entry."""
    return ShownEntry.model_validate(await knowledge.read(entry_id))


@router.put("/{entry_id}/tags")
async def tag_entry(entry_id: UUID, body: Tags, knowledge: Knowledge) -> ShownEntry:
    """Give an entry other tags."""
    return ShownEntry.model_validate(await knowledge.tag(entry_id, body.tags))


@router.delete("/{entry_id}", status_code=204)
async def delete_entry(entry_id: UUID, knowledge: Knowledge) -> None:
    """Remove an entry."""
    await knowledge.delete(entry_id)
