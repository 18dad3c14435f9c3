"""Hashing passwords with Argon2id, beside the event loop and only a few at once."""

from __future__ import annotations

import unicodedata
from functools import cache

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from layerproof.history.records.logins import Verified
from layerproof.history.services.secrets import new_secret

#: The second recommended choice of RFC 9106, section 4: 64 MiB, three passes, four lanes.
_HASHER = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=65_536, parallelism=4),))

#: How many are hashed at once: each takes 64 MiB.
AT_ONCE = 4

_limiter: RunVar[CapacityLimiter] = RunVar("layerproof-history-passwords")


class Argon2Passwords:
    """Fills :class:`services.ports.accounts.PasswordHasher`."""

    async def hash(self, password: str) -> str:
        """Return a new hash."""
        return await to_thread.run_sync(_hash, password, limiter=_find_limiter())

    async def verify(self, password: str, password_hash: str | None) -> Verified:
        """Say whether a password is the one; without a hash it never is, and takes as long."""
        return await to_thread.run_sync(_verify, password, password_hash, limiter=_find_limiter())


def _hash(password: str) -> str:
    return _HASHER.hash(_encode(password))


def _verify(password: str, password_hash: str | None) -> Verified:
    # Made for everybody's first log-in: made for unknown addresses only, its time would tell.
    dummy = _make_dummy()
    matches, new_hash = _HASHER.verify_and_update(_encode(password), password_hash or dummy)
    return Verified(matches and password_hash is not None, new_hash)


@cache
def _make_dummy() -> str:
    return _hash(new_secret())


def _encode(password: str) -> bytes:
    # Keyboards differ in how they compose letters. Any text may be a password.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _find_limiter() -> CapacityLimiter:
    """Return the event loop's own limiter; tests have more than one loop."""
    try:
        return _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(AT_ONCE)
        _limiter.set(limiter)
        return limiter
