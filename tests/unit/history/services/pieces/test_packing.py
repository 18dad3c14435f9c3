"""What was understood, as bytes and back; and what is never understood."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layerproof.history.errors.pieces import HostileXmlError, InvalidPieceError
from layerproof.history.records.pieces import (
    Branches,
    Case,
    Content,
    CoverageContent,
    Matter,
    PieceFormat,
    TestContent,
)
from layerproof.history.services.pieces.formats import matter_of, parse, read_piece
from layerproof.history.services.pieces.packing import pack, unpack
from tests.factories.pieces import (
    coverage_of,
    lines_of,
    told,
    write_coverage_json,
    write_junit,
)

CONTENTS: list[Content] = [
    told(),
    CoverageContent(PieceFormat.COBERTURA, (lines_of("a.py", [1]),), None, ("/ci/lib", "/ci/src")),
    TestContent((Case("c", "passed"),), interrupted=True),
    told(Case("a::b", "failed", 0.125, "müde\x01", 2, "a.py", 7), Case("c", "passed")),
    coverage_of(),
    coverage_of(
        lines_of("a.py", [1], [2], {1: Branches(2, 1, ("3",), ("3", "4")), 2: Branches(4, 0)}),
        lines_of("b.py", []),
        format_=PieceFormat.LCOV,
        branch=None,
    ),
]


@pytest.mark.parametrize("content", CONTENTS)
def test_there_and_back(content: Content) -> None:
    """What is packed comes back as it was."""
    assert unpack(pack(content)) == content


def test_bodies_that_say_nothing_of_an_end() -> None:
    """What was stored before ends were looked at is unpacked as a run that went to its end."""
    body = zlib.compress(b'{"cases":[["a","passed",0.5,"",0,"",0]]}')
    assert unpack(body) == told(Case("a", "passed", 0.5))


def test_bodies_that_say_nothing_of_sources() -> None:
    """Coverage that was stored before sources were kept is unpacked as without any."""
    body = zlib.compress(b'{"format":"cobertura","branch":null,"files":[["a.py",[1],[],[]]]}')
    read = coverage_of(lines_of("a.py", [1]), format_=PieceFormat.COBERTURA, branch=None)
    assert unpack(body) == read


def test_the_digest_is_of_what_arrived() -> None:
    """A piece is known by the SHA-256 of its file, and its body is what was understood."""
    read = read_piece(PieceFormat.JUNIT, b"<testsuite/>")
    digest = "55a2c4dabbdd641e56e0ce28262e1d43b8fff7534ced8580f39ba573eca56f2c"
    assert (read.digest, unpack(read.body)) == (digest, told())


def test_what_formats_tell_of() -> None:
    """JUnit files tell of tests, all others of coverage."""
    assert {format_: matter_of(format_) for format_ in PieceFormat} == {
        PieceFormat.JUNIT: Matter.TESTS,
        PieceFormat.COVERAGE_JSON: Matter.COVERAGE,
        PieceFormat.COBERTURA: Matter.COVERAGE,
        PieceFormat.LCOV: Matter.COVERAGE,
    }


_COBERTURA = (
    b'<coverage><source>src</source><class filename="a.py"><line number="1" hits="1" '
    b'branch="true" condition-coverage="50% (1/2)"/></class></coverage>'
)

VALID = [
    write_junit([Case("a::b", "failed", 0.5, "no"), Case("a::c", "passed", 0.25, retries=1)]),
    write_coverage_json({"src/a.py": ([1, 2], [3])}, branch=True),
    _COBERTURA,
    b"SF:a.py\nDA:1,1\nBRDA:1,0,0,-\nend_of_record\n",
]


@pytest.mark.parametrize(
    ("format_", "body"),
    [
        (PieceFormat.COVERAGE_JSON, write_coverage_json({"/ci/src/a.py": ([1], [])})),
        (
            PieceFormat.COBERTURA,
            b'<coverage><class filename="/ci/src/a.py"/></coverage>',
        ),
        (PieceFormat.LCOV, b"SF:/ci/src/a.py\nDA:1,1\nend_of_record\n"),
    ],
)
def test_paths_begin_at_the_root(format_: PieceFormat, body: bytes) -> None:
    """In every format a path below the checkout's folder is told from there, if one is named."""
    contents = [parse(format_, body, root="/ci"), parse(format_, body)]
    paths = [one.files[0].path for one in contents if isinstance(one, CoverageContent)]
    assert paths == ["src/a.py", "/ci/src/a.py"]


#: Pieces that a mutation puts in: what parsers stumble over.
PIECES = st.one_of(
    st.binary(max_size=5),
    st.sampled_from(
        [b"<", b"</", b"&x;", b"<!DOCTYPE a [", b"]>", b"\x00", b"9" * 30, b"-1", b"NaN", b"\xff"]
    ),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return a valid file in which pieces were replaced."""
    body = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 8)))
        body = body[:start] + draw(PIECES) + body[end:]
    return body


@given(st.sampled_from(PieceFormat), st.one_of(st.binary(), mutated()))
@example(PieceFormat.JUNIT, b"<testsuite errors='\xd9\xa3'/>")
@example(PieceFormat.COVERAGE_JSON, b'{"meta":{},"files":{"\x00":{}}}')
def test_whatever_arrives_is_understood_or_refused(format_: PieceFormat, body: bytes) -> None:
    """Random bytes, and files with random faults, are taken whole or refused by name."""
    try:
        content = parse(format_, body, root="/ci")
    except (InvalidPieceError, HostileXmlError) as error:
        assert error.problem  # noqa: PT017  (which of both it is makes no difference)
    else:
        assert unpack(pack(content)) == content
