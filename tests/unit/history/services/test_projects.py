"""The projects' service on repositories in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.history.errors.access import (
    ForbiddenError,
    OrganizationNotFoundError,
    ProjectNotFoundError,
)
from layerproof.history.errors.problem import Fault, InvalidRequestError
from layerproof.history.errors.tenants import LimitReachedError, NameTakenError, SlugTakenError
from layerproof.history.records.access import OrganizationScope, Role
from layerproof.history.records.tenants import Organization, Project, ProjectSettings
from layerproof.history.services.limits import PROJECTS
from layerproof.history.services.projects import ProjectService
from tests.support.tenant_ground import (
    NOW,
    FakeGround,
    add_member,
    add_organization,
    add_project,
)
from tests.support.tenant_scopes import local_scope, project_scope, scope_as

SETTINGS = ProjectSettings("The shop", layers={"service": ["src/**"]})
BAD_LAYERS = {"service": ["../outside"]}


@pytest.fixture
def ground() -> FakeGround:
    """Give repositories in memory."""
    return FakeGround()


@pytest.fixture
def projects(ground: FakeGround) -> ProjectService:
    """Give the service on those repositories."""
    return ProjectService(ground.projects, ground.members, clock=lambda: NOW)


@pytest.fixture
async def acme(ground: FakeGround) -> Organization:
    """Give an organization without anybody in it."""
    return await add_organization(ground)


@pytest.fixture
async def scope(ground: FakeGround, acme: Organization) -> OrganizationScope:
    """Give what lets an admin into it."""
    return scope_as(await add_member(ground, acme, "ann", Role.ADMIN), acme, Role.ADMIN)


async def test_a_project_is_made(
    ground: FakeGround, projects: ProjectService, acme: Organization, scope: OrganizationScope
) -> None:
    """A project is made with its settings, and listed."""
    made = await projects.create(scope, "shop", SETTINGS)
    assert made == Project(made.key, acme.key, "acme", "shop", SETTINGS, NOW)
    assert await projects.list_all(scope) == [made]
    assert await projects.show(project_scope(made)) == made


async def test_without_accounts_projects_are_made(
    projects: ProjectService, acme: Organization
) -> None:
    """A local actor makes projects as an owner does."""
    made = await projects.create(local_scope(acme), "shop", SETTINGS)
    assert await projects.list_all(local_scope(acme)) == [made]


async def test_a_slug_or_a_name_that_is_taken(
    projects: ProjectService, scope: OrganizationScope
) -> None:
    """The refusal says which of the two is taken."""
    made = await projects.create(scope, "shop", SETTINGS)
    with pytest.raises(SlugTakenError, match=r"^the name 'shop' is taken$"):
        await projects.create(scope, "shop", ProjectSettings("other"))
    said = r"^another project's reports have the name 'The shop'$"
    with pytest.raises(NameTakenError, match=said):
        await projects.create(scope, "other", SETTINGS)
    assert await projects.list_all(scope) == [made]


async def test_an_organization_has_not_too_many(
    ground: FakeGround, projects: ProjectService, acme: Organization, scope: OrganizationScope
) -> None:
    """An organization has at most 500 projects; another one's do not count."""
    await add_project(ground, await add_organization(ground, "other"))
    for number in range(PROJECTS):
        await add_project(ground, acme, f"project-{number}")
    with pytest.raises(LimitReachedError, match=r"^there can be 500 projects in an organization"):
        await projects.create(scope, "shop", SETTINGS)


async def test_a_role_that_has_passed(
    ground: FakeGround, projects: ProjectService, acme: Organization
) -> None:
    """Who was demoted, or put out, since the request came in makes no project."""
    ann = await add_member(ground, acme, "bob", Role.VIEWER)
    scope = scope_as(ann, acme, Role.ADMIN)
    with pytest.raises(ForbiddenError, match=r"^as viewer you may not do this; it takes the"):
        await projects.create(scope, "shop", SETTINGS)
    await ground.members.remove(acme.key, ann.key)
    with pytest.raises(OrganizationNotFoundError, match=r"^no organization 'acme' is here"):
        await projects.create(scope, "shop", SETTINGS)


async def test_globs_that_cannot_be_read(
    ground: FakeGround, projects: ProjectService, acme: Organization, scope: OrganizationScope
) -> None:
    """Layers with a bad glob are refused, when a project is made and when it is changed."""
    shop = await add_project(ground, acme)
    bad = replace(SETTINGS, layers=BAD_LAYERS)
    for refused in (
        projects.create(scope, "other", bad),
        projects.change(project_scope(shop), {"layers": BAD_LAYERS}),
    ):
        with pytest.raises(InvalidRequestError, match=r"^the layers have globs that ") as caught:
            await refused
        said = '"../outside" leaves the project; ".." is not allowed'
        assert caught.value.faults == (Fault("body.layers.service.0", said),)
    assert await projects.list_all(scope) == [shop]


async def test_settings_are_changed_one_by_one(
    ground: FakeGround, projects: ProjectService, acme: Organization
) -> None:
    """What is not named stays; a bound can be taken away."""
    shop = await add_project(ground, acme)
    scope = project_scope(shop)
    first = await projects.change(scope, {"keep_runs": 10, "layers": {"a": ["x"]}})
    assert first.settings == ProjectSettings("shop", keep_runs=10, layers={"a": ["x"]})
    second = await projects.change(scope, {"keep_runs": None, "main_branch": "trunk"})
    assert second.settings == ProjectSettings("shop", "trunk", layers={"a": ["x"]})
    assert await projects.change(scope, {}) == second
    assert await projects.show(scope) == second


async def test_a_name_that_another_project_has(
    ground: FakeGround, projects: ProjectService, acme: Organization
) -> None:
    """A project cannot take another one's name, and keeps all its settings then."""
    shop, _ = await add_project(ground, acme), await add_project(ground, acme, "billing")
    scope = project_scope(shop)
    with pytest.raises(NameTakenError, match=r"^another project's reports have the name 'billing"):
        await projects.change(scope, {"name": "billing", "keep_runs": 3})
    assert await projects.show(scope) == shop


async def test_a_project_that_is_gone(
    ground: FakeGround, projects: ProjectService, acme: Organization
) -> None:
    """A deleted project is neither shown nor changed; deleting it again changes nothing."""
    shop, billing = [await add_project(ground, acme, slug) for slug in ("shop", "billing")]
    scope = project_scope(shop)
    await projects.delete(scope)
    for refused in (projects.show(scope), projects.change(scope, {"keep_runs": 1})):
        with pytest.raises(ProjectNotFoundError, match=r"^no project 'shop' is here for you$"):
            await refused
    await projects.delete(scope)
    assert await ground.projects.list_all(acme.key) == [billing]
