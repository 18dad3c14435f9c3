"""Organizations and their members."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from organizations.clock import now
from organizations.models.accounts import User
from organizations.models.declarative import Base
from organizations.roles import Role

#: One type in the database for all columns that hold a role.
ROLE = Enum(Role, name="role", values_callable=lambda roles: [role.value for role in roles])


class Organization(Base):
    """An organization; its slug stands in addresses."""

    __tablename__ = "organizations"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Membership(Base):
    """A user in an organization, once, with one role."""

    __tablename__ = "memberships"

    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[Role] = mapped_column(ROLE, default=Role.MEMBER, server_default=Role.MEMBER.value)
    joined_at: Mapped[datetime] = mapped_column(default=now)
    organization: Mapped[Organization] = relationship()
    user: Mapped[User] = relationship()
