"""The rules for invitations, on fakes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.world import World
from time_machine import Traveller

from layerproof.testing import freeze_time
from organizations.errors import (
    AlreadyMemberError,
    InvitationAcceptedError,
    InvitationExpiredError,
    InvitationNotFoundError,
    InvitationWithdrawnError,
    NotVerifiedError,
    RoleAboveOwnError,
    RoleTooLowError,
    WrongAddressError,
)
from organizations.mail import Message
from organizations.roles import Role

MEMBER, ADMIN, OWNER = Role
BOB = "bob@example.org"


@freeze_time("2026-05-01T12:00")
def test_an_invitation_is_sent_and_stands_for_a_week(world: World) -> None:
    """It names the address and the role, and its token is stored as a digest."""
    admin = world.add_member(ADMIN)

    invitation = world.invitation_rules.invite(admin.user, "acme", BOB, MEMBER)

    assert (invitation.email, invitation.role) == (BOB, MEMBER)
    assert (invitation.organization, invitation.invited_by) == (world.acme, admin.user)
    assert invitation.expires_at == datetime(2026, 5, 8, 12, tzinfo=UTC)
    token = world.mailbox.token_for(BOB)
    assert world.mailbox.messages == [Message(BOB, "Join Acme", token)]
    assert len(invitation.token_digest) == 64
    assert invitation.token_digest != token


def test_members_invite_nobody(world: World) -> None:
    """Nothing is sent."""
    with pytest.raises(RoleTooLowError, match="does not allow it"):
        world.invitation_rules.invite(world.add_member(MEMBER).user, "acme", BOB, MEMBER)
    assert world.mailbox.messages == []


@pytest.mark.parametrize("role", [MEMBER, ADMIN])
def test_a_role_up_to_ones_own_is_offered(world: World, role: Role) -> None:
    """An admin offers what admins and members are."""
    admin = world.add_member(ADMIN)

    assert world.invitation_rules.invite(admin.user, "acme", BOB, role).role is role


def test_a_role_above_ones_own_is_not_offered(world: World) -> None:
    """An admin does not make owners by a detour."""
    admin = world.add_member(ADMIN)

    with pytest.raises(RoleAboveOwnError, match="a role above their own"):
        world.invitation_rules.invite(admin.user, "acme", BOB, OWNER)
    assert world.invitations.invitations == []


def test_members_are_not_invited(world: World) -> None:
    """Whoever is in the organization needs no invitation."""
    owner = world.add_member(OWNER)
    world.add_member(MEMBER, world.add_user(email=BOB))

    with pytest.raises(AlreadyMemberError, match="a member already"):
        world.invitation_rules.invite(owner.user, "acme", BOB, ADMIN)
    assert world.mailbox.messages == []


def test_a_second_invitation_ends_the_first(world: World, frozen_time: Traveller) -> None:
    """Only the latest of an address is pending, and others' are left alone."""
    owner = world.add_member(OWNER)
    other = world.add_invitation(world.add_user())
    first = world.invitation_rules.invite(owner.user, "acme", BOB, MEMBER)
    frozen_time.shift(60)

    second = world.invitation_rules.invite(owner.user, "acme", BOB, ADMIN)

    assert first.withdrawn_at == first.created_at + timedelta(seconds=60)
    assert world.invitation_rules.list_pending(owner.user, "acme") == [other, second]
    assert world.organizations.locked == [world.acme, world.acme]


def test_members_do_not_see_invitations(world: World) -> None:
    """The list is for admins."""
    with pytest.raises(RoleTooLowError, match="does not allow it"):
        world.invitation_rules.list_pending(world.add_member(MEMBER).user, "acme")


def test_who_accepts_gets_the_role(world: World, frozen_time: Traveller) -> None:
    """The membership is there, and the invitation is used up."""
    bob = world.add_user(email=BOB)
    invitation = world.add_invitation(bob, role=ADMIN, token="secret")
    frozen_time.shift(60)

    membership = world.invitation_rules.accept(bob, "secret")

    assert (membership.user, membership.role) == (bob, ADMIN)
    assert world.memberships.find("acme", bob.id) is membership
    assert invitation.accepted_at == invitation.created_at + timedelta(seconds=60)


def test_it_is_accepted_to_the_last_second(world: World, frozen_time: Traveller) -> None:
    """One second before seven days have passed it still stands."""
    owner, bob = world.add_member(OWNER), world.add_user(email=BOB)
    world.invitation_rules.invite(owner.user, "acme", BOB, MEMBER)
    frozen_time.shift(timedelta(days=7, seconds=-1))

    assert world.invitation_rules.accept(bob, world.mailbox.token_for(BOB)).user is bob


