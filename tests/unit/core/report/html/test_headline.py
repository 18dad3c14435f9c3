"""The head of the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.core.judge.values import Reason, Ruling, Verdict
from layerproof.core.report.html.headline import (
    REASONS_LISTED,
    REASONS_OPEN,
    Figure,
    build_headline,
)
from tests.support.verdict_parts import a_verdict
from tests.support.verdicts import (
    broken_verdict,
    kept_verdict,
    partial_verdict,
    unmeasured_verdict,
)


@pytest.mark.parametrize(
    ("verdict", "word", "sentence"),
    [
        (
            kept_verdict(),
            "Kept",
            "Every required suite was measured, no test failed, and every gate was met.",
        ),
        (
            a_verdict(),
            "Kept",
            "Every required suite was measured, and no test failed. No gate was judged.",
        ),
        (
            broken_verdict(),
            "Broken",
            "What was measured does not hold: 3 reasons (gate-missed 2, test-failed 1).",
        ),
        (
            unmeasured_verdict(),
            "Not measured",
            (
                "What was not measured is never a pass: "
                "2 reasons (part-missing 1, suite-unfinished 1)."
            ),
        ),
        (
            partial_verdict(),
            "Not measured",
            "These are numbers without a verdict, as was asked for.",
        ),
    ],
)
def test_the_verdict_in_words(verdict: Verdict, word: str, sentence: str) -> None:
    """Each ruling has its word and its sentence, and numbers alone never look like a verdict."""
    headline = build_headline(verdict)
    assert (headline.word, headline.sentence) == (word, sentence)


def test_figures() -> None:
    """The figures at a glance agree with the verdict's values."""
    assert build_headline(broken_verdict()).figures == (
        Figure("Whole source", "87.2\u00a0%", "at least 80\u00a0%: kept"),
        Figure("Tests run", "5", "1 failed, 1 skipped"),
        Figure("Suites measured", "3 of 3", "2 kept"),
        Figure("Test time", "11.17\u00a0s", "added up over 4\u00a0parts"),
    )


def test_figures_where_nothing_was_counted() -> None:
    """What was not measured is a question mark, not a zero."""
    figures = build_headline(unmeasured_verdict()).figures
    assert (figures[0], figures[2]) == (
        Figure("Whole source", "?", "nothing could be counted"),
        Figure("Suites measured", "0 of 3", "0 kept"),
    )


def test_many_reasons_fold_and_are_counted() -> None:
    """Thousands of reasons leave room for the rest of the page, and none is lost silently."""
    reasons = tuple(
        Reason(Ruling.BROKEN, "test-failed", f"test {n}") for n in range(REASONS_LISTED + 7)
    )
    headline = build_headline(replace(broken_verdict(), reasons=reasons))
    assert headline.reasons == reasons[:REASONS_OPEN]
    assert headline.folded == reasons[REASONS_OPEN:REASONS_LISTED]
    assert headline.unlisted == 7
