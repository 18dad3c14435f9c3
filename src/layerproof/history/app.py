"""The application: settings in, FastAPI out. Nothing is opened before its lifespan starts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from layerproof import __version__
from layerproof.history.database import Database
from layerproof.history.dependencies.starting import ensure_local_organization, make_signer
from layerproof.history.headers import PlainContent
from layerproof.history.importing import taking_over
from layerproof.history.limits import BoundedBodies
from layerproof.history.migrate import migrate
from layerproof.history.openapi import install_openapi
from layerproof.history.problems import install_problems
from layerproof.history.pruning import pruning
from layerproof.history.request_log import install_request_log
from layerproof.history.routers import (
    auth,
    health,
    invitations,
    members,
    organizations,
    pages,
    pieces,
    projects,
    pushes,
    questions,
    removals,
    runs,
    token,
    tokens,
)
from layerproof.history.routers.pages.refusals import install_page_problems
from layerproof.history.settings import HistorySettings

API = "/api/v1"


def create_app(settings: HistorySettings) -> FastAPI:
    """Return the history as an ASGI application; its lifespan migrates and opens the database."""
    app = FastAPI(
        title="Layerproof history",
        version=__version__,
        description="Takes the reports of runs, and answers questions about them.",
        lifespan=_lifespan(settings),
        openapi_url=f"{API}/openapi.json",
        # Their pages would load scripts from the network.
        docs_url=None,
        redoc_url=None,
        # An address with another slash at its end is another address: it is not there.
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.stopping = False
    app.include_router(health.router, prefix=API)
    for routes in (
        auth,
        pushes,
        pieces,
        runs,
        removals,
        token,
        organizations,
        members,
        invitations,
        projects,
        tokens,
        questions,
    ):
        app.include_router(routes.router, prefix=API)
    app.include_router(pages.router)
    app.add_middleware(BoundedBodies)
    app.add_middleware(PlainContent)
    install_request_log(app)
    install_problems(app)
    install_page_problems(app)
    install_openapi(app)
    return app


def _lifespan(
    settings: HistorySettings,
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await migrate(settings)
        app.state.database = database = Database(settings)
        try:
            app.state.signer = await make_signer(settings, database)
            await ensure_local_organization(settings, database)
            async with taking_over(settings, database), pruning(database):
                yield
        finally:
            await database.close()

    return lifespan
