"""The services that answer questions, on a session that ends with the request."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from layerproof.history.dependencies.services import RunsToRead
from layerproof.history.dependencies.sessions import Reading
from layerproof.history.repositories.questions.run_tests import SqlRunTestRepository
from layerproof.history.repositories.questions.sightings import SqlSightingRepository
from layerproof.history.repositories.questions.test_times import SqlTestTimeRepository
from layerproof.history.repositories.questions.trends import SqlTrendRepository
from layerproof.history.repositories.questions.windows import SqlWindowRepository
from layerproof.history.services.questions.branches import BranchService
from layerproof.history.services.questions.comparison import ComparisonService
from layerproof.history.services.questions.flaky_tests import FlakyTestService
from layerproof.history.services.questions.ratchet import RatchetService
from layerproof.history.services.questions.run_tests import RunTestService
from layerproof.history.services.questions.test_history import TestHistoryService
from layerproof.history.services.questions.test_times import TestTimeService
from layerproof.history.services.questions.trends import TrendService


def _branches(session: Reading) -> BranchService:
    return BranchService(SqlWindowRepository(session))


def _run_tests(session: Reading, runs: RunsToRead) -> RunTestService:
    return RunTestService(runs, SqlRunTestRepository(session))


def _comparisons(session: Reading, runs: RunsToRead) -> ComparisonService:
    return ComparisonService(runs, SqlWindowRepository(session), SqlRunTestRepository(session))


def _trends(session: Reading) -> TrendService:
    return TrendService(SqlWindowRepository(session), SqlTrendRepository(session))


def _test_times(session: Reading) -> TestTimeService:
    return TestTimeService(SqlWindowRepository(session), SqlTestTimeRepository(session))


def _test_history(session: Reading) -> TestHistoryService:
    return TestHistoryService(SqlSightingRepository(session))


def _flaky_tests(session: Reading) -> FlakyTestService:
    return FlakyTestService(SqlWindowRepository(session), SqlSightingRepository(session))


def _ratchets(session: Reading) -> RatchetService:
    return RatchetService(SqlWindowRepository(session), SqlTrendRepository(session))


Branches = Annotated[BranchService, Depends(_branches, scope="function")]
RunTests = Annotated[RunTestService, Depends(_run_tests, scope="function")]
Comparisons = Annotated[ComparisonService, Depends(_comparisons, scope="function")]
Trends = Annotated[TrendService, Depends(_trends, scope="function")]
TestTimes = Annotated[TestTimeService, Depends(_test_times, scope="function")]
TestHistories = Annotated[TestHistoryService, Depends(_test_history, scope="function")]
FlakyTests = Annotated[FlakyTestService, Depends(_flaky_tests, scope="function")]
Ratchets = Annotated[RatchetService, Depends(_ratchets, scope="function")]
