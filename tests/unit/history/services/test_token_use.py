"""Noting when a token was used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from layerproof.history.records.access import LocalActor, Scope, TokenActor
from layerproof.history.services.token_use import TokenUseService
from tests.support.history_fakes.pieces import FakeTokenUseRepository

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ACTOR = TokenActor(7, 1, 1, frozenset({Scope.PUSH}))


async def _note(repository: FakeTokenUseRepository, after: timedelta) -> datetime:
    await TokenUseService(repository, clock=lambda: NOW + after).note(ACTOR)
    return repository.used[ACTOR.token_key]


async def test_a_token_is_noted_at_most_once_a_minute() -> None:
    """The use that is known is at most a minute old, and no note is made within it."""
    repository = FakeTokenUseRepository()
    minute, second = timedelta(minutes=1), timedelta(seconds=1)
    noted = [await _note(repository, after) for after in (0 * second, minute, minute + second)]
    assert noted == [NOW, NOW, NOW + minute + second]


async def test_without_accounts_there_is_nothing_to_note() -> None:
    """Whoever pushes without a token leaves no note."""
    repository = FakeTokenUseRepository()
    await TokenUseService(repository, clock=lambda: NOW).note(LocalActor())
    assert repository.used == {}
