"""What pages that list many things need: overviews, and changes that are undone when refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated

from fastapi import Depends

from layerproof.history.dependencies.sessions import Reading, Writing
from layerproof.history.repositories.access import SqlAccessRepository
from layerproof.history.repositories.overview import SqlOverviewRepository
from layerproof.history.services.access import AccessService
from layerproof.history.services.overview import OverviewService


def _overviews(session: Reading) -> OverviewService:
    return OverviewService(SqlOverviewRepository(session))


def _access(session: Reading) -> AccessService:
    return AccessService(SqlAccessRepository(session))


def _attempts(session: Writing) -> Callable[[], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def attempt() -> AsyncIterator[None]:
        async with session.begin_nested():
            yield

    return attempt


Overviews = Annotated[OverviewService, Depends(_overviews, scope="function")]
AccessToRead = Annotated[AccessService, Depends(_access, scope="function")]

#: Opens a block whose changes are undone if it fails: the page can then say why, and show the form
#: again, on the same session.
Attempts = Annotated[
    Callable[[], AbstractAsyncContextManager[None]], Depends(_attempts, scope="function")
]
