"""The fakes that tests of questions use keep the same contracts as the real repositories."""

from __future__ import annotations

import pytest

from tests.support.question_contracts.run_tests import RunTestContract
from tests.support.question_contracts.shared import Ports, QuestionContract
from tests.support.question_contracts.sightings import SightingContract
from tests.support.question_contracts.times import TestTimeContract
from tests.support.question_contracts.trends import TrendContract
from tests.support.question_contracts.windows import WindowContract
from tests.support.question_ports import fake_ports


class OnFakes(QuestionContract):
    """The fixtures of a contract on memory."""

    @pytest.fixture
    def ports(self) -> Ports:
        """Give repositories without runs."""
        return fake_ports()

    @pytest.fixture
    def projects(self) -> tuple[int, int]:
        """Give two keys; memory asks for no project behind them."""
        return 1, 2


class TestFakeWindows(OnFakes, WindowContract):
    """Runs by their newness."""


class TestFakeTrends(OnFakes, TrendContract):
    """Layers and suites of many runs."""


class TestFakeRunTests(OnFakes, RunTestContract):
    """The tests of single runs."""


class TestFakeTestTimes(OnFakes, TestTimeContract):
    """What tests take."""

    __test__ = True


class TestFakeSightings(OnFakes, SightingContract):
    """Single tests through many runs."""
