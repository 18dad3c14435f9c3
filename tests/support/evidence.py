"""A whole, kept run of a small project as evidence, and ways to damage one thing in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from layerproof.core.config.values import Config, Gate, Layer, Suite
from layerproof.core.judge.evidence import Evidence
from layerproof.core.judge.values import Provenance, Ruling, Verdict
from layerproof.core.judge.verdict import judge
from layerproof.core.linedata.values import ExecutedLines, SourceLines, SuiteLines
from layerproof.core.measure.count import measure
from layerproof.core.measure.values import Measurement
from layerproof.core.outcome.values import (
    CoverageFacts,
    Fingerprint,
    Part,
    PartOutcome,
    Result,
    Status,
    TestRecord,
)

SERVICE = "src/shop/services/orders.py"
REPOSITORY = "src/shop/orders/repository.py"

NOW = Fingerprint(
    source={SERVICE: "a1", REPOSITORY: "b2"}, tests={"tests/unit/test_orders.py": "c3"}, config="d4"
)
PROVENANCE = Provenance("run-1", "2026-11-21T15:30:00+00:00", "shop", "0.1.0")

#: What each suite ran in the kept run: together all of the ten lines of each file.
RAN: Mapping[str, Mapping[str, Iterable[int]]] = {
    "unit": {SERVICE: range(1, 11), REPOSITORY: range(1, 3)},
    "integration": {SERVICE: range(1, 4), REPOSITORY: range(1, 11)},
}


def a_config(**changes: Any) -> Config:
    """Return two gated layers and the declared suites ``unit`` and ``integration``."""
    config = Config(
        project="shop",
        source=("src/shop",),
        layers=(
            Layer("repository", ("src/shop/**/repository.py",), gate=Gate(fail_under=9_000)),
            Layer("service", ("src/shop/services/**",), gate=Gate(fail_under=8_500)),
        ),
        suites=(
            Suite("unit", "unit", declared=True, gates={"service": Gate(fail_under=8_500)}),
            Suite("integration", "integration", declared=True),
            Suite("slow", "slow"),
        ),
    )
    return replace(config, **changes)


def with_suite(config: Config, name: str, **changes: Any) -> Config:
    """Return the config with that suite changed."""
    suites = (replace(one, **changes) if one.name == name else one for one in config.suites)
    return replace(config, suites=tuple(suites))


def a_record(
    name: str = "test_total", result: Result = Result.PASSED, message: str = ""
) -> TestRecord:
    """Return one test in ``tests/unit/test_orders.py``, line 12."""
    file = "tests/unit/test_orders.py"
    return TestRecord(f"{file}::{name}", result, 0.01, file, 12, message)


def an_outcome(suite: str = "unit", **changes: Any) -> PartOutcome:
    """Return a whole, unsharded, traced run of two tests that passed."""
    outcome = PartOutcome(
        part=Part(suite),
        status=Status.FINISHED,
        python_version="3.12.1",
        exit_code=0,
        selected=2,
        assigned=2,
        tests=(a_record("test_total"), a_record("test_discount")),
        census={"unit": 2, "integration": 2},
        fingerprint=NOW,
        coverage=CoverageFacts(
            version="7.17.3",
            core="ctrace",
            concurrency=("greenlet", "thread"),
            processes=1,
            traced=1,
            data="e5",
        ),
    )
    return replace(outcome, **changes)


def a_measurement(
    config: Config | None = None, ran: Mapping[str, Mapping[str, Iterable[int]]] = RAN
) -> Measurement:
    """Return the counts of two files of ten lines each."""
    return measure(
        [SourceLines(path, frozenset(range(1, 11))) for path in (SERVICE, REPOSITORY)],
        {SERVICE: "service", REPOSITORY: "repository"},
        [
            SuiteLines(
                suite,
                branch=False,
                files={path: ExecutedLines(frozenset(lines)) for path, lines in files.items()},
            )
            for suite, files in ran.items()
        ],
        config or a_config(),
    )


def whole_run(**changes: Any) -> Evidence:
    """Return the evidence of a run that is kept."""
    evidence = Evidence(
        outcomes=(an_outcome("unit"), an_outcome("integration")),
        now=NOW,
        measurement=a_measurement(),
    )
    return replace(evidence, **changes)


def with_unit(**changes: Any) -> Evidence:
    """Return the whole run, with the outcome of ``unit`` changed."""
    return whole_run(outcomes=(an_outcome("unit", **changes), an_outcome("integration")))


def ruled(evidence: Evidence, config: Config | None = None, *, partial: bool = False) -> Verdict:
    """Return the verdict on the evidence."""
    return judge(config or a_config(), evidence, PROVENANCE, partial=partial)


Outline = tuple[Ruling, list[tuple[str, str | None]]]


def outline(verdict: Verdict) -> Outline:
    """Return the ruling, and each reason's code with its suite."""
    return verdict.ruling, [(reason.code, reason.suite) for reason in verdict.reasons]


def messages(verdict: Verdict) -> list[str]:
    """Return what each reason says."""
    return [reason.message for reason in verdict.reasons]
