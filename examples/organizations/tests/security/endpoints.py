"""The endpoints of an organization as a table, and an organization to try them on."""

from __future__ import annotations

from dataclasses import dataclass

from httpx2 import Response
from starlette.testclient import TestClient

from organizations.models import Invitation, Membership
from organizations.roles import Role

MEMBER, ADMIN, OWNER = Role


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A request within an organization, the least role that it takes, and its answer then."""

    method: str
    path: str
    least: Role
    answer: int = 200
    json: dict[str, str] | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path or '/'}"


ENDPOINTS = [
    Endpoint("GET", "", MEMBER),
    Endpoint("PATCH", "", ADMIN, json={"name": "New"}),
    Endpoint("DELETE", "", OWNER, 204),
    Endpoint("GET", "/members", MEMBER),
    Endpoint("PATCH", "/members/{user_id}", ADMIN, json={"role": "admin"}),
    Endpoint("DELETE", "/members/{user_id}", ADMIN, 204),
    Endpoint("GET", "/invitations", ADMIN),
    Endpoint("POST", "/invitations", ADMIN, 201, json={"email": "new@example.org"}),
    Endpoint("DELETE", "/invitations/{invitation_id}", ADMIN, 204),
]


@dataclass(frozen=True, slots=True)
class Target:
    """A plain member and an invitation of one organization."""

    member: Membership
    invitation: Invitation

    def ask(self, client: TestClient, endpoint: Endpoint) -> Response:
        """Send the request to the endpoint."""
        path = endpoint.path.format(user_id=self.member.user_id, invitation_id=self.invitation.id)
        slug = self.member.organization.slug
        return client.request(endpoint.method, f"/organizations/{slug}{path}", json=endpoint.json)
