"""What Layerproof can explain is reported as an explanation, not as its own traceback.

Where a line of the project's own is on the way to the error, the traceback stays and the
explanation stands below it. Registered by ``activation``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from types import TracebackType

import pytest

from layerproof.errors import ExitCode, LayerproofError

#: Set on the report of a test that could not run, such as for want of a database server: what
#: stood in its way. Reports take it along from xdist's workers.
UNFIT = "layerproof_unfit"


class Explanations:
    """The hook.

    :param root: the project's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._told: list[LayerproofError] = []

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put the explanation in place of the traceback, or beside it."""
        error = call.excinfo.value if call.excinfo else None
        if not isinstance(error, LayerproofError):
            return (yield)
        report = yield from self._report(call, error)
        if call.when == "setup" and error.exit_code is ExitCode.NOT_MEASURED:
            setattr(report, UNFIT, error.explain().splitlines()[0])
        return report

    def _report(
        self, call: pytest.CallInfo[None], error: LayerproofError
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        explanation = self._explain(error)
        if not self._is_reached_by_project(error):
            call.excinfo = _make_failure(explanation)
            return (yield)
        report = yield
        report.sections.append(("layerproof", explanation))
        return report

    def _explain(self, error: LayerproofError) -> str:
        """Return the whole explanation; its first line where this very error was told before."""
        if any(told is error for told in self._told):
            return f"{error.explain().splitlines()[0]} (told in full before)"
        self._told.append(error)
        return error.explain()

    def _is_reached_by_project(self, error: BaseException) -> bool:
        return any(
            path.is_relative_to(self._root) and "site-packages" not in path.parts
            for each in _chain(error)
            for path in _list_files(each.__traceback__)
        )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _list_files(traceback: TracebackType | None) -> Iterator[Path]:
    while traceback is not None:
        yield Path(traceback.tb_frame.f_code.co_filename)
        traceback = traceback.tb_next


def _make_failure(text: str) -> pytest.ExceptionInfo[BaseException]:
    try:
        pytest.fail(text, pytrace=False)
    except pytest.fail.Exception as failure:
        return pytest.ExceptionInfo.from_exception(failure)
