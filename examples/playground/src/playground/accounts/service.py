"""The rules of accounts; knows neither HTTP nor SQL."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from playground.accounts.errors import EmailTakenError, NotLoggedInError, WrongCredentialsError
from playground.accounts.repository import AccountRepository
from playground.clock import now
from playground.models import Login, User

#: How long a login lasts.
LOGIN_LIFETIME = timedelta(days=14)

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher.hash(password)


@cache
def _make_nobodys_hash() -> str:
    """Return what no account has, so that an unknown address takes as long as a known one."""
    return hash_password(secrets.token_urlsafe())


class AccountService:
    """Opens accounts, and knows who is logged in."""

    def __init__(self, accounts: AccountRepository) -> None:
        self._accounts = accounts

    async def sign_up(self, email: str, password: str) -> User:
        """Open an account and return its user.

        Raises:
            EmailTakenError: The address has an account, in whatever case it is written.
        """
        email = email.lower()
        if await self._accounts.find_user(email) is not None:
            raise EmailTakenError(f"{email} has an account already")
        return await self._accounts.add_user(
            User(email=email, password_hash=hash_password(password))
        )

    async def log_in(self, email: str, password: str) -> str:
        """Begin a login and return its token, of which only a hash is kept.

        Raises:
            WrongCredentialsError: There is no such account, or it has another password.
        """
        user = await self._accounts.find_user(email.lower())
        password_hash = user.password_hash if user else _make_nobodys_hash()
        if not _verify(password_hash, password) or user is None:
            raise WrongCredentialsError("address or password is wrong")
        moment = now()
        await self._accounts.remove_expired_logins(user.id, moment)
        token = secrets.token_urlsafe(32)
        expires_at = moment + LOGIN_LIFETIME
        await self._accounts.add_login(
            Login(user_id=user.id, token_hash=_hash_token(token), expires_at=expires_at)
        )
        return token

    async def authenticate(self, token: str | None) -> User:
        """Return whose login it is.

        Raises:
            NotLoggedInError: There is no token, nobody's, or one that has expired.
        """
        user = await self._accounts.find_logged_in(_hash_token(token), now()) if token else None
        if user is None:
            raise NotLoggedInError("log in first")
        return user

    async def log_out(self, token: str) -> None:
        """End a login."""
        await self._accounts.remove_login(_hash_token(token))


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except VerifyMismatchError:
        return False


def _hash_token(token: str) -> str:
    """Return what is kept of a token. It is random and long: nothing has to slow a guess down."""
    return hashlib.sha256(token.encode()).hexdigest()
