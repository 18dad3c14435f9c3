"""What is needed of invitations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Invitation, NewInvitation


class InvitationRepository(Protocol):
    """Ways into organizations; ``organization`` is always the organization's key."""

    async def add(self, new: NewInvitation) -> Invitation:
        """Store an invitation."""

    async def find_by_hash(self, token_hash: str) -> Invitation | None:
        """Return the invitation whose token has that hash, open or not."""

    async def find(self, organization: int, public_id: str) -> Invitation | None:
        """Return an organization's invitation with that id, open or not."""

    async def list_open(self, organization: int, now: datetime) -> Sequence[Invitation]:
        """Return the invitations that can still be accepted, oldest first."""

    async def count_open(self, organization: int, now: datetime) -> int:
        """Return how many invitations can still be accepted."""

    async def accept(self, key: int, now: datetime) -> bool:
        """Note that an invitation is used; ``False`` if it is no longer open."""

    async def revoke(self, key: int, now: datetime) -> bool:
        """Take an invitation back; ``False`` if it is no longer open."""

    async def revoke_of(
        self, organization: int, user_key: int, roles: Collection[Role], now: datetime
    ) -> None:
        """Take back what a person has invited to one of these roles."""

    async def forget_closed(self, organization: int, now: datetime, *, keep: int) -> None:
        """Delete the invitations that are not open, but for the newest."""

    async def find_address_key(self, user_key: int) -> str | None:
        """Return a person's address as it is compared."""
