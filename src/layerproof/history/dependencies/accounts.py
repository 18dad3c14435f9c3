"""Services of accounts. They open their transactions themselves: hashing must hold none open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import Database
from layerproof.history.dependencies.sessions import committed, database_of
from layerproof.history.errors.access import ForbiddenError
from layerproof.history.repositories.invitations import SqlInvitationRepository
from layerproof.history.repositories.login_failures import SqlLoginFailureRepository
from layerproof.history.repositories.logins import SqlLoginRepository
from layerproof.history.repositories.members import SqlMemberRepository
from layerproof.history.repositories.users import SqlUserRepository
from layerproof.history.services.accounts import AccountService, RegistrationService
from layerproof.history.services.invitations import InvitationService
from layerproof.history.services.login_attempts import LoginAttempts
from layerproof.history.services.login_check import PasswordCheck
from layerproof.history.services.logins import BrowserLogins, LoginService
from layerproof.history.services.passwords import Argon2Passwords
from layerproof.history.services.ports.accounts import AccountStore
from layerproof.history.settings import HistorySettings


class SqlAccountStores:
    """Fills :class:`services.ports.accounts.AccountStores`.

    :param database: where accounts are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AccountStore]:
        """Open a transaction for questions."""
        async with self._database.read() as session:
            yield _make_store(session)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AccountStore]:
        """Open a transaction for changes."""
        async with committed(self._database) as session:
            yield _make_store(session)


def _make_store(session: AsyncSession) -> AccountStore:
    invitations = InvitationService(SqlInvitationRepository(session), SqlMemberRepository(session))
    return AccountStore(
        users=SqlUserRepository(session),
        logins=SqlLoginRepository(session),
        failures=SqlLoginFailureRepository(session),
        invitations=invitations,
    )


def needs_accounts(request: Request) -> None:
    """Refuse a request to a server without accounts.

    :raises ForbiddenError: it has none.
    """
    settings: HistorySettings = request.app.state.settings
    if not settings.accounts:
        raise ForbiddenError(
            "this server has no accounts", advice="start it with `layerproof serve --accounts`"
        )


def client_of(request: Request) -> str:
    """Return the network address that a request came from; uvicorn knows trusted proxies."""
    return "" if request.client is None else request.client.host


ClientAddress = Annotated[str, Depends(client_of)]


def _stores(request: Request) -> SqlAccountStores:
    return SqlAccountStores(database_of(request))


_Stores = Annotated[SqlAccountStores, Depends(_stores)]


def _check(stores: _Stores) -> PasswordCheck:
    return PasswordCheck(stores, LoginAttempts(stores), Argon2Passwords())


_Check = Annotated[PasswordCheck, Depends(_check)]


def _registrations(request: Request, stores: _Stores) -> RegistrationService:
    settings: HistorySettings = request.app.state.settings
    return RegistrationService(
        stores,
        LoginAttempts(stores),
        Argon2Passwords(),
        open_registration=settings.open_registration,
    )


def _accounts(stores: _Stores, check: _Check) -> AccountService:
    return AccountService(stores, check, Argon2Passwords())


def _logins(request: Request, stores: _Stores, check: _Check) -> LoginService:
    return LoginService(stores, check, request.app.state.signer)


def _browser_logins(stores: _Stores, check: _Check) -> BrowserLogins:
    return BrowserLogins(stores, check)


Registrations = Annotated[RegistrationService, Depends(_registrations)]
Accounts = Annotated[AccountService, Depends(_accounts)]
Logins = Annotated[LoginService, Depends(_logins)]
BrowserLoginsOfRequest = Annotated[BrowserLogins, Depends(_browser_logins)]
