"""Knowledge entries."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from knowledge_base.schemas.shapes import Body, Shown, Tag, Text, Title


class Tags(Body):
    """What an entry is filed under."""

    tags: list[Tag] = Field(default_factory=list, max_length=20)


class NewEntry(Tags):
    """Something to know, of a document or by itself."""

    title: Title
    content: Text
    document_id: UUID | None = None


class ShownEntry(Shown):
    """Something that is known."""

    title: str
    content: str
    tags: list[str]
    document_id: UUID | None
