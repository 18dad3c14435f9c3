"""Runs that arrive in pieces, from tools that write no ``report.json``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from layerproof.history.tables.metadata import Row, UtcDateTime
from layerproof.history.tables.values import NameKey, OfRun, Place


class PieceRow(Row):
    """One file of a run, as it was understood: canonical JSON compressed with zlib.

    ``matter`` is what it tells of (``tests`` or ``coverage``); ``variant`` what tells parts of a
    suite apart that run the same tests (the Python version); ``shard`` its number among the
    ``shards`` of its suite, matter and variant. ``digest`` is the SHA-256 of the file that was
    pushed, ``created_at`` when the run was made, if the push said so.
    """

    __tablename__ = "run_pieces"

    run_id: Mapped[OfRun]
    suite: Mapped[NameKey]
    matter: Mapped[str] = mapped_column(String(16), primary_key=True)
    variant: Mapped[str] = mapped_column(String(32), primary_key=True)
    shard: Mapped[Place]
    shards: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    body: Mapped[bytes] = mapped_column(LargeBinary)
