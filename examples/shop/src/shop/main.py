"""The application: ``uvicorn --factory shop.main:create_app``."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from shop.database import Database
from shop.routers import orders, products


def create_app(url: str | None = None) -> FastAPI:
    """Return the application on the database at ``url``, or at ``DATABASE_URL``."""
    database = Database(url or os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///shop.db"))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await database.create_tables()
        yield
        await database.engine.dispose()

    app = FastAPI(title="Shop", lifespan=lifespan)
    app.state.database = database
    app.include_router(products.router)
    app.include_router(orders.router)
    return app
