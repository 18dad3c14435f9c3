"""Log-ins in the database, and the tokens that keep them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.logins import NewLogin, NewRefreshToken
from layerproof.history.records.people import Login, RefreshToken
from layerproof.history.repositories.people_records import login_of
from layerproof.history.tables import LoginRow, RefreshTokenRow, UserRow


class SqlLoginRepository:
    """Fills :class:`services.ports.accounts.LoginRepository`.

    :param session: the transaction's session; whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, login: NewLogin) -> int:
        """Store a log-in and return its key."""
        row = LoginRow(
            public_id=login.public_id,
            user_id=login.user_key,
            kind=login.kind.value,
            created_at=login.created_at,
            expires_at=login.expires_at,
        )
        self._session.add(row)
        await self._session.flush()
        return row.id

    async def add_token(self, token: NewRefreshToken) -> None:
        """Store a token of a log-in."""
        facts = asdict(token)
        self._session.add(RefreshTokenRow(login_id=facts.pop("login_key"), **facts))
        await self._session.flush()

    async def find_token(self, token_hash: str) -> RefreshToken | None:
        """Return the token with that hash, used or not, with its log-in."""
        wanted = (
            select(RefreshTokenRow, LoginRow, UserRow)
            .join(LoginRow, LoginRow.id == RefreshTokenRow.login_id)
            .join(UserRow, UserRow.id == LoginRow.user_id)
            .where(RefreshTokenRow.token_hash == token_hash)
        )
        found = (await self._session.execute(wanted)).one_or_none()
        if found is None:
            return None
        token, login, user = found
        return RefreshToken(token.id, login_of(login, user), token.expires_at, token.used_at)

    async def use_token(self, key: int, *, used_at: datetime) -> bool:
        """Mark a token as used; ``False`` if somebody else has done so."""
        used = (
            update(RefreshTokenRow)
            .where(RefreshTokenRow.id == key, RefreshTokenRow.used_at.is_(None))
            .values(used_at=used_at)
            .returning(RefreshTokenRow.id)
        )
        return await self._session.scalar(used) is not None

    async def prolong(self, key: int, *, expires_at: datetime) -> bool:
        """Let a log-in live longer; ``False`` if somebody has ended it."""
        prolonged = (
            update(LoginRow)
            .where(LoginRow.id == key, LoginRow.ended_at.is_(None))
            .values(expires_at=expires_at)
            .returning(LoginRow.id)
        )
        return await self._session.scalar(prolonged) is not None

    async def end(self, key: int, *, ended_at: datetime) -> None:
        """End a log-in, unless it has ended."""
        ended = update(LoginRow).where(LoginRow.id == key, LoginRow.ended_at.is_(None))
        await self._session.execute(ended.values(ended_at=ended_at))

    async def end_of_user(self, user_key: int, public_id: str, *, ended_at: datetime) -> bool:
        """End a living log-in of a person; ``False`` if they have none with that id."""
        ended = (
            update(LoginRow)
            .where(
                LoginRow.user_id == user_key,
                LoginRow.public_id == public_id,
                LoginRow.ended_at.is_(None),
                LoginRow.expires_at > ended_at,
            )
            .values(ended_at=ended_at)
            .returning(LoginRow.id)
        )
        return await self._session.scalar(ended) is not None

    async def end_all(self, user_key: int, *, ended_at: datetime, but: int) -> None:
        """End every log-in of a person except one."""
        ended = update(LoginRow).where(
            LoginRow.user_id == user_key, LoginRow.id != but, LoginRow.ended_at.is_(None)
        )
        await self._session.execute(ended.values(ended_at=ended_at))

    async def list_alive(self, user_key: int, *, now: datetime) -> Sequence[Login]:
        """Return a person's living log-ins, newest first."""
        wanted = (
            _select_logins()
            .where(
                LoginRow.user_id == user_key,
                LoginRow.ended_at.is_(None),
                LoginRow.expires_at > now,
            )
            .order_by(LoginRow.created_at.desc(), LoginRow.id.desc())
        )
        return [login_of(*rows) for rows in await self._session.execute(wanted)]

    async def delete_expired(self, now: datetime) -> int:
        """Delete what has expired or ended by then; return how many log-ins went."""
        over = or_(LoginRow.expires_at <= now, LoginRow.ended_at <= now)
        gone = await self._session.scalars(delete(LoginRow).where(over).returning(LoginRow.id))
        count = len(gone.all())
        # A token that was used stays until then: who shows it again ends its log-in.
        tokens = delete(RefreshTokenRow).where(RefreshTokenRow.expires_at <= now)
        await self._session.execute(tokens)
        return count


def _select_logins() -> Select[LoginRow, UserRow]:
    return select(LoginRow, UserRow).join(UserRow, UserRow.id == LoginRow.user_id)
