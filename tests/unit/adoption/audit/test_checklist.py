"""The completion checklist: each point by what ran, was recorded, or is not there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from layerproof.adoption.audit.answers import Answer, Check
from layerproof.adoption.audit.assess import assess
from layerproof.adoption.audit.checklist import role_of
from layerproof.adoption.audit.inputs import AuditInput, Earlier, Recorded, Sign
from layerproof.adoption.doctor.values import Diagnosis, State
from layerproof.adoption.findings import Place
from layerproof.adoption.probing.values import Hang, ProbedOutcome, ProbedTest
from layerproof.core.outcome.values import PartOutcome
from tests.support.audits import SERVICE, a_run, a_test, at, changed, well_kept
from tests.support.evidence import REPOSITORY, a_config, ruled, whole_run

K, B, N, X = Answer.KEPT, Answer.BROKEN, Answer.NOT_MEASURED, Answer.NOT_APPLICABLE


def point(given: AuditInput, name: str) -> Check:
    """Return one point of the checklist."""
    return next(check for check in assess(given).checklist if check.name == name)


def recorded(**more: Any) -> AuditInput:
    """Return a project with a table, of which both suites left fresh records."""
    verdict = ruled(whole_run())
    parts = tuple(part for suite in verdict.suites for part in suite.parts)
    given = changed(
        well_kept(),
        config=a_config(),
        recorded=Recorded(verdict, parts, why=""),
        bodies={SERVICE: frozenset({5, 6}), REPOSITORY: frozenset({5})},
        probe=None,
        ran=False,
    )
    return replace(given, **more)


def only(given: AuditInput, *suites: str) -> tuple[PartOutcome, ...]:
    """Return the fresh parts of those suites alone."""
    return tuple(part for part in given.recorded.fresh if part.part.suite in suites)


def test_layers_are_tested_by_what_was_called() -> None:
    """A layer is tested where a test of its suites ran a line inside a function of each file."""
    given = recorded()
    assert point(given, "services-tested") == Check(
        "services-tested",
        "every service is tested by itself",
        K,
        ("functions of 1 of 1 file were called by tests of unit, integration",),
        priority=1,
    )
    never = replace(given, bodies={SERVICE: frozenset({99}), REPOSITORY: frozenset({5})})
    found = point(never, "services-tested")
    assert (found.answer, found.evidence) == (
        B,
        ("functions of 0 of 1 file were called", f"never called: {SERVICE}"),
    )
    assert found.places == (Place(SERVICE),)


def test_an_import_is_no_test() -> None:
    """Lines outside functions run at import, so they prove nothing."""
    given = replace(recorded(), bodies={SERVICE: frozenset()})
    assert point(given, "services-tested").answer is X


def test_stale_records_measure_nothing() -> None:
    """Records of other source than today's answer nothing, and say why."""
    given = recorded()
    stale = replace(given.recorded, fresh=(), stale=("the source changed since unit ran: a.py",))
    answers = {
        check.name: (check.answer, check.evidence[0])
        for check in assess(replace(given, recorded=stale)).checklist
        if check.name in ("services-tested", "gates-kept", "all-green")
    }
    told = "the source changed since unit ran: a.py"
    assert answers == {
        "services-tested": (N, told),
        "gates-kept": (N, told),
        "all-green": (N, told),
    }


def test_flows_need_a_suite_that_comes_through_the_door() -> None:
    """What unit tests call of a router is no flow."""
    layers = tuple(replace(layer, name="router") for layer in a_config().layers[1:])
    given = recorded()
    verdict = given.recorded.verdict
    assert verdict is not None
    assert verdict.measurement is not None
    files = tuple(replace(file, layer="router") for file in verdict.measurement.files)
    measured = replace(verdict, measurement=replace(verdict.measurement, files=files))
    given = replace(
        given,
        config=a_config(layers=layers),
        recorded=replace(given.recorded, verdict=measured),
    )
    found = point(given, "flows-tested")
    assert found.answer is N
    assert "none of the suites api, slow" in found.evidence[0]


@pytest.mark.parametrize(
    ("results", "answer"),
    [({}, K), ({"test_moves": "failed"}, B), ({"test_moves": "skipped"}, B)],
    ids=["passed", "failed", "skipped"],
)
@pytest.mark.parametrize("suite", ["migrations", "concurrency"])
def test_a_suite_proves_by_passing(suite: str, results: dict[str, str], answer: Answer) -> None:
    """Migrations and concurrency are kept only where a test of their suite passed."""
    tests = (a_test(), a_test("test_moves", f"tests/{suite}/test_it.py"))
    given = changed(
        well_kept(),
        tests=tests,
        probe=a_run(tests, **results),
        backend={"migrations": at("alembic.ini")},
        signs=(Sign("asyncio.gather", Place(SERVICE, 4)),),
    )
    assert point(given, f"{suite}-tested").answer is answer


def test_nothing_to_prove() -> None:
    """Without migrations, concurrency or SQLite, those points do not apply."""
    names = ("migrations-tested", "concurrency-tested", "pragmas-verified")
    assert [point(well_kept(), name).answer for name in names] == [X, X, X]


