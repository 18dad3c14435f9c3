"""Being the current user without a login: the application's dependency gives whom the client is.

Whom a request is from is kept in a context variable, set by the client for the time of its
request and read when FastAPI looks the dependency up. Several clients work side by side, in one
task or in many, nothing of it is in the request, and a client that is nobody meets the real
dependency.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any

from layerproof.testing.authentication.values import (
    AuthenticationFailedError,
    Identity,
    describe_user,
)
from layerproof.testing.wiring.dependencies import Dependency, override_by_choice

_current: ContextVar[Dependency | None] = ContextVar("layerproof_current_user", default=None)


def impersonate(app: Any, dependency: Dependency) -> AbstractContextManager[None]:
    """Let a dependency give whom the client is, until the block ends.

    Raises ``WiringError`` where the application has no dependencies to override.
    """
    return override_by_choice(app, dependency, _current.get)


def impersonation(
    user: Any, role: Any, session_dependency: Dependency | None, scope: str | None = None
) -> Identity:
    """Return the identity of a client whose requests are a user's.

    :param session_dependency: where each request has its session from. A user that is stored is
        loaded through it, so that the request has its own object, as after a real login.
    :param scope: the scope in which the application asks for that session.

    Raises ``AuthenticationFailedError`` where a role is asked for that the user has not.
    """
    replacement = _give(with_role(user, role), session_dependency, scope)

    @contextmanager
    def being() -> Iterator[None]:
        token = _current.set(replacement)
        try:
            yield
        finally:
            _current.reset(token)

    return Identity(context=being)


def with_role(user: Any, role: Any) -> Any:
    """Return a user that has a role: a mapping gets it, an object must have it.

    Raises ``AuthenticationFailedError`` for an object that has another one.
    """
    if role is None:
        return user
    if isinstance(user, Mapping):
        return {**user, "role": role}
    has = getattr(user, "role", None)
    if role not in (has, getattr(has, "value", None)):
        raise AuthenticationFailedError(
            f"{describe_user(user)} was to have the role {role!r} and has {has!r}",
            advice="give the user that role, or give a mapping, which gets it",
        )
    return user


def _give(user: Any, session_dependency: Dependency | None, scope: str | None) -> Dependency:
    """Return what replaces the dependency: the user, or the user as the request loads it."""
    key = _find_identity(user)
    if key is None or session_dependency is None:

        async def give_user() -> Any:
            return user

        return give_user
    return _load(type(user), key, session_dependency, scope)


def _load(
    kind: type, key: Any, session_dependency: Dependency, scope: str | None
) -> Callable[..., Any]:
    from fastapi import Depends
    from fastapi.concurrency import run_in_threadpool
    from sqlalchemy.ext.asyncio import AsyncSession

    # Scopes came with FastAPI 0.121: before it, there is none that could be said.
    said: dict[str, Any] = {"scope": scope} if scope else {}
    session_of_request = Depends(session_dependency, **said)

    async def load_user(session: Any = session_of_request) -> Any:
        found: Any
        if isinstance(session, AsyncSession):
            found = await session.get(kind, key)
        else:
            found = await run_in_threadpool(session.get, kind, key)
        if found is None:
            raise AuthenticationFailedError(
                f"the {kind.__name__} with the key {key} is not in the database that the request "
                "sees",
                advice="commit it in the test's session before the request",
            )
        return found

    return load_user


def _find_identity(user: Any) -> Any:
    """Return the primary key of a stored object, ``None`` for anything else."""
    if "sqlalchemy.orm" not in sys.modules:
        return None
    from sqlalchemy import inspect
    from sqlalchemy.orm import InstanceState

    state = inspect(user, raiseerr=False)
    return state.identity if isinstance(state, InstanceState) else None
