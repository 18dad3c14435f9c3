"""Who works for a tenant."""

from __future__ import annotations

from sqlalchemy import Enum, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from knowledge_base.models.model import Model, Owned, Timestamped, referable
from knowledge_base.models.tenant import Tenant
from knowledge_base.values import Role, normalize_name


class User(Owned, Timestamped, Model):
    """Somebody with a role in one tenant. Who is not active cannot do anything."""

    __tablename__ = "users"
    __table_args__ = (referable(), UniqueConstraint("tenant_id", "email"))

    email: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(
        Enum(
            Role,
            name="role",
            native_enum=False,
            create_constraint=True,
            length=10,
            values_callable=lambda roles: [role.value for role in roles],
        )
    )
    active: Mapped[bool] = mapped_column(default=True)

    tenant: Mapped[Tenant] = relationship(lazy="raise")

    @validates("email")
    def _lower(self, _key: str, email: str) -> str:
        return normalize_name(email)
