"""Access tokens: signed, short-lived, and worth nothing once their log-in has ended."""

from __future__ import annotations

from datetime import datetime, timedelta

import jwt

from layerproof.history.errors.access import UnauthenticatedError

_ALGORITHM = "HS256"
_ISSUER = "layerproof-history"
_AUDIENCE = "layerproof-history-api"
_CLAIMS = ("exp", "iat", "iss", "aud", "sub")

#: How long an access token opens the API.
ACCESS_LIFE = timedelta(minutes=15)


class Signer:
    """Writes and reads access tokens.

    :param secret: what they are signed with, at least 32 characters (RFC 7518, 3.2).
    :param life: how long one is valid.
    """

    def __init__(self, secret: str, life: timedelta = ACCESS_LIFE) -> None:
        self._secret = secret
        self.life = life

    def sign(self, login_id: str, now: datetime) -> str:
        """Return a token that stands for a log-in."""
        claims = {
            "sub": login_id,
            "iat": now,
            "exp": now + self.life,
            "iss": _ISSUER,
            "aud": _AUDIENCE,
        }
        return jwt.encode(claims, self._secret, _ALGORITHM)

    def read(self, token: str, now: datetime) -> str:
        """Return the id of the log-in that a token stands for.

        :raises UnauthenticatedError: it is not one of ours, or is no longer valid.
        """
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[_ALGORITHM],
                audience=_AUDIENCE,
                issuer=_ISSUER,
                # The clock is ours, so that tests can set it.
                options={"require": list(_CLAIMS), "verify_exp": False, "verify_iat": False},
            )
        except (jwt.InvalidTokenError, ValueError) as error:
            raise unauthenticated() from error
        expires = claims["exp"]
        if not isinstance(expires, int) or now.timestamp() >= expires:
            raise unauthenticated()
        return str(claims["sub"])


def unauthenticated() -> UnauthenticatedError:
    """Return the one answer to every credential that is not good."""
    return UnauthenticatedError(
        "the request has no valid credential",
        advice="send `Authorization: Bearer` with a token of /api/v1/auth/login or of a project",
    )
