"""Who may what: every endpoint of an organization, tried by everybody."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient
from tests.mailbox import Mailbox
from tests.security.endpoints import ENDPOINTS, Endpoint, Target

from layerproof.testing import SyncClientFor, assert_permission_denied, assert_unauthenticated
from organizations.models import User
from organizations.roles import Role
from tests.factories import (
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
)

EVERY_ENDPOINT = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
PREFIX = "/organizations/{slug}"


@pytest.fixture
def acme(mailbox: Mailbox) -> Target:
    """An organization with one of everything; its mail stays here."""
    assert mailbox.messages == []
    organization = OrganizationFactory.create(slug="acme", with_members=True)
    return Target(
        member=MembershipFactory.create(organization=organization),
        invitation=InvitationFactory.create(organization=organization),
    )


def test_the_table_has_every_endpoint(app: FastAPI) -> None:
    """An endpoint that is added to an organization without a line in the table is noticed."""
    paths = app.openapi()["paths"]
    known = {
        f"{method.upper()} {path.removeprefix(PREFIX) or '/'}"
        for path in paths
        if path.startswith(PREFIX)
        for method in paths[path]
    }

    assert known == {str(endpoint) for endpoint in ENDPOINTS}


@EVERY_ENDPOINT
@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_the_table_says(
    auth_sync_client_for: SyncClientFor, acme: Target, endpoint: Endpoint, role: Role
) -> None:
    """From the least role on the endpoint answers; below it is forbidden, with the reason."""
    own = MembershipFactory.create(organization=acme.member.organization, role=role)

    answer = acme.ask(auth_sync_client_for(own.user), endpoint)

    if role.covers(endpoint.least):
        assert answer.status_code == endpoint.answer
    else:
        assert_permission_denied(answer)
        assert answer.json()["code"] == "role-too-low"


@EVERY_ENDPOINT
def test_a_foreign_organization_is_not_there(
    auth_sync_client: TestClient, ann: User, acme: Target, endpoint: Endpoint
) -> None:
    """To the owner of another organization it looks like one that does not exist."""
    MembershipFactory.create(user=ann, role=Role.OWNER)

    foreign = acme.ask(auth_sync_client, endpoint)
    acme.member.organization.slug = "renamed"
    missing = auth_sync_client.request(
        endpoint.method,
        str(foreign.request.url),
        json=endpoint.json,
    )

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.json() == missing.json()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OWNER])
def test_numbers_of_another_organization_lead_nowhere(
    auth_sync_client: TestClient, ann: User, acme: Target, role: Role
) -> None:
    """Members and invitations of one organization cannot be reached through another one."""
    MembershipFactory.create(user=ann, role=role, organization__slug="mine")
    member, invitation = acme.member.user_id, acme.invitation.id

    codes = [
        auth_sync_client.request(method, f"/organizations/mine{path}", json=body).status_code
        for method, path, body in [
            ("PATCH", f"/members/{member}", {"role": "member"}),
            ("DELETE", f"/members/{member}", None),
            ("DELETE", f"/invitations/{invitation}", None),
        ]
    ]

    assert codes == [404, 404, 404]


def test_nobody_gets_in_without_a_key(sync_client: TestClient, app: FastAPI) -> None:
    """Every endpoint but registration and verification asks who it is, before anything else."""
    public = {("post", "/users"), ("post", "/verifications")}
    asked = [
        (method, path)
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if (method, path) not in public
    ]

    for method, path in asked:
        assert_unauthenticated(sync_client.request(method, path), challenge="Bearer")
    assert len(asked) == len(ENDPOINTS) + 5


@pytest.mark.parametrize("scheme", ["Basic", "Token", ""])
def test_a_key_comes_as_a_bearer(sync_client: TestClient, scheme: str) -> None:
    """With another scheme a good key is nobody's."""
    UserFactory.create(access_key="secret")

    def answer(scheme: str) -> Response:
        header = {"Authorization": f"{scheme} secret".strip()}
        return sync_client.get("/users/me", headers=header)

    assert answer("Bearer").status_code == 200
    assert_unauthenticated(answer(scheme), challenge="Bearer")


def test_the_stored_digest_is_no_key(sync_client: TestClient, ann: User) -> None:
    """Who has read the table of users cannot log in with it."""
    header = {"Authorization": f"Bearer {ann.access_key_digest}"}

    assert_unauthenticated(sync_client.get("/users/me", headers=header), challenge="Bearer")
