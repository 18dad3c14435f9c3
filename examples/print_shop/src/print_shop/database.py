"""The session of a request: the only place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session, sessionmaker


def get_session(request: Request) -> Iterator[Session]:
    """Yield the request's session; commit when its endpoint went well, else undo all of it."""
    make_session: sessionmaker[Session] = request.app.state.make_session
    with make_session.begin() as session:
        yield session


# Scope "function": the commit comes before the answer, so that nobody is told of what failed.
RequestSession = Annotated[Session, Depends(get_session, scope="function")]
