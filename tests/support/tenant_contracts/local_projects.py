"""What every repository of local projects does, in memory or on SQL."""

from __future__ import annotations

import pytest

from layerproof.history.records.tenants import LOCAL_ORGANIZATION, ProjectSettings
from layerproof.history.services.ports.runs import LocalProjectRepository
from tests.support.tenant_ground import HOUR, NOW


class LocalProjectRepositoryContract:
    """The contract; ``pytest`` collects only what inherits from it."""

    @pytest.fixture
    def local(self) -> LocalProjectRepository:
        """Give a repository without projects."""
        raise NotImplementedError

    async def test_a_project_comes_to_be(self, local: LocalProjectRepository) -> None:
        """A project is found by its name, in the local organization, after it was made."""
        before = await local.find_by_name("The shop")
        await local.add("The shop", "the-shop", created_at=NOW)
        made = await local.find_by_name("The shop")
        assert before is None
        assert made is not None
        assert (made.organization_slug, made.slug, made.created_at, made.settings) == (
            LOCAL_ORGANIZATION,
            "the-shop",
            NOW,
            ProjectSettings("The shop"),
        )

    async def test_a_name_and_a_slug_are_taken_once(self, local: LocalProjectRepository) -> None:
        """A project whose name or slug is taken is not made, and the first one stays."""
        await local.add("shop", "shop", created_at=NOW)
        first = await local.find_by_name("shop")
        await local.add("shop", "other", created_at=NOW + HOUR)
        await local.add("Shop", "shop", created_at=NOW + HOUR)
        assert await local.find_by_name("shop") == first
        assert await local.find_by_name("Shop") is None

    async def test_projects_share_the_organization(self, local: LocalProjectRepository) -> None:
        """Every local project is in the one local organization."""
        for name in ("one", "two"):
            await local.add(name, name, created_at=NOW)
        found = [await local.find_by_name(name) for name in ("one", "two")]
        keys = [project.organization_key for project in found if project is not None]
        assert len(keys) == 2
        assert len(set(keys)) == 1
