"""An account from its opening to its last login."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.testing import assert_unauthenticated
from layerproof.testing.clients import open_client
from playground.main import create_app
from playground.models import Login, User
from playground.settings import Settings
from tests.factories import PASSWORD

ANN = {"email": "ann@example.com", "password": PASSWORD}


async def test_from_signing_up_to_logging_out(async_db: AsyncSession) -> None:
    """Who signs up can log in, is known by the cookie, and is nobody after logging out."""
    async with open_client(create_app(Settings(secure_cookies=False))) as client:
        opened = await client.post("/accounts", json=ANN)
        assert_unauthenticated(await client.get("/accounts/me"))
        await client.post("/sessions", json=ANN)
        known = await client.get("/accounts/me")
        await client.delete("/sessions/current")
        assert_unauthenticated(await client.get("/accounts/me"))

    assert known.json() == opened.json()
    assert await async_db.scalar(select(func.count()).select_from(Login)) == 0


async def test_a_login_ends_after_two_weeks(
    client: AsyncClient, ann: User, frozen_time: Any, async_db: AsyncSession
) -> None:
    """A token is good for two weeks though it were kept longer; the next login clears it away."""
    frozen_time.move_to("2026-05-01T12:00")
    token = (await client.post("/sessions", json=ANN)).cookies["playground_session"]
    headers = {"Cookie": f"playground_session={token}"}

    frozen_time.move_to("2026-05-15T11:59:59")
    assert (await client.get("/accounts/me", headers=headers)).json()["id"] == ann.id
    frozen_time.move_to("2026-05-15T12:00")
    assert_unauthenticated(await client.get("/accounts/me", headers=headers))
    await client.post("/sessions", json=ANN)

    [login] = await async_db.scalars(select(Login))
    assert login.expires_at == datetime(2026, 5, 29, 12, tzinfo=UTC)
