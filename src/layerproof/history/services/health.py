"""Whether the backend can do its work."""

from __future__ import annotations

from layerproof.history.records.health import Health
from layerproof.history.services.ports.health import HealthRepository


class HealthService:
    """Asks the database whether it is there.

    :param database: what can be asked.
    """

    def __init__(self, database: HealthRepository) -> None:
        self._database = database

    async def check(self) -> Health:
        """Return what the database says of itself; whatever it raises is passed on."""
        return await self._database.ask()
