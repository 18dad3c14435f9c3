"""What the surroundings decide, read once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Settings:
    """The defaults are for development."""

    database_url: str = "postgresql+asyncpg://localhost/knowledge_base"
    secret: str = "for-development-only-32-bytes-and-more"
    token_lifetime: timedelta = timedelta(hours=8)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Return the settings that the variables ``KB_...`` make.

        Raises:
            ValueError: A database is named and no secret: everybody knows that of development.
        """
        if "KB_DATABASE_URL" in environment and not environment.get("KB_SECRET"):
            raise ValueError("KB_DATABASE_URL is set: set KB_SECRET, which signs the tokens, too")
        minutes = environment.get("KB_TOKEN_MINUTES")
        return cls(
            database_url=environment.get("KB_DATABASE_URL", cls().database_url),
            secret=environment.get("KB_SECRET", cls().secret),
            token_lifetime=timedelta(minutes=int(minutes)) if minutes else cls().token_lifetime,
        )
