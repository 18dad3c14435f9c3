"""The rules for members, on fakes."""

from __future__ import annotations

import pytest
from tests.unit.world import World

from organizations.errors import (
    LastOwnerError,
    MemberNotFoundError,
    OrganizationNotFoundError,
    RoleAboveOwnError,
    RoleTooLowError,
)
from organizations.models import Membership
from organizations.roles import Role

MEMBER, ADMIN, OWNER = Role


def test_members_see_each_other(world: World) -> None:
    """All members of the organization, by name."""
    zoe = world.add_member(MEMBER, world.add_user(name="Zoe"))
    ann = world.add_member(OWNER, world.add_user(name="Ann"))

    assert world.member_rules.list_members(zoe.user, "acme") == [ann, zoe]


def test_strangers_do_not_see_members(world: World) -> None:
    """Not even that there are any."""
    with pytest.raises(OrganizationNotFoundError, match="no organization of that name"):
        world.member_rules.list_members(world.add_user(), "acme")


@pytest.mark.parametrize(
    ("own", "before", "after"),
    [
        (ADMIN, MEMBER, ADMIN),
        (ADMIN, ADMIN, MEMBER),
        (OWNER, MEMBER, OWNER),
        (OWNER, ADMIN, OWNER),
        (OWNER, OWNER, MEMBER),
    ],
)
def test_a_role_up_to_ones_own_is_given(world: World, own: Role, before: Role, after: Role) -> None:
    """Admins make admins and unmake them, owners do so with owners as well."""
    by, whom = world.add_member(own), world.add_member(before)

    changed = world.member_rules.change_role(by.user, "acme", whom.user_id, after)

    assert changed is whom
    assert whom.role is after


@pytest.mark.parametrize(("before", "after"), [(MEMBER, OWNER), (ADMIN, OWNER), (OWNER, ADMIN)])
def test_nobody_decides_over_a_role_above_their_own(
    world: World, before: Role, after: Role
) -> None:
    """An admin neither makes an owner nor unmakes one."""
    world.add_member(OWNER)
    by, whom = world.add_member(ADMIN), world.add_member(before)

    with pytest.raises(RoleAboveOwnError, match="a role above their own"):
        world.member_rules.change_role(by.user, "acme", whom.user_id, after)
    assert whom.role is before


def test_members_change_no_roles(world: World) -> None:
    """Not even their own to what it is."""
    by = world.add_member(MEMBER)

    with pytest.raises(RoleTooLowError, match="does not allow it"):
        world.member_rules.change_role(by.user, "acme", by.user_id, MEMBER)


def test_the_last_owner_stays_owner(world: World) -> None:
    """Who is the only owner cannot step down, and may be made owner once more."""
    owner = world.add_member(OWNER)
    world.add_member(ADMIN)

    with pytest.raises(LastOwnerError, match="keeps at least one owner"):
        world.member_rules.change_role(owner.user, "acme", owner.user_id, ADMIN)
    world.member_rules.change_role(owner.user, "acme", owner.user_id, OWNER)
    assert owner.role is OWNER


def test_who_is_not_a_member_has_no_role(world: World) -> None:
    """A user from elsewhere is not found here."""
    owner, stranger = world.add_member(OWNER), world.add_user()

    with pytest.raises(MemberNotFoundError, match="no such member"):
        world.member_rules.change_role(owner.user, "acme", stranger.id, MEMBER)


@pytest.mark.parametrize(
    ("own", "other"),
    [(ADMIN, MEMBER), (ADMIN, ADMIN), (OWNER, ADMIN), (OWNER, OWNER)],
)
def test_members_are_taken_out(world: World, own: Role, other: Role) -> None:
    """By whoever has their role or a higher one."""
    by, whom = world.add_member(own), world.add_member(other)

    world.member_rules.remove(by.user, "acme", whom.user_id)

    assert world.memberships.memberships == [by]


def refuse_removal(world: World, by: Membership, whom: Membership, error: type[Exception]) -> None:
    """Show that one does not take out the other."""
    with pytest.raises(error, match=r"role|owner"):
        world.member_rules.remove(by.user, "acme", whom.user_id)
    assert whom in world.memberships.memberships


def test_members_take_out_nobody(world: World) -> None:
    """A member removes no other member."""
    by, whom = world.add_member(MEMBER), world.add_member(MEMBER)

    refuse_removal(world, by, whom, RoleTooLowError)
    assert len(world.memberships.memberships) == 2


def test_admins_do_not_take_out_owners(world: World) -> None:
    """Not even where another owner stays."""
    world.add_member(OWNER)
    by, whom = world.add_member(ADMIN), world.add_member(OWNER)

    refuse_removal(world, by, whom, RoleAboveOwnError)
    assert len(world.memberships.memberships) == 3


@pytest.mark.parametrize("role", [MEMBER, ADMIN])
def test_everybody_may_leave(world: World, role: Role) -> None:
    """Leaving asks for no role."""
    leaving = world.add_member(role)

    world.member_rules.remove(leaving.user, "acme", leaving.user_id)

    assert world.memberships.memberships == []


def test_the_last_owner_does_not_leave(world: World) -> None:
    """Until another one is there."""
    owner, admin = world.add_member(OWNER), world.add_member(ADMIN)
    refuse_removal(world, owner, owner, LastOwnerError)

    world.member_rules.change_role(owner.user, "acme", admin.user_id, OWNER)
    world.member_rules.remove(owner.user, "acme", owner.user_id)

    assert world.memberships.memberships == [admin]


def test_owners_elsewhere_do_not_count(world: World) -> None:
    """An organization needs an owner of its own."""
    owner = world.add_member(OWNER)
    world.organization_rules.found(world.add_user(), "other", "Other")

    refuse_removal(world, owner, owner, LastOwnerError)
    assert world.memberships.count_owners(world.acme.id) == 1


def test_members_are_changed_one_request_at_a_time(world: World) -> None:
    """The organization is locked before anybody counts its owners."""
    owner, whom = world.add_member(OWNER), world.add_member(MEMBER)

    world.member_rules.change_role(owner.user, "acme", whom.user_id, ADMIN)
    world.member_rules.remove(owner.user, "acme", whom.user_id)

    assert world.organizations.locked == [world.acme, world.acme]
