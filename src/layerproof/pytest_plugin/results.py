"""One record a test out of pytest's reports for its phases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from layerproof.core.outcome.values import Result, TestRecord
from layerproof.pytest_plugin.retries import count_retries, is_tried_again

#: Failure texts are cut to their end, where the assertion and the error stand.
LONGEST_MESSAGE = 8_000

#: When a test reports more than once within one try (subtests, a crash), the worst one counts.
_SEVERITY = (
    Result.PASSED,
    Result.XFAILED,
    Result.XPASSED,
    Result.SKIPPED,
    Result.FAILED,
    Result.ERROR,
)


@dataclass(slots=True)
class _Entry:
    file: str
    line: int
    seconds: float = 0.0
    result: Result | None = None
    message: str = ""
    retries: int = 0


class ResultBook:
    """Collects reports; ``root`` is pytest's root directory, which locations are relative to."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._entries: dict[str, _Entry] = {}

    @property
    def started(self) -> int:
        """How many tests have reported anything."""
        return len(self._entries)

    def note(self, report: pytest.TestReport) -> None:
        """Add one phase's report to its test."""
        entry = self._entries.get(report.nodeid)
        if entry is None:
            file, line, _ = report.location
            entry = self._entries[report.nodeid] = _Entry(file.replace("\\", "/"), (line or 0) + 1)
        entry.seconds += report.duration
        entry.retries = max(entry.retries, count_retries(report))
        if is_tried_again(report):
            # Of several tries the last one counts, subtests and all.
            entry.result, entry.message = None, ""
        result = _read_result(report)
        if result is not None and _outweighs(result, entry.result):
            entry.result = result
            entry.message = _read_message(report, result)

    def tests(self) -> Iterator[TestRecord]:
        """Yield the tests that came to a result, in the order in which they started."""
        for nodeid, entry in self._entries.items():
            if entry.result is not None:
                yield TestRecord(
                    nodeid,
                    entry.result,
                    round(entry.seconds, 6),
                    entry.file,
                    entry.line,
                    entry.message,
                    entry.retries,
                )


def _outweighs(result: Result, known: Result | None) -> bool:
    return known is None or _SEVERITY.index(result) > _SEVERITY.index(known)


def _read_result(report: pytest.TestReport) -> Result | None:
    """Return what the phase says about the test; ``None`` when it says nothing final."""
    expected = hasattr(report, "wasxfail")
    if report.failed:
        return Result.ERROR if report.when in ("setup", "teardown") else Result.FAILED
    if report.skipped:
        return Result.XFAILED if expected else Result.SKIPPED
    if report.passed and report.when == "call":
        return Result.XPASSED if expected else Result.PASSED
    return None


def _read_message(report: pytest.TestReport, result: Result) -> str:
    if result in (Result.FAILED, Result.ERROR):
        return report.longreprtext[-LONGEST_MESSAGE:]
    if result is Result.SKIPPED and isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(getattr(report, "wasxfail", ""))
