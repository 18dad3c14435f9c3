"""Tokens that a function of the project makes, which may take less than it could be given."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from layerproof.core.config.values import Auth
from layerproof.testing.authentication.login import token_identity
from layerproof.testing.authentication.values import AuthenticationFailedError, Identity

_POSITIONAL = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.VAR_POSITIONAL,
)


def bind_token_function(
    function: Callable[..., Any], name: str, user: Any, role: Any
) -> Callable[[], Any]:
    """Return a call of a project's function with as much as it takes of a user and a role.

    :param name: how the configuration writes the function.

    Raises ``AuthenticationFailedError`` where it takes no user or no role and one was given: the
    token would be somebody else's.
    """
    parameters = inspect.signature(function).parameters
    takes_role = "role" in parameters or any(
        each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters.values()
    )
    takes_user = any(
        each.kind in _POSITIONAL and each.name != "role" for each in parameters.values()
    )
    if role is not None and not takes_role:
        raise _explain_untaken(name, "role")
    if user is not None and not takes_user:
        raise _explain_untaken(name, "user")
    arguments = (user,) if takes_user else ()
    named = {"role": role} if role is not None else {}
    return lambda: function(*arguments, **named)


def read_token(made: Any, auth: Auth, name: str) -> Identity:
    """Return the identity of what a function made: a token, or headers as they are.

    Raises ``AuthenticationFailedError`` for anything else.
    """
    if isinstance(made, Mapping):
        return Identity(headers={str(key): str(value) for key, value in made.items()})
    if isinstance(made, bytes):
        made = made.decode()
    if not isinstance(made, str) or not made:
        raise AuthenticationFailedError(
            f'auth.token: "{name}" made no token but {made!r}',
            advice="let it return the token as text, or the headers as a dictionary",
        )
    return token_identity(made, auth)


def _explain_untaken(name: str, what: str) -> AuthenticationFailedError:
    return AuthenticationFailedError(
        f'auth.token: "{name}" takes no {what}, so its token would be that of somebody else',
        advice=f'give it a parameter "{what}", or ask for a client without one',
    )
