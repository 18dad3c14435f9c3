"""Realistic verdicts, for the tests of everything that shows one.

Their parts come from ``verdict_parts``, whose builders can be imported from here too.
"""

from __future__ import annotations

from dataclasses import replace

from layerproof.core.judge.values import (
    GateResult,
    Reason,
    Ruling,
    SuiteVerdict,
    Verdict,
)
from layerproof.core.measure.values import FileMeasure, Measurement
from layerproof.core.outcome.values import (
    Result,
    Status,
)
from tests.support.verdict_parts import (
    Branches,
    Taken,
    a_file,
    a_gate,
    a_measurement,
    a_part,
    a_provenance,
    a_suite,
    a_test,
    a_verdict,
)

__all__ = [
    "EIGHT",
    "HOSTILE",
    "a_file",
    "a_gate",
    "a_measurement",
    "a_part",
    "a_provenance",
    "a_suite",
    "a_test",
    "a_verdict",
    "broken_verdict",
    "hostile_verdict",
    "kept_verdict",
    "large_verdict",
    "partial_verdict",
    "shop_files",
    "unmeasured_verdict",
]

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
