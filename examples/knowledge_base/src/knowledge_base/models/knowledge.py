"""What a tenant knows."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Computed, ForeignKeyConstraint, Index, String
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from knowledge_base.models.document import Document
from knowledge_base.models.model import Model, Owned, Timestamped
from knowledge_base.models.tenant import Tenant
from knowledge_base.values import normalize_tags


class KnowledgeEntry(Owned, Timestamped, Model):
    """One piece of knowledge: of a document, and then seen by who sees that, or by itself."""

    __tablename__ = "knowledge_entries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["documents.tenant_id", "documents.id"],
            ondelete="CASCADE",
        ),
        Index(None, "tenant_id", "document_id"),
        Index(None, "tags", postgresql_using="gin"),
        Index(None, "words", postgresql_using="gin"),
    )

    document_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str]
    tags: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    words: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed("to_tsvector('english', title || ' ' || content)", persisted=True),
        deferred=True,
    )

    tenant: Mapped[Tenant] = relationship(lazy="raise")
    document: Mapped[Document | None] = relationship(
        primaryjoin="foreign(KnowledgeEntry.document_id) == Document.id", lazy="raise"
    )

    @validates("tags")
    def _normalize(self, _key: str, tags: Iterable[str]) -> list[str]:
        return normalize_tags(tags)
