"""One run against its base, on repositories in memory."""

from __future__ import annotations

from typing import Any

import pytest

from layerproof.history.errors.questions import BaseNotFoundError
from layerproof.history.errors.runs import RunNotFoundError
from layerproof.history.records.questions.comparison import (
    Bounded,
    Comparison,
    ComparisonQuestion,
    Ending,
    Gap,
    LayerChange,
    Slower,
    SuiteChange,
    TestChange,
    UncoveredFile,
)
from layerproof.history.records.questions.tests import Outcome
from layerproof.history.records.runs import NewRun
from layerproof.history.services.questions.comparison import ComparisonService
from layerproof.history.services.runs import RunService
from tests.factories.histories import MIDNIGHT, a_file, a_layer, a_run, a_suite, a_test
from tests.support.fake_runs import FakeRunRepository
from tests.support.history_fakes.questions import FakeRunTestRepository, FakeWindowRepository
from tests.support.history_scopes import SHOP_SCOPE as SHOP
from tests.support.question_contracts.shared import RECEIVED, name_of

PASSED = Ending(Outcome.PASSED, 0.25)
FAILED = Ending(Outcome.FAILED, None)


async def compare(*runs: NewRun, run: str = "run-9", **question: Any) -> Comparison:
    """Return what the service says of a run, of these that are stored."""
    stored = FakeRunRepository()
    for one in runs:
        assert await stored.add(SHOP.key, one, received_at=RECEIVED)
    service = ComparisonService(
        RunService(stored), FakeWindowRepository(stored), FakeRunTestRepository(stored)
    )
    return await service.compare(SHOP, run, ComparisonQuestion(**question))


async def test_a_whole_comparison() -> None:
    """Layers, suites, tests and files of a run are held against those of its base."""
    base = a_run(
        1,
        a_test("breaks"),
        a_test("broken", "failed"),
        a_test("fixed", "failed"),
        a_test("gone"),
        a_test("slow"),
        layers=[a_layer("service", 9, 10), a_layer("total", 9, 10)],
        suites=[a_suite("unit", 1.0)],
        files=[a_file("a.py", [1])],
    )
    run = a_run(
        9,
        a_test("breaks", "failed", message="no", part="unit-2"),
        a_test("broken", "error", message="still"),
        a_test("fixed"),
        a_test("new"),
        a_test("slow", seconds=2.0),
        layers=[a_layer("service", 8, 10), a_layer("total", 18, 20)],
        suites=[a_suite("unit", 2.0)],
        files=[a_file("a.py", [1, 7])],
    )
    found = await compare(base, run)
    old, new = a_layer("service", 9, 10).counts, a_layer("service", 8, 10).counts
    after_total = a_layer("total", 18, 20).counts
    assert found == Comparison(
        run=found.run,
        base=found.base,
        gaps=[],
        layers=[LayerChange("service", old, new, fell=True)],
        total=LayerChange("total", old, after_total, fell=False),
        suites=[SuiteChange("unit", a_suite("unit", 1.0), a_suite("unit", 2.0))],
        newly_failing=_one("breaks", PASSED, FAILED, part="unit-2", message="no"),
        still_failing=_one("broken", FAILED, FAILED, part="unit", message="still"),
        fixed=_one("fixed", FAILED, PASSED),
        new_tests=_one("new", None, PASSED),
        vanished_tests=_one("gone", PASSED, None),
        newly_slow=_one("slow", PASSED, Ending(Outcome.PASSED, 2.0)),
        newly_uncovered=Bounded([UncoveredFile("a.py", 1, 2, Bounded([7], 1), Bounded([], 0))], 1),
    )
    assert (found.run.facts.run_id, found.base.facts.run_id) == ("run-9", "run-1")


def _one(
    name: str, before: Ending | None, after: Ending | None, **failure: str
) -> Bounded[TestChange]:
    return Bounded([TestChange(name_of(name), "", before, after, **failure)], 1)


async def test_a_new_test_that_fails_is_told_with_its_failure() -> None:
    """Wherever a failing test stands, it stands there with what it said."""
    found = await compare(a_run(1), a_run(9, a_test("new", "failed", message="no")))
    change = _one("new", None, FAILED, part="unit", message="no")
    assert (found.new_tests, found.newly_failing) == (change, change)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([a_run(1), a_run(3), a_run(2)], "run-3"),
        ([a_run(1), a_run(10)], "run-1"),
        ([a_run(1), a_run(3, branch="side")], "run-1"),
        ([a_run(1), a_run(3, partial=True)], "run-1"),
        ([a_run(1), a_run(3, complete=False)], "run-1"),
        ([a_run(1), a_run(3, ruling="not measured")], "run-3"),
        ([a_run(1, created_at=MIDNIGHT.replace(hour=9))], "run-1"),
    ],
)
async def test_the_base_if_none_is_named(others: list[NewRun], expected: str) -> None:
    """It is the newest whole run of the main branch that is older than the run itself."""
    found = await compare(*others, a_run(9))
    assert found.base.facts.run_id == expected


