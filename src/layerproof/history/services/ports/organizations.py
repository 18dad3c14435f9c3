"""What is needed of organizations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from layerproof.history.records.tenants import Organization, OwnOrganization


class OrganizationRepository(Protocol):
    """The organizations of a server."""

    async def hold_person(self, user_key: int) -> bool:
        """Keep a person from making organizations elsewhere until the transaction ends."""

    async def count_owned(self, user_key: int) -> int:
        """Return how many organizations somebody owns."""

    async def add(self, slug: str, name: str, *, created_at: datetime) -> Organization | None:
        """Make an organization; ``None``, with nothing made, if its slug is taken."""

    async def find(self, key: int) -> Organization | None:
        """Return the organization with that key."""

    async def find_by_slug(self, slug: str) -> Organization | None:
        """Return the organization of that name in addresses."""

    async def list_all(self) -> Sequence[Organization]:
        """Return every organization, by name in addresses."""

    async def list_of(self, user_key: int) -> Sequence[OwnOrganization]:
        """Return the organizations that somebody is in, by name in addresses."""

    async def rename(self, key: int, name: str) -> None:
        """Give an organization another name; the one in addresses stays."""

    async def delete(self, key: int) -> None:
        """Delete an organization with everything in it."""
