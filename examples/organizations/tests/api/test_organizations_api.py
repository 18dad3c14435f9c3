"""Organizations over HTTP."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from tests.mailbox import Mailbox

from layerproof.testing import (
    SyncClientFor,
    assert_json_equal,
    assert_permission_denied,
    assert_validation_error,
)
from organizations.models import Invitation, Membership, Organization, User
from organizations.roles import Role
from tests.factories import (
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
)


def test_who_founds_an_organization_owns_it(
    auth_sync_client: TestClient, ann: User, db: Session
) -> None:
    """The answer is the founder's own membership."""
    answer = auth_sync_client.post("/organizations", json={"slug": "acme", "name": "Acme"})

    assert answer.status_code == 201
    assert_json_equal(
        answer.json(),
        {"organization": {"slug": "acme", "name": "Acme"}, "role": "owner"},
        ignoring=("organization.created_at",),
    )
    stored = db.query(Membership).one()
    assert (stored.user_id, stored.role) == (ann.id, Role.OWNER)


def test_who_has_not_verified_founds_nothing(
    auth_sync_client_for: SyncClientFor, db: Session
) -> None:
    """The address has to be proved before."""
    client = auth_sync_client_for(UserFactory.create())

    answer = client.post("/organizations", json={"slug": "acme", "name": "Acme"})

    assert_permission_denied(answer)
    assert answer.json()["code"] == "not-verified"
    assert db.query(Organization).count() == 0


def test_a_slug_is_given_once(auth_sync_client: TestClient, db: Session) -> None:
    """The second organization of that slug is a conflict, and nobody becomes its owner."""
    OrganizationFactory.create(slug="acme")

    answer = auth_sync_client.post("/organizations", json={"slug": "acme", "name": "Other"})

    assert (answer.status_code, answer.json()["code"]) == (409, "slug-taken")
    assert db.query(Membership).count() == 0


@pytest.mark.parametrize("slug", ["a", "Acme", "acme-", "-acme", "ac me", "a--b", "x" * 51])
def test_a_slug_fits_into_an_address(auth_sync_client: TestClient, slug: str) -> None:
    """Lower-case letters, digits and single hyphens between them, 2 to 50."""
    answer = auth_sync_client.post("/organizations", json={"slug": slug, "name": "Acme"})

    assert_validation_error(answer, "slug", only=True)


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "Acme\nBcc: all@example.org", "Acme\0"])
def test_a_name_fits_into_a_message(auth_sync_client: TestClient, name: str) -> None:
    """One line of 1 to 100 characters: it stands in the subjects of invitations."""
    answer = auth_sync_client.post("/organizations", json={"slug": "acme", "name": name})

    assert_validation_error(answer, "name", only=True)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/a%00b", None),
        ("PATCH", f"/acme/members/{2**31}", {"role": "admin"}),
        ("DELETE", f"/acme/invitations/{2**63}", None),
        ("POST", "/acme/invitations", {"email": "bob\0@example.org"}),
    ],
)
def test_what_is_not_storable_is_refused(
    auth_sync_client: TestClient,
    ann: User,
    mailbox: Mailbox,
    method: str,
    path: str,
    body: dict[str, str] | None,
) -> None:
    """A character 0, or a number that no row can have, is no error of the server."""
    MembershipFactory.create(user=ann, role=Role.OWNER, organization__slug="acme")

    answer = auth_sync_client.request(method, f"/organizations{path}", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "unstorable")
    assert mailbox.messages == []


def test_ones_own_organizations_are_listed(auth_sync_client: TestClient, ann: User) -> None:
    """By slug, each with one's role, and no others."""
    OrganizationFactory.create(with_members=True)
    MembershipFactory.create(user=ann, organization__slug="zoo")
    MembershipFactory.create(user=ann, organization__slug="acme", role=Role.ADMIN)

    listed = auth_sync_client.get("/organizations").json()

    roles = [(each["organization"]["slug"], each["role"]) for each in listed]
    assert roles == [("acme", "admin"), ("zoo", "member")]


def test_an_organization_is_shown_and_renamed(auth_sync_client: TestClient, ann: User) -> None:
    """What an admin renames has the new name from then on."""
    MembershipFactory.create(user=ann, role=Role.ADMIN, organization__slug="acme")

    renamed = auth_sync_client.patch("/organizations/acme", json={"name": " Acme & Sons "})

    assert renamed.status_code == 200
    shown = auth_sync_client.get("/organizations/acme").json()
    assert shown["organization"]["name"] == "Acme & Sons"


def test_an_organization_goes_with_all_that_is_its(
    auth_sync_client: TestClient, ann: User, db: Session
) -> None:
    """Memberships and invitations go with it; users stay, and so do other organizations."""
    own = MembershipFactory.create(user=ann, role=Role.OWNER, organization__slug="acme")
    InvitationFactory.create(organization=own.organization, inviter=own)
    MembershipFactory.create(organization__slug="other")

    assert auth_sync_client.delete("/organizations/acme").status_code == 204

    assert [each.slug for each in db.query(Organization)] == ["other"]
    assert (db.query(Membership).count(), db.query(Invitation).count()) == (1, 0)
    assert db.query(User).filter_by(id=ann.id).count() == 1
