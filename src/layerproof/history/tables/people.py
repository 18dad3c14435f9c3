"""Who uses the history: people, their log-ins, and what was tried in vain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from layerproof.history.tables.metadata import KEY_TYPE, Key, Row, UtcDateTime
from layerproof.history.tables.values import Hash, Name, PublicId


class UserRow(Row):
    """A person. ``address`` is the mail address as given, ``address_key`` as it is compared."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("public_id"), UniqueConstraint("address_key"))

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    address: Mapped[str] = mapped_column(String(320))
    address_key: Mapped[str] = mapped_column(String(320))
    name: Mapped[Name]
    password_hash: Mapped[Name]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LoginRow(Row):
    """A log-in: lives until it expires or somebody ends it. ``kind`` is ``api`` or ``browser``."""

    __tablename__ = "logins"
    __table_args__ = (UniqueConstraint("public_id"), Index(None, "user_id"))

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    user_id: Mapped[int] = mapped_column(KEY_TYPE, ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RefreshTokenRow(Row):
    """A token that a log-in is prolonged with, once: one that comes twice ends the log-in."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "login_id"))

    id: Mapped[Key]
    login_id: Mapped[int] = mapped_column(KEY_TYPE, ForeignKey("logins.id", ondelete="CASCADE"))
    token_hash: Mapped[Hash]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginFailureRow(Row):
    """A log-in that failed. ``subject`` is a hash of the address, or of where it came from."""

    __tablename__ = "login_failures"
    __table_args__ = (Index(None, "subject", "failed_at"), Index(None, "failed_at"))

    id: Mapped[Key]
    subject: Mapped[Hash]
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ServerSecretRow(Row):
    """What servers sign with: made at the first start, shared by all servers of a database."""

    __tablename__ = "server_secrets"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Name]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
