"""Addresses in texts."""

from __future__ import annotations

import pytest

from layerproof.adoption.discovery.backend.address import Address, hide_password, parse_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "postgresql+asyncpg://ada:secret@db:5432/shop",
            Address(
                "postgresql+asyncpg://ada:***@db:5432/shop",
                "postgresql",
                "asyncpg",
                "db:5432",
                "shop",
            ),
        ),
        ("postgres://db/shop", Address("postgres://db/shop", "postgresql", "", "db", "shop")),
        ("sqlite:///./dev.db", Address("sqlite:///./dev.db", "sqlite", "", "", "./dev.db")),
        ("sqlite://", Address("sqlite://", "sqlite", "", "", "")),
        (
            "mysql+aiomysql://db/shop",
            Address("mysql+aiomysql://db/shop", "mysql", "aiomysql", "db", "shop"),
        ),
        ("postgresql://", None),
        ("driver://user:pass@localhost/dbname", None),
        ("redis://localhost/0", None),
        ("https://example.com/shop", None),
        ("sqlite://host/file", None),
    ],
)
def test_an_address_is_read_with_engine_driver_host_and_name(
    text: str, expected: Address | None
) -> None:
    """Only what leads to a database is an address, and its password is not kept."""
    assert parse_address(text) == expected


@pytest.mark.parametrize(
    ("text", "in_memory"),
    [
        ("sqlite://", True),
        ("sqlite+aiosqlite:///:memory:", True),
        ("sqlite:///file:shop?mode=memory&cache=shared", True),
        ("sqlite:///shop.db", False),
        ("postgresql://db/memory", False),
    ],
)
def test_sqlite_without_a_file_is_in_memory(text: str, in_memory: bool) -> None:
    """Memory is told from files, with whatever driver."""
    address = parse_address(text)
    assert address is not None
    assert address.in_memory is in_memory


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://ada:s3cret@db/shop", "postgresql://ada:***@db/shop"),
        ("postgresql://ada:p@ss/w:rd@db/shop", "postgresql://ada:***@db/shop"),
        (
            "postgresql://db/shop?user=ada&password=s3cret",
            "postgresql://db/shop?user=ada&password=***",
        ),
        ("postgresql://db/shop", "postgresql://db/shop"),
    ],
)
def test_no_password_is_shown(text: str, shown: str) -> None:
    """Passwords are hidden wherever an address may hold them, with characters unescaped too."""
    assert hide_password(text) == shown
