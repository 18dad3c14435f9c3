"""Tenants: organizations, who belongs to them, their projects and the projects' tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from layerproof.history.tables.metadata import KEY_TYPE, Key, Row, UtcDateTime
from layerproof.history.tables.values import Hash, Name, PublicId, Slug, Word


class OrganizationRow(Row):
    """An organization: nobody outside sees anything of it."""

    __tablename__ = "organizations"
    __table_args__ = (UniqueConstraint("slug"),)

    id: Mapped[Key]
    slug: Mapped[Slug]
    name: Mapped[Name]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MembershipRow(Row):
    """A person's role in an organization."""

    __tablename__ = "memberships"
    __table_args__ = (Index(None, "user_id"),)

    organization_id: Mapped[int] = mapped_column(
        KEY_TYPE, ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        KEY_TYPE, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[Word]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InvitationRow(Row):
    """A way into an organization for one address, until it expires, is used or is taken back.

    ``invited_by`` is nobody where the server's operator invited.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("token_hash"),
        Index(None, "organization_id", "id"),
        Index(None, "invited_by"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[int] = mapped_column(
        KEY_TYPE, ForeignKey("organizations.id", ondelete="CASCADE")
    )
    address: Mapped[str] = mapped_column(String(320))
    address_key: Mapped[str] = mapped_column(String(320))
    role: Mapped[Word]
    invited_by: Mapped[int | None] = mapped_column(
        KEY_TYPE, ForeignKey("users.id", ondelete="SET NULL")
    )
    token_hash: Mapped[Hash]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProjectRow(Row):
    """A project; runs and tests belong to one. ``name`` is what its reports call it.

    ``keep_runs`` and ``keep_days`` bound what is kept; ``None`` keeps all. ``layers`` gives each
    layer its globs, ``{"service": ["src/**/services/**"]}``, since coverage files know none.
    """

    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("organization_id", "slug"),
        UniqueConstraint("organization_id", "name"),
    )

    id: Mapped[Key]
    organization_id: Mapped[int] = mapped_column(
        KEY_TYPE, ForeignKey("organizations.id", ondelete="CASCADE")
    )
    slug: Mapped[Slug]
    name: Mapped[Name]
    main_branch: Mapped[Name]
    keep_runs: Mapped[int | None]
    keep_days: Mapped[int | None]
    layers: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProjectTokenRow(Row):
    """A token that CI pushes with. ``scopes`` are words with blanks between: ``push``, ``read``."""

    __tablename__ = "project_tokens"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("token_hash"),
        Index(None, "project_id", "id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    project_id: Mapped[int] = mapped_column(KEY_TYPE, ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[Name]
    scopes: Mapped[Word]
    token_hash: Mapped[Hash]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
