import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from bookings.app import create_app
from bookings.db import get_session
from bookings.settings import API_KEY, DATABASE_URL

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope='session')
async def engine():
    engine = create_async_engine(DATABASE_URL, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(text('DROP SCHEMA public CASCADE'))
        await connection.execute(text('CREATE SCHEMA public'))
    config = Config(ROOT / 'alembic.ini')
    config.set_main_option('script_location', str(ROOT / 'migrations'))
    await asyncio.to_thread(command.upgrade, config, 'head')
    yield engine
    await engine.dispose()


@pytest.fixture
async def session(engine):
    async with engine.connect() as connection:
        transaction = await connection.begin()
        session = AsyncSession(
            bind=connection, expire_on_commit=False, join_transaction_mode='create_savepoint'
        )
        yield session
        await session.close()
        await transaction.rollback()


@pytest.fixture
async def client(session):
    app = create_app()
    app.dependency_overrides[get_session] = lambda: session
    async with AsyncClient(transport=ASGITransport(app=app), base_url='http://test') as client:
        yield client


@pytest.fixture
def key():
    return {'X-API-Key': API_KEY}


@pytest.fixture
async def room(session):
    from bookings.repos.rooms import add_room

    return await add_room(session, 'Großer Saal', 40)
