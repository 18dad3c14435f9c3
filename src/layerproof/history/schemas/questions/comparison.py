"""Comparisons as they are answered."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import Field

from layerproof.history.records.questions.comparison import Comparison
from layerproof.history.records.questions.tests import Outcome
from layerproof.history.schemas.questions.tests import TestOut
from layerproof.history.schemas.runs import Answer, CountsOut, RunOut, SuiteOut, show_run

T = TypeVar("T")


class GapOut(Answer):
    """Something that cannot be compared."""

    code: str
    message: str


class LayerChangeOut(Answer):
    """A layer before and after."""

    name: str
    before: CountsOut | None
    after: CountsOut | None
    fell: bool | None = Field(description="Null where that cannot be said; see `gaps`")


class SuiteChangeOut(Answer):
    """A suite before and after; null where it is not in the run."""

    name: str
    before: SuiteOut | None
    after: SuiteOut | None


class EndingOut(Answer):
    """How a test ended in a run, all parts of its variant together."""

    outcome: Outcome
    seconds: float | None = Field(description="The mean where it passed")


class TestChangeOut(Answer):
    """A test that is not as it was."""

    __test__ = False

    test: TestOut
    variant: str
    before: EndingOut | None
    after: EndingOut | None
    part: str = Field(description="Where it failed, if it did")
    message: str


class BoundedOut(Answer, Generic[T]):
    """The first of some things, and how many there are in all."""

    items: list[T]
    total: int


class UncoveredFileOut(Answer):
    """A file of which more is uncovered than in the base; line numbers may have moved."""

    path: str
    before: int | None = Field(description="Null for a file that the base does not have")
    after: int
    lines: BoundedOut[int]
    branches: BoundedOut[tuple[int, int]]


class ComparisonOut(Answer):
    """A run against its base."""

    run: RunOut
    base: RunOut
    gaps: list[GapOut] = Field(description="What could not be compared, and why")
    layers: list[LayerChangeOut]
    total: LayerChangeOut | None
    suites: list[SuiteChangeOut]
    newly_failing: BoundedOut[TestChangeOut]
    still_failing: BoundedOut[TestChangeOut]
    fixed: BoundedOut[TestChangeOut]
    new_tests: BoundedOut[TestChangeOut]
    vanished_tests: BoundedOut[TestChangeOut]
    newly_slow: BoundedOut[TestChangeOut]
    newly_uncovered: BoundedOut[UncoveredFileOut]


#: What is answered as it is in the record.
_ALIKE = tuple(name for name in ComparisonOut.model_fields if name not in ("run", "base"))


def show_comparison(comparison: Comparison) -> ComparisonOut:
    """Return a comparison as it is answered."""
    return ComparisonOut.model_validate(
        {
            "run": show_run(comparison.run),
            "base": show_run(comparison.base),
            **{name: getattr(comparison, name) for name in _ALIKE},
        }
    )
