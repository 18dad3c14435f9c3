"""What differs from one installation to the next, read from the environment once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The defaults are for development, but for cookies: those are for HTTPS alone."""

    database_url: str = "sqlite+aiosqlite:///playground.db"
    allowed_origins: tuple[str, ...] = ("http://localhost:5173",)
    secure_cookies: bool = True
    snippet_limit: int = 100

    def __post_init__(self) -> None:
        """Refuse a star: every page could read what its visitors may, by their cookies."""
        if "*" in self.allowed_origins:
            raise ValueError("allowed_origins names each origin: cookies forbid a star")


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that ``environment`` has in its variables ``PLAYGROUND_...``."""
    own = Settings()

    def read(name: str, default: str) -> str:
        return environment.get(f"PLAYGROUND_{name}", default)

    return Settings(
        database_url=read("DATABASE_URL", own.database_url),
        allowed_origins=tuple(read("ALLOWED_ORIGINS", ",".join(own.allowed_origins)).split(",")),
        secure_cookies=read("SECURE_COOKIES", "1") != "0",
        snippet_limit=int(read("SNIPPET_LIMIT", str(own.snippet_limit))),
    )
