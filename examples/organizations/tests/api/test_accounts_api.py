"""Registration, verification and one's own account over HTTP."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from tests.mailbox import Mailbox

from layerproof.testing import (
    SyncClientFor,
    assert_json_equal,
    assert_unauthenticated,
    assert_validation_error,
    freeze_time,
)
from organizations.models import User
from tests.factories import UserFactory


def test_a_newcomer_registers_and_proves_the_address(
    sync_client: TestClient, mailbox: Mailbox
) -> None:
    """The access key of the registration is good at once, the token of the message proves."""
    registered = sync_client.post("/users", json={"email": "Bob@Example.org", "name": "Bob"})
    assert registered.status_code == 201
    bearer = {"Authorization": f"Bearer {registered.json()['access_key']}"}
    assert sync_client.get("/users/me", headers=bearer).json()["verified_at"] is None

    with freeze_time("2026-05-01T12:00"):
        token = {"token": mailbox.token_for("bob@example.org")}
        assert sync_client.post("/verifications", json=token).status_code == 200

    assert_json_equal(
        sync_client.get("/users/me", headers=bearer).json(),
        {"email": "bob@example.org", "name": "Bob", "verified_at": "2026-05-01T12:00:00Z"},
        ignoring=("id",),
    )


def test_an_address_registers_once(sync_client: TestClient, mailbox: Mailbox) -> None:
    """The second registration is a conflict, however the address is spelt, and sends nothing."""
    UserFactory.create(email="bob@example.org")

    answer = sync_client.post("/users", json={"email": "BOB@example.org", "name": "Other"})

    assert (answer.status_code, answer.json()["code"]) == (409, "email-taken")
    assert mailbox.messages == []


def test_what_is_no_address_is_named(sync_client: TestClient, mailbox: Mailbox) -> None:
    """Both fields that are wrong are named."""
    answer = sync_client.post("/users", json={"email": "nobody", "name": " "})

    assert_validation_error(answer, "email", "name", only=True)
    assert mailbox.messages == []


def test_a_token_is_sent_again(
    auth_sync_client_for: SyncClientFor, mailbox: Mailbox, db: Session
) -> None:
    """A user who has not verified yet asks for another token, and uses that one."""
    bob = UserFactory.create()
    client = auth_sync_client_for(bob)

    assert client.post("/users/me/verification").status_code == 202

    token = {"token": mailbox.token_for(bob.email)}
    assert client.post("/verifications", json=token).status_code == 200
    db.refresh(bob)
    assert bob.verified_at is not None


def test_an_unknown_token_proves_nothing(sync_client: TestClient) -> None:
    """It is not there."""
    answer = sync_client.post("/verifications", json={"token": "made-up"})

    assert (answer.status_code, answer.json()["code"]) == (404, "verification-not-found")


def test_a_key_is_of_one_user(sync_client: TestClient) -> None:
    """The real dependency finds the user by the key, and refuses keys that nobody has."""
    bob = UserFactory.create(access_key="secret")

    known = sync_client.get("/users/me", headers={"Authorization": "Bearer secret"})
    unknown = sync_client.get("/users/me", headers={"Authorization": "Bearer guessed"})

    assert known.json()["id"] == bob.id
    assert_unauthenticated(unknown, challenge="Bearer")


def test_the_overridden_user_is_the_ready_one(auth_sync_client: TestClient, ann: User) -> None:
    """``auth_sync_client`` is Ann without any key."""
    assert auth_sync_client.get("/users/me").json()["id"] == ann.id
