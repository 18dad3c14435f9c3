"""How often a plugin tried a test again, whichever plugin it was.

Known are pytest-rerunfailures, flaky and pytest-retry. Called by ``results``, in the process that
hears of all reports; what only the process of the test knows travels on its report.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

#: How a try is called after which there is another one, by pytest-rerunfailures and pytest-retry.
_TRIED_AGAIN = ("rerun", "retried")

#: The attribute of a report that ``FlakyMarks`` sets.
_MARK = "layerproof_retries"


class FlakyMarks:
    """Notes on each report what flaky keeps on the test: it reports no try but the last."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note how many tries before this one have failed."""
        report = yield
        runs = getattr(item, "_flaky_current_runs", None) or 0
        passes = getattr(item, "_flaky_current_passes", None) or 0
        setattr(report, _MARK, runs - passes)
        return report


def is_tried_again(report: pytest.TestReport) -> bool:
    """Whether another try comes after the one that this report is of."""
    return report.outcome in _TRIED_AGAIN


def count_retries(report: pytest.TestReport) -> int:
    """Return how many tries are known to have come before the one that this report is of.

    pytest-retry does not say how many there were: at least the one that failed first.
    """
    before = getattr(report, "rerun", 0)
    return max(
        before if isinstance(before, int) else 0,
        getattr(report, _MARK, 0),
        int(is_tried_again(report)),
    )
