"""``/health`` and ``/ready``: for whoever keeps the server running. Neither asks who is there."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from layerproof import __version__
from layerproof.history.dependencies.services import HealthToRead
from layerproof.history.errors.operation import NotReadyError
from layerproof.history.problems import describe
from layerproof.history.schemas.health import HealthOut, ReadyOut
from layerproof.history.services.health import refuse_stopping

router = APIRouter(tags=["operation"])


@router.get("/health", responses=describe())
async def read_health() -> HealthOut:
    """Say that the server is there; the database is not asked: no restart would bring it back."""
    return HealthOut(version=__version__)


def _going_on(request: Request) -> None:
    refuse_stopping(stopping=request.app.state.stopping)


@router.get("/ready", dependencies=[Depends(_going_on)], responses=describe(NotReadyError))
async def read_ready(health: HealthToRead) -> ReadyOut:
    """Say whether to send requests here: the database answers, and the server is not stopping."""
    found = await health.check()
    return ReadyOut(database=found.database, revision=found.revision)
