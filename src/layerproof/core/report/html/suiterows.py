"""The table of suites, and of the parts that each was made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from layerproof.core.judge.values import Ruling, SuiteVerdict, Verdict
from layerproof.core.outcome.values import PartOutcome, Result, Status
from layerproof.core.report.html.testlists import is_over_budget
from layerproof.core.report.totals import suite_totals


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part: what it is called, how far it came, how it was traced."""

    label: str
    python: str
    status: Status
    exit_code: int | None
    ran: int
    assigned: int
    seconds: float
    started_at: str
    tracer: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuiteRow:
    """One suite; ``seconds`` and the results are added up over its parts."""

    name: str
    ruling: Ruling
    required: bool
    expected: int
    arrived: int
    seconds: float
    results: Counter[Result]
    over_budget: int
    budget_ms: int | None
    parts: tuple[PartRow, ...]

    @property
    def ran(self) -> int:
        """How many tests left a result."""
        return self.results.total()

    @property
    def failed(self) -> int:
        """How many tests failed, in the test itself or around it."""
        return self.results[Result.FAILED] + self.results[Result.ERROR]

    @property
    def is_remarkable(self) -> bool:
        """Whether a part did not finish, or has something to say of itself."""
        return any(part.remarks or part.status is not Status.FINISHED for part in self.parts)

    @property
    def expected_failures(self) -> int:
        """How many tests are marked as expected to fail, whether they did or not."""
        return self.results[Result.XFAILED] + self.results[Result.XPASSED]


def build_suite_rows(verdict: Verdict, budgets: Mapping[str, int]) -> tuple[SuiteRow, ...]:
    """Return one row a suite, in the verdict's order."""
    return tuple(_suite_row(suite, budgets) for suite in verdict.suites)


def _suite_row(suite: SuiteVerdict, budgets: Mapping[str, int]) -> SuiteRow:
    tests = [test for part in suite.parts for test in part.tests]
    totals = suite_totals(suite)
    return SuiteRow(
        name=suite.name,
        ruling=suite.ruling,
        required=suite.required,
        expected=suite.expected,
        arrived=suite.arrived,
        seconds=totals.seconds,
        results=totals.results,
        over_budget=sum(is_over_budget(suite.name, test, budgets) for test in tests),
        budget_ms=budgets.get(suite.name),
        parts=tuple(_part_row(part) for part in suite.parts),
    )


def _part_row(part: PartOutcome) -> PartRow:
    return PartRow(
        label=part.part.label,
        python=part.python_version,
        status=part.status,
        exit_code=part.exit_code,
        ran=len(part.tests),
        assigned=part.assigned,
        seconds=part.seconds,
        started_at=part.started_at,
        tracer=_tracer(part),
        remarks=(*(f"narrowed by {reason}" for reason in part.narrowed), *part.faults),
    )


def _tracer(part: PartOutcome) -> str:
    facts = part.coverage
    if facts is None:
        return "not traced"
    kind = "branches" if facts.branch else "lines"
    concurrency = ", ".join(facts.concurrency)
    processes = f"{facts.traced} of {facts.processes} processes"
    return f"{kind}, {facts.core}, {concurrency}; {processes}; coverage {facts.version}"
