"""Invitations in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, not_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Invitation, NewInvitation
from layerproof.history.repositories.tenant_records import invitation_of
from layerproof.history.tables import InvitationRow, OrganizationRow, UserRow


class SqlInvitationRepository:
    """Fills :class:`services.ports.invitations.InvitationRepository`.

    :param session: the request's session; whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, new: NewInvitation) -> Invitation:
        """Store an invitation."""
        values = asdict(new)
        values["organization_id"] = values.pop("organization_key")
        await self._session.execute(insert(InvitationRow).values(values))
        wanted = _select_invitations().where(InvitationRow.public_id == new.public_id)
        return invitation_of(*(await self._session.execute(wanted)).one())

    async def find_by_hash(self, token_hash: str) -> Invitation | None:
        """Return the invitation whose token has that hash, open or not."""
        return await self._find(InvitationRow.token_hash == token_hash)

    async def find(self, organization: int, public_id: str) -> Invitation | None:
        """Return an organization's invitation with that id, open or not."""
        of_it = InvitationRow.organization_id == organization
        return await self._find(of_it & (InvitationRow.public_id == public_id))

    async def list_open(self, organization: int, now: datetime) -> Sequence[Invitation]:
        """Return the invitations that can still be accepted, oldest first."""
        wanted = _select_invitations().where(
            InvitationRow.organization_id == organization, _is_open(now)
        )
        found = await self._session.execute(wanted.order_by(InvitationRow.id))
        return [invitation_of(*row) for row in found]

    async def count_open(self, organization: int, now: datetime) -> int:
        """Return how many invitations can still be accepted."""
        wanted = select(func.count()).where(
            InvitationRow.organization_id == organization, _is_open(now)
        )
        return (await self._session.execute(wanted)).scalar_one()

    async def accept(self, key: int, now: datetime) -> bool:
        """Note that an invitation is used; ``False`` if it is no longer open."""
        return await self._close(key, now, accepted_at=now)

    async def revoke(self, key: int, now: datetime) -> bool:
        """Take an invitation back; ``False`` if it is no longer open."""
        return await self._close(key, now, revoked_at=now)

    async def revoke_of(
        self, organization: int, user_key: int, roles: Collection[Role], now: datetime
    ) -> None:
        """Take back what a person has invited to one of these roles."""
        await self._session.execute(
            update(InvitationRow)
            .where(
                InvitationRow.organization_id == organization,
                InvitationRow.invited_by == user_key,
                InvitationRow.role.in_(sorted(roles)),
                _is_open(now),
            )
            .values(revoked_at=now)
        )

    async def forget_closed(self, organization: int, now: datetime, *, keep: int) -> None:
        """Delete the invitations that are not open, but for the newest."""
        closed = and_(InvitationRow.organization_id == organization, not_(_is_open(now)))
        newest = select(InvitationRow.id).where(closed).order_by(InvitationRow.id.desc())
        spared = newest.limit(keep).subquery()
        await self._session.execute(
            delete(InvitationRow).where(closed, InvitationRow.id.not_in(select(spared.c.id)))
        )

    async def find_address_key(self, user_key: int) -> str | None:
        """Return a person's address as it is compared."""
        return await self._session.scalar(select(UserRow.address_key).where(UserRow.id == user_key))

    async def _find(self, condition: ColumnElement[bool]) -> Invitation | None:
        found = (await self._session.execute(_select_invitations().where(condition))).one_or_none()
        return None if found is None else invitation_of(*found)

    async def _close(self, key: int, now: datetime, **values: datetime) -> bool:
        # One statement asks and writes: of two at once, the second finds it closed.
        closed = await self._session.scalar(
            update(InvitationRow)
            .where(InvitationRow.id == key, _is_open(now))
            .values(**values)
            .returning(InvitationRow.id)
        )
        return closed is not None


def _select_invitations() -> Select[InvitationRow, OrganizationRow]:
    return select(InvitationRow, OrganizationRow).join(
        OrganizationRow, OrganizationRow.id == InvitationRow.organization_id
    )


def _is_open(now: datetime) -> ColumnElement[bool]:
    return and_(
        InvitationRow.accepted_at.is_(None),
        InvitationRow.revoked_at.is_(None),
        InvitationRow.expires_at > now,
    )
