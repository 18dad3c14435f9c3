"""What is needed of the stored runs, and of the projects that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from layerproof.history.records.runs import NewRun, Position, RunDetail, RunFilter, StoredRun
from layerproof.history.records.tenants import Project


class RunRepository(Protocol):
    """The stored runs, each of one project; ``project`` is always the project's key."""

    async def add(self, project: int, run: NewRun, *, received_at: datetime) -> bool:
        """Store a run whole; return ``False``, with nothing stored, if its id is taken."""

    async def replace(self, project: int, key: int, run: NewRun) -> None:
        """Store what is known of a run now in place of what was; when it was received stays."""

    async def remove(self, project: int, run_id: str) -> bool:
        """Remove a run with all that belongs to it; return whether it was there."""

    async def lock(self, project: int, run_id: str) -> StoredRun | None:
        """Return the run with that id, and keep others from changing it until the session ends."""

    async def find(self, project: int, run_id: str) -> StoredRun | None:
        """Return the run with that id."""

    async def find_detail(self, project: int, run_id: str) -> RunDetail | None:
        """Return the run with that id and everything that is told of it."""

    async def find_document(self, project: int, run_id: str) -> bytes | None:
        """Return the compressed report of the run with that id."""

    async def page(
        self, project: int, wanted: RunFilter, *, after: Position | None, limit: int
    ) -> Sequence[StoredRun]:
        """Return at most ``limit`` runs, newest first, that stand after a position."""


class LocalProjectRepository(Protocol):
    """The projects of a server without accounts."""

    async def find_by_name(self, name: str) -> Project | None:
        """Return the project that reports call so."""

    async def add(self, name: str, slug: str, *, created_at: datetime) -> None:
        """Make a project, unless its name or its slug is taken."""
