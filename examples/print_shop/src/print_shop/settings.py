"""What the environment says, read once into a frozen value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process runs. The defaults are for development only."""

    database_url: str = "postgresql+psycopg://localhost/print_shop"
    secret: str = "a secret for development, to be replaced"
    token_life: timedelta = timedelta(hours=8)
    https: bool = True


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that the environment asks for.

    Raises:
        ValueError: A database is named and no secret: everybody knows the one of development.
    """
    if "DATABASE_URL" in environment and not environment.get("PRINT_SHOP_SECRET"):
        raise ValueError("DATABASE_URL is set: set PRINT_SHOP_SECRET, which signs the tokens, too")
    fallback = Settings()
    return Settings(
        database_url=environment.get("DATABASE_URL", fallback.database_url),
        secret=environment.get("PRINT_SHOP_SECRET", fallback.secret),
        https=environment.get("PRINT_SHOP_HTTPS", "1") != "0",
    )
