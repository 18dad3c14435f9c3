"""The rules for organizations as a whole, on fakes."""

from __future__ import annotations

import pytest
from tests.unit.world import World

from organizations.errors import (
    NotVerifiedError,
    OrganizationNotFoundError,
    RoleTooLowError,
    SlugTakenError,
)
from organizations.roles import Role


def test_the_founder_is_the_owner(world: World) -> None:
    """Founding makes an organization and its first membership."""
    ann = world.add_user()

    membership = world.organization_rules.found(ann, "new", "New")

    assert (membership.user, membership.role) == (ann, Role.OWNER)
    assert (membership.organization.slug, membership.organization.name) == ("new", "New")
    assert world.memberships.find("new", ann.id) is membership


def test_only_the_verified_found(world: World) -> None:
    """Who has not proved an address founds nothing."""
    with pytest.raises(NotVerifiedError, match="Verify your e-mail address first"):
        world.organization_rules.found(world.add_user(verified=False), "new", "New")
    assert world.organizations.organizations == [world.acme]


def test_a_slug_is_taken_once(world: World) -> None:
    """The second to want a slug owns nothing."""
    with pytest.raises(SlugTakenError, match="Another organization has that slug"):
        world.organization_rules.found(world.add_user(), "acme", "Other")
    assert world.memberships.memberships == []


def test_ones_own_are_listed(world: World) -> None:
    """Memberships of others are not in the list."""
    ann, bob = world.add_member(Role.ADMIN), world.add_member(Role.MEMBER)

    assert world.organization_rules.list_own(ann.user) == [ann]
    assert world.organization_rules.list_own(bob.user) == [bob]


def test_a_member_sees_the_organization(world: World) -> None:
    """What is shown is the own membership."""
    ann = world.add_member(Role.MEMBER)

    assert world.organization_rules.show(ann.user, "acme") is ann


def test_who_is_not_in_it_is_not_told_that_it_exists(world: World) -> None:
    """A foreign organization is refused like one that does not exist."""
    stranger = world.add_user()

    for slug in ("acme", "nowhere"):
        with pytest.raises(OrganizationNotFoundError, match="no organization of that name"):
            world.organization_rules.show(stranger, slug)


def test_an_admin_renames(world: World) -> None:
    """The slug stays."""
    admin = world.add_member(Role.ADMIN)

    assert world.organization_rules.rename(admin.user, "acme", "Acme & Sons") is admin
    assert (world.acme.slug, world.acme.name) == ("acme", "Acme & Sons")


def test_a_member_does_not_rename(world: World) -> None:
    """The name stays what it was."""
    member = world.add_member(Role.MEMBER)

    with pytest.raises(RoleTooLowError, match=r"Your role .* does not allow it"):
        world.organization_rules.rename(member.user, "acme", "Mine")
    assert world.acme.name == "Acme"


def test_an_owner_dissolves(world: World) -> None:
    """Nothing is left of the organization."""
    owner = world.add_member(Role.OWNER)
    world.add_invitation(world.add_user())

    world.organization_rules.dissolve(owner.user, "acme")

    assert world.organizations.organizations == []
    assert (world.memberships.memberships, world.invitations.invitations) == ([], [])


def test_an_admin_does_not_dissolve(world: World) -> None:
    """It takes an owner."""
    admin = world.add_member(Role.ADMIN)

    with pytest.raises(RoleTooLowError, match=r"Your role .* does not allow it"):
        world.organization_rules.dissolve(admin.user, "acme")
    assert world.organizations.organizations == [world.acme]
