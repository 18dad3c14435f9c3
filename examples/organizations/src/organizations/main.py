"""The application: ``uvicorn --factory organizations.main:create_app``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import create_engine
from sqlalchemy.exc import DataError

from organizations.mail import LogSender, Sender, SmtpSender
from organizations.routers import accounts, invitations, members, organizations
from organizations.routers.problems import add_problems, answer_unstorable
from organizations.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application, by the environment unless settings are given."""
    settings = settings or Settings.from_environment()
    engine = create_engine(settings.database_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        engine.dispose()

    app = FastAPI(title="Organizations", lifespan=lifespan)
    app.state.engine = engine
    app.state.sender = make_sender(settings)
    for module in (accounts, organizations, members, invitations):
        app.include_router(module.router)
    add_problems(app)
    app.add_exception_handler(DataError, answer_unstorable)
    return app


def make_sender(settings: Settings) -> Sender:
    """Return what sends e-mail, by the settings."""
    if settings.smtp_host is None:
        return LogSender()
    return SmtpSender(settings.smtp_host, settings.mail_from)