def test_a_suite_without_tests_is_broken_where_all_ran() -> None:
    """Migrations that no test touches are broken once every test has run, else not measured."""
    given = changed(well_kept(), backend={"migrations": at("alembic.ini")})
    assert point(given, "migrations-tested").answer is B
    assert point(replace(given, ran=False), "migrations-tested").answer is N


def test_pragmas_are_verified_by_a_test_that_asks() -> None:
    """On SQLite a test that asks for a PRAGMA has to pass, and the doctor may not object."""
    sqlite = changed(well_kept(), backend={"engine": at("sqlite")})
    assert point(sqlite, "pragmas-verified").answer is B
    tests = (a_test("test_keys", pragma=True),)
    asked = replace(sqlite, tests=tests, probe=a_run(tests))
    assert point(asked, "pragmas-verified").answer is K
    wrong = Diagnosis("sqlite-pragmas", State.FOUND, "foreign keys are off", fix="turn them on")
    found = point(replace(asked, doctor=(wrong,)), "pragmas-verified")
    assert (found.answer, found.evidence, found.do) == (
        B,
        ("foreign keys are off",),
        "turn them on",
    )


def test_gates_are_those_of_the_verdict() -> None:
    """Gates are kept, broken or not measured as ``layerproof coverage`` has it."""
    found = point(recorded(), "gates-kept")
    assert (found.answer, found.evidence) == (K, ("4 gates: 4 kept",))
    assert point(well_kept(), "gates-kept").answer is N


def test_green() -> None:
    """All green is kept where every test ran and none failed; one failure is certain."""
    tests = well_kept().tests
    assert point(well_kept(), "all-green").answer is K
    failed = replace(well_kept(), probe=a_run(tests, test_total="failed"))
    found = point(failed, "all-green")
    assert (found.answer, found.evidence) == (
        B,
        (
            "2 tests (run of now), 0 skipped",
            "1 failed: tests/unit/test_orders.py::test_total",
        ),
    )


def test_what_did_not_run_is_not_green() -> None:
    """A collected test without a result, a file that hangs, a run that was lost: none is green."""
    given = well_kept()
    assert given.probe is not None
    more = ProbedTest("tests/test_lost.py::test_a", "tests/test_lost.py", 1)
    missing = replace(given.probe, tests=(*given.probe.tests, more))
    assert point(replace(given, probe=missing), "all-green").answer is N
    lost = replace(given.probe, lost="the time limit was reached")
    assert point(replace(given, probe=lost), "all-green").evidence == (
        "the time limit was reached",
    )
    hanging = replace(given.probe, hangs=(Hang("tests/test_waits.py", 8.0),))
    found = point(replace(given, probe=hanging), "all-green")
    assert (found.answer, found.evidence) == (
        B,
        ("1 file cannot be collected: tests/test_waits.py",),
    )
    assert not assess(replace(given, probe=hanging)).outcomes.whole


def test_nothing_passed_is_not_green() -> None:
    """A run in which every test was skipped shows nothing."""
    tests = (a_test(),)
    given = replace(well_kept(), tests=tests, probe=a_run(tests, test_total="skipped"))
    assert point(given, "all-green").answer is N


def test_records_of_one_suite_are_not_all() -> None:
    """Where another suite of the table has tests and no record, not all has run."""
    given = recorded()
    one = replace(given.recorded, fresh=only(given, "unit"))
    assert point(replace(given, recorded=one), "all-green").answer is N
    assert point(given, "all-green").answer is K


def test_what_passed_before_has_to_pass() -> None:
    """A test that passed in any earlier audit and fails now is broken until it passes again."""
    nodeid = "tests/unit/test_orders.py::test_total"
    earlier = (
        Earlier("2026-11-21", results={nodeid: "failed"}),
        Earlier("2026-11-20", results={nodeid: "passed", "tests/test_gone.py::test_a": "passed"}),
    )
    given = replace(well_kept(), earlier=earlier)
    assert given.probe is not None
    assert point(given, "nothing-got-worse").answer is K
    outcomes = {**given.probe.outcomes, nodeid: ProbedOutcome("error")}
    failing = replace(given, probe=replace(given.probe, outcomes=outcomes))
    found = point(failing, "nothing-got-worse")
    assert (found.answer, found.evidence) == (
        B,
        (
            "compared with the audit of 2026-11-21",
            f"passed then and fail now: {nodeid}",
        ),
    )
    assert point(replace(given, earlier=()), "nothing-got-worse").answer is N


@pytest.mark.parametrize(
    ("layer", "role"),
    [
        ("repository", "repository"),
        ("order_repositories", "repository"),
        ("crud", "repository"),
        ("UseCases", "service"),
        ("endpoints", "router"),
        ("schema", ""),
    ],
)
def test_layers_by_other_names(layer: str, role: str) -> None:
    """People call the three layers by other names too."""
    assert role_of(layer) == role
