"""What the contracts share: the repositories over the same runs, and their fixtures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import pytest

from layerproof.history.records.questions.tests import (
    TestName,
)
from layerproof.history.records.questions.windows import Window, WindowFilter
from layerproof.history.records.runs import NewRun, StoredRun
from layerproof.history.services.ports.questions import (
    RunTestRepository,
    SightingRepository,
    TestTimeRepository,
    TrendRepository,
    WindowRepository,
)
from tests.support.history_fakes.questions import test_id_of

RECEIVED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Storing(Protocol):
    """Where runs are put."""

    async def add(self, project: int, run: NewRun, *, received_at: datetime) -> bool:
        """Store a run."""

    async def find(self, project: int, run_id: str) -> StoredRun | None:
        """Return the run with that id."""


@dataclass(frozen=True)
class Ports:
    """All that questions need, over the same runs."""

    runs: Storing
    windows: WindowRepository
    trends: TrendRepository
    run_tests: RunTestRepository
    times: TestTimeRepository
    sightings: SightingRepository

    async def store(self, project: int, *runs: NewRun) -> None:
        """Store runs that are all new."""
        for run in runs:
            assert await self.runs.add(project, run, received_at=RECEIVED)

    async def window(self, project: int, limit: int = 100, branch: str | None = None) -> Window:
        """Return the newest runs."""
        return await self.windows.newest(project, WindowFilter(branch=branch), limit=limit)

    async def key(self, project: int, run_id: str) -> int:
        """Return a run's key."""
        found = await self.runs.find(project, run_id)
        assert found is not None
        return found.key

    async def test(self, project: int, name: str) -> int:
        """Return the key of a test of the suite ``unit``."""
        found = await self.sightings.find_test(project, name_of(name).test_id)
        assert found is not None
        return found[0]


def name_of(name: str, suite: str = "unit") -> TestName:
    """Return the names of what :func:`a_test` makes."""
    nodeid = f"tests/test_{name}.py::test"
    return TestName(test_id_of(suite, nodeid), suite, nodeid)


def ids_of(window: Window) -> Sequence[str]:
    """Return the runs' ids."""
    return [run.run_id for run in window.runs]


class QuestionContract:
    """What all contracts share; ``pytest`` collects only what inherits from one."""

    @pytest.fixture
    def ports(self) -> Ports:
        """Give repositories without runs."""
        raise NotImplementedError

    @pytest.fixture
    def projects(self) -> tuple[int, int]:
        """Give the keys of two projects."""
        raise NotImplementedError

    @pytest.fixture
    def project(self, projects: tuple[int, int]) -> int:
        """Give the key of the project that most tests are about."""
        return projects[0]
