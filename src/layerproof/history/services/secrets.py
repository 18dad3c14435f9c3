"""Random secrets, and the hashes by which they are known again.

A token has at least 256 random bits, so one round of SHA-256 is enough to keep it: there is nothing
to guess (NIST SP 800-63B, 5.1.2.2 asks for salt and stretching below 112 bits only).
"""

from __future__ import annotations

import hashlib
import secrets

#: What a project's token begins with, so that scanners for leaked secrets can find one.
PROJECT_TOKEN_PREFIX = "lpt_"  # noqa: S105  (what tokens begin with is no secret)


def new_secret(prefix: str = "") -> str:
    """Return a new random secret that can stand in an address or a header."""
    return prefix + secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """Return what is stored of a secret: 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
