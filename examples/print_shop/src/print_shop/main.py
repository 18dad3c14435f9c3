"""The application: ``uvicorn --factory print_shop.main:create_app``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from print_shop.pages import views
from print_shop.routers import (
    catalog,
    inventory,
    login,
    parties,
    production,
    purchasing,
    quotes,
    sales,
)
from print_shop.routers.problems import map_problems
from print_shop.settings import Settings, read_settings

_ROUTERS = (login, parties, catalog, inventory, quotes, sales, production, purchasing, views)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application, by the environment's settings where none are given."""
    settings = settings or read_settings()
    engine = create_engine(settings.database_url, pool_pre_ping=True)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        engine.dispose()

    app = FastAPI(title="Print shop", lifespan=lifespan)
    app.state.settings = settings
    app.state.make_session = sessionmaker(engine, expire_on_commit=False)
    map_problems(app)
    for module in _ROUTERS:
        app.include_router(module.router)
    return app
