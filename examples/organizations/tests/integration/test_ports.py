"""What services may rely on, whoever answers: SQL, or the fakes that unit tests stand on."""

from __future__ import annotations

import pytest
from tests.integration.ports import Ports

from layerproof.testing import freeze_time
from organizations.clock import now
from organizations.errors import AlreadyMemberError, EmailTakenError, SlugTakenError
from organizations.models import Invitation, Membership, Organization, User
from organizations.roles import Role
from tests.factories import (
    EmailVerificationFactory,
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
)


def add_user(ports: Ports, **given: object) -> User:
    """Store a user through the port."""
    user = UserFactory.build(**given)
    ports.users.add(user)
    return user


def add_organization(ports: Ports, **given: object) -> Organization:
    """Store an organization through the port."""
    organization = OrganizationFactory.build(**given)
    ports.organizations.add(organization)
    return organization


def add_member(ports: Ports, organization: Organization, user: User, role: Role) -> Membership:
    """Store a membership through the port."""
    membership = MembershipFactory.build(organization=organization, user=user, role=role)
    ports.memberships.add(membership)
    return membership


def add_invitation(ports: Ports, by: Membership, **given: object) -> Invitation:
    """Store an invitation through the port."""
    invitation = InvitationFactory.build(organization=by.organization, inviter=by, **given)
    ports.invitations.add(invitation)
    return invitation


def test_what_is_added_has_its_identity(ports: Ports) -> None:
    """Without a commit, and everything its own."""
    users = [add_user(ports) for _ in range(2)]
    organizations = [add_organization(ports) for _ in range(2)]

    assert len({user.id for user in users}) == 2
    assert len({organization.id for organization in organizations}) == 2


def test_an_address_is_stored_once(ports: Ports) -> None:
    """The second user is refused, and the port goes on working."""
    add_user(ports, email="bob@example.org", access_key="first")

    with pytest.raises(EmailTakenError, match="There is a user with that address"):
        add_user(ports, email="bob@example.org")
    assert add_user(ports, email="cid@example.org").id is not None


def test_a_user_is_found_by_the_key(ports: Ports) -> None:
    """Nobody else is, and an unknown key finds nobody."""
    bob = add_user(ports)
    add_user(ports)

    assert ports.users.find_by_key(bob.access_key_digest) is bob
    assert ports.users.find_by_key("unknown") is None


def test_a_verification_replaces_what_was_not_used(ports: Ports) -> None:
    """Those of other users stay, and used ones of one's own."""
    bob, cid = add_user(ports), add_user(ports)
    used = EmailVerificationFactory.build(user=bob, used=True)
    before, latest = (EmailVerificationFactory.build(user=bob) for _ in range(2))
    foreign = EmailVerificationFactory.build(user=cid)
    for each in (foreign, used, before, latest):
        ports.users.replace_verification(each)

    found = [
        ports.users.lock_verification(each.token_digest) for each in (foreign, used, before, latest)
    ]

    assert found == [foreign, used, None, latest]
    assert latest.user is bob


def test_a_slug_is_stored_once(ports: Ports) -> None:
    """The second organization is refused, and the port goes on working."""
    add_organization(ports, slug="acme")

    with pytest.raises(SlugTakenError, match="Another organization has that slug"):
        add_organization(ports, slug="acme")
    assert add_organization(ports, slug="other").id is not None


def test_a_user_is_in_an_organization_once(ports: Ports) -> None:
    """Whatever the role, and the port goes on working."""
    acme, bob = add_organization(ports, slug="acme"), add_user(ports)
    add_member(ports, acme, bob, Role.MEMBER)

    with pytest.raises(AlreadyMemberError, match="a member already"):
        add_member(ports, acme, bob, Role.OWNER)
    assert [each.role for each in ports.memberships.list_of_user(bob.id)] == [Role.MEMBER]


def test_a_membership_is_found_by_slug_and_user(ports: Ports) -> None:
    """Both have to fit."""
    acme, other = add_organization(ports, slug="acme"), add_organization(ports, slug="other")
    bob, cid = add_user(ports), add_user(ports)
    membership = add_member(ports, acme, bob, Role.MEMBER)
    add_member(ports, other, cid, Role.MEMBER)

    assert ports.memberships.find("acme", bob.id) is membership
    assert ports.memberships.find("acme", cid.id) is None
    assert ports.memberships.find("other", bob.id) is None
    assert (membership.organization, membership.user) == (acme, bob)


