"""Secrets are not shown."""

from __future__ import annotations

import pytest

from layerproof.adoption.masking import mask_text, mask_variable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://ada:hunter2@db/shop", "postgresql://ada:***@db/shop"),
        ("redis://:hunter2@db", "redis://:***@db"),
        ("pkg @ git+https://ghp_abcdefgh@x.org/a", "pkg @ git+https://***@x.org/a"),
        ("https://u:p@x/a https://v:q@y/b", "https://u:***@x/a https://v:***@y/b"),
        ("SECRET_KEY=abc pytest", "SECRET_KEY=*** pytest"),
        ("PGPASSWORD='a b' psql", "PGPASSWORD=*** psql"),
        ("API_KEY = xyz", "API_KEY = ***"),
        ("postgresql://ada:${PASSWORD}@db/shop", "postgresql://ada:${PASSWORD}@db/shop"),
        ("postgresql://{user}:{password}@{host}", "postgresql://{user}:{password}@{host}"),
        ("git+ssh://git@github.com/a/b", "git+ssh://git@github.com/a/b"),
        ("mapped_column(primary_key=True)", "mapped_column(primary_key=True)"),
        ("sqlite:///a.db", "sqlite:///a.db"),
        ("pytest -k token", "pytest -k token"),
        ("assert token == 'abc'", "assert token == 'abc'"),
    ],
)
def test_texts(text: str, shown: str) -> None:
    """Passwords in addresses and values of secret names are masked, and nothing else is."""
    assert mask_text(text) == shown


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("POSTGRES_PASSWORD", "hunter2", "***"),
        ("SECRET", "x-y", "***"),
        ("DB_PASS", "hunter2", "***"),
        ("SENTRY_DSN", "abc", "***"),
        ("JWT_KEY", "abc", "***"),
        ("SECRET_KEY", "${{ secrets.KEY }}", "${{ secrets.KEY }}"),
        ("DB_PASSWORD", "{password}", "{password}"),
        ("DATABASE_URL", "postgresql://a:b@c/d", "postgresql://a:***@c/d"),
        ("DATABASE_NAME", "shop", "shop"),
        ("BYPASS", "always", "always"),
    ],
)
def test_variables(name: str, value: str, shown: str) -> None:
    """The value of a variable with a secret name is masked, unless it refers to another."""
    assert mask_variable(name, value) == shown
