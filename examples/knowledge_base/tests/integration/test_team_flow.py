"""What a team sees, as its members change."""

from __future__ import annotations

import httpx2

from knowledge_base.models import Team, Tenant, User
from layerproof.testing import ClientFor
from tests.factories import DocumentFactory, KnowledgeEntryFactory, UserFactory


async def test_a_team_shares_what_others_do_not_see(
    auth_client: httpx2.AsyncClient,
    admin_client: httpx2.AsyncClient,
    auth_client_for: ClientFor[httpx2.AsyncClient],
    test_tenant: Tenant,
    test_user: User,
    test_team: Team,
) -> None:
    """A document and its knowledge come with the membership, and go with it."""
    recipe = await DocumentFactory.create(tenant=test_tenant, author=test_user, team=test_team)
    salt = await KnowledgeEntryFactory.create(tenant=test_tenant, document=recipe, title="Salt")
    newcomer = await UserFactory.create(tenant=test_tenant, name="Cid")
    other = await auth_client_for(newcomer)
    addresses = (f"/documents/{recipe.id}", f"/knowledge/{salt.id}")
    membership = f"/teams/{test_team.id}/members/{newcomer.id}"

    async def statuses(client: httpx2.AsyncClient) -> list[int]:
        return [(await client.get(address)).status_code for address in addresses]

    assert await statuses(auth_client) == [200, 200]
    assert await statuses(other) == [404, 404]

    assert (await admin_client.put(membership)).status_code == 204
    assert await statuses(other) == [200, 200]
    members = (await other.get(f"/teams/{test_team.id}/members")).json()
    assert {member["name"] for member in members} == {"Ann", "Cid"}

    assert (await admin_client.delete(membership)).status_code == 204
    assert await statuses(other) == [404, 404]
