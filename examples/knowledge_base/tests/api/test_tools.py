"""``/tools``: statuses, bodies and what is refused."""

from __future__ import annotations

from uuid import uuid4

import httpx2
import pytest

from knowledge_base.models import Tenant
from layerproof.testing import (
    assert_json_equal,
    assert_max_queries,
    assert_paginated,
    assert_validation_error,
)
from tests.factories import ToolFactory

FINDER = {"name": "Finder", "description": "Finds", "endpoint": "https://find.example"}


async def test_a_tool_is_registered_once(admin_client: httpx2.AsyncClient) -> None:
    """Case makes no other name."""
    registered = await admin_client.post("/tools", json=FINDER)
    again = await admin_client.post("/tools", json={**FINDER, "name": "FINDER"})

    assert registered.status_code == 201
    assert_json_equal(
        registered.json(),
        {**FINDER, "name": "finder", "enabled": True},
        ignoring=("id", "created_at", "updated_at"),
    )
    assert (again.status_code, again.json()) == (409, {"detail": "there is such a tool already"})


async def test_a_tool_is_switched(
    admin_client: httpx2.AsyncClient, auth_client: httpx2.AsyncClient, test_tenant: Tenant
) -> None:
    """Disabled, it is gone for those who are no admins; enabled, it is back."""
    tool = await ToolFactory.create(tenant=test_tenant)
    address = f"/tools/{tool.id}"

    for enabled, status in ((False, 404), (True, 200)):
        switched = await admin_client.patch(address, json={"enabled": enabled})
        assert (switched.status_code, switched.json()["enabled"]) == (200, enabled)
        assert (await auth_client.get(address)).status_code == status
        assert (await admin_client.get(address)).status_code == 200


async def test_a_list_has_pages(
    auth_client: httpx2.AsyncClient, admin_client: httpx2.AsyncClient, test_tenant: Tenant
) -> None:
    """Admins see the disabled as well; two queries beside the two that say who asks."""
    await ToolFactory.create_batch(3, tenant=test_tenant)
    await ToolFactory.create(tenant=test_tenant, enabled=False)

    with assert_max_queries(4):
        page = await auth_client.get("/tools", params={"size": 2})
    assert_paginated(page, total=3, items=2)
    assert_paginated(await admin_client.get("/tools"), total=4)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "two words"), ("endpoint", "http://plain.example"), ("description", "\x00")],
)
async def test_a_faulty_tool_names_the_field(
    admin_client: httpx2.AsyncClient, field: str, value: str
) -> None:
    """Names can be called, and endpoints are not spoken to in plain text."""
    answer = await admin_client.post("/tools", json={**FINDER, field: value})

    assert_validation_error(answer, field, only=True)


async def test_an_unknown_tool_is_not_found(admin_client: httpx2.AsyncClient) -> None:
    """Neither to read nor to switch."""
    address = f"/tools/{uuid4()}"
    answers = [
        await admin_client.get(address),
        await admin_client.patch(address, json={"enabled": True}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 2
