"""What every project repository does, in memory or on SQL."""

from __future__ import annotations

from layerproof.history.records.tenants import Project, ProjectSettings
from tests.support.tenant_ground import (
    NOW,
    Ground,
    add_organization,
    add_project,
    add_token,
    hash_of,
)

SETTINGS = ProjectSettings(
    name="The shop",
    main_branch="trunk",
    keep_runs=100,
    keep_days=30,
    layers={"service": ["src/**/services/**", "src/x.py"], "a": []},
)


class ProjectRepositoryContract:
    """The contract; a test class that inherits from it gives a fixture ``ground``."""

    async def test_a_project_is_found(self, ground: Ground) -> None:
        """A project is found by its key, with its settings as they were, layers in their order."""
        acme = await add_organization(ground)
        added = await ground.projects.add(acme.key, "shop", SETTINGS, created_at=NOW)
        assert added is not None
        assert added == Project(added.key, acme.key, "acme", "shop", SETTINGS, NOW)
        assert list(added.settings.layers) == ["service", "a"]
        assert await ground.projects.find(acme.key, added.key) == added
        assert await ground.projects.hold(acme.key, added.key) == added

    async def test_a_foreign_project_is_not_found(self, ground: Ground) -> None:
        """A key is found in its own organization only."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        foreign = await add_project(ground, other)
        found = [
            await ground.projects.find(acme.key, foreign.key),
            await ground.projects.hold(acme.key, foreign.key),
            await ground.projects.find(other.key, foreign.key + 1),
        ]
        assert found == [None, None, None]

    async def test_slug_and_name_are_taken_once(self, ground: Ground) -> None:
        """In one organization a slug and a name are one project's; another may have them too."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        first = await add_project(ground, acme)
        for slug, name in (("shop", "new"), ("new", "shop")):
            settings = ProjectSettings(name)
            assert await ground.projects.add(acme.key, slug, settings, created_at=NOW) is None
        assert await ground.projects.list_all(acme.key) == [first]
        assert (await add_project(ground, other)).slug == "shop"

    async def test_who_has_a_slug(self, ground: Ground) -> None:
        """A slug is taken in the organization where a project has it."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        await add_project(ground, acme)
        taken = [
            await ground.projects.has_slug(where.key, slug)
            for where, slug in ((acme, "shop"), (acme, "new"), (other, "shop"))
        ]
        assert taken == [True, False, False]

    async def test_projects_stand_by_their_slugs(self, ground: Ground) -> None:
        """An organization's projects are listed by their slugs and counted, and no others."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        for slug in ("b", "a1", "a-b"):
            await add_project(ground, acme, slug)
        await add_project(ground, other, "c")
        slugs = [project.slug for project in await ground.projects.list_all(acme.key)]
        assert slugs == ["a-b", "a1", "b"]
        assert await ground.projects.count(acme.key) == 3

    async def test_other_settings(self, ground: Ground) -> None:
        """Other settings are one project's, all of them, also where a bound is taken away."""
        acme = await add_organization(ground)
        shop, billing = [await add_project(ground, acme, slug) for slug in ("shop", "billing")]
        assert await ground.projects.change(shop, SETTINGS)
        found = await ground.projects.find(acme.key, shop.key)
        assert found == Project(shop.key, acme.key, "acme", "shop", SETTINGS, NOW)
        assert await ground.projects.change(found, ProjectSettings("The shop"))
        bare = await ground.projects.find(acme.key, shop.key)
        assert bare is not None
        assert bare.settings == ProjectSettings("The shop")
        assert await ground.projects.find(acme.key, billing.key) == billing

    async def test_a_name_that_is_taken_changes_nothing(self, ground: Ground) -> None:
        """Another project's name is not given; the project's own may be given again."""
        acme = await add_organization(ground)
        shop, _ = [await add_project(ground, acme, slug) for slug in ("shop", "billing")]
        wanted = ProjectSettings("billing", main_branch="trunk")
        assert not await ground.projects.change(shop, wanted)
        assert await ground.projects.find(acme.key, shop.key) == shop
        assert await ground.projects.change(shop, ProjectSettings("shop", main_branch="trunk"))

    async def test_deleting(self, ground: Ground) -> None:
        """A project goes with its tokens, from its own organization only."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        shop, billing = [await add_project(ground, acme, slug) for slug in ("shop", "billing")]
        await add_token(ground, shop, "one")
        await add_token(ground, billing, "two")
        await ground.projects.delete(other.key, shop.key)
        assert await ground.projects.count(acme.key) == 2
        await ground.projects.delete(acme.key, shop.key)
        assert await ground.projects.list_all(acme.key) == [billing]
        found = [await ground.identity.find_project_token(hash_of(one)) for one in ("one", "two")]
        assert [token is None for token in found] == [True, False]
