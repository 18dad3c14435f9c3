"""The repositories of questions keep their contracts on real databases."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.history_projects import add_projects
from tests.support.question_contracts.run_tests import RunTestContract
from tests.support.question_contracts.shared import Ports, QuestionContract
from tests.support.question_contracts.sightings import SightingContract
from tests.support.question_contracts.times import TestTimeContract
from tests.support.question_contracts.trends import TrendContract
from tests.support.question_contracts.windows import WindowContract
from tests.support.question_ports import sql_ports


class OnDatabases(QuestionContract):
    """The fixtures of a contract on each kind of database."""

    @pytest.fixture
    def ports(self, session: AsyncSession) -> Ports:
        """Give repositories without runs."""
        return sql_ports(session)

    @pytest.fixture
    async def projects(self, session: AsyncSession) -> tuple[int, int]:
        """Give the keys of two projects."""
        return await add_projects(session)


class TestSqlWindows(OnDatabases, WindowContract):
    """Runs by their newness."""


class TestSqlTrends(OnDatabases, TrendContract):
    """Layers and suites of many runs."""


class TestSqlRunTests(OnDatabases, RunTestContract):
    """The tests of single runs."""


class TestSqlTestTimes(OnDatabases, TestTimeContract):
    """What tests take."""

    __test__ = True


class TestSqlSightings(OnDatabases, SightingContract):
    """Single tests through many runs."""
