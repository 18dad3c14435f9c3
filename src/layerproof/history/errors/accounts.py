"""What can go wrong with accounts. Nothing of it tells whether an address has one."""

from __future__ import annotations

from collections.abc import Mapping

from layerproof.history.errors.problem import NotFoundError, ProblemError


class InvitationNeededError(ProblemError):
    """Who registers here needs an open invitation for the same address."""

    slug = "invitation-needed"
    status = 403
    title = "Registering needs an invitation"


class LogInRefusedError(ProblemError):
    """The address is unknown, or the password is wrong; which of them is not told."""

    slug = "log-in-refused"
    status = 401
    title = "Address or password is wrong"


class WrongPasswordError(ProblemError):
    """Somebody who is logged in did not know the present password."""

    slug = "wrong-password"
    status = 403
    title = "The present password is wrong"


class TooManyAttemptsError(ProblemError):
    """Too many attempts failed in too short a time.

    :param seconds: after how long the next one is taken.
    """

    slug = "too-many-attempts"
    status = 429
    title = "Too many attempts"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "too many attempts failed, from here or for this address",
            advice="wait as long as `Retry-After` says, in seconds",
        )
        self.seconds = seconds

    @property
    def headers(self) -> Mapping[str, str]:
        """When to come again (RFC 6585, 4)."""
        return {"Retry-After": str(self.seconds)}


class RefreshRefusedError(ProblemError):
    """The refresh token is none, has expired, was used before, or its log-in has ended."""

    slug = "refresh-refused"
    status = 401
    title = "The refresh token is not valid"
    # A token that comes twice ends its log-in, and that has to stay.
    keeps_writes = True


class LoginNotFoundError(NotFoundError):
    """There is no such log-in, or it is somebody else's, or it has ended."""

    slug = "login-not-found"
    title = "No such log-in"