def test_it_expires_after_a_week(world: World, frozen_time: Traveller) -> None:
    """After seven days it makes no member."""
    owner, bob = world.add_member(OWNER), world.add_user(email=BOB)
    world.invitation_rules.invite(owner.user, "acme", BOB, MEMBER)
    frozen_time.shift(timedelta(days=7))

    with pytest.raises(InvitationExpiredError, match="has expired"):
        world.invitation_rules.accept(bob, world.mailbox.token_for(BOB))
    assert world.memberships.memberships == [owner]


def test_it_is_not_for_another_address(world: World) -> None:
    """Who got hold of the token and has another address is refused."""
    world.add_invitation(world.add_user(email=BOB), token="secret")

    with pytest.raises(WrongAddressError, match="for another address"):
        world.invitation_rules.accept(world.add_user(), "secret")
    assert world.memberships.memberships == []


def test_the_address_has_to_be_proved(world: World) -> None:
    """Anybody can register with an address: only who has verified it accepts."""
    bob = world.add_user(email=BOB, verified=False)
    world.add_invitation(bob, token="secret")

    with pytest.raises(NotVerifiedError, match="Verify your e-mail address first"):
        world.invitation_rules.accept(bob, "secret")
    assert world.memberships.memberships == []


def test_it_is_accepted_once(world: World) -> None:
    """Who has left does not come back by an old invitation."""
    bob = world.add_user()
    world.add_invitation(bob, token="secret")
    world.add_member(OWNER)
    world.invitation_rules.accept(bob, "secret")
    world.member_rules.remove(bob, "acme", bob.id)

    with pytest.raises(InvitationAcceptedError, match="accepted already"):
        world.invitation_rules.accept(bob, "secret")
    assert world.memberships.list_of_user(bob.id) == []


def test_who_is_a_member_keeps_the_role(world: World) -> None:
    """An invitation does not change a role, and stays as it was."""
    bob = world.add_member(MEMBER).user
    invitation = world.add_invitation(bob, role=ADMIN, token="secret")

    with pytest.raises(AlreadyMemberError, match="a member already"):
        world.invitation_rules.accept(bob, "secret")
    assert invitation.accepted_at is None


def test_an_unknown_token_is_not_found(world: World) -> None:
    """A made-up token makes no member."""
    with pytest.raises(InvitationNotFoundError, match="no such invitation"):
        world.invitation_rules.accept(world.add_user(), "made-up")


def test_what_is_withdrawn_is_not_accepted(world: World, frozen_time: Traveller) -> None:
    """The moment is kept, and the token is good for nothing."""
    admin, bob = world.add_member(ADMIN), world.add_user()
    invitation = world.add_invitation(bob, token="secret")
    frozen_time.shift(60)

    world.invitation_rules.withdraw(admin.user, "acme", invitation.id)

    assert invitation.withdrawn_at == invitation.created_at + timedelta(seconds=60)
    with pytest.raises(InvitationWithdrawnError, match="was withdrawn"):
        world.invitation_rules.accept(bob, "secret")


def test_members_withdraw_nothing(world: World) -> None:
    """It takes an admin."""
    invitation = world.add_invitation(world.add_user())

    with pytest.raises(RoleTooLowError, match="does not allow it"):
        world.invitation_rules.withdraw(world.add_member(MEMBER).user, "acme", invitation.id)
    assert invitation.withdrawn_at is None


def test_admins_do_not_withdraw_what_owners_offer(world: World) -> None:
    """The offer to be an owner is above an admin."""
    invitation = world.add_invitation(world.add_user(), role=OWNER)

    with pytest.raises(RoleAboveOwnError, match="a role above their own"):
        world.invitation_rules.withdraw(world.add_member(ADMIN).user, "acme", invitation.id)
    assert invitation.withdrawn_at is None


def test_what_was_accepted_is_not_withdrawn(world: World) -> None:
    """It is too late then."""
    admin = world.add_member(ADMIN)
    invitation = world.add_invitation(world.add_user(), accepted=True)

    with pytest.raises(InvitationAcceptedError, match="accepted already"):
        world.invitation_rules.withdraw(admin.user, "acme", invitation.id)
    assert invitation.withdrawn_at is None


def test_foreign_invitations_are_not_found(world: World) -> None:
    """An admin withdraws those of the own organization."""
    invitation = world.add_invitation(world.add_user())
    elsewhere = world.organization_rules.found(world.add_user(), "other", "Other")

    with pytest.raises(InvitationNotFoundError, match="no such invitation"):
        world.invitation_rules.withdraw(elsewhere.user, "other", invitation.id)
    assert invitation.withdrawn_at is None
