"""The organizations' service on repositories in memory."""

from __future__ import annotations

import pytest

from layerproof.history.errors.access import (
    ForbiddenError,
    OrganizationNotFoundError,
    UnauthenticatedError,
)
from layerproof.history.errors.tenants import LimitReachedError, SlugTakenError
from layerproof.history.records.access import LocalActor, Role
from layerproof.history.records.tenants import Organization, OwnOrganization
from layerproof.history.services.limits import OWNED_ORGANIZATIONS
from layerproof.history.services.organizations import OrganizationService
from tests.support.tenant_ground import NOW, FakeGround, add_member, add_organization
from tests.support.tenant_scopes import actor_of, local_scope, scope_as


@pytest.fixture
def ground() -> FakeGround:
    """Give repositories in memory."""
    return FakeGround()


@pytest.fixture
def organizations(ground: FakeGround) -> OrganizationService:
    """Give the service on those repositories."""
    return OrganizationService(ground.organizations, ground.members, clock=lambda: NOW)


async def test_who_makes_one_owns_it(
    ground: FakeGround, organizations: OrganizationService
) -> None:
    """A new organization has one member, its maker, who is its owner."""
    ann = await ground.add_person("ann")
    own = await organizations.create(actor_of(ann), "acme", "Acme")
    made = own.organization
    assert own == OwnOrganization(Organization(made.key, "acme", "Acme", NOW), Role.OWNER)
    assert await organizations.list_own(actor_of(ann)) == [own]
    members = await ground.members.list_all(made.key)
    assert [(member.user_key, member.created_at) for member in members] == [(ann.key, NOW)]


@pytest.mark.parametrize("slug", ["acme", "local"])
async def test_a_slug_that_cannot_be_had(
    ground: FakeGround, organizations: OrganizationService, slug: str
) -> None:
    """A slug that another organization has, or that a local server keeps, is refused."""
    ann, bob = [await ground.add_person(name) for name in ("ann", "bob")]
    await organizations.create(actor_of(ann), "acme", "Acme")
    with pytest.raises(SlugTakenError, match=f"^the name '{slug}' is taken$"):
        await organizations.create(actor_of(bob), slug, "Other")
    assert await organizations.list_own(actor_of(bob)) == []


async def test_nobody_owns_too_many(ground: FakeGround, organizations: OrganizationService) -> None:
    """Somebody owns at most fifty; those that they are only in do not count."""
    ann = await ground.add_person("ann")
    other = await add_organization(ground, "other")
    await ground.members.add(other.key, ann.key, Role.ADMIN, created_at=NOW)
    for number in range(OWNED_ORGANIZATIONS):
        await organizations.create(actor_of(ann), f"number-{number}", "One")
    with pytest.raises(
        LimitReachedError, match=r"^there can be 50 organizations that you own"
    ) as refused:
        await organizations.create(actor_of(ann), "one-more", "One")
    assert refused.value.advice == "delete one, or give one to somebody else"


async def test_somebody_who_is_gone_makes_none(
    ground: FakeGround, organizations: OrganizationService
) -> None:
    """Who was deleted after the token was read is nobody."""
    ann = await ground.add_person("ann")
    del ground.memory.people[ann.key]
    with pytest.raises(UnauthenticatedError, match="no valid credential"):
        await organizations.create(actor_of(ann), "acme", "Acme")


async def test_without_accounts_everything_is_ones_own(
    ground: FakeGround, organizations: OrganizationService
) -> None:
    """A local actor is told every organization, as its owner."""
    local, other = await add_organization(ground, "local"), await add_organization(ground, "other")
    assert await organizations.list_own(LocalActor()) == [
        OwnOrganization(local, Role.OWNER),
        OwnOrganization(other, Role.OWNER),
    ]


async def test_showing_one(ground: FakeGround, organizations: OrganizationService) -> None:
    """An organization is shown with the role of the one who asks."""
    acme = await add_organization(ground)
    ann = await add_member(ground, acme, "ann", Role.VIEWER)
    shown = await organizations.show(scope_as(ann, acme, Role.VIEWER))
    assert shown == OwnOrganization(acme, Role.VIEWER)


async def test_renaming(ground: FakeGround, organizations: OrganizationService) -> None:
    """An admin gives another name; the slug stays."""
    acme = await add_organization(ground)
    ann = await add_member(ground, acme, "ann", Role.ADMIN)
    renamed = await organizations.rename(scope_as(ann, acme, Role.ADMIN), "New")
    expected = Organization(acme.key, "acme", "New", NOW)
    assert renamed == OwnOrganization(expected, Role.ADMIN)
    assert await ground.organizations.find(acme.key) == expected


async def test_deleting(ground: FakeGround, organizations: OrganizationService) -> None:
    """An owner deletes an organization; then nothing can be asked of it."""
    acme = await add_organization(ground)
    scope = scope_as(await add_member(ground, acme, "ann", Role.OWNER), acme, Role.OWNER)
    await organizations.delete(scope)
    for ask in (organizations.show, organizations.delete):
        with pytest.raises(OrganizationNotFoundError, match=r"^no organization 'acme' is here"):
            await ask(scope)


async def test_a_role_that_has_passed(
    ground: FakeGround, organizations: OrganizationService
) -> None:
    """What counts is the role when the change is made, not when the request came in."""
    acme = await add_organization(ground)
    ann = await add_member(ground, acme, "ann", Role.MEMBER)
    scope = scope_as(ann, acme, Role.OWNER)
    with pytest.raises(
        ForbiddenError, match=r"^as member you may not do this; it takes the role owner"
    ):
        await organizations.delete(scope)
    with pytest.raises(
        ForbiddenError, match=r"^as member you may not do this; it takes the role admin"
    ):
        await organizations.rename(scope, "New")
    await ground.members.remove(acme.key, ann.key)
    with pytest.raises(OrganizationNotFoundError, match=r"^no organization 'acme' is here"):
        await organizations.rename(scope, "New")
    assert await ground.organizations.find(acme.key) == acme


async def test_the_local_organization_stays(
    ground: FakeGround, organizations: OrganizationService
) -> None:
    """Without accounts the organization that pushes go to cannot be deleted, others can."""
    local, other = await add_organization(ground, "local"), await add_organization(ground, "other")
    with pytest.raises(ForbiddenError, match=r"^a server without accounts works in 'local'$"):
        await organizations.delete(local_scope(local))
    await organizations.delete(local_scope(other))
    assert await ground.organizations.list_all() == [local]
    with pytest.raises(OrganizationNotFoundError, match=r"^no organization 'other' is here"):
        await organizations.delete(local_scope(other))


async def test_with_accounts_an_owner_deletes_the_local_organization(
    ground: FakeGround, organizations: OrganizationService
) -> None:
    """A server with accounts does not need it, so its owner may delete it."""
    local = await add_organization(ground, "local")
    ann = await add_member(ground, local, "ann", Role.OWNER)
    await organizations.delete(scope_as(ann, local, Role.OWNER))
    assert await ground.organizations.list_all() == []
