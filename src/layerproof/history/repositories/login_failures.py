"""Failed attempts in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.logins import Failure
from layerproof.history.tables import LoginFailureRow

#: How many notes are deleted at once at most, so that no attempt waits for the end of a flood.
DELETED_AT_ONCE = 200


class SqlLoginFailureRepository:
    """Fills :class:`services.ports.accounts.LoginFailureRepository`.

    :param session: the transaction's session; whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, subject_hashes: Iterable[str]) -> None:
        """Let nobody else count or note attempts of these until the transaction ends.

        SQLite has one writer, so there is nothing to do. On PostgreSQL there may be no row yet
        that could be locked, hence locks by number; all take them in one order.
        """
        if self._session.get_bind().dialect.name != "postgresql":
            return
        lock = select(func.pg_advisory_xact_lock(bindparam("number", type_=BigInteger)))
        for number in sorted(_number_of(subject_hash) for subject_hash in subject_hashes):
            await self._session.execute(lock, {"number": number})

    async def list_since(self, subject_hashes: Iterable[str], since: datetime) -> Sequence[Failure]:
        """Return the attempts of these after a moment, oldest first."""
        wanted = (
            select(LoginFailureRow.subject, LoginFailureRow.failed_at)
            .where(
                LoginFailureRow.subject.in_(list(subject_hashes)),
                LoginFailureRow.failed_at > since,
            )
            .order_by(LoginFailureRow.failed_at, LoginFailureRow.id)
        )
        return [Failure(*row) for row in await self._session.execute(wanted)]

    async def note(self, subject_hashes: Iterable[str], failed_at: datetime) -> tuple[int, ...]:
        """Store one attempt for each of these, and return the notes' keys."""
        rows = [LoginFailureRow(subject=hash_, failed_at=failed_at) for hash_ in subject_hashes]
        self._session.add_all(rows)
        await self._session.flush()
        return tuple(row.id for row in rows)

    async def forget(self, keys: Iterable[int]) -> None:
        """Delete notes."""
        gone = delete(LoginFailureRow).where(LoginFailureRow.id.in_(list(keys)))
        await self._session.execute(gone)

    async def clear(self, subject_hash: str) -> None:
        """Delete every note of one."""
        gone = delete(LoginFailureRow).where(LoginFailureRow.subject == subject_hash)
        await self._session.execute(gone)

    async def delete_until(self, moment: datetime) -> None:
        """Delete notes that are as old as that or older, a bounded number of them."""
        old = (
            select(LoginFailureRow.id)
            .where(LoginFailureRow.failed_at <= moment)
            .order_by(LoginFailureRow.failed_at)
            .limit(DELETED_AT_ONCE)
            # What another attempt is deleting need not be waited for.
            .with_for_update(skip_locked=True)
        )
        await self._session.execute(delete(LoginFailureRow).where(LoginFailureRow.id.in_(old)))


def _number_of(subject_hash: str) -> int:
    """Return 63 of a hash's bits: PostgreSQL's numbers for locks are signed."""
    return int(subject_hash[:16], 16) >> 1
