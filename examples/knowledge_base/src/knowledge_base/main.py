"""The application: ``uvicorn knowledge_base.main:app``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from knowledge_base.database import Database
from knowledge_base.problems import handle_errors
from knowledge_base.routers import documents, knowledge, teams, tenants, tools, users
from knowledge_base.settings import Settings
from knowledge_base.tokens import TokenSigner


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; without settings they are read from the environment."""
    settings = settings or Settings.from_environment()
    database = Database(settings.database_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await database.engine.dispose()

    app = FastAPI(title="Knowledge base", lifespan=lifespan)
    app.state.database = database
    app.state.signer = TokenSigner(settings.secret, settings.token_lifetime)
    handle_errors(app)
    for module in (tenants, users, teams, documents, knowledge, tools):
        app.include_router(module.router)
    return app


app = create_app()
