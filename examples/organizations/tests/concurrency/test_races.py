"""Two requests at once, on connections of their own: one of them wins, the other is told why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from httpx2 import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from layerproof.testing import SyncClientFor, run_concurrently
from organizations.models import Membership, Organization, User
from organizations.roles import Role
from tests.factories import (
    EmailVerificationFactory,
    InvitationFactory,
    MembershipFactory,
    UserFactory,
)

#: A race that is lost now and then is lost once in five times.
several_times = pytest.mark.usefixtures("attempt")


@pytest.fixture(params=range(5))
def attempt() -> None:
    """Run the test again."""


def answer_at_once(*requests: Callable[[], Response]) -> list[int]:
    """Send the requests at once; return their statuses, sorted."""
    outcomes = run_concurrently(len(requests), lambda index: requests[index]().status_code)
    return sorted(outcomes.raise_errors().results)


@several_times
def test_of_two_owners_who_leave_at_once_one_stays(
    auth_sync_client_for: SyncClientFor, committed_db: Session
) -> None:
    """The organization keeps an owner, though each of them saw the other one."""
    first = MembershipFactory.create(role=Role.OWNER, organization__slug="acme")
    second = MembershipFactory.create(role=Role.OWNER, organization=first.organization)

    def leave(owner: Membership) -> Callable[[], Response]:
        client = auth_sync_client_for(owner.user)
        return lambda: client.delete(f"/organizations/acme/members/{owner.user_id}")

    assert answer_at_once(leave(first), leave(second)) == [204, 409]
    committed_db.expire_all()
    assert committed_db.scalars(select(Membership.role)).all() == [Role.OWNER]


def test_two_owners_who_demote_each_other_at_once(
    auth_sync_client_for: SyncClientFor, committed_db: Session
) -> None:
    """The one who comes second is an owner no more, and is refused."""
    first = MembershipFactory.create(role=Role.OWNER, organization__slug="acme")
    second = MembershipFactory.create(role=Role.OWNER, organization=first.organization)

    def demote(by: Membership, whom: Membership) -> Callable[[], Response]:
        client = auth_sync_client_for(by.user)
        path = f"/organizations/acme/members/{whom.user_id}"
        return lambda: client.patch(path, json={"role": "member"})

    assert answer_at_once(demote(first, second), demote(second, first)) == [200, 403]
    roles = committed_db.scalars(select(Membership.role)).all()
    assert sorted(roles) == [Role.MEMBER, Role.OWNER]


@several_times
def test_an_invitation_is_accepted_once(
    auth_sync_client_for: SyncClientFor, committed_db: Session, bob: User
) -> None:
    """A double click makes one membership; the second request is told that it came too late."""
    InvitationFactory.create(invitee=bob, token="once")

    def accept() -> Callable[[], Response]:
        client = auth_sync_client_for(bob)
        return lambda: client.post("/invitations/accept", json={"token": "once"})

    assert answer_at_once(accept(), accept()) == [200, 410]
    mine = select(Membership).where(Membership.user_id == bob.id)
    assert len(committed_db.scalars(mine).all()) == 1


def test_a_verification_works_once(
    auth_sync_client_for: SyncClientFor, committed_db: Session, bob: User
) -> None:
    """The second of two requests finds the token used."""
    EmailVerificationFactory.create(user=bob, token="once")

    def verify() -> Callable[[], Response]:
        client = auth_sync_client_for(bob)
        return lambda: client.post("/verifications", json={"token": "once"})

    assert answer_at_once(verify(), verify()) == [200, 410]
    committed_db.refresh(bob)
    assert bob.verified_at is not None


def test_a_slug_has_one_winner(auth_sync_client_for: SyncClientFor, committed_db: Session) -> None:
    """Two who want the same slug at once: the constraint decides, and no error is unexplained."""

    def found() -> Callable[[], Response]:
        client = auth_sync_client_for(UserFactory.create(verified=True))
        return lambda: client.post("/organizations", json={"slug": "acme", "name": "Acme"})

    assert answer_at_once(found(), found()) == [201, 409]
    assert len(committed_db.scalars(select(Organization)).all()) == 1
