"""What is needed to know who asks."""

from __future__ import annotations

from typing import Protocol

from layerproof.history.records.people import Login
from layerproof.history.records.tenants import Project, ProjectToken


class IdentityRepository(Protocol):
    """Log-ins and tokens, by what a request shows of them."""

    async def find_login(self, public_id: str) -> Login | None:
        """Return the log-in with that id, ended or not."""

    async def find_project_token(self, token_hash: str) -> ProjectToken | None:
        """Return the project's token with that hash, revoked or not."""

    async def find_project(self, key: int) -> Project | None:
        """Return the project that a token is of."""
