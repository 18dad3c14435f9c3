"""What every access repository and identity repository does, in memory or on SQL."""

from __future__ import annotations

from layerproof.history.records.access import Role
from tests.support.tenant_ground import (
    NOW,
    Ground,
    add_member,
    add_organization,
    add_project,
    add_token,
    hash_of,
)


class AccessRepositoryContract:
    """The contract; a test class that inherits from it gives a fixture ``ground``."""

    async def test_organizations_and_roles(self, ground: Ground) -> None:
        """An organization is found by its slug, and what a person is there; else nothing."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        ann = await add_member(ground, acme, "ann", Role.ADMIN)
        assert await ground.access.find_organization("acme") == acme
        assert await ground.access.find_organization("ACME") is None
        assert await ground.access.find_role(acme.key, ann.key) is Role.ADMIN
        assert await ground.access.find_role(other.key, ann.key) is None

    async def test_projects(self, ground: Ground) -> None:
        """A project is found by its slug in its own organization, where others have one too."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        shop, foreign = await add_project(ground, acme), await add_project(ground, other)
        found = [
            await ground.access.find_project(where.key, slug)
            for where, slug in ((acme, "shop"), (other, "shop"), (acme, "none"))
        ]
        assert found == [shop, foreign, None]


class IdentityRepositoryContract:
    """The contract; a test class that inherits from it gives a fixture ``ground``."""

    async def test_log_ins(self, ground: Ground) -> None:
        """A log-in is found by its id with the person, ended or not; else nothing."""
        ann = await ground.add_person("ann")
        alive = await ground.add_login(ann, "alive")
        ended = await ground.add_login(ann, "ended", ended_at=NOW)
        found = [
            await ground.identity.find_login(public_id)
            for public_id in (alive.public_id, ended.public_id, "none")
        ]
        assert found == [alive, ended, None]

    async def test_tokens(self, ground: Ground) -> None:
        """A token is found by the hash of its secret, with its project; else nothing."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        await add_token(ground, await add_project(ground, acme), "first")
        second = await add_token(ground, await add_project(ground, other), "second")
        assert await ground.identity.find_project_token(hash_of("second")) == second
        assert second.project.organization_slug == "other"
        assert await ground.identity.find_project_token("second") is None

    async def test_projects_by_key(self, ground: Ground) -> None:
        """A project is found by its key; else nothing."""
        shop = await add_project(ground, await add_organization(ground))
        assert await ground.identity.find_project(shop.key) == shop
        assert await ground.identity.find_project(shop.key + 1) is None
