"""Who may log in."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from print_shop.models.model import Model


class User(Model):
    """Somebody who works here."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
