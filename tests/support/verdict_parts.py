"""Builders of what a verdict is made of; ``verdicts`` makes whole ones of them.

Counts are derived from lines, so that a built verdict is as consistent as a judged one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from layerproof.core.config.values import TOTAL
from layerproof.core.judge.values import (
    GateResult,
    Provenance,
    Reason,
    Ruling,
    SuiteVerdict,
    Verdict,
)
from layerproof.core.measure.values import Counts, FileMeasure, LayerMeasure, Measurement
from layerproof.core.outcome.values import (
    CoverageFacts,
    Fingerprint,
    Part,
    PartOutcome,
    Result,
    Status,
    TestRecord,
)

Branches = Mapping[int, tuple[int, ...]]
Taken = Mapping[str, tuple[tuple[int, int], ...]]


def a_test(
    nodeid: str = "tests/unit/test_orders.py::test_total",
    result: Result = Result.PASSED,
    seconds: float = 0.004,
    *,
    line: int = 12,
    message: str = "",
) -> TestRecord:
    """Return one test; its file is what stands before the first ``::``."""
    return TestRecord(nodeid, result, seconds, nodeid.partition("::")[0], line, message)


def a_part(
    suite: str = "unit",
    *,
    tests: tuple[TestRecord, ...] | None = None,
    python: str | None = None,
    shard: int = 1,
    shards: int = 1,
    status: Status = Status.FINISHED,
    exit_code: int | None = 0,
    seconds: float = 1.42,
    branch: bool = False,
    narrowed: tuple[str, ...] = (),
) -> PartOutcome:
    """Return what one part of a suite recorded; without ``tests`` it has one that passed."""
    if tests is None:
        tests = (a_test(f"tests/{suite}/test_orders.py::test_total"),)
    return PartOutcome(
        part=Part(suite, python, shard, shards),
        status=status,
        python_version=f"{python}.1" if python else "3.11.7",
        started_at="2026-11-21T15:29:50+00:00",
        seconds=seconds,
        exit_code=exit_code,
        selected=len(tests),
        assigned=len(tests),
        narrowed=narrowed,
        tests=tests,
        census={suite: len(tests)},
        fingerprint=Fingerprint(source={"src/shop/main.py": "5f" * 32}, config="ab" * 32),
        coverage=CoverageFacts(
            version="7.17.3",
            core="ctrace",
            concurrency=("greenlet", "thread"),
            branch=branch,
            processes=1,
            traced=1,
            data="cd" * 32,
        ),
    )


def a_suite(
    name: str = "unit",
    ruling: Ruling = Ruling.KEPT,
    *parts: PartOutcome,
    required: bool = True,
    expected: int | None = None,
) -> SuiteVerdict:
    """Return one suite as a whole; ``expected`` is as many parts as arrived unless given."""
    wanted = len(parts) if expected is None else expected
    return SuiteVerdict(name, ruling, required, wanted, len(parts), parts)


def _counts(
    statements: tuple[int, ...],
    lines: set[int],
    branches: Branches,
    arcs: set[tuple[int, int]],
) -> Counts:
    every = {(source, target) for source, targets in branches.items() for target in targets}
    return Counts(len(statements), len(set(statements) - lines), len(every), len(every - arcs))


def a_file(
    path: str = "src/shop/services/orders.py",
    layer: str | None = "service",
    statements: Iterable[int] = range(1, 11),
    ran: Mapping[str, Iterable[int]] | None = None,
    *,
    branches: Branches | None = None,
    taken: Taken | None = None,
) -> FileMeasure:
    """Return one file: ``ran`` maps a suite to its lines, ``taken`` to its branches."""
    branches, taken = branches or {}, taken or {}
    numbers = tuple(statements)
    by = {suite: set(lines) & set(numbers) for suite, lines in (ran or {}).items()}
    lines = set[int]().union(*by.values())
    arcs = {arc for suite in taken for arc in taken[suite]}
    missed = {
        source: tuple(target for target in targets if (source, target) not in arcs)
        for source, targets in branches.items()
    }
    return FileMeasure(
        path=path,
        layer=layer,
        counts=_counts(numbers, lines, branches, arcs),
        missing_lines=tuple(sorted(set(numbers) - lines)),
        partial={line: out for line, out in missed.items() if out and line in lines},
        covered_by={suite: tuple(sorted(got)) for suite, got in by.items()},
        by_suite={
            suite: _counts(numbers, got, branches, set(taken.get(suite, ())))
            for suite, got in by.items()
        },
        statements=numbers,
        branches=branches,
    )


def _layer(
    name: str, files: Iterable[FileMeasure], suites: tuple[str, ...], *, measured: bool
) -> LayerMeasure:
    chosen = tuple(files)
    return LayerMeasure(
        name=name,
        files=len(chosen),
        counts=sum((file.counts for file in chosen), Counts()),
        by_suite={
            suite: sum((file.by_suite.get(suite, Counts()) for file in chosen), Counts())
            for suite in suites
        },
        measured=measured,
    )


def a_measurement(
    files: Iterable[FileMeasure],
    *,
    suites: tuple[str, ...] = ("unit", "integration", "api"),
    layers: tuple[str, ...] = ("repository", "service", "router"),
    unmeasured: tuple[str, ...] = (),
    branch: bool = False,
) -> Measurement:
    """Return the sums over the files; every suite is expected to have seen every file."""
    chosen = tuple(sorted(files, key=lambda file: file.path))
    return Measurement(
        branch=branch,
        suites=suites,
        layers=tuple(
            _layer(
                name,
                (file for file in chosen if file.layer == name),
                suites,
                measured=name not in unmeasured,
            )
            for name in layers
        ),
        total=_layer(
            TOTAL, (file for file in chosen if file.layer not in unmeasured), suites, measured=True
        ),
        files=chosen,
    )


def a_gate(
    measurement: Measurement,
    layer: str,
    threshold: int,
    *,
    scope: str = "merged",
    kind: str = "fail_under",
) -> GateResult:
    """Return one ``fail_under`` or ``max_missing`` gate, held to the measurement."""
    sums = {measure.name: measure for measure in (*measurement.layers, measurement.total)}[layer]
    counts = sums.counts if scope == "merged" else sums.by_suite[scope]
    met = counts.reaches(threshold) if kind == "fail_under" else counts.uncovered <= threshold
    return GateResult(scope, layer, kind, threshold, counts, Ruling.KEPT if met else Ruling.BROKEN)


def a_provenance() -> Provenance:
    """Return a fixed run of the project ``shop``."""
    return Provenance(
        run_id="2f1c6e0a-7d0e-4a55-9d0e-0b8c5a1f7a11",
        created_at="2026-11-21T15:30:00+00:00",
        project="shop",
        version="0.1.0",
        commit="9f8e7d6c5b4a39281706f5e4d3c2b1a098765432",
        branch="main",
    )


def a_verdict(
    ruling: Ruling = Ruling.KEPT,
    *,
    reasons: tuple[Reason, ...] = (),
    suites: tuple[SuiteVerdict, ...] = (),
    gates: tuple[GateResult, ...] = (),
    measurement: Measurement | None = None,
    partial: bool = False,
    notes: tuple[str, ...] = (),
) -> Verdict:
    """Return a verdict of the fixed run."""
    return Verdict(
        ruling, reasons, suites, gates, measurement, a_provenance(), partial=partial, notes=notes
    )
