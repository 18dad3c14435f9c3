"""The members of an organization over HTTP."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from layerproof.testing import assert_json_equal, assert_max_queries
from organizations.models import Membership, User
from organizations.roles import Role
from tests.factories import MembershipFactory, OrganizationFactory


def test_members_are_listed_by_name(auth_sync_client: TestClient, ann: User) -> None:
    """A member sees who else is in the organization, and as what."""
    own = MembershipFactory.create(user=ann, organization__slug="acme")
    bob = MembershipFactory.create(organization=own.organization, user__name="Bob", role=Role.OWNER)

    answer = auth_sync_client.get("/organizations/acme/members")

    assert answer.status_code == 200
    expected = [
        {"user": {"id": ann.id, "name": "Ann"}, "role": "member"},
        {"user": {"id": bob.user_id, "name": "Bob"}, "role": "owner"},
    ]
    assert_json_equal(
        answer.json(), expected, ignoring=("*.joined_at", "*.user.email", "*.user.verified_at")
    )


def test_a_long_list_costs_no_more_queries(auth_sync_client: TestClient, ann: User) -> None:
    """The users come with the members, however many there are."""
    organization = OrganizationFactory.create(with_members=True, slug="acme")
    MembershipFactory.create_batch(10, organization=organization)
    MembershipFactory.create(organization=organization, user=ann)

    # The current user, one's own membership, the list.
    with assert_max_queries(3):
        members = auth_sync_client.get("/organizations/acme/members").json()

    assert len(members) == 15


def test_a_role_is_changed(auth_sync_client: TestClient, ann: User, db: Session) -> None:
    """What the answer says is stored."""
    own = MembershipFactory.create(user=ann, role=Role.OWNER, organization__slug="acme")
    bob = MembershipFactory.create(organization=own.organization)

    answer = auth_sync_client.patch(
        f"/organizations/acme/members/{bob.user_id}", json={"role": "admin"}
    )

    assert (answer.status_code, answer.json()["role"]) == (200, "admin")
    db.refresh(bob)
    assert bob.role is Role.ADMIN


def test_the_last_owner_cannot_leave(auth_sync_client: TestClient, ann: User, db: Session) -> None:
    """Leaving is a conflict that names its rule, and nothing has happened."""
    MembershipFactory.create(user=ann, role=Role.OWNER, organization__slug="acme")

    answer = auth_sync_client.delete(f"/organizations/acme/members/{ann.id}")

    assert (answer.status_code, answer.json()["code"]) == (409, "last-owner")
    assert db.query(Membership).count() == 1
