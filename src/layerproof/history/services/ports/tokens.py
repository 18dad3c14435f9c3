"""What is needed of a project's tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from layerproof.history.records.tenants import NewProjectToken, ProjectToken


class TokenRepository(Protocol):
    """The tokens of projects; ``project`` is always the project's key."""

    async def hold(self, project: int) -> bool:
        """Keep others from making tokens until the transaction ends, if the project is there."""

    async def add(self, project: int, new: NewProjectToken) -> ProjectToken:
        """Store a token."""

    async def list_all(self, project: int) -> Sequence[ProjectToken]:
        """Return the tokens, dead ones as well, oldest first."""

    async def count_alive(self, project: int, now: datetime) -> int:
        """Return how many tokens open something."""

    async def revoke(self, project: int, public_id: str, now: datetime) -> bool:
        """End a token, if it has not ended; ``False`` if there is none with that id."""

    async def forget_dead(self, project: int, now: datetime, *, keep: int) -> None:
        """Delete the tokens that open nothing, but for the newest."""
