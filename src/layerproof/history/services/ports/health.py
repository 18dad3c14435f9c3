"""What is needed to know whether the database is there."""

from __future__ import annotations

from typing import Protocol

from layerproof.history.records.health import Health


class HealthRepository(Protocol):
    """The database as a whole."""

    async def ask(self) -> Health:
        """Return what the database says of itself, from a query that it has to run."""
