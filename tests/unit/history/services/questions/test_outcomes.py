"""What results mean, and which try counts."""

from __future__ import annotations

from typing import get_args

import pytest

from layerproof.history.records.questions.tests import Outcome
from layerproof.history.repositories.questions.columns import FAILING, PASSING
from layerproof.history.schemas import fields
from layerproof.history.services.questions.outcomes import OUTCOMES, by_part, last_tries, together
from tests.factories.histories import a_sighting

PASSED, FAILED, SKIPPED = Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED


def test_every_result_means_something() -> None:
    """Each result that a report can hold has an outcome."""
    assert set(OUTCOMES) == set(get_args(fields.Outcome))


def test_sql_means_the_same() -> None:
    """The words that SQL takes for passes and failures are those of the definitions."""
    of = {
        outcome: {word for word, is_ in OUTCOMES.items() if is_ is outcome} for outcome in Outcome
    }
    assert (set(PASSING), set(FAILING)) == (of[PASSED], of[FAILED])


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], SKIPPED),
        ([SKIPPED], SKIPPED),
        ([SKIPPED, PASSED], PASSED),
        ([PASSED, FAILED, SKIPPED], FAILED),
        ([FAILED], FAILED),
    ],
)
def test_endings_together(outcomes: list[Outcome], expected: Outcome) -> None:
    """One failure is enough, then one pass; what was skipped says nothing."""
    assert together(outcomes) is expected


def test_tries_are_told_apart_by_run_and_part() -> None:
    """Tries come in their order, parts by name, runs by age."""
    first = a_sighting(1, part="b", position=1)
    again = a_sighting(1, part="b", position=4)
    beside = a_sighting(1, part="a", position=9)
    later = a_sighting(2, part="a", position=0)
    assert by_part([later, again, first, beside]) == {
        (1, "a"): [beside],
        (1, "b"): [first, again],
        (2, "a"): [later],
    }
    assert last_tries([later, again, first, beside]) == [beside, again, later]
