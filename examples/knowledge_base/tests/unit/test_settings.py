"""Settings come from the environment, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

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


@pytest.mark.parametrize("secret", [{}, {"KB_SECRET": ""}])
def test_a_real_database_asks_for_a_real_secret(secret: dict[str, str]) -> None:
    """With the secret of development, which anybody can read, anybody could sign a token."""
    with pytest.raises(ValueError, match="set KB_SECRET"):
        Settings.from_environment({"KB_DATABASE_URL": "postgresql+asyncpg://db/kb", **secret})
