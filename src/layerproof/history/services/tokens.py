"""Tokens that CI pushes with: the secret is told once, and only its hash is stored."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import timedelta

from layerproof.history.errors.tenants import TokenNotFoundError
from layerproof.history.records.access import ProjectScope, Scope
from layerproof.history.records.tenants import IssuedToken, NewProjectToken, ProjectToken
from layerproof.history.schemas.fields import PUBLIC_ID
from layerproof.history.services.access import no_project
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.limits import DEAD_TOKENS, TOKENS, refuse_more
from layerproof.history.services.ports.tokens import TokenRepository
from layerproof.history.services.secrets import PROJECT_TOKEN_PREFIX, hash_secret, new_secret


class TokenService:
    """The tokens of a project.

    :param tokens: where they are stored.
    :param clock: what says when they expire.
    """

    def __init__(self, tokens: TokenRepository, clock: Clock = read_clock) -> None:
        self._tokens = tokens
        self._clock = clock

    async def create(
        self, scope: ProjectScope, name: str, scopes: frozenset[Scope], life: timedelta | None
    ) -> IssuedToken:
        """Return a new token with its secret.

        :param life: how long it opens something; ``None`` until it is revoked.
        :raises ProjectNotFoundError: somebody has just deleted the project.
        :raises LimitReachedError: the project has too many.
        """
        if not await self._tokens.hold(scope.key):
            raise no_project(scope.slug)
        now, secret = self._clock(), new_secret(PROJECT_TOKEN_PREFIX)
        count = await self._tokens.count_alive(scope.key, now)
        refuse_more(count, TOKENS, "tokens of a project", advice="revoke some")
        await self._tokens.forget_dead(scope.key, now, keep=DEAD_TOKENS)
        new = NewProjectToken(
            public_id=uuid.uuid4().hex,
            name=name,
            scopes=scopes,
            token_hash=hash_secret(secret),
            created_at=now,
            expires_at=None if life is None else now + life,
        )
        return IssuedToken(await self._tokens.add(scope.key, new), secret)

    async def list_all(self, scope: ProjectScope) -> Sequence[ProjectToken]:
        """Return the project's tokens, dead ones as well, oldest first."""
        return await self._tokens.list_all(scope.key)

    async def revoke(self, scope: ProjectScope, public_id: str) -> None:
        """End a token at once; one that has ended stays as it is.

        :raises TokenNotFoundError: the project has none with that id.
        """
        known = re.fullmatch(PUBLIC_ID, public_id) is not None
        if not known or not await self._tokens.revoke(scope.key, public_id, self._clock()):
            raise TokenNotFoundError(
                "the project has no token with this id", advice="see the project's /tokens"
            )
