"""Projects that come to be with their first run, on memory."""

from __future__ import annotations

from datetime import datetime

import pytest

from layerproof.history.records.tenants import Project
from layerproof.history.services.local_projects import LocalProjectService, make_slug
from tests.support.fake_local_projects import FakeLocalProjectRepository
from tests.support.tenant_ground import NOW


@pytest.fixture
def repository() -> FakeLocalProjectRepository:
    """Give a repository without projects."""
    return FakeLocalProjectRepository()


@pytest.fixture
def service(repository: FakeLocalProjectRepository) -> LocalProjectService:
    """Give the service on that repository."""
    return LocalProjectService(repository, clock=lambda: NOW)


async def test_a_project_comes_to_be_once(
    service: LocalProjectService, repository: FakeLocalProjectRepository
) -> None:
    """The first run of a name makes its project, the next one finds it."""
    first = await service.ensure("The Shop")
    assert await service.ensure("The Shop") == first
    stored = await repository.find_by_name("The Shop")
    assert stored is not None
    assert (stored.key, stored.created_at) == (first.key, NOW)
    assert (first.slug, first.name, first.organization_slug, first.main_branch) == (
        "the-shop",
        "The Shop",
        "local",
        "main",
    )


async def test_names_that_look_the_same(service: LocalProjectService) -> None:
    """Names whose slugs would be the same are different projects, told apart by a number."""
    names = ("shop", "Shop", "shop!", "日本", "🦉")
    slugs = [(await service.ensure(name)).slug for name in names]
    assert slugs == ["shop", "shop-2", "shop-3", "project", "project-2"]


async def test_somebody_else_is_quicker() -> None:
    """A project that another push makes at the same moment is taken."""

    class Raced(FakeLocalProjectRepository):
        async def add(self, name: str, slug: str, *, created_at: datetime) -> None:
            await super().add(name, "theirs", created_at=created_at)

        async def find_by_name(self, name: str) -> Project | None:
            return await super().find_by_name(name)

    service = LocalProjectService(Raced(), clock=lambda: NOW)
    assert (await service.ensure("shop")).slug == "theirs"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("shop", "shop"),
        ("The  Shop_v2", "the-shop-v2"),
        ("--a--", "a"),
        ("<script>", "script"),
        ("Ünïcode", "n-code"),
        ("", "project"),
        ("\x00", "project"),
        ("a" * 255, "a" * 55),
        ("a" * 54 + "-b", "a" * 54),
        ("-" + "a" * 55, "a" * 55),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    """A slug has small letters and digits of the name, with single hyphens between, 55 at most."""
    assert make_slug(name) == slug
    assert make_slug(name, 2) == f"{slug}-2"
