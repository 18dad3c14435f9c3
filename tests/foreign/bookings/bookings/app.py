from contextlib import asynccontextmanager

from fastapi import FastAPI

from bookings.db import engine
from bookings.routes import bookings, rooms


@asynccontextmanager
async def lifespan(app: FastAPI):
    yield
    await engine.dispose()


def create_app() -> FastAPI:
    app = FastAPI(title='Bookings', lifespan=lifespan)
    app.include_router(rooms.router)
    app.include_router(bookings.router)
    return app
