"""The members' service on repositories in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.history.errors.access import ForbiddenError, OrganizationNotFoundError
from layerproof.history.errors.tenants import LastOwnerError, MemberNotFoundError
from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Organization
from layerproof.history.services.members import MemberService
from tests.support.tenant_ground import (
    NOW,
    FakeGround,
    add_invitation,
    add_member,
    add_organization,
    id_of,
)
from tests.support.tenant_scopes import local_scope, scope_as


@pytest.fixture
def ground() -> FakeGround:
    """Give repositories in memory."""
    return FakeGround()


@pytest.fixture
def members(ground: FakeGround) -> MemberService:
    """Give the service on those repositories."""
    return MemberService(ground.members, ground.invitations, clock=lambda: NOW)


@pytest.fixture
async def acme(ground: FakeGround) -> Organization:
    """Give an organization without anybody in it."""
    return await add_organization(ground)


async def _roles(ground: FakeGround, organization: Organization) -> dict[str, str]:
    members = await ground.members.list_all(organization.key)
    return {member.user_name: member.role.value for member in members}


async def test_everybody_sees_the_members(
    ground: FakeGround, members: MemberService, acme: Organization
) -> None:
    """The members are told as they are stored."""
    ann = await add_member(ground, acme, "ann", Role.VIEWER)
    listed = await members.list_all(scope_as(ann, acme, Role.VIEWER))
    assert listed == await ground.members.list_all(acme.key)
    assert [member.user_name for member in listed] == ["Ann"]


async def test_a_role_is_changed(
    ground: FakeGround, members: MemberService, acme: Organization
) -> None:
    """An admin makes an admin of a member; the answer has the new role."""
    ann = await add_member(ground, acme, "ann", Role.ADMIN)
    bob = await add_member(ground, acme, "bob", Role.MEMBER)
    before = await ground.members.find(acme.key, bob.public_id)
    assert before is not None
    scope = scope_as(ann, acme, Role.ADMIN)
    changed = await members.change_role(scope, bob.public_id, Role.ADMIN)
    assert changed == replace(before, role=Role.ADMIN)
    assert await ground.members.find(acme.key, bob.public_id) == changed


async def test_a_role_that_cannot_be_given(
    ground: FakeGround, members: MemberService, acme: Organization
) -> None:
    """An admin makes nobody an owner, and unmakes none."""
    ann = await add_member(ground, acme, "ann", Role.ADMIN)
    bob = await add_member(ground, acme, "bob", Role.MEMBER)
    kim = await add_member(ground, acme, "kim", Role.OWNER)
    scope = scope_as(ann, acme, Role.ADMIN)
    with pytest.raises(
        ForbiddenError, match=r"^as admin you may not change somebody from member to owner$"
    ):
        await members.change_role(scope, bob.public_id, Role.OWNER)
    with pytest.raises(
        ForbiddenError, match=r"^as admin you may not change somebody from owner to viewer$"
    ):
        await members.change_role(scope, kim.public_id, Role.VIEWER)
    with pytest.raises(
        ForbiddenError, match=r"^as admin you may not remove somebody who is owner$"
    ):
        await members.remove(scope, kim.public_id)
    assert await _roles(ground, acme) == {"Ann": "admin", "Bob": "member", "Kim": "owner"}


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER, Role.VIEWER])
async def test_the_last_owner_is_not_demoted(
    ground: FakeGround, members: MemberService, acme: Organization, role: Role
) -> None:
    """The last owner can neither take a lower role nor leave; with a second one both work."""
    ann = await add_member(ground, acme, "ann", Role.OWNER)
    scope = scope_as(ann, acme, Role.OWNER)
    for refused in (
        members.change_role(scope, ann.public_id, role),
        members.remove(scope, ann.public_id),
    ):
        with pytest.raises(LastOwnerError, match=r"^this is the organization's last owner$"):
            await refused
    await add_member(ground, acme, "bob", Role.OWNER)
    await members.change_role(scope, ann.public_id, role)
    await members.remove(scope_as(ann, acme, role), ann.public_id)
    assert await _roles(ground, acme) == {"Bob": "owner"}


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
async def test_an_admin_steps_down(
    ground: FakeGround, members: MemberService, acme: Organization, role: Role
) -> None:
    """An admin, whom no other admin may change, takes a lower role themselves."""
    ann = await add_member(ground, acme, "ann", Role.ADMIN)
    changed = await members.change_role(scope_as(ann, acme, Role.ADMIN), ann.public_id, role)
    assert changed.role is role
    assert await _roles(ground, acme) == {"Ann": role.value}


async def test_an_owner_stays_one(
    ground: FakeGround, members: MemberService, acme: Organization
) -> None:
    """Making an owner of the last owner is no demotion."""
    ann = await add_member(ground, acme, "ann", Role.OWNER)
    same = await members.change_role(scope_as(ann, acme, Role.OWNER), ann.public_id, Role.OWNER)
    assert same.role is Role.OWNER


async def test_a_local_actor_is_an_owner_and_nobody(
    ground: FakeGround, members: MemberService, acme: Organization
) -> None:
    """Without accounts members can be changed, but the last owner stays there too."""
    ann = await add_member(ground, acme, "ann", Role.OWNER)
    bob = await add_member(ground, acme, "bob", Role.ADMIN)
    scope = local_scope(acme)
    await members.change_role(scope, bob.public_id, Role.OWNER)
    await members.remove(scope, ann.public_id)
    with pytest.raises(LastOwnerError, match=r"^this is the organization's last owner$"):
        await members.remove(scope, bob.public_id)


@pytest.mark.parametrize("role", list(Role)[:-1])
async def test_everybody_may_leave(
    ground: FakeGround, members: MemberService, acme: Organization, role: Role
) -> None:
    """Who leaves is out, whatever their role."""
    await add_member(ground, acme, "kim", Role.OWNER)
    ann = await add_member(ground, acme, "ann", role)
    await members.remove(scope_as(ann, acme, role), ann.public_id)
    assert await _roles(ground, acme) == {"Kim": "owner"}


@pytest.mark.parametrize("user_id", ["0" * 32, "", "nul\x00", "%", id_of("elsewhere"), "A" * 32])
async def test_somebody_who_is_no_member(
    ground: FakeGround, members: MemberService, acme: Organization, user_id: str
) -> None:
    """An id that nobody here has, or can have, is not found by any change."""
    ann = await add_member(ground, acme, "ann", Role.OWNER)
    await add_member(ground, await add_organization(ground, "other"), "elsewhere", Role.MEMBER)
    scope = scope_as(ann, acme, Role.OWNER)
    for refused in (
        members.change_role(scope, user_id, Role.VIEWER),
        members.remove(scope, user_id),
    ):
        with pytest.raises(MemberNotFoundError, match=r"^nobody with this id is in the organiz"):
            await refused


async def test_a_role_that_has_passed(
    ground: FakeGround, members: MemberService, acme: Organization
) -> None:
    """An owner who was demoted since the request came in changes nobody."""
    ann = await add_member(ground, acme, "ann", Role.MEMBER)
    bob = await add_member(ground, acme, "bob", Role.OWNER)
    scope = scope_as(ann, acme, Role.OWNER)
    with pytest.raises(
        ForbiddenError, match=r"^as member you may not do this; it takes the role adm"
    ):
        await members.change_role(scope, bob.public_id, Role.VIEWER)
    with pytest.raises(
        ForbiddenError, match=r"^as member you may not remove somebody who is owner$"
    ):
        await members.remove(scope, bob.public_id)
    await ground.members.remove(acme.key, ann.key)
    with pytest.raises(OrganizationNotFoundError, match=r"^no organization 'acme' is here"):
        await members.remove(scope, bob.public_id)


async def _invite(ground: FakeGround, acme: Organization, inviter: int) -> None:
    for role in Role:
        await add_invitation(ground, acme, f"to-{role}", role, invited_by=inviter)


async def _open(ground: FakeGround, acme: Organization) -> list[str]:
    return [one.role.value for one in await ground.invitations.list_open(acme.key, NOW)]


async def test_invitations_of_who_is_put_out_are_taken_back(
    ground: FakeGround, members: MemberService, acme: Organization
) -> None:
    """Who is removed cannot come in again by an invitation that they made for themselves."""
    ann, bob = [await add_member(ground, acme, name, Role.OWNER) for name in ("ann", "bob")]
    await _invite(ground, acme, bob.key)
    await members.remove(scope_as(ann, acme, Role.OWNER), bob.public_id)
    assert await _open(ground, acme) == []


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.OWNER, ["viewer", "member", "admin", "owner"]),
        (Role.ADMIN, ["viewer", "member", "admin"]),
        (Role.MEMBER, []),
        (Role.VIEWER, []),
    ],
)
async def test_invitations_above_a_new_role_are_taken_back(
    ground: FakeGround, members: MemberService, acme: Organization, role: Role, expected: list[str]
) -> None:
    """Of a member with another role those invitations stay that they could make again."""
    ann, bob = [await add_member(ground, acme, name, Role.OWNER) for name in ("ann", "bob")]
    await _invite(ground, acme, bob.key)
    await members.change_role(scope_as(ann, acme, Role.OWNER), bob.public_id, role)
    assert await _open(ground, acme) == expected
