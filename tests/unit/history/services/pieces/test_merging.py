"""Coverage of all pieces as one."""

from __future__ import annotations

import random as random_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.history.errors.pieces import InvalidPieceError
from layerproof.history.records.pieces import Branches, CoverageContent, FileLines, PieceFormat
from layerproof.history.records.runs import CoverageCounts
from layerproof.history.services.pieces import merging
from layerproof.history.services.pieces.merging import CoverageMerger, MergedFile, add_counts
from tests.factories.pieces import coverage_of, lines_of


def merge(*pieces: tuple[str, CoverageContent]) -> tuple[MergedFile, ...]:
    """Return the files of pieces of some suites."""
    merger = CoverageMerger()
    for suite, content in pieces:
        merger.add(suite, content)
    return merger.finish()


def test_lines_are_a_union() -> None:
    """A line that one shard covered and another one missed is covered."""
    (found,) = merge(
        ("unit", coverage_of(lines_of("a.py", [1, 2], [3, 4]))),
        ("unit", coverage_of(lines_of("a.py", [1, 3], [2, 4, 5]))),
    )
    assert found.executed == {1, 2, 3}
    assert found.statements == {1, 2, 3, 4, 5}
    assert found.counts == found.by_suite["unit"] == CoverageCounts(5, 2)


def test_suites_are_counted_apart() -> None:
    """Each suite is counted against all statements, those of files that it never saw included."""
    first, second = merge(
        ("unit", coverage_of(lines_of("a.py", [1], [2]))),
        ("api", coverage_of(lines_of("a.py", [2, 3]), lines_of("b.py", [7]))),
    )
    assert (first.counts, second.counts) == (CoverageCounts(3, 0), CoverageCounts(1, 0))
    assert first.by_suite == {"api": CoverageCounts(3, 1), "unit": CoverageCounts(3, 2)}
    assert second.by_suite == {"api": CoverageCounts(1, 0), "unit": CoverageCounts(1, 1)}
    assert first.lines_by_suite == {"api": [2, 3], "unit": [1]}


def test_names_of_two_formats_are_not_the_same() -> None:
    """What one format calls a branch may be another one in the other: nothing is put together."""
    arms = ("2", "3")
    by_json = lines_of("a.py", [1], [], {1: Branches(2, 1, ("2",), arms)})
    by_lcov = lines_of("a.py", [1], [], {1: Branches(2, 1, ("3",), arms)})
    (found,) = merge(
        ("unit", coverage_of(by_json)),
        ("unit", coverage_of(by_lcov, format_=PieceFormat.LCOV)),
    )
    assert found.counts == CoverageCounts(1, 0, 2, 1)


def test_branches_are_a_union() -> None:
    """A branch that one suite took is taken; each suite is counted against all branches."""
    arms = ("2", "3")
    (found,) = merge(
        ("unit", coverage_of(lines_of("a.py", [1], [], {1: Branches(2, 1, ("2",), arms)}))),
        ("api", coverage_of(lines_of("a.py", [1], [], {1: Branches(2, 1, ("3",), arms)}))),
        ("e2e", coverage_of(lines_of("a.py", [1]))),
    )
    assert found.branches == {1: Branches(2, 2, (), arms)}
    assert found.counts == CoverageCounts(1, 0, 2, 0)
    assert found.by_suite == {
        "api": CoverageCounts(1, 0, 2, 1),
        "e2e": CoverageCounts(1, 0, 2, 2),
        "unit": CoverageCounts(1, 0, 2, 1),
    }


def test_formats_name_branches_in_their_own_way() -> None:
    """What two formats call a branch is not compared: the better one counts."""
    first = {1: Branches(2, 1, ("2",), ("2", "3"))}
    second = {1: Branches(2, 1, ("jump to line 2",), ("jump to line 2", "jump to line 3"))}
    (found,) = merge(
        ("unit", coverage_of(lines_of("a.py", [1], [], first))),
        ("unit", coverage_of(lines_of("a.py", [1], [], second), format_=PieceFormat.LCOV)),
    )
    assert found.counts == CoverageCounts(1, 0, 2, 1)


@pytest.mark.parametrize(("variant", "missing"), [("3.13", 1), ("3.12", 0)])
def test_variants_name_branches_in_their_own_way(variant: str, missing: int) -> None:
    """Without all arms, names are put together among files of one variant, and not of two."""
    merger = CoverageMerger()
    for suite, of, name in (("unit", "3.12", "exit"), ("api", variant, "1")):
        lines = lines_of("a.py", [1], [], {1: Branches(2, 1, (name,))})
        merger.add(suite, coverage_of(lines, format_=PieceFormat.COBERTURA), variant=of)
    (found,) = merger.finish()
    assert found.counts == CoverageCounts(1, 0, 2, missing)
    assert set(found.by_suite.values()) == {CoverageCounts(1, 0, 2, 1)}


def test_sums() -> None:
    """Counts add; the sum of none is nothing."""
    counts = [CoverageCounts(1, 2, 3, 4), CoverageCounts(10, 20, 30, 40)]
    assert (add_counts(counts), add_counts([])) == (
        CoverageCounts(11, 22, 33, 44),
        CoverageCounts(),
    )


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        ("MAX_RUN_FILES", "there would be 2 source files, more than 1"),
        ("MAX_RUN_STATEMENTS", "there would be 2 statements, more than 1"),
        ("MAX_RUN_BRANCHES", "there would be 2 branches, more than 1"),
    ],
)
def test_a_run_that_grows_too_large(bound: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run has as much as may be, and a piece with which it has more is refused."""
    branches = {1: Branches(1, 1)}
    files = [lines_of(path, [1], [], branches) for path in ("a.py", "b.py")]
    monkeypatch.setattr(merging, bound, 2)
    assert len(merge(("unit", coverage_of(*files)))) == 2
    monkeypatch.setattr(merging, bound, 1)
    with pytest.raises(InvalidPieceError, match=said):
        merge(("unit", coverage_of(*files)))


LINES = st.sets(st.integers(1, 6))
PIECES = st.tuples(
    st.sampled_from(["unit", "api"]),
    st.lists(
        st.builds(
            lambda path, ran, missing: lines_of(path, sorted(ran), sorted(missing - ran)),
            st.sampled_from(["a.py", "b.py"]),
            LINES,
            LINES,
        ),
        max_size=2,
        unique_by=lambda file: file.path,
    ),
)


@given(st.lists(PIECES, max_size=6), st.integers())
def test_the_order_makes_no_difference(
    pieces: list[tuple[str, list[FileLines]]], seed: int
) -> None:
    """Pieces in another order, some of them twice, come to the same; more pieces cover no less."""
    contents = [(suite, coverage_of(*files)) for suite, files in pieces]
    turned = contents + contents[:2]
    random_module.Random(seed).shuffle(turned)
    merged = merge(*contents)
    assert merge(*turned) == merged
    fewer = {file.path: file for file in merge(*contents[:-1])}
    assert all(file.executed >= fewer[file.path].executed for file in merged if file.path in fewer)
