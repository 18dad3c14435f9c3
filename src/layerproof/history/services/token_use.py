"""Noting when a project's token was used, so that unused ones can be found and revoked."""

from __future__ import annotations

from datetime import timedelta

from layerproof.history.records.access import LocalActor, TokenActor
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.ports.pieces import TokenUseRepository

#: How exact it is: a hundred shards that push at once need not wait for each other's note.
EXACTNESS = timedelta(minutes=1)


class TokenUseService:
    """When tokens were used.

    :param tokens: where it is stored.
    :param clock: what says what time it is.
    """

    def __init__(self, tokens: TokenUseRepository, clock: Clock = read_clock) -> None:
        self._tokens = tokens
        self._clock = clock

    async def note(self, pusher: TokenActor | LocalActor) -> None:
        """Note that somebody has pushed now. Call it last: others may wait for the note."""
        if isinstance(pusher, TokenActor):
            now = self._clock()
            await self._tokens.note_use(pusher.token_key, at=now, unless_since=now - EXACTNESS)
