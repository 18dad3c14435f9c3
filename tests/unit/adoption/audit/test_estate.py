"""The estate in numbers: the tree, and tests by suite, category, size and duration."""

from __future__ import annotations

from dataclasses import replace

from layerproof.adoption.audit.assess import assess
from layerproof.adoption.audit.inputs import FileFact
from layerproof.adoption.audit.values import Folder, Row
from layerproof.adoption.probing.values import ProbedOutcome, ProbedTest
from layerproof.adoption.survey import Fixture
from layerproof.core.config.values import Suite
from tests.support.audits import FILE, a_run, a_test, at, changed, well_kept
from tests.support.evidence import a_config


def test_the_tree_counts_what_lies_below() -> None:
    """Every folder has the files, tests, lines and bytes of all that lies below it."""
    files = (
        FileFact("a.txt", 5, 1),
        FileFact("tests/logo.png", 900),
        FileFact(FILE, 150, 15),
        FileFact("tests/unit/deep/test_b.py", 20, 2),
    )
    tree = assess(replace(well_kept(), files=files)).tree
    deep = Folder("deep", "tests/unit/deep", 1, 0, 2, 20, 0)
    unit = Folder("unit", "tests/unit", 2, 2, 17, 170, 0, (deep,))
    tests = Folder("tests", "tests", 3, 2, 17, 1070, 1, (unit,))
    assert tree == Folder("", "", 4, 2, 18, 1075, 1, (tests,))


def test_tests_in_groups() -> None:
    """Tests are grouped as written, with what all their parameters did."""
    tests = (
        a_test("test_plain"),
        a_test("test_stored", fixtures=("db",), asynchronous=True),
        a_test("test_asked", "tests/api/test_a.py", fixtures=("client",)),
        a_test("test_lost", "tests/test_x.py"),
    )
    run = a_run(tests[:3], test_stored="failed")
    outcomes = {
        f"{FILE}::test_plain[1]": ProbedOutcome("passed", call=0.25),
        f"{FILE}::test_plain[2]": ProbedOutcome("skipped", setup=0.25),
        f"{FILE}::test_stored": ProbedOutcome("failed", call=1.0),
        "tests/api/test_a.py::test_asked": ProbedOutcome("passed", call=5.5),
    }
    given = changed(
        well_kept(),
        tests=tests,
        probe=replace(run, outcomes=outcomes),
        files=(FileFact(FILE, 1, 301), FileFact("tests/api/test_a.py", 1, 100)),
        estate={
            "fixtures": (
                at(Fixture("db", makes=("session",))),
                at(Fixture("client", makes=("client",))),
            )
        },
    )
    estate = assess(given).estate
    mixed = {"failed": 1, "passed": 1, "skipped": 1}
    assert estate.by_suite == (
        Row("unit", 2, 1, 1.5, mixed),
        Row("api", 1, 1, 5.5, {"passed": 1}),
        Row("no suite", 1, 1),
    )
    assert estate.by_category == (
        Row("without fixtures of a database or client", 2, 2, 0.5, {"passed": 1, "skipped": 1}),
        Row("through a client", 1, 1, 5.5, {"passed": 1}),
        Row("with a database, async", 1, 1, 1.0, {"failed": 1}),
    )
    assert estate.by_size == (
        Row("file over 300 lines", 2, 1, 1.5, mixed),
        Row("file up to 100 lines", 2, 2, 5.5, {"passed": 1}),
    )
    assert estate.by_duration == (
        Row("fast (under 1 s)", 2, 1, 0.5, {"passed": 1, "skipped": 1}),
        Row("medium (to 5 s)", 1, 1, 1.0, {"failed": 1}),
        Row("slow (over 5 s)", 1, 1, 5.5, {"passed": 1}),
    )
    assert [one.seconds for one in estate.slowest] == [5.5, 1.0, 0.25, 0.25]


def test_durations_that_nobody_measured() -> None:
    """Without results there are no durations, and the reason stands there."""
    estate = assess(replace(well_kept(), ran=False)).estate
    assert (estate.by_duration, estate.duration_why, estate.slowest) == (
        (),
        "no suite has run under Layerproof",
        (),
    )
    assert estate.by_suite == (Row("unit", 2, 1),)


def test_the_table_decides_on_suites() -> None:
    """Where there is a table its suites count, with the markers that pytest knows."""
    tests = (a_test("test_inherits", "checks/a.py"), a_test("test_beside", "checks/a.py"))
    probe = a_run(tests)
    marked = ProbedTest(tests[0].nodeid, "checks/a.py", 1, markers=("integration",))
    config = a_config(suites=(*a_config().suites, Suite("checks", "own", folders=("checks/**",))))
    given = replace(well_kept(), tests=tests, config=config, probe=replace(probe, tests=(marked,)))
    estate = assess(given).estate
    assert [row.name for row in estate.by_suite] == ["checks", "integration"]
    assert estate.by_suite_rule == "by [tool.layerproof]: marker, fixture, folder, file name"
    without = assess(replace(given, config=None, probe=None)).estate
    assert [row.name for row in without.by_suite] == ["no suite"]
    assert without.collected is None


def test_results_of_one_name_count_once() -> None:
    """Two tests of one name leave one result, since Python keeps the last of them."""
    twice = (a_test("test_twice", line=3), a_test("test_twice", line=7))
    estate = assess(replace(well_kept(), tests=twice, probe=a_run(twice))).estate
    assert estate.by_suite == (Row("unit", 2, 1, 0.01, {"passed": 1}),)
