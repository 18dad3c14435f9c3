"""LCOV tracefiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.history.errors.pieces import InvalidPieceError
from layerproof.history.records.pieces import Branches, CoverageContent, PieceFormat
from layerproof.history.services.pieces import lcov
from layerproof.history.services.pieces.lcov import parse_lcov
from tests.factories.pieces import coverage_of, lines_of, write_lcov

#: As coverage.py 7.17 writes it.
BY_COVERAGE_PY = b"""SF:src/shop/__init__.py
end_of_record
SF:src/shop/a.py
DA:1,1
DA:2,1
DA:3,0
DA:8,0
LF:4
LH:2
FN:1,4,f
FNDA:1,f
FNF:1
FNH:1
BRDA:2,0,jump to line 3,0
BRDA:2,0,jump to line 4,1
BRDA:8,0,jump to line 9,-
BRDA:8,0,return from function 'g',-
BRF:4
BRH:1
end_of_record
"""


def content_of(*files: object, branch: bool | None = None) -> CoverageContent:
    """Return what a tracefile says."""
    return coverage_of(*files, format_=PieceFormat.LCOV, branch=branch)  # type: ignore[arg-type]  # lines


def test_a_file_of_coverage_py() -> None:
    """Lines and named branches are read; functions and sums are passed over."""
    jumps = ("0,jump to line 3", "0,jump to line 4")
    leaves = ("0,jump to line 9", "0,return from function 'g'")
    branches = {2: Branches(2, 1, jumps[:1], jumps), 8: Branches(2, 0, leaves, leaves)}
    assert parse_lcov(BY_COVERAGE_PY) == content_of(
        lines_of("src/shop/__init__.py", []),
        lines_of("src/shop/a.py", [1, 2], [3, 8], branches),
        branch=True,
    )


def test_an_arm_that_was_taken_once_stays_taken() -> None:
    """Of two entries of one arm the one in which it was taken counts, whichever comes first."""
    arms = ["BRDA:1,0,x,1", "BRDA:1,0,x,0", "BRDA:1,0,y,-"]
    for order in (arms, arms[::-1]):
        body = "\n".join(["SF:a.c", "DA:1,1", *order, "end_of_record"]).encode()
        (found,) = parse_lcov(body).files
        assert found.branches == {1: Branches(2, 1, ("0,y",), ("0,x", "0,y"))}


@pytest.mark.parametrize("path", ["C:/ci/a.c", "a\rb.c", "a\x85b.c"])
def test_names_of_files(path: str) -> None:
    """A file's name may have colons, and what elsewhere ends lines."""
    (found,) = parse_lcov(f"SF:{path}\nend_of_record\n".encode()).files
    assert found.path == path


def test_what_other_tools_add() -> None:
    """Names of tests, comments, checksums, other line ends and newer entries do no harm."""
    body = (
        b"\xef\xbb\xbf# made by a tool\r\nTN:name\r\nSF:/ci/a.c\r\nVER:1\r\nFNL:0,1,2\r\n"
        b"DA:2,1,checksum\r\nDA:1,0\r\nDA:0,1\r\nMCF:1\r\nend_of_record\r\n\r\n"
    )
    assert parse_lcov(body, root="/ci") == content_of(lines_of("a.c", [2], [1]))


def test_a_file_in_several_records() -> None:
    """A source file that comes again is one: what ran in one record has run."""
    body = (
        b"SF:a.py\nDA:1,1\nDA:2,0\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nend_of_record\n"
        b"SF:./a.py\nDA:2,5\nDA:3,0\nBRDA:1,0,0,0\nBRDA:1,0,1,0\nBRDA:1,0,1,2\nend_of_record\n"
    )
    branches = {1: Branches(2, 2, (), ("0,0", "0,1"))}
    assert parse_lcov(body) == content_of(lines_of("a.py", [1, 2], [3], branches), branch=True)


def test_branches_of_a_line_that_is_not_listed() -> None:
    """A line with branches is a statement, which has not run unless a line says so."""
    body = b"SF:a.py\nBRDA:7,0,0,-\nend_of_record\n"
    branches = {7: Branches(1, 0, ("0,0",), ("0,0",))}
    assert parse_lcov(body) == content_of(lines_of("a.py", [], [7], branches), branch=True)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "line 1: there is no record"),
        (b"\n\n# nothing\n", "line 3: there is no record"),
        (b"SF:a\nDA:1,1\n", "line 2: the file ends within a record"),
        (b"DA:1,1\n", "line 1: an entry stands outside of a record"),
        (b"BRDA:1,0,0,1\n", "line 1: an entry stands outside of a record"),
        (b"end_of_record\n", "line 1: an entry stands outside of a record"),
        (b"SF:a\nSF:b\n", "line 2: a record begins within another one"),
        (b"SF:\n", "line 1: the path is ''"),
        (b"SF:a\x00b\n", r"line 1: the path is 'a\\x00b'"),
        (b"SF:" + b"a" * 4_001 + b"\n", "line 1: the path is 'a+…"),
        (b"SF:a\nDA:x,1\n", "line 2: DA is 'x,1'"),
        (b"SF:a\nDA:1\n", "line 2: DA is '1'"),
        (b"SF:a\nDA:1,-1\n", "line 2: DA is '1,-1'"),
        (b"SF:a\nDA:2147483648,1\n", "line 2: DA is '2147483648,1'"),
        (b"SF:a\nBRDA:1,0\n", "line 2: BRDA is '1,0'"),
        (b"SF:a\nBRDA:1,0,0,x\n", "line 2: BRDA is '1,0,0,x'"),
        (b"SF:a\nBRDA:x,0,0,1\n", "line 2: BRDA is 'x,0,0,1'"),
        (b"{}", "line 1: '{}' is no entry"),
        (b"<a:b/>", "line 1: '<a:b/>' is no entry"),
        (b"SF:a\xff\n", "byte 5: it is not UTF-8"),
    ],
)
def test_what_cannot_be_understood(body: bytes, problem: str) -> None:
    """What is no tracefile is refused with the line of the fault."""
    with pytest.raises(InvalidPieceError, match=f"^the file .* understood as LCOV: {problem}"):
        parse_lcov(body)


def test_too_many_branches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line has as many branches as may be, and not one more."""
    monkeypatch.setattr(lcov, "MAX_BRANCHES", 2)
    two = b"SF:a\nBRDA:1,0,0,1\nBRDA:1,0,1,1\n"
    assert parse_lcov(two + b"end_of_record").files[0].branches[1].total == 2
    with pytest.raises(InvalidPieceError, match="line 4: line 1 has more than 2 branches"):
        parse_lcov(two + b"BRDA:1,0,2,1\n")


LINES = st.dictionaries(st.integers(1, 2**31 - 1), st.integers(0, 3), max_size=20)


@given(st.dictionaries(st.sampled_from(["a.py", "b/c.py", "ä b.py"]), LINES, min_size=1))
def test_what_is_written_is_read(files: dict[str, dict[int, int]]) -> None:
    """Whatever lines a tracefile is written from, they are read as they were."""
    expected = [
        lines_of(
            path,
            sorted(line for line, hits in lines.items() if hits),
            sorted(line for line, hits in lines.items() if not hits),
        )
        for path, lines in sorted(files.items())
    ]
    assert parse_lcov(write_lcov(files)) == content_of(*expected)
