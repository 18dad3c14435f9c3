"""Secrets that are handed out once. Only their digests are stored."""

from __future__ import annotations

import hashlib
import secrets


def make_token() -> str:
    """Return a new secret that fits into a link."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is stored of a secret. It is random and long, so that it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
