"""Requests about accounts, on the world of ``history_world``; hashing should be made cheap."""

from __future__ import annotations

from typing import Any

import httpx

from tests.support.history_world import PASSWORD, World

AUTH = "/api/v1/auth"

#: A password that nobody has yet.
OTHER = "another good password"


def bearer(answer: httpx.Response) -> dict[str, str]:
    """Return the header that shows the access token of an answer."""
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def log_in(world: World, name: str = "member", password: str = PASSWORD) -> httpx.Response:
    """Log a person of the world in."""
    form = {"grant_type": "password", "username": world.address(name), "password": password}
    return await world.client().post(f"{AUTH}/login", data=form)


async def refresh(world: World, token: str) -> httpx.Response:
    """Send a refresh token."""
    return await world.client().post(f"{AUTH}/refresh", json={"refresh_token": token})


async def register(world: World, **changes: Any) -> httpx.Response:
    """Ask for the account of the person whom ``acme`` has invited."""
    wanted = {
        "address": "open@invited.example",
        "name": "New",
        "password": OTHER,
        "invitation": world.invitation_secrets["open"],
        **changes,
    }
    return await world.client().post(f"{AUTH}/register", json=wanted)
