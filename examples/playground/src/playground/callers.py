"""Who is asking: somebody with a login's cookie, or a program with a key.

This is read in a session of its own, which has ended before the request's begins to write.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request

from playground.accounts.repository import AccountRepository
from playground.accounts.service import AccountService
from playground.api_keys.repository import ApiKeyRepository
from playground.api_keys.schemas import Scope
from playground.api_keys.service import ApiKeyService
from playground.database import session_factory
from playground.models import User

#: The cookie that has a login's token.
COOKIE = "playground_session"


async def find_logged_in(request: Request) -> User:
    """Return whose login the cookie is; keys do not count here."""
    async with session_factory() as session:
        service = AccountService(AccountRepository(session))
        return await service.authenticate(request.cookies.get(COOKIE))


def find_caller(scope: Scope) -> Callable[[Request], Awaitable[int]]:
    """Return a dependency that gives the id of who is asking and may do what ``scope`` says.

    Who logged in may do everything; a key may do what it was made for. A key goes before a cookie.
    """

    async def find(request: Request) -> int:
        kind, _, key = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return (await find_logged_in(request)).id
        async with session_factory() as session:
            return await ApiKeyService(ApiKeyRepository(session)).authenticate(key.strip(), scope)

    return find


LoggedIn = Annotated[User, Depends(find_logged_in)]
