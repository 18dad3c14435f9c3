"""What the environment says, and what goes without saying."""

from __future__ import annotations

import pytest

from playground.settings import Settings, load_settings


def test_an_empty_environment_is_for_development() -> None:
    """Nothing has to be set; cookies are for HTTPS unless somebody says otherwise."""
    assert load_settings({}) == Settings()
    assert load_settings({}).secure_cookies is True


def test_every_setting_can_be_set() -> None:
    """Each variable reaches its setting, lists divided by commas; others are passed over."""
    environment = {
        "PLAYGROUND_DATABASE_URL": "sqlite+aiosqlite:////srv/playground.db",
        "PLAYGROUND_ALLOWED_ORIGINS": "https://one.test,https://two.test",
        "PLAYGROUND_SECURE_COOKIES": "0",
        "PLAYGROUND_SNIPPET_LIMIT": "7",
        "SNIPPET_LIMIT": "8",
    }

    assert load_settings(environment) == Settings(
        database_url="sqlite+aiosqlite:////srv/playground.db",
        allowed_origins=("https://one.test", "https://two.test"),
        secure_cookies=False,
        snippet_limit=7,
    )


@pytest.mark.parametrize("origins", ["*", "https://one.test,*"])
def test_no_star_stands_for_origins(origins: str) -> None:
    """Answers that cookies open are for pages that somebody has named."""
    with pytest.raises(ValueError, match="cookies forbid a star"):
        load_settings({"PLAYGROUND_ALLOWED_ORIGINS": origins})
