"""Reading a name and a password from a user: a pair, a mapping, or an object with attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layerproof.core.config.values import Auth, Login
from layerproof.testing.authentication.values import (
    AuthenticationFailedError,
    Credentials,
    describe_user,
)

_USERNAMES = ("username", "email", "login", "name")
_PASSWORDS = ("password", "plain_password", "raw_password")


def read_credentials(user: Any, auth: Auth, login: Login) -> Credentials:
    """Return what logs a user in.

    :param user: ``(username, password)``, a mapping, an object, or ``None`` for the configured
        one. A user without a password has the configured one.

    Raises ``AuthenticationFailedError`` where a name or a password is missing.
    """
    if user is None:
        username, password = auth.username, auth.password
    elif isinstance(user, tuple) and len(user) == len(("username", "password")):
        username, password = user
    elif isinstance(user, str):
        username, password = user, auth.password
    else:
        username = _find(user, (login.username_field, *_USERNAMES))
        password = _find(user, (login.password_field, *_PASSWORDS)) or auth.password
    if username is None:
        raise _explain_nobody(user, login)
    if password is None:
        raise AuthenticationFailedError(
            f"there is no password to log in with as {describe_user(username)}",
            advice="give (username, password), or set auth.password, which all users have that "
            "bring none",
        )
    return Credentials(_reveal(username), _reveal(password))


def _find(user: Any, names: tuple[str, ...]) -> Any:
    """Return the first of the names that a user has, or ``None``."""
    if isinstance(user, Mapping):
        return next((user[name] for name in names if name in user), None)
    return next((getattr(user, name) for name in names if hasattr(user, name)), None)


def _reveal(value: Any) -> str:
    """Return the text of what may be one of pydantic's secrets."""
    reveal = getattr(value, "get_secret_value", None)
    return str(reveal() if reveal else value)


def _explain_nobody(user: Any, login: Login) -> AuthenticationFailedError:
    if user is None:
        return AuthenticationFailedError(
            "no user was given to log in with, and none is configured",
            advice="set auth.username and auth.password, name a fixture in auth.user, or give "
            "the user: auth_client_for(user)",
        )
    return AuthenticationFailedError(
        f"{describe_user(user)} has no name to log in with",
        tried=tuple(f"its {name}" for name in dict.fromkeys((login.username_field, *_USERNAMES))),
        advice="give (username, password), or a mapping or an object that has both",
    )
