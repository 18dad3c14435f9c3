"""How far each sequence of codes has come."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from print_shop.models.model import Model


class CodeCounter(Model):
    """The last number that was given out for a prefix in a year.

    A row and no database sequence: a sequence keeps its gaps when a transaction is undone.
    """

    __tablename__ = "code_counters"

    prefix: Mapped[str] = mapped_column(String(4), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
