"""The application: ``uvicorn print_shop.main:app``."""

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


def create_app(settings: Settings) -> FastAPI:
    """Return the application; it connects to its database with the first request."""
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


app = create_app(read_settings())
