"""The session of a request: the only place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session


def get_session(request: Request) -> Iterator[Session]:
    """Yield the request's session; commit when the request went well."""
    with Session(request.app.state.engine, expire_on_commit=False) as session:
        yield session
        session.commit()


# With this scope the commit comes before the answer: what could not be stored is never reported
# as done.
RequestSession = Annotated[Session, Depends(get_session, scope="function")]
