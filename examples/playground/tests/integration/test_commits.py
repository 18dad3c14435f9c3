"""When a request is committed: before its answer."""

from __future__ import annotations

from httpx import AsyncClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from playground.errors import ConflictError


async def test_a_commit_that_fails_is_no_success(auth_client: AsyncClient) -> None:
    """Nobody is told of a snippet that is not there."""

    def refuse(_session: Session) -> None:
        raise ConflictError("somebody was faster")

    event.listen(Session, "before_commit", refuse)
    try:
        answer = await auth_client.post("/snippets", json={"title": "t", "body": "b"})
    finally:
        event.remove(Session, "before_commit", refuse)

    assert (answer.status_code, answer.json()) == (409, {"detail": "somebody was faster"})
    assert (await auth_client.get("/snippets")).json()["total"] == 0
