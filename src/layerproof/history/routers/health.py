"""``/health``: for whoever keeps the server running."""

from __future__ import annotations

from fastapi import APIRouter

from layerproof import __version__
from layerproof.history.dependencies.services import HealthToRead
from layerproof.history.problems import describe
from layerproof.history.schemas.health import HealthOut

router = APIRouter(tags=["operation"])


@router.get("/health", responses=describe())
async def read_health(health: HealthToRead) -> HealthOut:
    """Say whether the server can reach its database."""
    found = await health.check()
    return HealthOut(version=__version__, database=found.database, revision=found.revision)
