"""``/documents``."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from knowledge_base.dependencies import Documents, WantedPage
from knowledge_base.schemas.documents import (
    ChangedDocument,
    ListedDocument,
    NewDocument,
    ShownDocument,
    ShownVersion,
)
from knowledge_base.schemas.shapes import STORABLE, ShownPage
from knowledge_base.values import DocumentSort

router = APIRouter(prefix="/documents", tags=["documents"])


@router.post("", status_code=201)
async def create_document(body: NewDocument, documents: Documents) -> ShownDocument:
    """Write a document down."""
    return ShownDocument.model_validate(await documents.create(body.draft()))


@router.get("")
async def list_documents(
    documents: Documents,
    page: WantedPage,
    title: Annotated[str, Query(max_length=200, pattern=STORABLE)] = "",
    sort: DocumentSort = DocumentSort.TITLE,
) -> ShownPage[ListedDocument]:
    """List documents, those alone that have some text in their title."""
    found = await documents.list_page(page, title=title, sort=sort)
    return ShownPage[ListedDocument].model_validate(found)


@router.get("/{document_id}")
async def read_document(document_id: UUID, documents: Documents) -> ShownDocument:
    """Show a document."""
    return ShownDocument.model_validate(await documents.read(document_id))


@router.put("/{document_id}")
async def revise_document(
    document_id: UUID, body: ChangedDocument, documents: Documents
) -> ShownDocument:
    """Write the next version; 409 where the version that was read is not the newest."""
    revised = await documents.revise(document_id, body.version, body.draft())
    return ShownDocument.model_validate(revised)


@router.get("/{document_id}/versions")
async def list_versions(document_id: UUID, documents: Documents) -> list[ShownVersion]:
    """List what a document said, the newest first."""
    versions = await documents.versions(document_id)
    return [ShownVersion.model_validate(version) for version in versions]


@router.delete("/{document_id}", status_code=204)
async def delete_document(document_id: UUID, documents: Documents) -> None:
    """Remove a document; for admins."""
    await documents.delete(document_id)
