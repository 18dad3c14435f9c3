"""The fake that the services' tests use keeps the same contract as the real repository."""

from __future__ import annotations

import pytest

from tests.support.fake_runs import FakeRunRepository
from tests.support.run_contract import RunRepositoryContract


class TestFakeRunRepository(RunRepositoryContract):
    """The contract on memory."""

    @pytest.fixture
    def repository(self) -> FakeRunRepository:
        """Give an empty repository."""
        return FakeRunRepository()

    @pytest.fixture
    def projects(self) -> tuple[int, int]:
        """Give two keys; memory asks for no project behind them."""
        return 1, 2
