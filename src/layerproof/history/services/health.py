"""Whether the backend can do its work."""

from __future__ import annotations

from layerproof.history.errors.operation import NotReadyError
from layerproof.history.records.health import Health
from layerproof.history.services.ports.health import HealthRepository


class HealthService:
    """Asks the database whether it is there, and whether its tables are those of this code.

    :param database: what can be asked.
    :param revision: the revision that its tables have to be at.
    """

    def __init__(self, database: HealthRepository, revision: str) -> None:
        self._database = database
        self._revision = revision

    async def check(self) -> Health:
        """Return what the database says of itself; whatever it raises is passed on.

        :raises NotReadyError: its tables are at another revision: a newer Layerproof has been here.
        """
        health = await self._database.ask()
        if health.revision != self._revision:
            raise NotReadyError(
                f"the database is at revision {health.revision}, "
                f"and this server works on {self._revision}",
                advice="start this server again, with the version that upgraded the database",
            )
        return health


def refuse_stopping(*, stopping: bool) -> None:
    """Refuse to be called ready by a server that has been told to stop.

    :raises NotReadyError: it has.
    """
    if stopping:
        raise NotReadyError("the server is stopping", advice="ask another one")
