from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.db import Base


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    owner: Mapped[str] = mapped_column(String(80))
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    closed: Mapped[bool] = mapped_column(default=False)

    entries: Mapped[list["Entry"]] = relationship(back_populates="account")


class Transfer(Base):
    __tablename__ = "transfers"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(140))
    booked_at: Mapped[datetime] = mapped_column(server_default=func.now())

    entries: Mapped[list["Entry"]] = relationship(back_populates="transfer")


class Entry(Base):
    __tablename__ = "entries"
    __table_args__ = (CheckConstraint("cents <> 0", name="ck_entries_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    cents: Mapped[int]

    account: Mapped[Account] = relationship(back_populates="entries")
    transfer: Mapped[Transfer] = relationship(back_populates="entries")
