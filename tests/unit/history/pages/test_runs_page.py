"""The list of runs, one of them, and one against another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from layerproof.history.pages.compare_page import Known, render_compare, see_known
from layerproof.history.pages.run_page import Figure, Tile, build_figures, render_run, summarize
from layerproof.history.pages.runs_page import RunsView, render_runs
from layerproof.history.records.questions.comparison import Bounded, LayerChange
from layerproof.history.records.questions.trends import LayerAt
from layerproof.history.records.runs import RunDetail, RunFilter, RunPage
from tests.factories import history_records as make
from tests.support.page_checks import check_page, links_of, rows_of, texts_of

PLACE = make.a_project_place()
VIEWER = make.a_viewer()


def _list(layers: Sequence[LayerAt] = (), **changes: Any) -> str:
    fields: dict[str, Any] = {
        "page": RunPage([make.a_stored_run()], None),
        "layers": layers,
        "branches": ["main", "main", "x"],
        "wanted": RunFilter(),
    }
    return render_runs(VIEWER, PLACE, RunsView(**{**fields, **changes}))


def test_a_run_is_a_row() -> None:
    """A run shows when it was made, how it came out, its tests, and each layer's share."""
    layers = [
        LayerAt(7, "service", make.counts()),
        LayerAt(7, "total", make.counts()),
        LayerAt(8, "router", make.counts()),
    ]
    assert rows_of(_list(layers)) == [
        [
            *("Made", "Ruling", "Branch", "Commit", "Tests", "Failed"),
            *("Whole source", "service", "router"),
        ],
        [
            *("2026-11-21 12:00 UTC", "✗ broken", "main", "main changed", "12", "2"),
            *("99.9 %", "90.0 %", "\u2013"),
        ],
    ]


def test_a_branch_is_offered_once() -> None:
    """Branches to choose from are each there once, with the one that was asked for."""
    page = _list(wanted=RunFilter(branch="gone", ruling="kept"))
    options = [element for element in check_page(page) if element.name == "option"]
    assert [(option.text, "selected" in option.attributes) for option in options] == [
        ("all branches", False),
        ("gone", True),
        ("main", False),
        ("x", False),
        ("any", False),
        ("kept", True),
        ("broken", False),
        ("not measured", False),
    ]


def test_paging_keeps_what_was_asked_for() -> None:
    """The way to older runs, and back to the newest, keeps the filter."""
    page = _list(
        page=RunPage([make.a_stored_run()], "NEXT"),
        wanted=RunFilter(branch="a b", ruling="broken"),
        cursor="HERE",
    )
    assert links_of(page)[-2:] == [
        "/o/acme/shop?branch=a+b&ruling=broken",
        "/o/acme/shop?branch=a+b&ruling=broken&cursor=NEXT",
    ]


def test_an_empty_list_says_what_to_do() -> None:
    """Without runs the page tells how one comes; with a filter, how to see all."""
    empty = RunPage([], None)
    assert "No run has been pushed yet" in _list(page=empty)
    assert "No run is like this" in _list(page=empty, wanted=RunFilter(branch="x"))


@pytest.mark.parametrize(
    ("changes", "mark"),
    [({"complete": False}, "incomplete"), ({"partial": True}, "partial"), ({}, "")],
)
def test_a_run_that_is_not_whole_is_marked(changes: dict[str, Any], mark: str) -> None:
    """A run that was made in part, or has not arrived whole, says so in the list and alone."""
    run = make.a_stored_run(**changes)
    listed = rows_of(_list(page=RunPage([run], None)))[1]
    assert listed[1] == f"✗ broken {mark}".strip()
    alone = texts_of(render_run(VIEWER, PLACE, make.a_detail(**changes), [], None), "h1")
    assert alone == [f"Broken ({mark})" if mark else "Broken"]


def test_a_run_begins_with_four_numbers() -> None:
    """The whole source, tests, suites and time, each with what it is of."""
    figures = [
        Figure("Whole source", "99.9\u00a0%", "9,999 of 10,000"),
        Figure("Tests run", "12", "2 failed, 1 skipped"),
        Figure("Suites measured", "1 of 2", "0 kept"),
        Figure("Test time", "1\u00a0min 02\u00a0s", "added up over 1\u00a0part"),
    ]
    assert list(build_figures(make.a_detail())) == figures


def test_a_run_without_counts_says_so() -> None:
    """Where nothing was counted there is a dash, and no table."""
    run = make.a_stored_run()
    detail = RunDetail(run, (), (), (), (), None, ())
    page = render_run(VIEWER, PLACE, detail, [], None)
    assert "Nothing was counted in this run." in page
    assert "No suite left a record." in page
    assert "There is no earlier run of <code>main</code>" in page


def test_more_reasons_are_folded() -> None:
    """The first eight reasons are seen at once, the others when they are asked for."""
    page = render_run(VIEWER, PLACE, make.a_detail(), [], None)
    assert "1 more reason" in texts_of(page, "summary")


