"""The provider ``container``: one PostgreSQL in Docker for all workers and runs of a checkout."""

from __future__ import annotations

from layerproof.database.errors import ServerUnavailableError
from layerproof.database.ports import Lease, Say
from layerproof.database.values import Settings


def provide(settings: Settings, say: Say) -> Lease:
    """Return a use of the container's server, started if it does not run."""
    raise ServerUnavailableError("containers are not supported yet")
