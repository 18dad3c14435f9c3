"""Settings come from the environment, once."""

from __future__ import annotations

from datetime import timedelta

from knowledge_base.settings import Settings


def test_the_environment_decides() -> None:
    """Each variable has its setting."""
    environment = {
        "KB_DATABASE_URL": "postgresql+asyncpg://db/kb",
        "KB_SECRET": "s" * 32,
        "KB_TOKEN_MINUTES": "15",
    }

    assert Settings.from_environment(environment) == Settings(
        "postgresql+asyncpg://db/kb", "s" * 32, timedelta(minutes=15)
    )


def test_what_is_not_said_is_as_in_development() -> None:
    """An empty environment is enough to begin with."""
    assert Settings.from_environment({}) == Settings()
