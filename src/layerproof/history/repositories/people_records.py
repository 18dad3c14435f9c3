"""Rows of people as records; more than one repository reads them."""

from __future__ import annotations

from layerproof.history.records.people import Login, LoginKind, User
from layerproof.history.tables import LoginRow, UserRow


def user_of(row: UserRow) -> User:
    """Return a person as a record."""
    return User(row.id, row.public_id, row.address, row.name, row.password_hash, row.created_at)


def login_of(row: LoginRow, user: UserRow) -> Login:
    """Return a log-in as a record."""
    return Login(
        key=row.id,
        public_id=row.public_id,
        user=user_of(user),
        kind=LoginKind(row.kind),
        created_at=row.created_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
    )
