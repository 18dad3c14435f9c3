"""How a process starts: its settings, and its first user."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from layerproof.testing import TestDatabase
from print_shop.__main__ import add_user
from print_shop.repositories.store import Store
from print_shop.services.accounts import AccountService
from print_shop.settings import Settings, read_settings


def test_settings_come_from_the_environment() -> None:
    """Each variable is read, and what is not set has its value for development."""
    read = read_settings(
        {"DATABASE_URL": "postgresql://db", "PRINT_SHOP_SECRET": "s", "PRINT_SHOP_HTTPS": "0"}
    )

    assert read == Settings(database_url="postgresql://db", secret="s", https=False)
    assert read_settings({}) == Settings()


@pytest.mark.parametrize("secret", [{}, {"PRINT_SHOP_SECRET": ""}])
def test_a_real_database_asks_for_a_real_secret(secret: dict[str, str]) -> None:
    """With the secret of development, which anybody can read, anybody could sign a token."""
    with pytest.raises(ValueError, match="set PRINT_SHOP_SECRET"):
        read_settings({"DATABASE_URL": "postgresql://db", **secret})


def test_the_first_user_is_added_by_hand(
    committed_db: Session, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was added with a password can log in with it."""
    monkeypatch.setenv("DATABASE_URL", database.url)

    add_user("ann", ask=lambda prompt: f"{prompt}secret")

    user = AccountService(Store(committed_db)).log_in("ann", "Password for ann: secret")
    assert user.username == "ann"
