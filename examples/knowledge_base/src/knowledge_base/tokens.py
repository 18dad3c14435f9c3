"""Tokens say who is asking. What they may do is looked up, so that it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import jwt

from knowledge_base.clock import now
from knowledge_base.errors import UnauthenticatedError

ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class Claims:
    """A user, and the tenant in whose name they ask."""

    user_id: UUID
    tenant_id: UUID


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """Signs tokens, and believes those that it signed."""

    secret: str
    lifetime: timedelta

    def issue(self, claims: Claims) -> str:
        """Return a token for its lifetime from now."""
        content = {
            "sub": str(claims.user_id),
            "tenant": str(claims.tenant_id),
            "exp": now() + self.lifetime,
        }
        return jwt.encode(content, self.secret, ALGORITHM)

    def read(self, token: str) -> Claims:
        """Return what a token says.

        Raises:
            UnauthenticatedError: It is forged, expired, or not one of ours.
        """
        try:
            content = jwt.decode(
                token, self.secret, [ALGORITHM], options={"require": ["exp", "sub", "tenant"]}
            )
            return Claims(UUID(content["sub"]), UUID(content["tenant"]))
        except (jwt.InvalidTokenError, AttributeError, ValueError) as error:
            raise UnauthenticatedError("the token is not valid") from error
