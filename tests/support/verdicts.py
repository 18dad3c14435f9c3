"""Builders of realistic verdicts, for the tests of everything that shows one.

Counts are derived from lines, so that a built verdict is as consistent as a judged one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

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

#: Every kind of text that has broken a report somewhere: markup, quotes, line ends, terminal
#: and bidirectional controls, a workflow command, a lone surrogate, the end of a CDATA section.
HOSTILE = (
    "</script><script>alert(1)</script>\"'`&amp;<b>|x|\r\n::error file=a,line=1::gone%0A"
    "\n## [kept](https://example.invalid)\x1b[2J\x1b]0;t\x07\x00\x08\u202ecod.exe\u2028\ud800]]>"
)

#: The suites that come ready.
EIGHT = (
    "unit",
    "integration",
    "api",
    "slow",
    "security",
    "performance",
    "migrations",
    "concurrency",
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


def shop_files(*, branch: bool = False, gaps: bool = False) -> tuple[FileMeasure, ...]:
    """Return five files of three layers; with ``gaps``, some lines and branches did not run."""
    every = range(1, 41)
    branches: Branches = {20: (21, 22), 30: (31, -1)} if branch else {}
    arcs = ((20, 21), (20, 22), (30, 31), (30, -1))
    taken: Taken = {"unit": arcs[:1] if gaps else arcs, "api": arcs[2:]} if branch else {}
    service = [n for n in every if not (gaps and n in {14, 15, 16, 17, 18, 33})]
    return (
        a_file(
            "src/shop/main.py",
            None,
            range(1, 11),
            {"unit": (), "integration": (1,), "api": range(1, 11)},
        ),
        a_file(
            "src/shop/orders/repository.py",
            "repository",
            range(1, 21),
            {"unit": range(1, 6), "integration": range(1, 21), "api": range(1, 13)},
        ),
        a_file(
            "src/shop/routers/orders.py",
            "router",
            range(1, 13),
            {"unit": (), "integration": (1, 2), "api": range(1, 12)},
        ),
        a_file(
            "src/shop/services/orders.py",
            "service",
            every,
            {"unit": service, "integration": range(1, 9), "api": range(1, 13)},
            branches=branches,
            taken=taken,
        ),
        a_file(
            "src/shop/services/prices.py",
            "service",
            range(1, 9),
            {"unit": range(1, 5 if gaps else 9), "integration": (), "api": (1, 2)},
        ),
    )


def _kept_suites(*, branch: bool = False) -> tuple[SuiteVerdict, ...]:
    skipped = a_test(
        "tests/integration/test_repository.py::TestOrders::test_lock[nowait]",
        Result.SKIPPED,
        0.0,
        line=31,
        message="needs PostgreSQL",
    )
    found = a_test("tests/integration/test_repository.py::TestOrders::test_find", seconds=0.31)
    return (
        a_suite(
            "unit",
            Ruling.KEPT,
            a_part(
                "unit",
                tests=(
                    a_test("tests/unit/test_orders.py::test_total"),
                    a_test("tests/unit/test_orders.py::test_discount[half]", seconds=0.25, line=30),
                ),
                branch=branch,
            ),
        ),
        a_suite(
            "integration",
            Ruling.KEPT,
            a_part("integration", tests=(found,), shard=1, shards=2, seconds=4.0, branch=branch),
            a_part("integration", tests=(skipped,), shard=2, shards=2, seconds=3.5, branch=branch),
        ),
        a_suite("api", Ruling.KEPT, a_part("api", seconds=2.25, branch=branch)),
    )


def _shop_gates(measurement: Measurement) -> tuple[GateResult, ...]:
    return (
        a_gate(measurement, "service", 8_500, scope="unit"),
        a_gate(measurement, "repository", 9_000, scope="integration"),
        a_gate(measurement, "repository", 9_000),
        a_gate(measurement, "service", 8_500),
        a_gate(measurement, "router", 8_000),
        a_gate(measurement, "total", 8_000),
    )


def kept_verdict() -> Verdict:
    """Return a kept verdict: three suites, one in two shards, three layers, lines only."""
    measurement = a_measurement(shop_files())
    return a_verdict(suites=_kept_suites(), gates=_shop_gates(measurement), measurement=measurement)


def broken_verdict() -> Verdict:
    """Return a broken verdict: one test failed, one gate was missed; branches are measured."""
    measurement = a_measurement(shop_files(branch=True, gaps=True), branch=True)
    unit, integration, _ = _kept_suites(branch=True)
    failed = a_test(
        "tests/api/test_orders.py::test_create",
        Result.FAILED,
        0.12,
        line=44,
        message="assert 500 == 201\n +  where 500 = response.status_code",
    )
    part = a_part("api", tests=(failed,), exit_code=1, seconds=2.25, branch=True)
    reasons = (
        Reason(
            Ruling.BROKEN,
            "test-failed",
            "tests/api/test_orders.py::test_create failed: assert 500 == 201",
            "run `nox -s api` to see it again",
            suite="api",
            path="tests/api/test_orders.py",
            line=44,
        ),
        Reason(
            Ruling.BROKEN,
            "gate-missed",
            "layer service (all suites): 78.84 %, needed 85 %",
            "cover the lines that are listed as missing",
            layer="service",
        ),
        Reason(
            Ruling.BROKEN,
            "gate-missed",
            "layer service (suite unit): 75.00 %, needed 85 %",
            "cover the lines that are listed as missing",
            suite="unit",
            layer="service",
        ),
    )
    return a_verdict(
        Ruling.BROKEN,
        reasons=reasons,
        suites=(unit, integration, a_suite("api", Ruling.BROKEN, part)),
        gates=_shop_gates(measurement),
        measurement=measurement,
        notes=("tests/unit: 1 test took longer than 100 ms",),
    )


def unmeasured_verdict() -> Verdict:
    """Return a verdict without a measurement: one suite was killed, a shard did not arrive."""
    unit = a_part("unit", tests=(), status=Status.STARTED, exit_code=None, seconds=0.0)
    shard = a_part("integration", shard=1, shards=2)
    reasons = (
        Reason(
            Ruling.NOT_MEASURED,
            "suite-unfinished",
            "suite unit started and did not finish",
            "run `nox -s unit`",
            suite="unit",
        ),
        Reason(
            Ruling.NOT_MEASURED,
            "part-missing",
            "suite integration: 1 of 2 parts arrived; integration.2of2 is missing",
            "run the missing shard, or look whether its artifact was uploaded",
            suite="integration",
        ),
    )
    return a_verdict(
        Ruling.NOT_MEASURED,
        reasons=reasons,
        suites=(
            a_suite("unit", Ruling.NOT_MEASURED, unit),
            a_suite("integration", Ruling.NOT_MEASURED, shard, expected=2),
            a_suite("api", Ruling.NOT_MEASURED, expected=1),
        ),
    )


def partial_verdict() -> Verdict:
    """Return numbers without a verdict, asked for by ``--partial``: only ``unit`` ran."""
    measurement = a_measurement(
        (
            a_file("src/shop/routers/orders.py", "router", range(1, 13), {"unit": ()}),
            a_file("src/shop/services/orders.py", "service", range(1, 9), {"unit": range(1, 8)}),
        ),
        suites=("unit",),
    )
    absent = Reason(
        Ruling.NOT_MEASURED,
        "suite-absent",
        "suite api did not run",
        "run `nox -s api`",
        suite="api",
    )
    return a_verdict(
        Ruling.NOT_MEASURED,
        reasons=(absent,),
        suites=(
            a_suite("unit", Ruling.KEPT, a_part("unit")),
            a_suite("api", Ruling.NOT_MEASURED, expected=1),
        ),
        measurement=measurement,
        partial=True,
    )


def hostile_verdict(text: str = HOSTILE) -> Verdict:
    """Return a broken verdict with ``text`` in every place that a project can put text into."""
    path = f"src/shop/{text}.py"
    measurement = a_measurement(
        (
            a_file(
                path,
                text,
                range(1, 5),
                {text: (1, 2)},
                branches={2: (3, 4)},
                taken={text: ((2, 3),)},
            ),
        ),
        suites=(text,),
        layers=(text,),
        branch=True,
    )
    results = (Result.FAILED, Result.ERROR, Result.SKIPPED, Result.XFAILED, Result.XPASSED)
    tests = tuple(
        a_test(f"tests/{text}.py::Test{text}::test_{number}[{text}]", result, message=text)
        for number, result in enumerate(results)
    )
    part = replace(
        a_part(text, tests=tests, python=text, exit_code=1, narrowed=(text,)), faults=(text,)
    )
    gate = replace(a_gate(measurement, text, 9_000), kind="each_file", path=path)
    reasons = tuple(
        Reason(ruling, text, text, text, suite=text, layer=text, path=path, line=3)
        for ruling in (Ruling.BROKEN, Ruling.NOT_MEASURED)
    )
    verdict = a_verdict(
        Ruling.BROKEN,
        reasons=reasons,
        suites=(a_suite(text, Ruling.BROKEN, part),),
        gates=(gate, a_gate(measurement, "total", 9_000)),
        measurement=measurement,
        notes=(text,),
    )
    return replace(
        verdict, provenance=replace(a_provenance(), project=text, branch=text, commit=text)
    )


def large_verdict(files: int = 2_000, tests: int = 10_000) -> Verdict:
    """Return a broken verdict as big as a large backend: eight suites, three layers."""
    suites = EIGHT
    layers = ("repository", "service", "router")
    branches: Branches = {10: (11, 14), 20: (21, -1)}
    measured = tuple(
        a_file(
            f"src/shop/{layers[n % 3]}s/module_{n:04}.py",
            layers[n % 3],
            range(1, 101),
            {suite: range(1 + at, 80, 1 + at) for at, suite in enumerate(suites)},
            branches=branches,
            taken={"unit": ((10, 11), (20, 21)), "api": ((20, -1),)},
        )
        for n in range(files)
    )
    share = tests // len(suites)
    outcomes = tuple(
        a_part(
            suite,
            branch=True,
            tests=tuple(
                a_test(
                    f"tests/{suite}/test_module_{n // 20:03}.py::TestIt::test_case[{n}]",
                    Result.FAILED if n % 500 == 7 else Result.PASSED,
                    seconds=(n % 97) / 1_000,
                    line=1 + n % 20,
                    message="assert 1 == 2" if n % 500 == 7 else "",
                )
                for n in range(share)
            ),
        )
        for suite in suites
    )
    measurement = a_measurement(measured, suites=suites, layers=layers, branch=True)
    reasons = tuple(
        Reason(
            Ruling.BROKEN,
            "test-failed",
            f"{test.nodeid} failed: assert 1 == 2",
            suite=outcome.part.suite,
            path=test.file,
            line=test.line,
        )
        for outcome in outcomes
        for test in outcome.tests
        if test.result is Result.FAILED
    )
    return a_verdict(
        Ruling.BROKEN,
        reasons=reasons,
        suites=tuple(a_suite(outcome.part.suite, Ruling.BROKEN, outcome) for outcome in outcomes),
        gates=tuple(a_gate(measurement, layer, 8_000) for layer in (*layers, "total")),
        measurement=measurement,
    )
