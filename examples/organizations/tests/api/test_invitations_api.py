"""Invitations over HTTP, from both ends."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from tests.mailbox import Mailbox

from layerproof.testing import SyncClientFor, assert_json_equal, freeze_time
from organizations.models import Invitation, Membership, User
from organizations.roles import Role
from tests.factories import InvitationFactory, MembershipFactory, UserFactory


def test_an_invitation_leads_to_a_membership(
    auth_sync_client: TestClient, auth_sync_client_for: SyncClientFor, ann: User, mailbox: Mailbox
) -> None:
    """Ann invites an address; whoever has it gets the message, accepts, and has the role."""
    MembershipFactory.create(user=ann, role=Role.OWNER, organization__slug="acme")
    bob = UserFactory.create(verified=True, email="bob@example.org")

    with freeze_time("2026-05-01T12:00"):
        invited = auth_sync_client.post(
            "/organizations/acme/invitations", json={"email": "Bob@Example.org", "role": "admin"}
        )
        token = {"token": mailbox.token_for("bob@example.org")}
        accepted = auth_sync_client_for(bob).post("/invitations/accept", json=token)

    assert invited.status_code == 201
    assert_json_equal(
        invited.json(),
        {
            "email": "bob@example.org",
            "role": "admin",
            "created_at": "2026-05-01T12:00:00Z",
            "expires_at": "2026-05-08T12:00:00Z",
        },
        ignoring=("id",),
    )
    assert (accepted.status_code, accepted.json()["role"]) == (200, "admin")


def test_an_expired_invitation_is_gone(
    auth_sync_client: TestClient, ann: User, db: Session
) -> None:
    """It is not accepted, and says why."""
    InvitationFactory.create(invitee=ann, expired=True, token="late")

    answer = auth_sync_client.post("/invitations/accept", json={"token": "late"})

    assert (answer.status_code, answer.json()["code"]) == (410, "invitation-expired")
    assert db.query(Membership).filter_by(user_id=ann.id).count() == 0


def test_pending_invitations_are_listed_and_withdrawn(
    auth_sync_client: TestClient, ann: User, db: Session
) -> None:
    """Those that have ended are not in the list; what is withdrawn leaves it."""
    own = MembershipFactory.create(user=ann, role=Role.ADMIN, organization__slug="acme")
    pending = InvitationFactory.create(organization=own.organization)
    InvitationFactory.create(organization=own.organization, accepted=True)
    InvitationFactory.create(organization=own.organization, withdrawn=True)

    listed = auth_sync_client.get("/organizations/acme/invitations").json()
    withdrawn = auth_sync_client.delete(f"/organizations/acme/invitations/{pending.id}")

    assert [each["id"] for each in listed] == [pending.id]
    assert withdrawn.status_code == 204
    assert auth_sync_client.get("/organizations/acme/invitations").json() == []
    assert db.query(Invitation).filter(Invitation.withdrawn_at.is_(None)).count() == 1
