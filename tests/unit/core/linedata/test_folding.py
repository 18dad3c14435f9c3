"""What was traced becomes what counts: statements, and arcs between them."""

from __future__ import annotations

from layerproof.core.linedata.folding import fold_suites
from layerproof.core.linedata.values import (
    ExecutedLines,
    ParsedSource,
    RawLines,
    SourceLines,
    SuiteLines,
)

PATH = "src/shop/orders.py"

#: A statement of lines 3 to 5, and a ``with`` block whose exits are told as those of line 8.
SOURCE = ParsedSource(
    SourceLines(PATH, frozenset({1, 3, 7, 8, 9})),
    first_lines={4: 3, 5: 3},
    jumps={(9, 7): (9, 10), (8, 7): None},
)


def traced(*lines: int, arcs: set[tuple[int, int]] | None = None) -> RawLines:
    """Return what one part traced of the file."""
    return RawLines(
        arcs is not None, {PATH: frozenset(lines)}, {PATH: frozenset(arcs)} if arcs else {}
    )


def fold(*parts: RawLines, branch: bool = False) -> list[SuiteLines]:
    """Return what the suite ``unit`` ran."""
    return fold_suites([SOURCE], {"unit": list(parts)}, branch=branch)


def test_lines_inside_a_statement_count_for_its_first() -> None:
    """Only the last line of a statement was traced, and the statement ran."""
    ran = ExecutedLines(frozenset({1, 3}))
    assert fold(traced(1, 5)) == [SuiteLines("unit", False, {PATH: ran})]


def test_parts_of_a_suite_are_joined() -> None:
    """What any part of a suite ran, the suite ran."""
    parts = traced(1, arcs={(-1, 1)}), traced(4, 9, arcs={(1, 3)})
    ran = ExecutedLines(frozenset({1, 3, 9}), frozenset({(-1, 1), (1, 3)}))
    assert fold(*parts, branch=True) == [SuiteLines("unit", True, {PATH: ran})]


def test_ends_of_arcs_are_folded() -> None:
    """Both ends become statements; negative ones, which enter and leave, keep their sign."""
    arcs = {(1, 4), (5, 7), (-4, 4), (7, -5), (3, 3)}
    ran = ExecutedLines(frozenset({1}), frozenset({(1, 3), (3, 7), (-3, 3), (7, -3), (3, 3)}))
    assert fold(traced(1, arcs=arcs), branch=True) == [SuiteLines("unit", True, {PATH: ran})]


def test_jumps_out_of_with_blocks_are_translated() -> None:
    """A jump stands for the arc that the parser knows, or for none."""
    ran = ExecutedLines(frozenset({8, 9}), frozenset({(9, 10), (8, 9)}))
    arcs = {(9, 7), (8, 7), (8, 9)}
    assert fold(traced(8, 9, arcs=arcs), branch=True) == [SuiteLines("unit", True, {PATH: ran})]


def test_suites_stay_apart() -> None:
    """Each suite has its own lines, in the order in which they came."""
    raw = {"unit": [traced(1)], "api": [traced(3)], "slow": []}
    assert fold_suites([SOURCE], raw, branch=False) == [
        SuiteLines("unit", False, {PATH: ExecutedLines(frozenset({1}))}),
        SuiteLines("api", False, {PATH: ExecutedLines(frozenset({3}))}),
        SuiteLines("slow", False, {}),
    ]


def test_files_that_are_no_source_are_left_out() -> None:
    """A file that was traced and is not measured is in no suite."""
    raw = RawLines(False, {"src/shop/gone.py": frozenset({1}), PATH: frozenset({1})})
    assert fold(raw) == [SuiteLines("unit", False, {PATH: ExecutedLines(frozenset({1}))})]
