"""What is needed of an organization's members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Membership


class MemberRepository(Protocol):
    """Who belongs to an organization; ``organization`` is always the organization's key."""

    async def hold(self, organization: int) -> bool:
        """Keep others from changing an organization until the transaction ends, if it is there."""

    async def find_role(self, organization: int, user_key: int) -> Role | None:
        """Return what a person is in an organization."""

    async def find(self, organization: int, user_id: str) -> Membership | None:
        """Return the membership of the person with that id."""

    async def list_all(self, organization: int) -> Sequence[Membership]:
        """Return the members, in the order in which they came."""

    async def count(self, organization: int) -> int:
        """Return how many members there are."""

    async def count_owners(self, organization: int) -> int:
        """Return how many of them are owners."""

    async def add(
        self, organization: int, user_key: int, role: Role, *, created_at: datetime
    ) -> None:
        """Make somebody a member who is none."""

    async def change_role(self, organization: int, user_key: int, role: Role) -> None:
        """Give a member another role."""

    async def remove(self, organization: int, user_key: int) -> None:
        """End a membership."""
