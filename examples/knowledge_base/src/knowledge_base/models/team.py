"""Who works together."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge_base.models.model import Model, Owned, Timestamped, referable
from knowledge_base.models.tenant import Tenant


class Team(Owned, Timestamped, Model):
    """Users of one tenant who share documents."""

    __tablename__ = "teams"
    __table_args__ = (referable(), UniqueConstraint("tenant_id", "name"))

    name: Mapped[str] = mapped_column(String(100))

    tenant: Mapped[Tenant] = relationship(lazy="raise")


class TeamMember(Model):
    """That a user is in a team. The tenant in both keys keeps foreign users out."""

    __tablename__ = "team_members"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "team_id"], ["teams.tenant_id", "teams.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"
        ),
    )

    tenant_id: Mapped[UUID]
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
