"""The audit as a whole: readiness, strengths, issues, actions, changes, and its one answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.adoption.audit.answers import Answer, Check, Share, count_kept, worst
from layerproof.adoption.audit.assess import assess, decide
from layerproof.adoption.audit.doctor_checks import dimension_of
from layerproof.adoption.audit.inputs import Earlier
from layerproof.adoption.audit.values import Action, Changes, Figure, Trouble, Turn
from layerproof.adoption.doctor.catalogue import list_checks
from layerproof.adoption.doctor.values import Diagnosis, State
from tests.support.audits import a_run, badly_kept, unread, well_kept
from tests.support.evidence import a_config

K, B, N, X = Answer.KEPT, Answer.BROKEN, Answer.NOT_MEASURED, Answer.NOT_APPLICABLE


def test_what_was_not_measured_is_not_kept() -> None:
    """A share counts what applies; of that, only what is kept."""
    checks = [Check("a", "", answer) for answer in (K, K, B, N, X)]
    assert count_kept(checks) == Share(2, 4)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [((K, X), K), ((K, N), N), ((N, B, K), B), ((X, X), X), ((), X)],
    ids=["kept", "not measured", "broken", "not applicable", "none"],
)
def test_the_worst_answer_counts(answers: tuple[Answer, ...], expected: Answer) -> None:
    """One that is broken breaks all; one that was not measured keeps the rest from being kept."""
    assert worst(answers) is expected


def test_an_audit_of_nothing_is_no_pass() -> None:
    """Where no point applies, or there is no project, nothing was measured and nothing is good."""
    assert decide(iter([X, X])) is N
    audit = assess(unread())
    assert audit.answer is N
    assert audit.strengths == ()
    assert {one.share.kept for one in audit.readiness} == {0}


def test_readiness_of_a_good_project() -> None:
    """Every dimension is so many of so many named checks."""
    shares = {one.name: one.share for one in assess(well_kept()).readiness}
    assert shares == {
        "structure": Share(13, 13),
        "configuration": Share(4, 5),
        "dependencies": Share(4, 5),
        "environment": Share(4, 4),
        "imports": Share(4, 4),
        "execution": Share(5, 5),
        "coverage": Share(0, 2),
    }


def test_readiness_of_a_bad_project() -> None:
    """Every check that breaks is named, and so is every one that was not measured."""
    audit = assess(badly_kept())
    answers = {check.name: check.answer for one in audit.readiness for check in one.checks}
    assert [name for name, answer in answers.items() if answer is B] == [
        "suites-told",
        "test-names-unique",
        "test-bodies-unique",
        "no-empty-tests",
        "tests-assert",
        "names: names that say something",
        "fixtures-used",
        "layerproof-table",
        "settings-right",
        "settings-needed",
        "strict-markers",
        "markers-registered",
        "ci-runs-tests",
        "dependencies-locked",
        "interpreter-answers",
        "no-import-errors",
        "no-hanging-imports",
        "collected",
    ]
    assert answers["no-slow-imports"] is N
    assert answers["none-fails"] is N
    assert answers["covered: total"] is N


def test_nothing_counts_twice() -> None:
    """No two checks have one name, in the checklist or in any dimension."""
    audit = assess(badly_kept())
    names = [check.name for check in audit.checklist]
    names += [check.name for one in audit.readiness for check in one.checks]
    assert len(names) == len(set(names))


def test_actions_stand_by_priority() -> None:
    """What keeps verdicts from being true comes first, what is broken before the unmeasured."""
    actions = assess(badly_kept()).actions
    assert [one.priority for one in actions] == sorted(one.priority for one in actions)
    first = [one.answer for one in actions if one.priority == 1]
    assert first == sorted(first, key=[B, N].index)
    assert len({one.do for one in actions}) == len(actions)
    assert actions[0] == Action(
        1,
        "give tests of no suite a marker or a folder, or set `default_suite`",
        "2 of 4 tests; not: tests/test_more.py::test_1, tests/test_more.py::test_prints",
        "suites-told",
        B,
    )


def test_issues_and_strengths() -> None:
    """What is broken is an issue; what was seen to hold is a strength, unless it is a trifle."""
    audit = assess(well_kept())
    assert [check.name for check in audit.issues] == ["layerproof-table"]
    assert "all tests pass (2 tests (run of now), 0 skipped)" in audit.strengths
    assert not any("snake_case" in strength for strength in audit.strengths)


def test_collection() -> None:
    """A hang is told with its frames, an error with pytest's words, and why that is not all."""
    audit = assess(badly_kept())
    hang, error = audit.collection
    assert hang == Trouble(
        "hang",
        "tests/test_waits.py",
        "its import did not end within 8.0 s",
        8.0,
        ("tests/test_waits.py:3 in wait", "tests/x.py:1"),
    )
    assert (error.kind, error.path) == ("error", "tests/test_broken.py")
    assert audit.collection_why == "the time limit of 9 s was reached"


