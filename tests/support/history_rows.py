"""Rows of ``tests.support.history_world``, and what its names, secrets and numbers are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from layerproof.history.services.secrets import hash_secret
from layerproof.history.tables import LoginRow, ProjectRow, RefreshTokenRow

#: Rows of the world are numbered within these, so that such a number is known wherever it is seen.
KEYS = range(7_000_000, 8_000_000)


def token_of_login(login: LoginRow, secret: str, now: datetime) -> RefreshTokenRow:
    """Return what prolongs a log-in, or what a browser keeps of it."""
    return RefreshTokenRow(
        id=row_key(secret),
        login_id=login.id,
        token_hash=hash_secret(secret),
        created_at=now,
        expires_at=login.expires_at,
    )


def make_login(
    user: int,
    public_id: str,
    now: datetime,
    *,
    kind: str = "api",
    ended_at: datetime | None = None,
) -> LoginRow:
    """Return a log-in of thirty days."""
    return LoginRow(
        id=row_key(public_id),
        public_id=public_id,
        user_id=user,
        kind=kind,
        created_at=now,
        expires_at=now + timedelta(days=30),
        ended_at=ended_at,
    )


def make_project(organizations: Mapping[str, int], path: str, now: datetime) -> ProjectRow:
    """Return a project that keeps all of its runs."""
    organization, slug = path.split("/")
    return ProjectRow(
        id=row_key(path),
        organization_id=organizations[organization],
        slug=slug,
        name=slug,
        main_branch="main",
        layers={},
        created_at=now,
    )


def public_id_of(kind: str, name: str) -> str:
    """Return the shown id of a thing of the world."""
    return hashlib.sha256(f"id {kind} {name}".encode()).hexdigest()[:32]


def row_key(name: str) -> int:
    """Return the number of a row of the world's."""
    return KEYS.start + int(hashlib.sha256(name.encode()).hexdigest(), 16) % len(KEYS)


def secret_of(kind: str, name: str) -> str:
    """Return a secret of the world, the same each time."""
    return hashlib.sha256(f"secret {kind} {name}".encode()).hexdigest()[:43]
