"""coverage.py's JSON report."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.history.errors.pieces import InvalidPieceError
from layerproof.history.records.pieces import Branches
from layerproof.history.services.pieces import coverage_json, placing
from layerproof.history.services.pieces.coverage_json import parse_coverage_json
from tests.factories.pieces import coverage_of, lines_of, write_coverage_json


def document(**file: Any) -> bytes:
    """Return a report of one file."""
    lines = {"executed_lines": [1], "missing_lines": [2], **file}
    return json.dumps({"meta": {"branch_coverage": True}, "files": {"a.py": lines}}).encode()


def test_lines_and_branches() -> None:
    """Lines, and each line's branches by where they lead to, are read; all else is passed over."""
    body = document(
        executed_lines=[2, 1, 0],
        missing_lines=[9, 3, 0],
        excluded_lines=[4],
        executed_branches=[[2, 3], [0, 1]],
        missing_branches=[[2, -1], [9, 10]],
        contexts={"1": ["test"]},
        summary={},
        functions={},
    )
    branches = {
        2: Branches(2, 1, ("-1",), ("-1", "3")),
        9: Branches(1, 0, ("10",), ("10",)),
    }
    assert parse_coverage_json(body) == coverage_of(
        lines_of("a.py", [1, 2], [3, 9], branches), branch=True
    )


def test_what_is_said_twice() -> None:
    """What is listed as executed and as missing was executed; paths of one place are one file."""
    files = {"./a.py": ([1], [1, 2]), "a.py": ([2], []), "/ci/a.py": ([], [3])}
    found = parse_coverage_json(write_coverage_json(files), root="/ci")
    assert found == coverage_of(lines_of("a.py", [1, 2], [3]))


def test_branches_said_twice() -> None:
    """A branch that is listed as executed and as missing was executed."""
    body = document(executed_branches=[[1, 2]], missing_branches=[[1, 2]])
    assert parse_coverage_json(body).files[0].branches == {1: Branches(1, 1, (), ("2",))}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", "document"),
        (b"[]", "document"),
        (b"{}", "meta"),
        (b'{"meta": {}}', "files"),
        (b'{"meta": {"branch_coverage": 1}, "files": {}}', "meta.branch_coverage"),
        (b'{"meta": {}, "files": []}', "files"),
        (document(executed_lines=None), "files.a.py.executed_lines"),
        (document(executed_lines=["1"]), "files.a.py.executed_lines.0"),
        (document(missing_lines=[1, -1]), "files.a.py.missing_lines.1"),
        (document(missing_lines=[2**31]), "files.a.py.missing_lines.0"),
        (document(missing_lines=[1.5]), "files.a.py.missing_lines.0"),
        (document(executed_branches=[[1]]), "files.a.py.executed_branches.0.1"),
        (document(executed_branches=[[1, 2**31]]), "files.a.py.executed_branches.0.1"),
        (document(executed_branches=[[-1, 2]]), "files.a.py"),
        (b'{"meta": {}, "files": {"": {"executed_lines": [], "missing_lines": []}}}', "files."),
        (b'{"meta": {}, "files": {"\\ud800": {}}}', "document"),
        (b'{"meta": ' + b"[" * 10_000, "document"),
        (b'{"meta": {}, "files": NaN}', "files"),
    ],
)
def test_what_cannot_be_understood(body: bytes, where: str) -> None:
    """What is no such report is refused with the first place at fault."""
    with pytest.raises(InvalidPieceError, match=r"^the file .* as coverage\.py JSON: ") as caught:
        parse_coverage_json(body)
    assert [fault.where for fault in caught.value.faults] == [where]


def test_too_many_branches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line has as many branches as may be, and not one more."""
    monkeypatch.setattr(coverage_json, "MAX_BRANCHES", 2)
    two = [[1, 2], [1, 3]]
    assert parse_coverage_json(document(missing_branches=two)).files[0].branches[1].total == 2
    with pytest.raises(InvalidPieceError, match="a line has more than 2 branches"):
        parse_coverage_json(document(missing_branches=[*two, [1, 4]]))


def test_branches_are_measured_where_that_is_said() -> None:
    """A report that does not say whether branches were measured has measured none."""
    bodies = (b'{"meta": {}, "files": {}}', b'{"meta": {"branch_coverage": true}, "files": {}}')
    assert [parse_coverage_json(body).branch for body in bodies] == [False, True]


def test_too_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many files as may be are taken, and one more is not."""
    monkeypatch.setattr(placing, "MAX_FILES", 2)
    files: dict[str, tuple[list[int], list[int]]] = {f"{n}.py": ([], []) for n in range(3)}
    with pytest.raises(InvalidPieceError, match="there are more than 2 files"):
        parse_coverage_json(write_coverage_json(files))
    del files["2.py"]
    assert len(parse_coverage_json(write_coverage_json(files)).files) == 2


LINES = st.sets(st.integers(1, 2**31 - 1))


@given(st.dictionaries(st.sampled_from(["a.py", "b/c.py", "ä b.py"]), st.tuples(LINES, LINES)))
def test_what_is_written_is_read(files: dict[str, tuple[set[int], set[int]]]) -> None:
    """Whatever lines a report is written from, they are read as they were."""
    written = {path: (list(ran), list(missing - ran)) for path, (ran, missing) in files.items()}
    expected = [
        lines_of(path, sorted(ran), sorted(missing - ran))
        for path, (ran, missing) in sorted(files.items())
    ]
    assert parse_coverage_json(write_coverage_json(written)) == coverage_of(*expected)
