"""Hashes of passwords: argon2, with pwdlib's recommended cost."""

from __future__ import annotations

from functools import cache

from pwdlib import PasswordHash

_HASHER = PasswordHash.recommended()


def hash_password(password: str) -> str:
    """Return what may be stored of a password."""
    return _HASHER.hash(password)


def is_password(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; as slow where nothing is stored."""
    return _HASHER.verify(password, stored or _of_nobody()) and stored is not None


@cache
def _of_nobody() -> str:
    return hash_password("nobody")
