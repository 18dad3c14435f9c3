"""The door: from a user and a role to a further client that is this user.

A login happens once for a user in a test, on a client of its own. ``clients`` opens the clients;
the table ``auth`` says which way is taken.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from layerproof.core.config.values import Auth
from layerproof.testing.authentication.credentials import read_credentials
from layerproof.testing.authentication.impersonation import impersonate, impersonation
from layerproof.testing.authentication.login import make_request, read_answer
from layerproof.testing.authentication.tokens import bind_token_function, read_token
from layerproof.testing.authentication.values import AuthenticationFailedError, Identity
from layerproof.testing.clients import open_further_client, open_further_sync_client
from layerproof.testing.wiring.application_tree import find_dependency_scope
from layerproof.testing.wiring.dependencies import Dependency, unwrap_dependency
from layerproof.testing.wiring.targets import resolve_target

if TYPE_CHECKING:
    import httpx
    from starlette.testclient import TestClient


class Authenticator:
    """Makes clients that are somebody, for one test.

    :param auth: the table.
    :param find_user: gives whom a client is without being told, what the fixture ``auth.user``
        gives; asked only where a client is not told.
    :param session_dependency: what the routes depend on for a session; a stored user that stands
        in for the current one is loaded through it.
    """

    def __init__(
        self,
        auth: Auth,
        *,
        find_user: Callable[[], Any] = lambda: None,
        session_dependency: Dependency | None = None,
    ) -> None:
        self._auth = auth
        self._find_user = find_user
        self._session_dependency = session_dependency and unwrap_dependency(session_dependency)
        self._session_scope: str | None = None
        # Beside each identity the user, whose id must not become that of another.
        self._known: dict[tuple[Any, Any], tuple[Any, Identity]] = {}

    def wire(self, app: Any) -> AbstractContextManager[None]:
        """Prepare an application for clients that are somebody, until the block ends.

        Raises ``WiringError`` where ``user_dependency`` cannot be found or overridden.
        """
        if self._auth.user_dependency is None:
            return nullcontext()
        dependency = unwrap_dependency(resolve_target(self._auth.user_dependency))
        if self._session_dependency is not None:
            self._session_scope = find_dependency_scope(
                app, self._session_dependency, below=dependency
            )
        return impersonate(app, dependency)

    @asynccontextmanager
    async def open_client_for(
        self,
        client: httpx.AsyncClient,
        user: Any = None,
        *,
        role: Any = None,
        again: bool = False,
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Give a client beside another one, on the same running application, that is somebody.

        :param user: whom; ``None`` is the configured user.
        :param role: handed to the token function, or given to the user.
        :param again: whether to log in anew although this user has been logged in.

        Raises ``AuthenticationFailedError``.
        """
        identity = await self.identify(client, user, role=role, again=again)
        async with open_further_client(client, identity) as further:
            yield further

    @contextmanager
    def open_sync_client_for(
        self, client: TestClient, user: Any = None, *, role: Any = None, again: bool = False
    ) -> Iterator[TestClient]:
        """Give a synchronous client in the same way."""
        identity = self.identify_now(client, user, role=role, again=again)
        with open_further_sync_client(client, identity) as further:
            yield further

    async def identify(
        self, client: httpx.AsyncClient, user: Any = None, *, role: Any = None, again: bool = False
    ) -> Identity:
        """Return what makes a client this user; see ``open_client_for``."""
        user = self._find_user() if user is None else user
        known = None if again else self._recall(user, role)
        if known is not None:
            return known
        if self._auth.login is not None:
            request, read = self._prepare_login(user, role)
            async with open_further_client(client, Identity()) as visitor:
                identity = read(await visitor.post(**request), visitor.cookies)
        else:
            made = self._make(user, role)
            identity = self._read(await made if isawaitable(made) else made)
        return self._remember(user, role, identity)

    def identify_now(
        self, client: TestClient, user: Any = None, *, role: Any = None, again: bool = False
    ) -> Identity:
        """Return the same with a synchronous client.

        An asynchronous token function runs on the loop of the client's application.
        """
        user = self._find_user() if user is None else user
        known = None if again else self._recall(user, role)
        if known is not None:
            return known
        if self._auth.login is not None:
            request, read = self._prepare_login(user, role)
            with open_further_sync_client(client, Identity()) as visitor:
                identity = read(visitor.post(**request), visitor.cookies)
        else:
            identity = self._read(_await_on(client, self._make(user, role)))
        return self._remember(user, role, identity)

    def _prepare_login(
        self, user: Any, role: Any
    ) -> tuple[dict[str, Any], Callable[[Any, Any], Identity]]:
        login = self._auth.login
        assert login is not None, "only asked for where a login is configured"  # noqa: S101
        if role is not None:
            raise AuthenticationFailedError(
                f"the role {role!r} cannot be chosen at a login",
                advice="give a user that has it, or set auth.token instead of auth.login",
            )
        who = read_credentials(user, self._auth, login)

        def read(answer: Any, cookies: Any) -> Identity:
            return read_answer(answer, cookies, self._auth, login, who)

        return make_request(login, who), read

    def _make(self, user: Any, role: Any) -> Any:
        """Return a token, or an identity, or what is to be awaited for a token."""
        if self._auth.token is not None:
            function = resolve_target(self._auth.token)
            given = self._auth.username if user is None else user
            return bind_token_function(function, self._auth.token, given, role)()
        if self._auth.user_dependency is None:
            raise AuthenticationFailedError(
                "the configuration does not say how to be somebody",
                advice="set login, token or user_dependency in [tool.layerproof.auth]",
            )
        if user is None:
            raise AuthenticationFailedError(
                "no user was given to stand in for the current one, and none is configured",
                advice="name a fixture in auth.user, or give the user: auth_client_for(user)",
            )
        return impersonation(user, role, self._session_dependency, self._session_scope)

    def _read(self, made: Any) -> Identity:
        if isinstance(made, Identity):
            return made
        return read_token(made, self._auth, self._auth.token or "")

    def _recall(self, user: Any, role: Any) -> Identity | None:
        found = self._known.get((_key(user), role))
        return found[1] if found else None

    def _remember(self, user: Any, role: Any, identity: Identity) -> Identity:
        self._known[_key(user), role] = (user, identity)
        return identity


def _key(user: Any) -> Any:
    """Return what tells users apart: pairs and mappings by value, objects by identity."""
    if isinstance(user, tuple | str):
        return user
    if isinstance(user, Mapping):
        return repr(sorted(user.items(), key=repr))
    return id(user)


def _await_on(client: TestClient, made: Any) -> Any:
    if not isawaitable(made):
        return made

    async def finish() -> Any:
        return await made

    return client.portal.call(finish) if client.portal else asyncio.run(finish())
