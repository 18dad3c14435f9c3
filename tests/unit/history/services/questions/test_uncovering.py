"""Which files have more that is uncovered than before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from layerproof.history.records.questions.comparison import Bounded, FileLines, UncoveredFile
from layerproof.history.services.questions.uncovering import find_newly_uncovered, read_files
from tests.factories.histories import a_file


def written(**report: Any) -> bytes:
    """Return a report with some keys."""
    return json.dumps(report).encode()


def test_what_did_not_run_of_a_file() -> None:
    """Lines, branches and how much it is are read from the report."""
    document = written(files=[a_file("a.py", [3, 4], _20=[22, -1]), a_file("b.py")], other=[1])
    assert read_files(document) == {
        "a.py": FileLines(4, frozenset({3, 4}), frozenset({(20, 22), (20, -1)})),
        "b.py": FileLines(0),
    }


def changed(**changes: Any) -> bytes:
    """Return a report whose only file has something else than it should."""
    return written(files=[{**a_file("a.py", [1]), **changes}])


@pytest.mark.parametrize(
    "document",
    [
        written(),
        written(files=[]),
        written(files=None),
        written(files={"a.py": 1}),
        written(files=["a.py"]),
        changed(path=None),
        changed(path=""),
        changed(missing_lines=["1"]),
        changed(missing_lines=[-1]),
        changed(missing_lines=[2**40]),
        changed(partial={"x": [1]}),
        changed(partial={"1": ["2"]}),
        changed(partial={"1": [2**40]}),
        changed(counts={"statements": 1, "missing": 2}),
        changed(counts={}),
    ],
)
def test_a_report_without_readable_files(document: bytes) -> None:
    """A report may tell of no files, or anything in their place: then they are not known."""
    assert read_files(document) is None


def test_lines_and_branches_may_be_missing() -> None:
    """A file with nothing but its counts is known by how much of it did not run."""
    file = {"path": "a.py", "counts": {"statements": 9, "missing": 4}}
    assert read_files(written(files=[file])) == {"a.py": FileLines(4)}


def lines(*numbers: int, more: int = 0) -> FileLines:
    """Return a file in which these lines did not run, and so many besides."""
    return FileLines(len(numbers) + more, frozenset(numbers))


def test_files_that_got_worse() -> None:
    """Files whose uncovered part grew are told, most first, with what was not missing before."""
    before = {"same": lines(1), "better": lines(1, 2), "worse": lines(1, 9), "moved": lines(1)}
    after = {
        "same": lines(2),
        "better": lines(1),
        "worse": lines(1, 2, 3, 8),
        "moved": lines(2, 3),
        "new": FileLines(3, frozenset({5}), frozenset({(7, 9), (7, -1)})),
        "clean": lines(),
    }
    assert find_newly_uncovered(before, after) == [
        UncoveredFile("new", None, 3, Bounded([5], 1), Bounded([(7, -1), (7, 9)], 2)),
        UncoveredFile("worse", 2, 4, Bounded([2, 3, 8], 3), Bounded([], 0)),
        UncoveredFile("moved", 1, 2, Bounded([2, 3], 2), Bounded([], 0)),
    ]


def test_long_lists_are_cut() -> None:
    """Of many lines and branches the first two hundred are told, and how many there are."""
    many = FileLines(900, frozenset(range(1, 301)), frozenset((line, 1) for line in range(1, 601)))
    (found,) = find_newly_uncovered({}, {"a.py": many})
    assert found.lines == Bounded(list(range(1, 201)), 300)
    assert found.branches == Bounded([(line, 1) for line in range(1, 201)], 600)


def test_equals_come_by_their_paths() -> None:
    """Files that grew alike are in the order of their names."""
    found = find_newly_uncovered({}, {"b": lines(1), "a": lines(2), "c": lines(1, 2)})
    assert [file.path for file in found] == ["c", "a", "b"]