async def test_a_run_of_another_branch_is_held_against_the_main_one() -> None:
    """A branch's run is not compared with the branch's own runs."""
    found = await compare(a_run(1), a_run(8, branch="side"), a_run(9, branch="side"))
    assert found.base.facts.run_id == "run-1"


async def test_a_base_that_is_named() -> None:
    """Any run of the project can be the base, a newer one as well."""
    found = await compare(a_run(1), a_run(10, branch="side"), a_run(9), base="run-10")
    assert found.base.facts.run_id == "run-10"


async def test_a_run_without_an_older_one() -> None:
    """Where nothing can be the base, that is said."""
    with pytest.raises(BaseNotFoundError, match="'main' has no whole run from before this one"):
        await compare(a_run(9), a_run(10), a_run(1, branch="side"))


@pytest.mark.parametrize("base", ["other", "", "a/b", "nul\x00", "x" * 300])
async def test_a_base_that_is_not_there(base: str) -> None:
    """A base that is not stored is another error than a run that is not."""
    with pytest.raises(BaseNotFoundError, match="is stored here"):
        await compare(a_run(1), a_run(9), base=base)


async def test_a_run_that_is_not_there() -> None:
    """A run that is not stored cannot be compared."""
    with pytest.raises(RunNotFoundError, match="'other' is stored here"):
        await compare(a_run(1), run="other")


async def test_lists_are_cut_and_counted() -> None:
    """Each list ends at the limit and tells how many there are, failures of what is shown only."""
    names = "abc"
    base = a_run(1, *[a_test(name) for name in names])
    run = a_run(
        9,
        *[a_test(name, "failed", message=name) for name in names],
        files=[a_file(f"{name}.py", [1]) for name in names],
    )
    found = await compare(base, a_run(2, files=[a_file("z.py")]), run, base="run-1", limit=2)
    assert (len(found.newly_failing.items), found.newly_failing.total) == (2, 3)
    assert [change.message for change in found.newly_failing.items] == [
        change.test.nodeid[11] for change in found.newly_failing.items
    ]
    known = await compare(a_run(2, files=[a_file("z.py")]), run, limit=2)
    assert [file.path for file in known.newly_uncovered.items] == ["a.py", "b.py"]
    assert known.newly_uncovered.total == 3


async def test_the_measures_of_slowness_can_be_chosen() -> None:
    """What counts as newly slow is what the question says."""
    runs = (a_run(1, a_test("a", seconds=1.0)), a_run(9, a_test("a", seconds=1.25)))
    assert (await compare(*runs)).newly_slow.total == 0
    assert (await compare(*runs, slower=Slower(1.25, 0.25))).newly_slow.total == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"complete": False}, "run-incomplete"),
        ({"partial": True}, "run-partial"),
        ({"ruling": "not measured"}, "run-not-measured"),
        ({"branch_coverage": True}, "branch-coverage-differs"),
    ],
)
async def test_files_of_runs_that_cannot_be_compared(changes: dict[str, Any], code: str) -> None:
    """Nothing is called newly uncovered where coverage cannot be compared."""
    files = [a_file("a.py", [1])]
    found = await compare(a_run(1, files=[a_file("a.py")]), a_run(9, files=files, **changes))
    assert (found.newly_uncovered, [gap.code for gap in found.gaps]) == (Bounded([], 0), [code])


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        (None, [a_file("a.py", [1])], ["base-files-unknown"]),
        ([a_file("a.py")], None, ["run-files-unknown"]),
        ([], ["no file"], ["run-files-unknown", "base-files-unknown"]),
    ],
)
async def test_reports_that_tell_of_no_files(
    before: list[object] | None, after: list[object] | None, codes: list[str]
) -> None:
    """Where a report's files cannot be read, that is said instead of all being newly uncovered."""
    found = await compare(a_run(1, files=before), a_run(9, files=after))
    told = "its report tells of no files: newly uncovered lines are not known"
    gaps = [Gap(code, f"{code.split('-')[0]}: {told}") for code in codes]
    assert (found.newly_uncovered, found.gaps) == (Bounded([], 0), gaps)
