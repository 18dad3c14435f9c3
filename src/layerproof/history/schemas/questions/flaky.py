"""Flaky tests as they are answered."""

from __future__ import annotations

from pydantic import Field

from layerproof.history.records.questions.flaky import FlakyDefinition
from layerproof.history.schemas.questions.tests import SightingOut, TestOut
from layerproof.history.schemas.runs import Answer


class FlakyTestOut(Answer):
    """A flaky test in one variant."""

    test: TestOut
    variant: str
    times: int = Field(description="Commits, flips or runs with a retry, as the definition says")
    occurrences: list[SightingOut] = Field(description="The newest that show it, newest first")
    shown_by: int = Field(description="How many occurrences there are")


class FlakyTestsOut(Answer):
    """The tests that are flaky by a definition, those that are so most often first."""

    definition: FlakyDefinition
    branch: str | None = Field(description="Null where runs of every branch were looked at")
    runs: int = Field(description="How many runs were looked at")
    items: list[FlakyTestOut]
    total: int = Field(description="How many tests are flaky")
