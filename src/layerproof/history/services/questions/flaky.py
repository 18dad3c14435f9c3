"""What "flaky" means, for one variant of one test: three definitions, each by itself.

In a part of a run the last try counts. A skipped test neither passed nor failed. Parts are told
apart only to tell tries from each other: a test that moves to another shard stays the same test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from layerproof.history.records.questions.flaky import FlakyDefinition, FlakyQuestion
from layerproof.history.records.questions.tests import Outcome, Sighting
from layerproof.history.records.questions.windows import WindowFilter
from layerproof.history.services.questions.outcomes import (
    by_part,
    last_tries,
    outcome_of,
    together,
)


def which_runs(question: FlakyQuestion, *, main_branch: str) -> WindowFilter:
    """Return which runs a definition looks at.

    On one commit, and from run to run, only clean checkouts count: while somebody works on the
    code, outcomes turn because they should. A test that is tried again stays the same whatever is
    checked out. Flips need a line of runs: where no branch is given, it is the main one.
    """
    flips = question.definition is FlakyDefinition.FLIPS
    return WindowFilter(
        branch=main_branch if flips and question.branch is None else question.branch,
        clean=question.definition is not FlakyDefinition.RETRY,
        committed=question.definition is FlakyDefinition.SAME_COMMIT,
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many times a test was flaky, and the sightings that show it, older runs first."""

    times: int
    sightings: Sequence[Sighting]


def weigh(
    definition: FlakyDefinition, sightings: Iterable[Sighting], *, min_flips: int
) -> Evidence | None:
    """Return what makes a test flaky by a definition, or ``None`` if it is not.

    :param sightings: of one variant of one test, in any order.
    """
    found = _WAYS[definition](list(sightings))
    needed = min_flips if definition is FlakyDefinition.FLIPS else 1
    return found if found.times >= needed else None


def turned_on_one_commit(sightings: Iterable[Sighting]) -> Evidence:
    """Return the commits on which a test both passed and failed, in whichever runs and parts."""
    by_commit: dict[str, list[Sighting]] = {}
    for last in _decisive(sightings):
        by_commit.setdefault(last.run.commit, []).append(last)
    shown = [seen for seen in by_commit.values() if len({outcome_of(one) for one in seen}) == 2]
    return Evidence(len(shown), _in_order(one for seen in shown for one in seen))


def flipped(sightings: Iterable[Sighting]) -> Evidence:
    """Return how often the outcome turned from one run to the next in which there was one.

    A run failed a test if a part of it did.
    """
    lasts = _decisive(sightings)
    runs = [list(seen) for _, seen in groupby(lasts, key=lambda one: one.run.place)]
    outcomes = [together([outcome_of(one) for one in seen]) for seen in runs]
    turns = [later for later, (old, new) in enumerate(pairwise(outcomes), 1) if old != new]
    shown = sorted({place for later in turns for place in (later - 1, later)})
    return Evidence(len(turns), [one for place in shown for one in runs[place]])


def passed_on_retry(sightings: Iterable[Sighting]) -> Evidence:
    """Return the runs in which a test passed only when it was tried again in the same part."""
    shown = [tries for tries in by_part(sightings).values() if _passed_late(tries)]
    runs = {tries[-1].run.key for tries in shown}
    return Evidence(len(runs), _in_order(one for tries in shown for one in tries))


def _passed_late(tries: Sequence[Sighting]) -> bool:
    last = tries[-1]
    if outcome_of(last) is not Outcome.PASSED:
        return False
    return last.retries > 0 or any(outcome_of(one) is Outcome.FAILED for one in tries)


def _decisive(sightings: Iterable[Sighting]) -> Sequence[Sighting]:
    return [one for one in last_tries(sightings) if outcome_of(one) is not Outcome.SKIPPED]


def _in_order(sightings: Iterable[Sighting]) -> Sequence[Sighting]:
    return sorted(sightings, key=lambda one: (one.run.place, one.part, one.position))


_WAYS: Mapping[FlakyDefinition, Callable[[Iterable[Sighting]], Evidence]] = {
    FlakyDefinition.SAME_COMMIT: turned_on_one_commit,
    FlakyDefinition.FLIPS: flipped,
    FlakyDefinition.RETRY: passed_on_retry,
}
