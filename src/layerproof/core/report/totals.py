"""Sums over a suite's parts, so that every renderer shows the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from layerproof.core.judge.values import SuiteVerdict
from layerproof.core.outcome.values import PartOutcome, Result


@dataclass(frozen=True, slots=True)
class SuiteTotals:
    """Tests of a suite over all its parts; ``seconds`` is the sum of the parts' durations.

    ``selected`` counts a suite's tests once for each Python version that ran it.
    """

    selected: int
    results: Counter[Result]
    seconds: float

    @property
    def ran(self) -> int:
        """Tests of which a result was recorded."""
        return self.results.total()

    def phrase(self) -> str:
        """Return the results that occurred, as ``11 passed, 1 skipped`` or ``no tests``."""
        named = [f"{self.results[result]} {result}" for result in Result if self.results[result]]
        return ", ".join(named) or "no tests"


def suite_totals(suite: SuiteVerdict) -> SuiteTotals:
    """Return the sums over one suite's parts."""
    return part_totals(suite.parts)


def part_totals(parts: Iterable[PartOutcome]) -> SuiteTotals:
    """Return the sums over parts of one suite."""
    chosen = tuple(parts)
    selected: dict[str | None, int] = {}
    for part in chosen:
        python = part.part.python
        selected[python] = max(selected.get(python, 0), part.selected)
    results = Counter(test.result for part in chosen for test in part.tests)
    return SuiteTotals(sum(selected.values()), results, sum(part.seconds for part in chosen))


def duration(seconds: float) -> str:
    """Return a duration as ``0.12 s``, ``12.3 s`` or ``2 min 05 s``."""
    if seconds < 9.995:  # else it would read 10.00 s
        return f"{seconds:.2f} s"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s"
