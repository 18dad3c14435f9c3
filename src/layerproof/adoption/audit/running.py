"""What the tests did, from the probe's run or from fresh records; else not measured."""

from __future__ import annotations

from collections.abc import Mapping

from layerproof.adoption.audit.inputs import AuditInput, Recorded
from layerproof.adoption.audit.suites import without_parameters
from layerproof.adoption.audit.values import Outcomes, TestResult
from layerproof.adoption.probing.values import ProbedRun
from layerproof.core.outcome.values import Status
from layerproof.core.wording import count_noun, name_some

FAILED = frozenset({"failed", "error"})

#: pytest's exit codes of a run that came to its end: all passed, some failed.
_WHOLE = (0, 1)


def take_outcomes(given: AuditInput, suites: Mapping[str, str]) -> Outcomes:
    """Return how the tests ended; a run of now counts before records."""
    if given.probe is not None and given.ran:
        return _from_probe(given.probe, suites)
    return _from_records(given.recorded, _count_here(suites))


def _count_here(suites: Mapping[str, str]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for suite in suites.values():
        counts[suite] = counts.get(suite, 0) + 1
    return counts


def _from_probe(probe: ProbedRun, suites: Mapping[str, str]) -> Outcomes:
    tests = tuple(
        TestResult(
            nodeid,
            suites.get(without_parameters(nodeid), ""),
            outcome.status,
            outcome.seconds,
        )
        for nodeid, outcome in sorted(probe.outcomes.items())
    )
    why = _lack_of_probe(probe)
    if not tests:
        return Outcomes(why=why or "the run ended without a single result")
    return Outcomes("run of now", tests, whole=not why, why=why)


def _lack_of_probe(probe: ProbedRun) -> str:
    if probe.lost:
        return probe.lost
    if probe.hangs:
        return f"hanging at import: {name_some([hang.path for hang in probe.hangs], 5)}"
    if probe.errors:
        return f"{count_noun(len(probe.errors), 'file')} could not be collected"
    if probe.exit_code not in _WHOLE:
        return f"pytest ended with {probe.exit_code}"
    missing = len({test.nodeid for test in probe.tests} - set(probe.outcomes))
    return f"{count_noun(missing, 'collected test')} left no result" if missing else ""


def _from_records(recorded: Recorded, counts: Mapping[str, int]) -> Outcomes:
    worst: dict[str, TestResult] = {}
    for part in recorded.fresh:
        for test in part.tests:
            result = TestResult(test.nodeid, part.part.suite, test.result.value, test.seconds)
            before = worst.get(test.nodeid)
            if before is None or (result.result in FAILED and before.result not in FAILED):
                worst[test.nodeid] = result
    why = _lack_of_records(recorded, counts)
    tests = tuple(worst[nodeid] for nodeid in sorted(worst))
    if not tests:
        return Outcomes(why=why or recorded.why)
    dates = sorted(part.started_at for part in recorded.fresh if part.started_at)
    since = f" since {dates[0]}" if dates else ""
    return Outcomes(f"records of suites{since}", tests, whole=not why, why=why)


def _lack_of_records(recorded: Recorded, counts: Mapping[str, int]) -> str:
    """Return why the records are not those of every test, or nothing."""
    if recorded.stale:
        return "; ".join(recorded.stale)
    if not recorded.fresh:
        return recorded.why
    narrowed = [
        part.part.label
        for part in recorded.fresh
        if part.narrowed or part.status is not Status.FINISHED
    ]
    if narrowed:
        return f"{name_some(narrowed, 5)} ran in part only"
    ran = {part.part.suite for part in recorded.fresh}
    # What pytest counted goes before what the text says: suites by fixture and parameters.
    census = {suite: n for part in recorded.fresh for suite, n in part.census.items()}
    absent = sorted(suite for suite, n in (census or counts).items() if n and suite not in ran)
    if absent:
        return f"not recorded: {name_some([suite or 'tests of no suite' for suite in absent], 5)}"
    return ""
