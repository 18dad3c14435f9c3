"""Whether every line that a part ran was counted: versions, probes, branches and sealed data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from layerproof.core.config.values import Config, Suite
from layerproof.core.judge.reasons import session_of, unmeasured
from layerproof.core.judge.values import Reason
from layerproof.core.outcome.values import CoverageFacts, PartOutcome, Result
from layerproof.core.suites.tracing import COVERAGE_FLOOR
from layerproof.core.wording import count_noun


def find_tracing_faults(outcome: PartOutcome, suite: Suite, config: Config) -> Iterator[Reason]:
    """Yield every reason for which the part's data cannot be trusted to hold all lines."""
    if not suite.coverage or all(test.result is Result.SKIPPED for test in outcome.tests):
        return
    facts = outcome.coverage
    label = outcome.part.label
    if facts is None or not facts.data:
        yield unmeasured(
            "data-missing",
            f"{label} ran tests but left no coverage data",
            session_of(outcome.part),
            suite=suite.name,
        )
    if facts is not None:
        yield from _find_doubts(facts, label, suite)
        yield from _find_mix(facts, label, suite, branch=config.coverage.branch)


def _find_doubts(facts: CoverageFacts, label: str, suite: Suite) -> Iterator[Reason]:
    if facts.processes == 0 or facts.traced < facts.processes:
        yield unmeasured(
            "trace-unproven",
            f"{label}: only {facts.traced} of {count_noun(facts.processes, 'process')} that ran "
            "tests proved that lines are traced"
            if facts.processes
            else f"{label}: no process proved that lines are traced",
            "run the suite through its session, which sets up the tracing; then look for what "
            "stops it: a worker that died, another coverage, a debugger, sys.settrace",
            suite=suite.name,
        )
    if _numbers(facts.version) < COVERAGE_FLOOR:
        floor = ".".join(map(str, COVERAGE_FLOOR))
        yield unmeasured(
            "coverage-too-old",
            f"{label} was traced by coverage {facts.version or '(unknown)'}; older than {floor} "
            "may lose data",
            f"install coverage>={floor} where the tests run",
            suite=suite.name,
        )


def _find_mix(facts: CoverageFacts, label: str, suite: Suite, *, branch: bool) -> Iterator[Reason]:
    if facts.branch != branch:
        measured, wanted = _kinds(branch=facts.branch), _kinds(branch=branch)
        yield unmeasured(
            "branch-mixed",
            f"{label} measured {measured}, but the config asks for {wanted}",
            "run every suite again with one setting of `branch`",
            suite=suite.name,
        )


def _kinds(*, branch: bool) -> str:
    return "lines and branches" if branch else "lines alone"


def _numbers(version: str) -> tuple[int, ...]:
    """Return the leading numbers of a version; an unreadable one is older than all."""
    found = re.match(r"\d+(\.\d+)*", version)
    return tuple(map(int, found.group().split("."))) if found else ()
