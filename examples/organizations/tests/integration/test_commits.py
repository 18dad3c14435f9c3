"""When a request is committed: before its answer."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session
from starlette.testclient import TestClient


def test_a_commit_that_fails_is_no_success(auth_sync_client: TestClient) -> None:
    """Nobody is told of an organization that is not there."""
    assert auth_sync_client.get("/organizations").json() == []

    def refuse(session: Session) -> None:
        if not session.in_nested_transaction():
            raise DataError("COMMIT", None, Exception("a deferred constraint"))

    event.listen(Session, "before_commit", refuse)
    try:
        answer = auth_sync_client.post("/organizations", json={"slug": "acme", "name": "Acme"})
    finally:
        event.remove(Session, "before_commit", refuse)

    assert (answer.status_code, answer.json()["code"]) == (422, "unstorable")
    assert auth_sync_client.get("/organizations").json() == []
