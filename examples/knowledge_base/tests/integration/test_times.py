"""When things were made, and when they were changed last, as the answers tell."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from layerproof.testing import freeze_time


@pytest.mark.parametrize(
    ("path", "new", "method", "beneath", "change"),
    [
        ("/documents", {"title": "Tea"}, "PUT", "", {"title": "Tea", "version": 1}),
        ("/knowledge", {"title": "Tea", "content": "Dry"}, "PUT", "/tags", {"tags": ["drinks"]}),
        ("/tools", {"name": "t", "endpoint": "https://t.example"}, "PATCH", "", {"enabled": False}),
        ("/users", {"email": "c@acme.example", "name": "C"}, "PATCH", "", {"role": "editor"}),
    ],
)
async def test_what_is_changed_says_when(
    admin_client: httpx2.AsyncClient,
    path: str,
    new: dict[str, Any],
    method: str,
    beneath: str,
    change: dict[str, Any],
) -> None:
    """The moment of the last change moves, in this answer already; that of the creation stays."""
    with freeze_time("2026-05-01T12:00") as clock:
        created = (await admin_client.post(path, json=new)).json()
        clock.shift(60)
        changed = await admin_client.request(
            method, f"{path}/{created['id']}{beneath}", json=change
        )

    assert changed.status_code == 200
    times = [(one["created_at"], one["updated_at"]) for one in (created, changed.json())]
    assert times == [
        ("2026-05-01T12:00:00Z", "2026-05-01T12:00:00Z"),
        ("2026-05-01T12:00:00Z", "2026-05-01T12:01:00Z"),
    ]
