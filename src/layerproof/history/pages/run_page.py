"""One run: its verdict, layers, suites and failures, and what has changed since its base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from layerproof.history.pages import addresses
from layerproof.history.pages.choices import Choice, choose_from
from layerproof.history.pages.compare_page import see_known
from layerproof.history.pages.frame import ProjectPlace, Viewer, project_frame
from layerproof.history.pages.matrix import build_matrix
from layerproof.history.pages.numbers import (
    NOTHING,
    duration,
    moment,
    number,
    percent,
    plural,
    points,
)
from layerproof.history.pages.templating import render
from layerproof.history.pages.wording import failed, headline, ran, sentence
from layerproof.history.records.questions.comparison import Comparison
from layerproof.history.records.questions.tests import (
    RunTest,
    RunTestFilter,
    RunTestPage,
    RunTestSort,
)
from layerproof.history.records.runs import RunDetail, StoredRun

#: As many reasons as are shown at once.
MOST_REASONS: Final = 8

RESULTS: Final = ("failed", "error", "passed", "skipped", "xfailed", "xpassed")

_SORTS: Final = (
    Choice(RunTestSort.RESULT, "failed first"),
    Choice(RunTestSort.SECONDS, "slowest first"),
    Choice(RunTestSort.NAME, "by name"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that says most, and what it is of."""

    name: str
    value: str
    detail: str


@dataclass(frozen=True, slots=True)
class Tile:
    """How much of one kind has changed; ``kind`` is the style: good, bad or neither."""

    value: str
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed since a run's base, at one look; ``whole`` if all could be compared."""

    base: StoredRun
    tiles: Sequence[Tile]
    whole: bool


def render_run(
    viewer: Viewer,
    place: ProjectPlace,
    detail: RunDetail,
    failures: Sequence[RunTest],
    comparison: Comparison | None,
) -> str:
    """Return the page of a run.

    :param failures: the first of its tests that failed.
    :param comparison: the run against its base, if it has one.
    """
    facts = detail.run.facts
    title = f"{headline(facts.ruling)}, {moment(facts.created_at)}"
    return render(
        "run.html",
        project_frame(viewer, place, title, tab="Runs"),
        place=place,
        detail=detail,
        sentence=sentence(facts.ruling, complete=facts.complete, gated=bool(detail.gates)),
        figures=build_figures(detail),
        matrix=build_matrix(detail),
        changes=None if comparison is None else summarize(comparison),
        failures_shown=failures,
        failed_count=failed(detail.run.tests),
        most_reasons=MOST_REASONS,
    )


def render_run_tests(
    viewer: Viewer,
    place: ProjectPlace,
    run: RunDetail,
    wanted: RunTestFilter,
    page: RunTestPage,
    *,
    cursor: str,
) -> str:
    """Return the page that lists the tests of a run."""
    here = f"{place.to.run(run.run.facts.run_id)}/tests"
    asked = {
        "search": wanted.search,
        "suite": wanted.suite,
        "result": wanted.result,
        "sort": wanted.sort.value,
    }
    return render(
        "run_tests.html",
        project_frame(viewer, place, "Tests of one run", tab="Runs"),
        place=place,
        run=run.run,
        here=here,
        wanted=wanted,
        suites=choose_from((suite.name for suite in run.suites), wanted.suite or ""),
        results=choose_from(RESULTS, ""),
        sorts=_SORTS,
        tests=page.tests,
        first=addresses.with_query(here, **asked) if cursor else "",
        next=addresses.with_query(here, **asked, cursor=page.next) if page.next else "",
    )


def build_figures(detail: RunDetail) -> Sequence[Figure]:
    """Return the four numbers that a run begins with."""
    tests, total = detail.run.tests, detail.run.total
    counted = f"{number(total.covered)} of {number(total.total)}" if total else "nothing counted"
    measured = sum(suite.ruling != "not measured" for suite in detail.suites)
    kept = sum(suite.ruling == "kept" for suite in detail.suites)
    parts = sum(suite.arrived for suite in detail.suites)
    return (
        Figure("Whole source", percent(total), counted),
        Figure(
            "Tests run",
            number(ran(tests)),
            f"{number(failed(tests))} failed, {number(tests.skipped)} skipped",
        ),
        Figure("Suites measured", f"{measured} of {len(detail.suites)}", f"{kept} kept"),
        Figure(
            "Test time",
            duration(sum(suite.seconds for suite in detail.suites)),
            f"added up over {plural(parts, 'part')}",
        ),
    )


def summarize(comparison: Comparison) -> Changes:
    """Return a comparison at one look."""
    known = see_known(comparison)
    total = comparison.total
    comparable = [layer for layer in comparison.layers if layer.fell is not None]
    fell = sum(bool(layer.fell) for layer in comparable) if comparable else None
    uncovered = comparison.newly_uncovered.total if known.coverage else None
    tiles = [
        _tile(comparison.newly_failing.total, "newly failing", "bad"),
        _tile(comparison.fixed.total, "no longer failing", "good"),
        _tile(comparison.newly_slow.total, "newly slow", "warn"),
        _tile(uncovered, "files newly uncovered", "warn"),
        _tile(fell, "layers fell", "bad"),
    ]
    if total is not None and total.fell is not None:
        change = points(total.before, total.after)
        tiles.append(Tile(change, "points of the whole source", "bad" if total.fell else ""))
    return Changes(comparison.base, tiles, whole=not comparison.gaps)


def _tile(count: int | None, text: str, kind: str) -> Tile:
    """Return a count; what is not known is a dash, and never nothing."""
    if count is None:
        return Tile(NOTHING, text, "zero")
    return Tile(number(count), text, kind if count else "zero")
