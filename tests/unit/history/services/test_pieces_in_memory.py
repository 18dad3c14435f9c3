"""The fakes of pieces and tokens' uses keep the same contracts as the real repositories."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.support.history_fakes.pieces import FakePieceRepository, FakeTokenUseRepository
from tests.support.piece_contract import (
    LAYERS,
    PieceGround,
    PieceRepositoryContract,
    TokenUseGround,
    TokenUseRepositoryContract,
)


class TestFakePieceRepository(PieceRepositoryContract):
    """The contract on memory."""

    @pytest.fixture
    def ground(self) -> PieceGround:
        """Give two projects with a run each."""
        return PieceGround(FakePieceRepository({11: 1, 22: 2}, {1: LAYERS}), 1, 11, 2, 22)


class TestFakeTokenUseRepository(TokenUseRepositoryContract):
    """The contract on memory."""

    @pytest.fixture
    def uses(self) -> TokenUseGround:
        """Give two tokens that were never used."""
        repository = FakeTokenUseRepository()

        async def read(token: int) -> datetime | None:
            return repository.used.get(token)

        return TokenUseGround(repository, 1, 2, read)
