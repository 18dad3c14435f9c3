"""Tests as they are answered: of one run, through many, and what they take."""

from __future__ import annotations

from pydantic import Field, TypeAdapter

from layerproof.history.records.questions.tests import (
    Durations,
    RunTestPage,
    SlowTests,
    TestHistory,
)
from layerproof.history.schemas.fields import Outcome
from layerproof.history.schemas.questions.runs import RunNameOut
from layerproof.history.schemas.runs import Answer


class TestOut(Answer):
    """A test; its id follows from its suite and name."""

    __test__ = False

    id: str = Field(validation_alias="test_id")
    suite: str
    nodeid: str


class RunTestOut(Answer):
    """How a test ended in a part of a run."""

    test: TestOut
    part: str
    variant: str = Field(description="What parts of one suite differ by: the Python version")
    result: Outcome
    seconds: float
    retries: int = Field(description="How often it was tried again before it ended so")
    message: str


class RunTestPageOut(Answer):
    """Some tests of a run."""

    items: list[RunTestOut] = Field(validation_alias="tests")
    next: str | None = Field(description="Give it as `cursor` for the next page; null at the end")


class SightingOut(Answer):
    """How a test ended in a part of a run, and which run that was."""

    run: RunNameOut
    part: str
    variant: str
    result: Outcome
    seconds: float
    retries: int
    message: str


class TestHistoryOut(Answer):
    """One test through the runs, newest first."""

    __test__ = False

    test: TestOut
    items: list[SightingOut] = Field(validation_alias="sightings")
    next: str | None = Field(description="Give it as `cursor` for the next page; null at the end")


class SlowTestOut(Answer):
    """What a test takes on average, and how it grew."""

    test: TestOut
    seconds: float
    before: float | None = Field(description="In as many runs before; null if it did not run")
    growth: float | None = Field(description="How many seconds more than before")
    ratio: float | None = Field(description="How many times as long as before")


class SlowTestsOut(Answer):
    """The slowest tests of a branch."""

    branch: str
    runs: int = Field(description="How many runs there were to look at")
    runs_before: int = Field(description="How many there were before these")
    items: list[SlowTestOut]
    total: int = Field(description="How many tests ran")


class DurationOut(Answer):
    """The median of what a test took where it passed."""

    suite: str
    nodeid: str
    seconds: float


class DurationsOut(Answer):
    """What each test of a branch takes."""

    branch: str
    runs: int = Field(description="How many runs there were to look at")
    items: list[DurationOut]
    cut: bool = Field(description="Whether there are more tests than are told")


_DURATIONS = TypeAdapter(Durations)


def show_tests(page: RunTestPage) -> RunTestPageOut:
    """Return the tests of a run as they are answered."""
    return RunTestPageOut.model_validate(page)


def show_history(history: TestHistory) -> TestHistoryOut:
    """Return a test's history as it is answered."""
    return TestHistoryOut.model_validate(history)


def show_slow(found: SlowTests) -> SlowTestsOut:
    """Return slow tests as they are answered."""
    return SlowTestsOut(
        branch=found.branch,
        runs=found.runs,
        runs_before=found.runs_before,
        items=[SlowTestOut.model_validate(item) for item in found.page.items],
        total=found.page.total,
    )


def write_durations(durations: Durations) -> bytes:
    """Return durations as the JSON of a :class:`DurationsOut`.

    There can be a hundred thousand, which take seconds to make models of.
    """
    return _DURATIONS.dump_json(durations)
