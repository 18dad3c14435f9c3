"""Services on a session that ends with the request."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from layerproof.history.dependencies.sessions import Reading, Writing
from layerproof.history.migrate import newest_revision
from layerproof.history.repositories.health import SqlHealthRepository
from layerproof.history.repositories.local_projects import SqlLocalProjectRepository
from layerproof.history.repositories.runs import SqlRunRepository
from layerproof.history.services.health import HealthService
from layerproof.history.services.local_projects import LocalProjectService
from layerproof.history.services.pushes import PushService
from layerproof.history.services.runs import RunService


def _runs(session: Reading) -> RunService:
    return RunService(SqlRunRepository(session))


def _pushes(session: Writing) -> PushService:
    local = LocalProjectService(SqlLocalProjectRepository(session))
    return PushService(SqlRunRepository(session), local)


def _health(session: Reading) -> HealthService:
    return HealthService(SqlHealthRepository(session), newest_revision())


RunsToRead = Annotated[RunService, Depends(_runs, scope="function")]
Pushes = Annotated[PushService, Depends(_pushes, scope="function")]
HealthToRead = Annotated[HealthService, Depends(_health, scope="function")]
