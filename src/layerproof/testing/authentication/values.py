"""What the three ways of being somebody have in common: an identity, and how they fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from layerproof.errors import LayerproofError
from layerproof.testing.client_classes import Identity

__all__ = ["AuthenticationFailedError", "Credentials", "Identity", "describe_user"]


class AuthenticationFailedError(LayerproofError):
    """A test could not become the user that it asked for."""

    slug = "authentication"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is sent to log in."""

    username: str
    password: str = field(repr=False)


def describe_user(user: Any) -> str:
    """Return a few words on who a user is, for messages; never loads from a database."""
    if isinstance(user, tuple) and user:
        return f'"{user[0]}"'
    if isinstance(user, str):
        return f'"{user}"'
    return f"the given {type(user).__name__}"