def test_no_password_is_in_an_audit() -> None:
    """Passwords of URLs are stars wherever they come from, and so are values of variables."""
    assert "s3cret" not in repr(assess(badly_kept()))
    assert "postgresql://shop:***@db/shop" in repr(assess(badly_kept()).settings)


def test_the_doctors_word() -> None:
    """The worst of a check's diagnoses answers it; one that found nothing is no strength."""
    diagnoses = (
        Diagnosis("workers", State.WELL, "fine"),
        Diagnosis("workers", State.FOUND, "a file for all", fix="one for each"),
        Diagnosis("sleeps", State.WELL, "no test waits by the clock"),
        Diagnosis("assertions", State.FOUND, "looked at here as well"),
    )
    about = {"workers": "no two meet", "sleeps": "no test waits by the clock"}
    audit = assess(replace(well_kept(), doctor=diagnoses, doctor_about=about))
    execution = next(one for one in audit.readiness if one.name == "execution")
    assert execution.checks[-2:] == (
        Check("doctor: workers", "no two meet", B, ("a file for all",), "one for each"),
        Check("doctor: sleeps", "no test waits by the clock", K, ("the doctor found nothing",)),
    )
    assert not any("clock" in strength for strength in audit.strengths)
    assert "looked at here as well" not in repr(audit.readiness)


def test_every_check_of_the_doctor_has_a_dimension() -> None:
    """Known checks of the doctor stand where a reader looks for them."""
    known = {check.name for check in list_checks()}
    expected = {
        "coverage-source": "configuration",
        "layers": "structure",
        "known-faults": "dependencies",
        "workers": "execution",
        "loop-scopes": "configuration",
        "database": "environment",
    }
    assert expected.keys() <= known
    assert {name: dimension_of(name) for name in expected} == expected


def test_what_changed() -> None:
    """Figures, answers and results are compared with the last audit; what is equal is not told."""
    last = assess(replace(well_kept(), ran=False))
    earlier = Earlier(
        "2026-11-21T10:00:00+00:00",
        figures={**last.figures, "lines": 40},
        answers={check.name: check.answer.value for check in last.checklist},
    )
    changes = assess(replace(well_kept(), earlier=(earlier,))).changes
    assert changes == Changes(
        since="2026-11-21T10:00:00+00:00",
        figures=(
            Figure("lines", 40, 47),
            Figure("tests run", None, 2),
            Figure("tests failed", None, 0),
            Figure("tests skipped", None, 0),
            Figure("checks kept: execution", 0, 5),
        ),
        turns=(Turn("all-green", "not measured", "kept"),),
    )


def test_which_tests_changed() -> None:
    """Tests that broke, were mended or are gone are named."""
    base = "tests/unit/test_orders.py::"
    results = {f"{base}test_total": "passed", f"{base}test_refuses": "failed", "gone::a": "passed"}
    given = replace(well_kept(), earlier=(Earlier("2026-11-21", results=results),))
    given = replace(given, probe=a_run(given.tests, test_total="failed"))
    changes = assess(given).changes
    assert (changes.broke, changes.mended, changes.gone) == (
        (f"{base}test_total",),
        (f"{base}test_refuses",),
        ("gone::a",),
    )


def test_a_part_of_a_run_loses_no_test() -> None:
    """Where not all was run, a test without a result is not called gone."""
    given = replace(well_kept(), earlier=(Earlier("2026-11-21", results={"gone::a": "passed"}),))
    assert given.probe is not None
    given = replace(given, probe=replace(given.probe, lost="the time limit was reached"))
    assert assess(given).changes.gone == ()


def test_notes_say_what_was_left_out() -> None:
    """Tests that the project leaves out on purpose, and a doctor that was not asked, are told."""
    tests = tuple(replace(test, markers=("gpu",)) for test in well_kept().tests)
    config = a_config(deselect="gpu")
    audit = assess(replace(well_kept(), tests=tests, config=config, doctor=None))
    assert audit.notes == (
        "2 tests left out on purpose: deselect = gpu",
        "the doctor was not asked (--no-doctor): what it looks at is not measured",
    )
    asked = assess(replace(well_kept(), doctor_unasked=("test-order", "two-workers")))
    told = "the doctor's checks that run code were not asked, `layerproof doctor` does: "
    assert asked.notes == (f"{told}test-order, two-workers",)
