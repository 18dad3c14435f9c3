"""What a tenant lets its assistants use."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from knowledge_base.models.model import Model, Owned, Timestamped
from knowledge_base.models.tenant import Tenant
from knowledge_base.values import normalize_name


class Tool(Owned, Timestamped, Model):
    """Something that can be called by its name, as long as it is enabled."""

    __tablename__ = "tools"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(60))
    description: Mapped[str]
    endpoint: Mapped[str] = mapped_column(String(500))
    enabled: Mapped[bool] = mapped_column(default=True)

    tenant: Mapped[Tenant] = relationship(lazy="raise")

    @validates("name")
    def _lower(self, _key: str, name: str) -> str:
        return normalize_name(name)
