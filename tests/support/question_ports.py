"""The repositories that questions need, all over the same runs: in memory, and on a database."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.repositories.questions.run_tests import SqlRunTestRepository
from layerproof.history.repositories.questions.sightings import SqlSightingRepository
from layerproof.history.repositories.questions.test_times import SqlTestTimeRepository
from layerproof.history.repositories.questions.trends import SqlTrendRepository
from layerproof.history.repositories.questions.windows import SqlWindowRepository
from layerproof.history.repositories.runs import SqlRunRepository
from tests.support.fake_runs import FakeRunRepository
from tests.support.history_fakes.questions import (
    FakeRunTestRepository,
    FakeSightingRepository,
    FakeTestTimeRepository,
    FakeTrendRepository,
    FakeWindowRepository,
)
from tests.support.question_contracts.shared import Ports


def fake_ports() -> Ports:
    """Return fakes over one memory."""
    runs = FakeRunRepository()
    return Ports(
        runs=runs,
        windows=FakeWindowRepository(runs),
        trends=FakeTrendRepository(runs),
        run_tests=FakeRunTestRepository(runs),
        times=FakeTestTimeRepository(runs),
        sightings=FakeSightingRepository(runs),
    )


def sql_ports(session: AsyncSession) -> Ports:
    """Return the real repositories on one session."""
    return Ports(
        runs=SqlRunRepository(session),
        windows=SqlWindowRepository(session),
        trends=SqlTrendRepository(session),
        run_tests=SqlRunTestRepository(session),
        times=SqlTestTimeRepository(session),
        sightings=SqlSightingRepository(session),
    )
