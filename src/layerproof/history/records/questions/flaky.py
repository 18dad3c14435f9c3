"""Flaky tests: by each of the three definitions that are in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from layerproof.history.records.questions.tests import Sighting, TestName


class FlakyDefinition(StrEnum):
    """What makes a test flaky."""

    SAME_COMMIT = "same-commit"
    FLIPS = "flips"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class FlakyQuestion:
    """Which tests are flaky.

    :param branch: only runs of this branch; ``None`` means the main branch for flips, which are
        a line of runs, and every branch for the other definitions.
    :param runs: how many of the newest runs are looked at.
    :param min_flips: how often the outcome has to turn, for flips alone.
    """

    definition: FlakyDefinition = FlakyDefinition.SAME_COMMIT
    branch: str | None = None
    runs: int = 50
    min_flips: int = 3
    limit: int = 50


@dataclass(frozen=True, slots=True)
class TestVariant:
    """One variant of the test with that key."""

    __test__ = False

    test: int
    variant: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """The tests that are flaky, those that are so most often first; ``total`` counts all."""

    items: Sequence[TestVariant] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class FlakyTest:
    """A flaky test in one variant.

    ``times`` counts what makes it flaky: commits on which it both passed and failed, flips, or runs
    in which it passed only when it was tried again. ``occurrences`` are the newest of the sightings
    that show it, newest first; ``shown_by`` tells how many there are.
    """

    test: TestName
    variant: str
    times: int
    occurrences: Sequence[Sighting]
    shown_by: int


@dataclass(frozen=True, slots=True)
class FlakyTests:
    """The tests of a project that are flaky by one definition, those that are so most often first.

    ``branch`` is ``None`` where runs of every branch were looked at, ``runs`` how many they were,
    and ``total`` how many tests are flaky.
    """

    definition: FlakyDefinition
    branch: str | None
    runs: int
    items: Sequence[FlakyTest] = ()
    total: int = 0
