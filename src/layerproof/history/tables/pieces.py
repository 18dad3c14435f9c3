"""Runs that arrive in pieces, from tools that write no ``report.json``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from layerproof.history.tables.metadata import Row, UtcDateTime
from layerproof.history.tables.values import NameKey, OfRun, Place


class PieceRow(Row):
    """One file of a run, as it was understood: canonical JSON compressed with zlib.

    ``matter`` is what it tells of (``tests`` or ``coverage``), ``shard`` its number in its suite,
    ``digest`` the SHA-256 of the file that was pushed.
    """

    __tablename__ = "run_pieces"

    run_id: Mapped[OfRun]
    suite: Mapped[NameKey]
    matter: Mapped[str] = mapped_column(String(16), primary_key=True)
    shard: Mapped[Place]
    shards: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    body: Mapped[bytes] = mapped_column(LargeBinary)
