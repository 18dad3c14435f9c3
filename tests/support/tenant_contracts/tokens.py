"""What every token repository does, in memory or on SQL."""

from __future__ import annotations

from dataclasses import replace

from layerproof.history.records.access import Scope
from layerproof.history.records.tenants import ProjectToken
from tests.support.tenant_ground import (
    DAY,
    HOUR,
    NOW,
    Ground,
    add_organization,
    add_project,
    add_token,
    id_of,
)


class TokenRepositoryContract:
    """The contract; a test class that inherits from it gives a fixture ``ground``."""

    async def test_a_token_is_listed(self, ground: Ground) -> None:
        """A token is listed as it was made, in its own project only, oldest first."""
        acme = await add_organization(ground)
        shop, billing = [await add_project(ground, acme, slug) for slug in ("shop", "billing")]
        both = frozenset(Scope)
        first = await add_token(ground, shop, "first", both, expires_at=NOW + DAY)
        second = await add_token(ground, shop, "second")
        await add_token(ground, billing, "third")
        assert first == ProjectToken(
            key=first.key,
            public_id=id_of("first"),
            project=shop,
            name="first",
            scopes=both,
            created_at=NOW,
            expires_at=NOW + DAY,
            last_used_at=None,
            revoked_at=None,
        )
        assert await ground.tokens.list_all(shop.key) == [first, second]

    async def test_living_tokens_are_counted(self, ground: Ground) -> None:
        """Revoked, expired and foreign tokens do not count, one that expires later does."""
        acme = await add_organization(ground)
        shop, billing = [await add_project(ground, acme, slug) for slug in ("shop", "billing")]
        await add_token(ground, shop, "for ever")
        await add_token(ground, shop, "for a day", expires_at=NOW + DAY)
        await add_token(ground, shop, "expired", expires_at=NOW)
        await add_token(ground, shop, "revoked")
        await add_token(ground, billing, "foreign")
        assert await ground.tokens.revoke(shop.key, id_of("revoked"), NOW)
        assert await ground.tokens.count_alive(shop.key, NOW) == 2

    async def test_a_token_is_revoked_once(self, ground: Ground) -> None:
        """A revoked token keeps the moment of its end when it is revoked again."""
        shop = await add_project(ground, await add_organization(ground))
        token = await add_token(ground, shop)
        revoked = [
            await ground.tokens.revoke(shop.key, id_of("ci"), moment)
            for moment in (NOW, NOW + HOUR)
        ]
        assert revoked == [True, True]
        assert await ground.tokens.list_all(shop.key) == [replace(token, revoked_at=NOW)]

    async def test_a_foreign_token_is_not_revoked(self, ground: Ground) -> None:
        """A token of another project, or none, is not found and stays."""
        acme = await add_organization(ground)
        shop, billing = [await add_project(ground, acme, slug) for slug in ("shop", "billing")]
        token = await add_token(ground, billing)
        assert not await ground.tokens.revoke(shop.key, id_of("ci"), NOW)
        assert not await ground.tokens.revoke(shop.key, id_of("none"), NOW)
        assert await ground.tokens.list_all(billing.key) == [token]

    async def test_old_dead_tokens_are_forgotten(self, ground: Ground) -> None:
        """The newest dead tokens and every living one stay, and those of other projects."""
        acme = await add_organization(ground)
        shop, billing = [await add_project(ground, acme, slug) for slug in ("shop", "billing")]
        for name in ("first", "second", "third"):
            await add_token(ground, shop, name, expires_at=NOW)
        await add_token(ground, shop, "alive")
        await add_token(ground, billing, "foreign", expires_at=NOW)
        await ground.tokens.forget_dead(shop.key, NOW, keep=2)
        names = [token.name for token in await ground.tokens.list_all(shop.key)]
        assert names == ["second", "third", "alive"]
        assert len(await ground.tokens.list_all(billing.key)) == 1

    async def test_a_project_can_be_held_that_is_there(self, ground: Ground) -> None:
        """Holding tells whether there is such a project."""
        shop = await add_project(ground, await add_organization(ground))
        assert await ground.tokens.hold(shop.key)
        assert not await ground.tokens.hold(shop.key + 1)
