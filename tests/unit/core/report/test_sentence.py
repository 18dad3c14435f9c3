"""The verdict in one sentence."""

from __future__ import annotations

from dataclasses import replace

from layerproof.core.judge.values import Reason, Ruling
from layerproof.core.report.sentence import verdict_sentence
from tests.support.verdicts import (
    a_verdict,
    broken_verdict,
    kept_verdict,
    partial_verdict,
    unmeasured_verdict,
)


def test_kept_says_what_it_rests_on() -> None:
    """A kept verdict counts suites, tests and gates, and cuts its percentage."""
    assert (
        verdict_sentence(kept_verdict()) == "kept: 3 suites, 5 tests, 6 gates met, 98.8 % covered"
    )


def test_kept_without_gates_says_so() -> None:
    """A verdict that held nothing to any gate does not speak of gates met."""
    assert verdict_sentence(a_verdict()) == "kept: 0 suites, 0 tests, no gate asked"


def test_broken_counts_its_reasons() -> None:
    """A broken verdict names the kinds of its reasons and how many there are."""
    assert verdict_sentence(broken_verdict()) == "broken: 3 reasons (gate-missed 2, test-failed 1)"


def test_broken_does_not_hide_what_was_not_measured() -> None:
    """Reasons of the other kind are counted too."""
    verdict = broken_verdict()
    other = Reason(Ruling.NOT_MEASURED, "part-missing", "a shard is missing")
    mixed = replace(verdict, reasons=(verdict.reasons[0], other))
    assert (
        verdict_sentence(mixed) == "broken: 1 reason (test-failed 1), and 1 reason of another kind"
    )


def test_not_measured_counts_its_reasons() -> None:
    """A verdict that is not measured says why not."""
    assert (
        verdict_sentence(unmeasured_verdict())
        == "not measured: 2 reasons (part-missing 1, suite-unfinished 1)"
    )


def test_partial_numbers_are_no_verdict() -> None:
    """Numbers that were asked for without a verdict are never called kept."""
    assert (
        verdict_sentence(partial_verdict())
        == "not measured: only numbers were asked for (--partial), there is no verdict"
    )
