"""Signed tokens that say who is logged in, and for how long."""

from __future__ import annotations

import jwt

from print_shop.clock import now
from print_shop.errors import WrongCredentialsError
from print_shop.settings import Settings

_ALGORITHM = "HS256"


def make_token(username: str, settings: Settings) -> str:
    """Return a token for a user who has just logged in."""
    claims = {"sub": username, "exp": now() + settings.token_life}
    return jwt.encode(claims, settings.secret, _ALGORITHM)


def read_token(token: str, settings: Settings) -> str:
    """Return the user's name.

    Raises:
        WrongCredentialsError: The token is not ours, or it has expired.
    """
    try:
        claims = jwt.decode(
            token, settings.secret, [_ALGORITHM], options={"require": ["exp", "sub"]}
        )
    except jwt.InvalidTokenError as error:
        raise WrongCredentialsError from error
    return str(claims["sub"])
