"""Tests through many runs, and trends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.history.pages.plots import Series
from layerproof.history.pages.tests_pages import (
    plot_test,
    render_flaky,
    render_slowest,
    render_test,
)
from layerproof.history.pages.trends_page import plot_layers, plot_suites, render_trends
from layerproof.history.records.questions.flaky import FlakyDefinition, FlakyQuestion, FlakyTests
from layerproof.history.records.questions.tests import (
    SlowPage,
    SlowQuestion,
    SlowSort,
    SlowTests,
    TestHistory,
)
from layerproof.history.records.questions.trends import LayerTrends, SuiteTrends
from tests.factories import history_records as make
from tests.support.page_checks import check_page, rows_of, texts_of

PLACE = make.a_project_place()
VIEWER = make.a_viewer()


def _tabs(page: str) -> list[tuple[str, str, bool]]:
    return [
        (element.text, element.attributes["href"], "aria-current" in element.attributes)
        for element in check_page(page)
        if element.name == "a" and "?" in element.attributes["href"]
    ]


@pytest.mark.parametrize(
    ("definition", "sentence", "heading", "any_branch"),
    [
        (FlakyDefinition.SAME_COMMIT, "both passed and failed", "Commits", "all branches"),
        (FlakyDefinition.FLIPS, "turned again and again", "Flips", "main branch (main)"),
        (FlakyDefinition.RETRY, "only when they were tried again", "Runs", "all branches"),
    ],
)
def test_each_definition_is_told(
    definition: FlakyDefinition, sentence: str, heading: str, any_branch: str
) -> None:
    """The page says what it counts as flaky, and leads to the other definitions."""
    found = make.flaky_tests(definition=definition)
    question = FlakyQuestion(definition=definition, branch="x y", runs=20)
    page = render_flaky(VIEWER, PLACE, found, question, branches=["main"])
    assert sentence in page
    assert texts_of(page, "th")[2] == heading
    assert texts_of(page, "option")[0] == any_branch
    tabs = ("Same commit", "same-commit"), ("Flips", "flips"), ("Passed on retry", "retry")
    assert _tabs(page) == [
        (
            text,
            f"/o/acme/shop/tests/flaky?definition={word}&branch=x+y&runs=20",
            word == definition.value,
        )
        for text, word in tabs
    ]


def test_a_flaky_test_shows_its_newest_sightings() -> None:
    """Three sightings with their runs are shown, and how many more there are."""
    page = render_flaky(VIEWER, PLACE, make.flaky_tests(), FlakyQuestion(), branches=[])
    word = "tests/test_a.py::test_b"
    when = f"2026-11-21 14:00 UTC tests/test_a on {word}"
    before = f"2026-11-21 13:00 UTC tests/test_a on {word}"
    seen = f"failed after 1 retry {when} passed {before} failed after 1 retry {when}"
    assert rows_of(page)[1] == [word, f"unit {word}", "3", f"{seen} and 2 more sightings"]
    assert "7 flaky tests" in texts_of(page, "caption")[0]
    assert "the first 1 are shown" in texts_of(page, "caption")[0]


def test_no_flaky_test_is_said() -> None:
    """A project without flaky tests has a sentence in place of the table."""
    none = FlakyTests(FlakyDefinition.FLIPS, "main", 1)
    page = render_flaky(VIEWER, PLACE, none, FlakyQuestion(), branches=[])
    assert texts_of(page, "p")[1] == "No test is flaky in this way in the newest 1 run."


def test_slow_tests_show_how_they_grew() -> None:
    """A test that grew has a colour; one that is new, or took no time before, has no factor."""
    question = SlowQuestion(sort=SlowSort.GROWTH, runs=10)
    page = render_slowest(
        VIEWER, PLACE, make.slow_tests(), question, branches=["main"], suites=["unit"]
    )
    word = "tests/test_a.py::test_b"
    assert rows_of(page)[1:] == [
        [word, "unit", "3.00 s", "1.50 s", "+1.50 s", "2.0 \N{MULTIPLICATION SIGN}"],
        [word, "unit", "2.00 s", "new", "\u2013", "\u2013"],
        [word, "unit", "1.00 s", "0 ms", "+1.00 s", "\u2013"],
    ]
    grown = [element for element in check_page(page) if element.attributes.get("class") == "n warn"]
    assert len(grown) == 2
    assert [(text, here) for text, _, here in _tabs(page)] == [
        ("Longest", False),
        ("Grown most", True),
    ]


def test_without_earlier_runs_no_test_is_new() -> None:
    """Where there are no runs to hold a test against, nobody knows whether it is new: a dash."""
    first = replace(make.slow_tests(), runs_before=0)
    page = render_slowest(VIEWER, PLACE, first, SlowQuestion(), branches=[], suites=[])
    assert rows_of(page)[2][3] == "\u2013"


def test_no_slow_test_is_said() -> None:
    """A branch without runs has a sentence in place of the table."""
    none = SlowTests("main", 0, 0, SlowPage())
    page = render_slowest(VIEWER, PLACE, none, SlowQuestion(), branches=[], suites=[])
    assert "No test has run in the newest runs of <code>main</code>." in page


def test_a_test_is_a_line_for_each_variant() -> None:
    """Steps are runs, oldest first; of several parts the longest counts, and skipping none."""
    twice = [make.a_sighting(number=3, seconds=0.1), *make.a_test_history("main").sightings]
    plot = plot_test(TestHistory(make.a_test_name(), twice, None))
    assert [step[11:16] for step in plot.steps] == ["13:00", "14:00", "15:00"]
    assert plot.series == [
        Series("time", [None, None, 0.75], ["\u2013", "\u2013", "750\u00a0ms"]),
        Series("main", [0.25, None, None], ["250\u00a0ms", "\u2013", "\u2013"]),
    ]


def test_a_test_that_was_not_seen_says_so() -> None:
    """A branch on which the test never ran leads to all branches."""
    none = TestHistory(make.a_test_name(), [], None)
    page = render_test(VIEWER, PLACE, none, branches=[], branch="x", cursor="")
    assert "This test was not seen on this branch." in page


def test_a_test_name_of_any_length_is_whole_on_its_own_page() -> None:
    """Lists shorten a name, its own page does not."""
    name = "tests/test_a.py::" + "x" * 19_000
    history = make.a_test_history(name)
    page = render_test(VIEWER, PLACE, history, branches=[], branch="", cursor="")
    assert texts_of(page, "h1") == [name]
    slow = render_slowest(
        VIEWER, PLACE, make.slow_tests(name), SlowQuestion(), branches=[], suites=[]
    )
    assert max(len(text) for text in texts_of(slow, "code")) == 200


def test_trends_of_layers_are_shares() -> None:
    """A layer is a line of shares with gaps; one where nothing could run has a gap as well."""
    plot = plot_layers(make.layer_trends())
    assert [(series.name, list(series.values)) for series in plot.series] == [
        ("service", [0.8, None, 0.9]),
        ("router", [1.0, 1.0, 0.9999]),
        ("Whole source", [0.85, 0.85, None]),
    ]
    assert [series.shown[2].replace("\u00a0", " ") for series in plot.series] == [
        "90.0 %",
        "99.9 %",
        "\u2013",
    ]


def test_trends_of_suites_are_durations() -> None:
    """A suite is a line of what it took, with gaps where it did not run."""
    plot = plot_suites(make.suite_trends())
    assert [list(series.values) for series in plot.series] == [
        [30.0, 45.0, 61.0],
        [None, 30.0, None],
    ]
    assert [shown.replace("\u00a0", " ") for shown in plot.series[0].shown] == [
        "30.00 s",
        "45.00 s",
        "1 min 01 s",
    ]


def test_the_values_of_a_plot_stand_in_a_table() -> None:
    """Each step is a row, the newest first, with the same values as the lines."""
    page = render_trends(
        VIEWER, PLACE, make.layer_trends(), make.suite_trends(), branches=["main"], length=20
    )
    assert rows_of(page)[:4] == [
        ["Run", "service", "router", "Whole source"],
        ["2026-11-21 15:00 UTC", "90.0 %", "99.9 %", "\u2013"],
        ["2026-11-21 14:00 UTC", "\u2013", "100.0 %", "85.0 %"],
        ["2026-11-21 13:00 UTC", "80.0 %", "100.0 %", "85.0 %"],
    ]


def test_a_branch_without_runs_has_no_plots() -> None:
    """Without runs there is a sentence, and no drawing."""
    page = render_trends(
        VIEWER,
        PLACE,
        LayerTrends("gone", [], []),
        SuiteTrends("gone", [], []),
        branches=["main"],
        length=7,
    )
    assert "No whole run of <code>gone</code> is stored." in page
    assert [name.text for name in check_page(page) if name.name == "option"] == [
        *("gone", "main"),
        *("7", "20", "50", "100", "200"),
    ]
