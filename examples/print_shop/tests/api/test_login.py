"""``/login``, and what is shut without it."""

from __future__ import annotations

from typing import Any

from layerproof.testing import assert_unauthenticated


def test_a_customer_is_kept(auth_sync_client: Any) -> None:
    """x."""
    answer = auth_sync_client.post("/customers", json={"name": "Ann", "email": "a@b"})

    assert answer.status_code == 201


async def test_a_customer_is_kept_async(auth_client: Any) -> None:
    """x."""
    answer = await auth_client.post("/customers", json={"name": "Ann", "email": "a@b"})

    assert answer.status_code == 201
    assert_unauthenticated
