"""What a tenant writes down, and what it said before."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge_base.clock import now
from knowledge_base.models.model import Model, Owned, Timestamped, referable
from knowledge_base.models.team import Team
from knowledge_base.models.tenant import Tenant
from knowledge_base.models.user import User


class Document(Owned, Timestamped, Model):
    """A text with a version, seen by a team or, without one, by the whole tenant."""

    __tablename__ = "documents"
    __table_args__ = (
        referable(),
        ForeignKeyConstraint(["tenant_id", "team_id"], ["teams.tenant_id", "teams.id"]),
        ForeignKeyConstraint(["tenant_id", "author_id"], ["users.tenant_id", "users.id"]),
        CheckConstraint("version >= 1", name="version"),
        Index(None, "tenant_id", "updated_at"),
    )

    team_id: Mapped[UUID | None]
    author_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    # The tenant is part of each key above, and set by the tenant alone.
    tenant: Mapped[Tenant] = relationship(lazy="raise")
    team: Mapped[Team | None] = relationship(
        primaryjoin="foreign(Document.team_id) == Team.id", lazy="raise"
    )
    author: Mapped[User] = relationship(
        primaryjoin="foreign(Document.author_id) == User.id", lazy="raise"
    )

    def as_version(self, editor_id: UUID) -> DocumentVersion:
        """Return the record of what the document says now, and of who made it say so."""
        return DocumentVersion(
            tenant_id=self.tenant_id,
            document_id=self.id,
            number=self.version,
            title=self.title,
            body=self.body,
            editor_id=editor_id,
        )


class DocumentVersion(Model):
    """What a document said in one of its versions. Two cannot have the same number."""

    __tablename__ = "document_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["documents.tenant_id", "documents.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(["tenant_id", "editor_id"], ["users.tenant_id", "users.id"]),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]
    editor_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(default=now)