def test_what_changed_since_the_base_is_seen_at_once() -> None:
    """A run's page counts what is new, and colours what is bad."""
    changes = summarize(make.a_comparison())
    assert changes.tiles == [
        Tile("3", "newly failing", "bad"),
        Tile("1", "no longer failing", "good"),
        Tile("1", "newly slow", "warn"),
        Tile("3", "files newly uncovered", "warn"),
        Tile("1", "layers fell", "bad"),
        Tile("\u221210.00", "points of the whole source", "bad"),
    ]
    assert changes.whole


def test_what_is_not_known_is_a_dash() -> None:
    """What cannot be compared is never counted as none."""
    layer = LayerChange("service", make.counts(), None, None)
    comparison = make.a_comparison(
        gaps=[make.a_gap("base-partial")], layers=[layer], total=layer, newly_failing=Bounded()
    )
    changes = summarize(comparison)
    assert changes.tiles == [
        Tile("0", "newly failing", "zero"),
        Tile("1", "no longer failing", "good"),
        Tile("1", "newly slow", "warn"),
        Tile("\u2013", "files newly uncovered", "zero"),
        Tile("\u2013", "layers fell", "zero"),
    ]
    page = render_run(VIEWER, PLACE, make.a_detail(), [], comparison)
    assert "The whole comparison</a> tells what could not be compared." in page


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("", Known(all_tests=True, coverage=True)),
        ("run-incomplete", Known(all_tests=False, coverage=False)),
        ("base-partial", Known(all_tests=False, coverage=False)),
        ("run-not-measured", Known(all_tests=False, coverage=False)),
        ("base-suites-missing", Known(all_tests=False, coverage=True)),
        ("branch-coverage-differs", Known(all_tests=True, coverage=False)),
        ("run-files-unknown", Known(all_tests=True, coverage=False)),
    ],
)
def test_gaps_say_what_is_known(code: str, known: Known) -> None:
    """Each gap takes away what it is about, and nothing else."""
    gaps = [make.a_gap(code)] if code else []
    assert see_known(make.a_comparison(gaps=gaps)) == known


def test_a_comparison_shows_every_list() -> None:
    """Each kind of change has its heading with how many there are."""
    page = render_compare(VIEWER, PLACE, make.a_comparison(), [])
    assert texts_of(page, "h2") == [
        "Layers",
        "Newly failing 3",
        "Still failing 1",
        "No longer failing 1",
        "Newly slow 1",
        "Newly uncovered 3",
        "Suites",
        "New tests 1",
        "Tests that are gone 1",
    ]
    assert "service" not in texts_of(page, "h1")


def test_uncovered_lines_are_ranges() -> None:
    """Neighbouring lines are one range, an exit is named, and long lists end in dots."""
    page = render_compare(VIEWER, PLACE, make.a_comparison(), [])
    files = [row for row in rows_of(page) if "src/b.py" in row or "new file" in row]
    odd = ", ".join(str(line) for line in range(1, 24, 2))
    assert files == [
        ["tests/test_a.py::test_b", "new file", "20", "3\u20135, 9", "3→9, 9→exit"],
        ["src/b.py", "2", "40", f"{odd}, …", ""],
    ]


def test_nothing_uncovered_is_not_the_same_as_not_known() -> None:
    """Only a comparison that knows the files says that none has more uncovered."""
    none = make.a_comparison(newly_uncovered=Bounded(), newly_slow=Bounded())
    assert "No file has more that is not covered." in render_compare(VIEWER, PLACE, none, [])
    unknown = make.a_comparison(
        newly_uncovered=Bounded(),
        newly_slow=Bounded(),
        gaps=[make.a_gap("run-files-unknown"), make.a_gap("run-incomplete")],
    )
    page = render_compare(VIEWER, PLACE, unknown, [])
    assert "No file has more" not in page
    assert "This is not known: see above." in page
    assert "No test became much slower. Only what has arrived could be compared." in page


def test_a_run_is_chosen_by_its_moment() -> None:
    """Runs are offered newest first, with one that is not stored as it was asked for."""
    older = make.a_stored_run(run_id="run-0", commit="", branch="", ruling="kept")
    page = render_compare(VIEWER, PLACE, make.a_comparison(), [older], chosen=("no-such", "run-1"))
    options = [element for element in check_page(page) if element.name == "option"]
    shown = [
        (option.attributes["value"], option.text, "selected" in option.attributes)
        for option in options
    ]
    newest = "2026-11-21 12:00\u00a0UTC ✗ broken tests/test_a.py::test_b tests/te"
    before = "2026-11-20 12:00\u00a0UTC ✗ broken tests/test_a.py::test_b tests/te"
    runs = [("run-1", newest, False), ("run-0", before, False), ("no-such", "no-such", True)]
    chosen = [("run-1", newest, True), ("run-0", before, False), ("no-such", "no-such", False)]
    assert shown == [("", "newest of main before the run", False), *runs, *chosen]
