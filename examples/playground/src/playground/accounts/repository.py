"""Users and their logins in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from playground.models import Login, User


class AccountRepository:
    """Finds and changes accounts within one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_user(self, user: User) -> User:
        """Store a user and return it with its id."""
        self._session.add(user)
        await self._session.flush()
        return user

    async def find_user(self, email: str) -> User | None:
        """Return the user with that address, or ``None``."""
        return await self._session.scalar(select(User).where(User.email == email))

    async def add_login(self, login: Login) -> None:
        """Store a login."""
        self._session.add(login)
        await self._session.flush()

    async def find_logged_in(self, token_hash: str, at: datetime) -> User | None:
        """Return whose login the token is, if it has not expired by then."""
        query = select(User).join(Login, Login.user_id == User.id)
        return await self._session.scalar(
            query.where(Login.token_hash == token_hash, Login.expires_at > at)
        )

    async def remove_login(self, token_hash: str) -> None:
        """Forget a login; one that is not there is forgotten already."""
        await self._session.execute(delete(Login).where(Login.token_hash == token_hash))

    async def remove_expired_logins(self, user_id: int, at: datetime) -> None:
        """Forget the logins of a user that have expired by then."""
        expired = delete(Login).where(Login.user_id == user_id, Login.expires_at <= at)
        await self._session.execute(expired)
