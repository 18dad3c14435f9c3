"""What can go wrong with API keys."""

from __future__ import annotations

from playground.errors import ConflictError, ForbiddenError, NotFoundError, UnknownCallerError


class KeyNameTakenError(ConflictError):
    """A living key has the name."""


class UnknownKeyError(UnknownCallerError):
    """There is no such key, or not any more."""


class ScopeMissingError(ForbiddenError):
    """The key was not made for this."""


class KeyNotFoundError(NotFoundError):
    """The caller has no such key."""
