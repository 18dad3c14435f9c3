"""Tests through many runs: those that are flaky, those that take long, and one by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from layerproof.history.pages.choices import Choice, choose_from
from layerproof.history.pages.frame import Link, ProjectPlace, Viewer, project_frame
from layerproof.history.pages.numbers import NOTHING, date, duration, factor, growth, moment
from layerproof.history.pages.plots import Plot, Series, Unit, draw
from layerproof.history.pages.templating import render
from layerproof.history.records.questions.flaky import FlakyDefinition, FlakyQuestion, FlakyTests
from layerproof.history.records.questions.tests import (
    SlowQuestion,
    SlowSort,
    SlowTest,
    SlowTests,
    TestHistory,
    TestName,
)

#: How many of the newest runs one can look at.
LENGTHS: Final = (10, 20, 50, 100, 200)

#: As many sightings of a flaky test as its row has room for.
MOST_SIGHTINGS: Final = 3

#: From when a test has grown so much that it is worth a colour.
_GREW_TIMES: Final = 1.5
_GREW_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Meaning:
    """A definition of flaky: its tab, the sentence that tells it, and what is counted."""

    tab: str
    sentence: str
    times: str


MEANINGS: Final[Mapping[FlakyDefinition, Meaning]] = {
    FlakyDefinition.SAME_COMMIT: Meaning(
        "Same commit",
        "Tests that both passed and failed on one commit that had no changes of its own.",
        "Commits",
    ),
    FlakyDefinition.FLIPS: Meaning(
        "Flips",
        "Tests whose outcome turned again and again from one run of a branch to the next.",
        "Flips",
    ),
    FlakyDefinition.RETRY: Meaning(
        "Passed on retry",
        "Tests that passed only when they were tried again in the same run.",
        "Runs",
    ),
}


@dataclass(frozen=True, slots=True)
class SlowRow:
    """A slow test in the list; ``grew`` says that it takes much longer than before."""

    test: TestName
    seconds: float
    before: float | None
    growth: str
    ratio: str
    grew: bool


def render_flaky(
    viewer: Viewer,
    place: ProjectPlace,
    found: FlakyTests,
    question: FlakyQuestion,
    *,
    branches: Sequence[str],
) -> str:
    """Return the page of tests that are flaky by one definition."""
    branch = question.branch or ""
    tabs = [
        Link(
            meaning.tab,
            place.to.flaky(definition=definition.value, branch=branch, runs=question.runs),
            here=definition is found.definition,
        )
        for definition, meaning in MEANINGS.items()
    ]
    meaning = MEANINGS[found.definition]
    of_one = found.definition is FlakyDefinition.FLIPS
    return render(
        "flaky.html",
        project_frame(viewer, place, "Flaky tests"),
        place=place,
        found=found,
        definitions=tabs,
        meaning=meaning.sentence,
        times=meaning.times,
        branch=branch,
        branches=choose_from(branches, branch),
        any_branch=f"main branch ({place.main_branch})" if of_one else "all branches",
        most_sightings=MOST_SIGHTINGS,
        **_lengths(question.runs),
    )


def render_slowest(
    viewer: Viewer,
    place: ProjectPlace,
    found: SlowTests,
    question: SlowQuestion,
    *,
    branches: Sequence[str],
    suites: Sequence[str],
) -> str:
    """Return the page of tests that take long."""
    suite = question.suite or ""
    orders = {SlowSort.SECONDS: "Longest", SlowSort.GROWTH: "Grown most"}
    tabs = [
        Link(
            text,
            place.to.slowest(
                sort=sort.value, branch=question.branch, suite=suite, runs=question.runs
            ),
            here=sort is question.sort,
        )
        for sort, text in orders.items()
    ]
    return render(
        "slowest.html",
        project_frame(viewer, place, "Slowest tests"),
        place=place,
        found=found,
        rows=[_slow_row(test) for test in found.page.items],
        orders=tabs,
        sort=question.sort,
        branches=choose_from(branches, found.branch),
        suite=suite,
        suites=choose_from(suites, suite),
        **_lengths(question.runs),
    )


def render_test(
    viewer: Viewer,
    place: ProjectPlace,
    history: TestHistory,
    *,
    branches: Sequence[str],
    branch: str,
    cursor: str,
) -> str:
    """Return the page of one test."""
    seconds = plot_test(history)
    return render(
        "test.html",
        project_frame(viewer, place, f"Test {history.test.nodeid[-80:]}", tab="Tests"),
        place=place,
        history=history,
        seconds=seconds,
        seconds_drawn=draw(seconds),
        branch=branch,
        branches=choose_from(branches, branch),
        cursor=cursor,
    )


def plot_test(history: TestHistory) -> Plot:
    """Return what a test took as a line for each variant, oldest on the left.

    A step is a run; what a test took in more than one part of it is the longest of them.
    """
    runs = {seen.run.key: seen.run for seen in reversed(history.sightings)}
    variants = dict.fromkeys(seen.variant for seen in history.sightings)
    taken: dict[tuple[str, int], float] = {}
    for seen in history.sightings:
        if seen.result != "skipped":
            place = (seen.variant, seen.run.key)
            taken[place] = max(taken.get(place, 0.0), seen.seconds)
    lines = {variant: [taken.get((variant, run)) for run in runs] for variant in variants}
    return Plot(
        title="Time",
        description="What the test took in each run: set-up, call and tear-down together.",
        unit=Unit.SECONDS,
        steps=[moment(run.created_at) for run in runs.values()],
        dates=[date(run.created_at) for run in runs.values()],
        series=[
            Series(variant or "time", values, [duration(value) for value in values])
            for variant, values in lines.items()
        ],
    )


def _lengths(runs: int) -> Mapping[str, object]:
    lengths = [Choice(str(length), str(length)) for length in sorted({*LENGTHS, runs})]
    return {"length": str(runs), "lengths": lengths}


def _slow_row(test: SlowTest) -> SlowRow:
    ratio, more = test.ratio, test.growth
    grew = ratio is not None and more is not None
    return SlowRow(
        test=test.test,
        seconds=test.seconds,
        before=test.before,
        growth=NOTHING if more is None else growth(more),
        ratio=NOTHING if ratio is None else factor(ratio),
        grew=grew and (ratio or 0) >= _GREW_TIMES and (more or 0) >= _GREW_SECONDS,
    )
