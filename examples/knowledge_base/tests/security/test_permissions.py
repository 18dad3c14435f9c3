"""Who may do what: by role, and never in another tenant."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx2
import pytest

from knowledge_base.models import Document, KnowledgeEntry, Team, Tenant, Tool, User
from knowledge_base.values import Role
from layerproof.testing import ClientFor, assert_permission_denied
from tests.factories import (
    DocumentFactory,
    KnowledgeEntryFactory,
    TeamFactory,
    ToolFactory,
    UserFactory,
)

ADMIN, EDITOR, VIEWER = Role.ADMIN, Role.EDITOR, Role.VIEWER

READ_BY_ALL = {ADMIN, EDITOR, VIEWER}
WRITTEN_BY = {ADMIN, EDITOR}
ADMINISTERED_BY = {ADMIN}

NEW_USER = {"email": "new@acme.example", "name": "New"}
NEW_TOOL = {"name": "new", "endpoint": "https://new.example"}
NEW_ENTRY = {"title": "New", "content": "new"}

#: Each endpoint with a body that it takes, and who may call it.
ENDPOINTS: list[tuple[str, str, Any, set[Role]]] = [
    ("GET", "/documents", None, READ_BY_ALL),
    ("POST", "/documents", {"title": "New"}, WRITTEN_BY),
    ("GET", "/documents/{document}", None, READ_BY_ALL),
    ("PUT", "/documents/{document}", {"title": "New", "version": 1}, WRITTEN_BY),
    ("GET", "/documents/{document}/versions", None, READ_BY_ALL),
    ("DELETE", "/documents/{document}", None, ADMINISTERED_BY),
    ("GET", "/knowledge", None, READ_BY_ALL),
    ("POST", "/knowledge", NEW_ENTRY, WRITTEN_BY),
    ("GET", "/knowledge/{entry}", None, READ_BY_ALL),
    ("PUT", "/knowledge/{entry}/tags", {"tags": ["new"]}, WRITTEN_BY),
    ("DELETE", "/knowledge/{entry}", None, WRITTEN_BY),
    ("GET", "/tools", None, READ_BY_ALL),
    ("POST", "/tools", NEW_TOOL, ADMINISTERED_BY),
    ("GET", "/tools/{tool}", None, READ_BY_ALL),
    ("PATCH", "/tools/{tool}", {"enabled": True}, ADMINISTERED_BY),
    ("GET", "/teams", None, READ_BY_ALL),
    ("POST", "/teams", {"name": "New"}, ADMINISTERED_BY),
    ("GET", "/teams/{team}/members", None, READ_BY_ALL),
    ("PUT", "/teams/{team}/members/{user}", None, ADMINISTERED_BY),
    ("DELETE", "/teams/{team}/members/{user}", None, ADMINISTERED_BY),
    ("GET", "/users", None, ADMINISTERED_BY),
    ("POST", "/users", NEW_USER, ADMINISTERED_BY),
    ("PATCH", "/users/{user}", {"role": "viewer"}, ADMINISTERED_BY),
    ("POST", "/users/{user}/tokens", None, ADMINISTERED_BY),
]

OF_ONE_THING = [each for each in ENDPOINTS if "{" in each[1]]


async def make_one_of_each(tenant: Tenant) -> dict[str, UUID]:
    """Return the ids of a tenant's things, by the names that stand in the endpoints above."""
    user: User = await UserFactory.create(tenant=tenant)
    team: Team = await TeamFactory.create(tenant=tenant, members=[user])
    document: Document = await DocumentFactory.create(tenant=tenant, author=user)
    entry: KnowledgeEntry = await KnowledgeEntryFactory.create(tenant=tenant)
    tool: Tool = await ToolFactory.create(tenant=tenant)
    return {
        "user": user.id,
        "team": team.id,
        "document": document.id,
        "entry": entry.id,
        "tool": tool.id,
    }


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("method", "path", "body", "allowed"), ENDPOINTS)
async def test_an_endpoint_is_for_its_roles(
    auth_client_for: ClientFor[httpx2.AsyncClient],
    test_tenant: Tenant,
    role: Role,
    method: str,
    path: str,
    body: Any,
    allowed: set[Role],
) -> None:
    """Those who may get an answer, all others a 403."""
    ids = await make_one_of_each(test_tenant)
    client = await auth_client_for(await UserFactory.create(tenant=test_tenant, role=role))

    answer = await client.request(method, path.format(**ids), json=body)

    if role in allowed:
        assert answer.is_success, answer.text
    else:
        assert_permission_denied(answer)


@pytest.mark.parametrize(("method", "path", "body", "_allowed"), OF_ONE_THING)
async def test_what_is_of_another_tenant_is_not_there(
    admin_client: httpx2.AsyncClient, method: str, path: str, body: Any, _allowed: set[Role]
) -> None:
    """Not even an admin finds out that it exists."""
    stranger = await UserFactory.create()
    ids = await make_one_of_each(stranger.tenant)

    answer = await admin_client.request(method, path.format(**ids), json=body)

    assert (answer.status_code, answer.json()["detail"][:16]) == (404, "there is no such")


@pytest.mark.parametrize(
    "path", [path for method, path, *_ in ENDPOINTS if (method, path.count("/")) == ("GET", 1)]
)
async def test_lists_are_of_the_own_tenant(
    admin_client: httpx2.AsyncClient, test_user: User, test_admin: User, path: str
) -> None:
    """What other tenants have is in no list, and counts in none."""
    stranger = await UserFactory.create()
    await make_one_of_each(stranger.tenant)

    page = (await admin_client.get(path)).json()

    own = [str(test_user.id), str(test_admin.id)] if path == "/users" else []
    assert ([item["id"] for item in page["items"]], page["total"]) == (own, len(own))


@pytest.mark.parametrize("foreign", ["team", "user"])
async def test_teams_do_not_reach_across_tenants(
    admin_client: httpx2.AsyncClient, test_tenant: Tenant, foreign: str
) -> None:
    """Neither a foreign user in the own team, nor an own user in a foreign team."""
    stranger = await UserFactory.create()
    ids = await make_one_of_each(test_tenant)
    ids[foreign] = (await make_one_of_each(stranger.tenant))[foreign]

    answer = await admin_client.put("/teams/{team}/members/{user}".format(**ids))

    assert (answer.status_code, answer.json()) == (404, {"detail": f"there is no such {foreign}"})


async def test_a_document_cannot_be_given_to_a_team_one_is_not_in(
    auth_client: httpx2.AsyncClient, test_tenant: Tenant
) -> None:
    """An editor cannot push documents at others."""
    team = await TeamFactory.create(tenant=test_tenant)
    answer = await auth_client.post("/documents", json={"title": "Tea", "team_id": str(team.id)})

    assert_permission_denied(answer)


async def test_names_are_each_tenants_own(admin_client: httpx2.AsyncClient) -> None:
    """That another tenant has a tool of that name neither hinders nor shows."""
    await ToolFactory.create(name="new")

    assert (await admin_client.post("/tools", json=NEW_TOOL)).status_code == 201
