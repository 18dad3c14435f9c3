"""Log-ins: of programs, kept up by refresh tokens, and of browsers, by a cookie."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from layerproof.history.errors.accounts import LoginNotFoundError, RefreshRefusedError
from layerproof.history.records.logins import Credentials, NewLogin, NewRefreshToken, Tokens
from layerproof.history.records.people import Login, LoginKind, RefreshToken, User
from layerproof.history.schemas.fields import PUBLIC_ID
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.login_check import PasswordCheck
from layerproof.history.services.ports.accounts import AccountStore, AccountStores
from layerproof.history.services.secrets import hash_secret, new_secret
from layerproof.history.services.signing import Signer

#: How long a log-in lives: a program's begins anew with each refresh, a browser's does not.
LOGIN_LIFE = timedelta(days=14)

#: How long refreshing can prolong a log-in; then the password is needed.
LONGEST_LOGIN = timedelta(days=90)


class BrowserLogins:
    """Log-ins of browsers: one secret that stays the same, for a cookie.

    :param stores: where log-ins are kept.
    :param check: what tells right passwords from wrong ones.
    :param clock: what says how late it is.
    """

    def __init__(
        self, stores: AccountStores, check: PasswordCheck, clock: Clock = read_clock
    ) -> None:
        self._stores = stores
        self._check = check
        self._clock = clock

    async def start(self, address: str, password: str, client: str) -> str:
        """Log somebody in and return the cookie's secret, good for :data:`LOGIN_LIFE`.

        :param client: the network address that the request came from.
        :raises TooManyAttemptsError: too many have failed; nothing was verified.
        :raises LogInRefusedError: the address is unknown, or the password is wrong.
        """

        async def start(store: AccountStore, user: User) -> str:
            _, secret = await _start_login(store, user, LoginKind.BROWSER, self._clock())
            return secret

        return await self._check.log_in(Credentials(address, password, client), start)

    async def find(self, secret: str) -> Login | None:
        """Return the living log-in of a cookie's secret."""
        async with self._stores.reading() as store:
            token = await store.logins.find_token(hash_secret(secret))
        if token is None or token.login.kind is not LoginKind.BROWSER:
            return None
        return token.login if token.login.is_alive(self._clock()) else None

    async def end(self, secret: str) -> None:
        """End the log-in of a cookie's secret, if there is one."""
        login = await self.find(secret)
        if login is not None:
            async with self._stores.writing() as store:
                await store.logins.end(login.key, ended_at=self._clock())


class LoginService:
    """Log-ins of programs, and the list of somebody's log-ins of both kinds.

    :param stores: where log-ins are kept.
    :param check: what tells right passwords from wrong ones.
    :param signer: what signs access tokens.
    :param clock: what says how late it is.
    """

    def __init__(
        self,
        stores: AccountStores,
        check: PasswordCheck,
        signer: Signer,
        clock: Clock = read_clock,
    ) -> None:
        self._stores = stores
        self._check = check
        self._signer = signer
        self._clock = clock

    async def log_in(self, credentials: Credentials) -> Tokens:
        """Log somebody in.

        :raises TooManyAttemptsError: too many have failed; nothing was verified.
        :raises LogInRefusedError: the address is unknown, or the password is wrong.
        """

        async def start(store: AccountStore, user: User) -> Tokens:
            now = self._clock()
            login, secret = await _start_login(store, user, LoginKind.API, now)
            return self._give(login.public_id, secret, now)

        return await self._check.log_in(credentials, start)

    async def refresh(self, refresh_token: str) -> Tokens:
        """Prolong a log-in; the token is used up, and a new one comes with the answer.

        :raises RefreshRefusedError: the token is not good; if it was once, its log-in has ended.
        """
        now = self._clock()
        async with self._stores.writing() as store:
            token = await store.logins.find_token(hash_secret(refresh_token))
            if token is None or token.login.kind is not LoginKind.API:
                raise _refresh_refused()
            await _use(store, token, now)
            secret = await _add_token(store, _prolonged(token.login, now), now)
        return self._give(token.login.public_id, secret, now)

    async def log_out(self, login_key: int) -> None:
        """End a log-in; its access tokens stop at once."""
        async with self._stores.writing() as store:
            await store.logins.end(login_key, ended_at=self._clock())

    async def list_alive(self, user_key: int) -> Sequence[Login]:
        """Return a person's living log-ins, newest first."""
        async with self._stores.reading() as store:
            return await store.logins.list_alive(user_key, now=self._clock())

    async def end(self, user_key: int, public_id: str) -> None:
        """End one of a person's log-ins.

        :raises LoginNotFoundError: they have no living one with that id.
        """
        ended = False
        if re.fullmatch(PUBLIC_ID, public_id):
            async with self._stores.writing() as store:
                now = self._clock()
                ended = await store.logins.end_of_user(user_key, public_id, ended_at=now)
        if not ended:
            raise LoginNotFoundError(
                f"no log-in {public_id[:64]!r} of yours is alive", advice="see /api/v1/auth/logins"
            )

    def _give(self, login_id: str, secret: str, now: datetime) -> Tokens:
        seconds = int(self._signer.life.total_seconds())
        return Tokens(self._signer.sign(login_id, now), seconds, secret)


async def delete_expired(stores: AccountStores, now: datetime) -> int:
    """Delete log-ins that have expired or ended, and tokens that have; return how many log-ins."""
    async with stores.writing() as store:
        return await store.logins.delete_expired(now)


async def _start_login(
    store: AccountStore, user: User, kind: LoginKind, now: datetime
) -> tuple[NewLogin, str]:
    login = NewLogin(uuid.uuid4().hex, user.key, kind, now, now + LOGIN_LIFE)
    secret = new_secret()
    key = await store.logins.add(login)
    await store.logins.add_token(
        NewRefreshToken(key, hash_secret(secret), now, expires_at=login.expires_at)
    )
    return login, secret


async def _use(store: AccountStore, token: RefreshToken, now: datetime) -> None:
    """Use a token up, or end its log-in if it was used before.

    Whoever shows it a second time may have stolen it, or it was stolen from them: which of the two
    is the thief cannot be known (RFC 9700, 4.14.2).
    """
    if not await store.logins.use_token(token.key, used_at=now):
        await store.logins.end(token.login.key, ended_at=now)
        raise _refresh_refused()
    prolonged = _prolonged(token.login, now)
    alive = token.login.is_alive(now) and now < token.expires_at
    if not alive or not await store.logins.prolong(
        token.login.key, expires_at=prolonged.expires_at
    ):
        raise _refresh_refused()


def _prolonged(login: Login, now: datetime) -> Login:
    return replace(login, expires_at=min(now + LOGIN_LIFE, login.created_at + LONGEST_LOGIN))


async def _add_token(store: AccountStore, login: Login, now: datetime) -> str:
    secret = new_secret()
    await store.logins.add_token(
        NewRefreshToken(login.key, hash_secret(secret), now, expires_at=login.expires_at)
    )
    return secret


def _refresh_refused() -> RefreshRefusedError:
    return RefreshRefusedError("the refresh token is not valid", advice="log in again")