def test_memberships_are_listed_in_order(ports: Ports) -> None:
    """A user's by slug, an organization's by name; two of one name by age."""
    zoo, acme = add_organization(ports, slug="zoo"), add_organization(ports, slug="acme")
    zoe, ann, second = (add_user(ports, name=name) for name in ("Zoe", "Ann", "Ann"))
    in_zoo = add_member(ports, zoo, zoe, Role.OWNER)
    in_acme = [add_member(ports, acme, user, Role.MEMBER) for user in (second, ann, zoe)]

    assert ports.memberships.list_of_user(zoe.id) == [in_acme[2], in_zoo]
    listed = ports.memberships.list_of_organization(acme.id)
    assert listed == [in_acme[1], in_acme[0], in_acme[2]]


def test_owners_are_counted_by_organization(ports: Ports) -> None:
    """Other roles do not count, nor do owners elsewhere."""
    acme, other = add_organization(ports), add_organization(ports)
    for role in (Role.OWNER, Role.OWNER, Role.ADMIN, Role.MEMBER):
        add_member(ports, acme, add_user(ports), role)
    add_member(ports, other, add_user(ports), Role.OWNER)

    counts = [ports.memberships.count_owners(each.id) for each in (acme, other)]

    assert counts == [2, 1]


def test_the_addresses_of_members_are_known(ports: Ports) -> None:
    """Of this organization's members only."""
    acme, other = add_organization(ports), add_organization(ports)
    bob, cid = add_user(ports, email="bob@example.org"), add_user(ports, email="cid@example.org")
    add_member(ports, acme, bob, Role.MEMBER)
    add_member(ports, other, cid, Role.MEMBER)

    assert ports.memberships.has_address(acme.id, "bob@example.org") is True
    assert ports.memberships.has_address(acme.id, "cid@example.org") is False


def test_who_is_removed_is_gone(ports: Ports) -> None:
    """The others stay."""
    acme, bob, cid = add_organization(ports), add_user(ports), add_user(ports)
    gone = add_member(ports, acme, bob, Role.MEMBER)
    stays = add_member(ports, acme, cid, Role.MEMBER)

    ports.memberships.remove(gone)

    assert ports.memberships.list_of_organization(acme.id) == [stays]


def test_an_invitation_is_found_in_its_organization(ports: Ports) -> None:
    """By its number there, and by its token anywhere."""
    by = add_member(ports, add_organization(ports), add_user(ports), Role.OWNER)
    foreign = add_organization(ports)
    invitation = add_invitation(ports, by, withdrawn=True)

    assert ports.invitations.lock(by.organization_id, invitation.id) is invitation
    assert ports.invitations.lock(foreign.id, invitation.id) is None
    assert ports.invitations.lock_by_token(invitation.token_digest) is invitation
    assert ports.invitations.lock_by_token("unknown") is None


def test_pending_are_those_without_an_end(ports: Ports) -> None:
    """Expired ones are among them; the oldest stands first."""
    by = add_member(ports, add_organization(ports), add_user(ports), Role.OWNER)
    with freeze_time("2026-05-02"):
        later = add_invitation(ports, by)
    with freeze_time("2026-05-01"):
        expired = add_invitation(ports, by, expired=True)
    add_invitation(ports, by, accepted=True)
    withdrawn = add_invitation(ports, by, withdrawn=True)

    listed = ports.invitations.list_pending(by.organization_id)
    found = [
        ports.invitations.find_pending(by.organization_id, each.email)
        for each in (expired, withdrawn)
    ]

    assert listed == [expired, later]
    assert found == [expired, None]
    assert expired.expires_at < now()


def test_an_organization_goes_with_what_belongs_to_it(ports: Ports) -> None:
    """Members and invitations go, users and other organizations stay."""
    acme, other, bob = add_organization(ports), add_organization(ports), add_user(ports)
    by = add_member(ports, acme, bob, Role.OWNER)
    kept = add_member(ports, other, bob, Role.OWNER)
    invitation = add_invitation(ports, by)
    digest = invitation.token_digest

    ports.organizations.remove(acme)

    assert ports.memberships.list_of_user(bob.id) == [kept]
    assert ports.invitations.lock_by_token(digest) is None
    assert ports.users.find_by_key(bob.access_key_digest) is bob
