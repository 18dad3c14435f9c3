"""Whether a part ran on the project as it is now."""

from __future__ import annotations

from dataclasses import replace

from layerproof.core.config.values import Suite
from layerproof.core.judge.values import Ruling
from layerproof.core.outcome.values import Fingerprint, Result, Status
from tests.support.evidence import (
    NOW,
    REPOSITORY,
    SERVICE,
    a_config,
    a_record,
    an_outcome,
    messages,
    outline,
    ruled,
    whole_run,
    with_unit,
)

NOT_MEASURED = Ruling.NOT_MEASURED
OLD = replace(NOW, source={SERVICE: "old", "src/shop/gone.py": "f6"})


def test_changed_source_is_not_measured() -> None:
    """Source that changed since is named: changed, added and removed files."""
    verdict = ruled(with_unit(fingerprint=OLD))
    assert outline(verdict) == (NOT_MEASURED, [("source-changed", "unit")])
    assert messages(verdict) == [
        (
            "the source changed since unit ran: src/shop/gone.py (removed), "
            f"{REPOSITORY} (added), {SERVICE}"
        )
    ]


def test_changed_tests_are_not_measured() -> None:
    """A test file that changed since is named."""
    then = replace(NOW, tests={"tests/unit/test_orders.py": "old"})
    verdict = ruled(with_unit(fingerprint=then))
    assert outline(verdict) == (NOT_MEASURED, [("tests-changed", "unit")])
    assert messages(verdict) == ["the tests changed since unit ran: tests/unit/test_orders.py"]


def test_changed_config_is_not_measured() -> None:
    """A suite that ran under another config is not measured."""
    verdict = ruled(with_unit(fingerprint=replace(NOW, config="old")))
    assert outline(verdict) == (NOT_MEASURED, [("config-changed", "unit")])


def test_record_without_fingerprint_is_not_measured() -> None:
    """A part that does not say what it ran on is not measured."""
    codes = [code for code, _ in outline(ruled(with_unit(fingerprint=Fingerprint())))[1]]
    assert codes == ["source-changed", "tests-changed", "config-changed"]


def test_failed_test_of_older_source_is_no_proof() -> None:
    """A test that failed before the source changed is a note: it says nothing about today."""
    failed = (a_record("test_total", Result.FAILED), a_record("test_discount"))
    verdict = ruled(with_unit(fingerprint=OLD, tests=failed, exit_code=1))
    assert outline(verdict) == (NOT_MEASURED, [("source-changed", "unit")])
    assert verdict.notes == ("1 test of unit failed on the project as it was then",)


def test_old_run_of_an_optional_untraced_suite_is_a_note() -> None:
    """A suite that is neither required nor counted does not block when its run is old."""
    speed = Suite("performance", "performance", coverage=False, required=False, declared=True)
    config = a_config()
    config = replace(config, suites=(*config.suites, speed))
    old = an_outcome("performance", fingerprint=OLD, coverage=None)
    verdict = ruled(whole_run(outcomes=(*whole_run().outcomes, old)), config)
    assert outline(verdict) == (Ruling.KEPT, [])
    assert verdict.notes == ("suite performance did not run (it is not required)",)


def test_old_run_of_an_optional_traced_suite_is_not_measured() -> None:
    """A suite whose old lines would count is not measured, required or not."""
    slow = Suite("slow", "slow", required=False, declared=True)
    config = a_config()
    config = replace(config, suites=(*config.suites[:2], slow))
    old = an_outcome("slow", fingerprint=replace(NOW, config="old"))
    evidence = whole_run(outcomes=(*whole_run().outcomes, old), measurement=None)
    assert outline(ruled(evidence, config)) == (NOT_MEASURED, [("config-changed", "slow")])


def test_new_run_of_an_optional_untraced_suite_counts() -> None:
    """A suite that is neither required nor counted is kept when it ran on what there is."""
    speed = Suite("performance", "performance", coverage=False, required=False, declared=True)
    config = a_config()
    config = replace(config, suites=(*config.suites, speed))
    new = an_outcome("performance", coverage=None)
    verdict = ruled(whole_run(outcomes=(*whole_run().outcomes, new)), config)
    assert (outline(verdict), verdict.notes) == ((Ruling.KEPT, []), ())


def test_old_run_of_a_required_untraced_suite_is_not_measured() -> None:
    """A required suite must have run on what there is, traced or not."""
    speed = Suite("performance", "performance", coverage=False, declared=True)
    config = a_config()
    config = replace(config, suites=(*config.suites, speed))
    old = an_outcome("performance", fingerprint=replace(NOW, config="old"), coverage=None)
    verdict = ruled(whole_run(outcomes=(*whole_run().outcomes, old)), config)
    assert outline(verdict) == (NOT_MEASURED, [("config-changed", "performance")])


def test_killed_run_is_not_asked_for_its_age() -> None:
    """A part that never ended is named as killed, and nothing else is said of it."""
    killed = with_unit(status=Status.STARTED, exit_code=None, fingerprint=Fingerprint())
    assert outline(ruled(killed)) == (NOT_MEASURED, [("suite-killed", "unit")])
