"""What the database itself holds up, and what only SQL can show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from layerproof.testing import QueryCounter
from organizations.repositories import SqlInvitations, SqlMemberships, SqlOrganizations, SqlUsers
from organizations.roles import Role
from tests.factories import (
    EmailVerificationFactory,
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
)


def test_an_address_has_one_pending_invitation(db: Session) -> None:
    """A second one in the same organization is refused; after the first has ended it is not."""
    first = InvitationFactory.create(email="bob@example.org")
    InvitationFactory.create(email="bob@example.org")

    with pytest.raises(IntegrityError, match="uq_invitations_pending"), db.begin_nested():
        InvitationFactory.create(organization=first.organization, email="bob@example.org")
    first.withdrawn_at = first.created_at
    again = InvitationFactory.create(organization=first.organization, email="bob@example.org")
    assert again.id is not None


def test_a_membership_comes_in_one_query(db: Session, query_counter: QueryCounter) -> None:
    """With its organization and its user."""
    own = MembershipFactory.create(organization__slug="acme", user__name="Ann")
    user_id = own.user_id
    db.expire_all()
    query_counter.reset()

    found = SqlMemberships(db).find("acme", user_id)

    assert found is not None
    assert (found.organization.slug, found.user.name) == ("acme", "Ann")
    assert query_counter.count == 1


def test_a_membership_is_read_as_it_is_now(db: Session) -> None:
    """What another request has changed meanwhile is seen, though the session knew the row."""
    own = MembershipFactory.create(organization__slug="acme", role=Role.OWNER)
    db.execute(text("UPDATE memberships SET role = 'member'"))

    found = SqlMemberships(db).find("acme", own.user_id)

    assert found is own
    assert own.role is Role.MEMBER


#: Takes a lock in a session.
Lock: TypeAlias = Callable[[Session], object]


def lock_organization() -> Lock:
    organization = OrganizationFactory.create()
    return lambda other: SqlOrganizations(other).lock(other.merge(organization))


def lock_invitation_by_token() -> Lock:
    digest = InvitationFactory.create().token_digest
    return lambda other: SqlInvitations(other).lock_by_token(digest)


def lock_invitation() -> Lock:
    invitation = InvitationFactory.create()
    key = (invitation.organization_id, invitation.id)
    return lambda other: SqlInvitations(other).lock(*key)


def lock_verification() -> Lock:
    digest = EmailVerificationFactory.create().token_digest
    return lambda other: SqlUsers(other).lock_verification(digest)


@pytest.mark.isolation("reset")  # two transactions that see the same rows
@pytest.mark.parametrize(
    "prepare", [lock_organization, lock_invitation, lock_invitation_by_token, lock_verification]
)
def test_what_is_locked_is_waited_for(engine: Engine, prepare: Callable[[], Lock]) -> None:
    """A second transaction does not get the row before the first has ended."""
    lock = prepare()
    with Session(engine) as first, Session(engine) as second:
        lock(first)
        second.execute(text("SET LOCAL lock_timeout = '50ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            lock(second)
