"""Projects' tokens in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.tenants import NewProjectToken, ProjectToken
from layerproof.history.repositories.tenant_records import project_of, token_of
from layerproof.history.tables import OrganizationRow, ProjectRow, ProjectTokenRow


class SqlTokenRepository:
    """Fills :class:`services.ports.tokens.TokenRepository`.

    :param session: the request's session; whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def hold(self, project: int) -> bool:
        """Keep others from making tokens until the transaction ends, if the project is there."""
        wanted = select(ProjectRow.id).where(ProjectRow.id == project)
        held = await self._session.scalar(wanted.with_for_update(key_share=True))
        return held is not None

    async def add(self, project: int, new: NewProjectToken) -> ProjectToken:
        """Store a token."""
        row = insert(ProjectTokenRow).values(
            public_id=new.public_id,
            project_id=project,
            name=new.name,
            scopes=" ".join(sorted(new.scopes)),
            token_hash=new.token_hash,
            created_at=new.created_at,
            expires_at=new.expires_at,
        )
        await self._session.execute(row)
        added = await self._read(project, ProjectTokenRow.public_id == new.public_id)
        return added[0]

    async def list_all(self, project: int) -> Sequence[ProjectToken]:
        """Return the tokens, dead ones as well, oldest first."""
        return await self._read(project)

    async def count_alive(self, project: int, now: datetime) -> int:
        """Return how many tokens open something."""
        wanted = select(func.count()).where(ProjectTokenRow.project_id == project, _is_alive(now))
        return (await self._session.execute(wanted)).scalar_one()

    async def revoke(self, project: int, public_id: str, now: datetime) -> bool:
        """End a token, if it has not ended; ``False`` if there is none with that id."""
        revoked = await self._session.scalar(
            update(ProjectTokenRow)
            .where(ProjectTokenRow.project_id == project, ProjectTokenRow.public_id == public_id)
            .values(revoked_at=func.coalesce(ProjectTokenRow.revoked_at, now))
            .returning(ProjectTokenRow.id)
        )
        return revoked is not None

    async def forget_dead(self, project: int, now: datetime, *, keep: int) -> None:
        """Delete the tokens that open nothing, but for the newest."""
        dead = and_(ProjectTokenRow.project_id == project, not_(_is_alive(now)))
        newest = select(ProjectTokenRow.id).where(dead).order_by(ProjectTokenRow.id.desc())
        spared = newest.limit(keep).subquery()
        await self._session.execute(
            delete(ProjectTokenRow).where(dead, ProjectTokenRow.id.not_in(select(spared.c.id)))
        )

    async def _read(self, project: int, *conditions: ColumnElement[bool]) -> list[ProjectToken]:
        wanted = _select_tokens().where(ProjectTokenRow.project_id == project, *conditions)
        found = await self._session.execute(wanted.order_by(ProjectTokenRow.id))
        return [token_of(token, project_of(row, slug)) for token, row, slug in found]


def _select_tokens() -> Select[ProjectTokenRow, ProjectRow, str]:
    return (
        select(ProjectTokenRow, ProjectRow, OrganizationRow.slug)
        .join(ProjectRow, ProjectRow.id == ProjectTokenRow.project_id)
        .join(OrganizationRow, OrganizationRow.id == ProjectRow.organization_id)
    )


def _is_alive(now: datetime) -> ColumnElement[bool]:
    return and_(
        ProjectTokenRow.revoked_at.is_(None),
        or_(ProjectTokenRow.expires_at.is_(None), ProjectTokenRow.expires_at > now),
    )
