"""What can go wrong with accounts."""

from __future__ import annotations

from playground.errors import ConflictError, UnknownCallerError


class EmailTakenError(ConflictError):
    """The address has an account."""


class WrongCredentialsError(UnknownCallerError):
    """Address and password do not belong together; which of them is wrong is not told."""


class NotLoggedInError(UnknownCallerError):
    """There is no login, or not any more."""
