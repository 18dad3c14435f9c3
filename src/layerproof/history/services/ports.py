"""What the services need of a database, as protocols; ``repositories`` fills them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from layerproof.history.records import (
    Health,
    NewRun,
    Position,
    RunDetail,
    RunFilter,
    StoredRun,
)


class RunRepository(Protocol):
    """The stored runs."""

    async def add(self, run: NewRun, *, received_at: datetime) -> bool:
        """Store a run whole; return ``False``, with nothing stored, if its id is taken."""

    async def find(self, run_id: str) -> StoredRun | None:
        """Return the run with that id."""

    async def find_detail(self, run_id: str) -> RunDetail | None:
        """Return the run with that id and everything that is told of it."""

    async def find_document(self, run_id: str) -> bytes | None:
        """Return the compressed report of the run with that id."""

    async def page(
        self, wanted: RunFilter, *, after: Position | None, limit: int
    ) -> Sequence[StoredRun]:
        """Return at most ``limit`` runs, newest first, that stand after a position."""


class HealthRepository(Protocol):
    """The database as a whole."""

    async def ask(self) -> Health:
        """Return what the database says of itself, from a query that it has to run."""
