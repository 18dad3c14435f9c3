"""Files of other tools, and pieces of runs made from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

from layerproof.history.records.pieces import (
    Branches,
    Case,
    Content,
    CoverageContent,
    FileLines,
    Matter,
    PieceFormat,
    PieceGroup,
    PieceHead,
    PiecePlace,
    RunHead,
    StoredPiece,
    TestContent,
)
from layerproof.history.services.pieces.packing import pack

ARRIVED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

#: How a test case says that it did not pass.
MARKS = {
    "passed": "",
    "failed": "<failure message={message}/>",
    "error": "<error message={message}/>",
    "skipped": "<skipped message={message}/>",
    "xfailed": '<skipped type="pytest.xfail" message={message}/>',
}


def write_case(case: Case) -> str:
    """Return a test case as xunit2 has it; its node id is ``class::name``."""
    owner, _, name = case.nodeid.partition("::")
    retries = '<flakyFailure message="again"/>' * case.retries
    inner = MARKS[case.result].format(message=quoteattr(case.message)) + retries
    return (
        f"<testcase classname={quoteattr(owner)} name={quoteattr(name)} "
        f'time="{case.seconds}">{inner}</testcase>'
    )


def write_junit(cases: Sequence[Case] = (), *, suite: str = "tests") -> bytes:
    """Return a JUnit file with one suite."""
    inner = "".join(map(write_case, cases))
    return (
        f'<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name={quoteattr(suite)}>'
        f"{inner}</testsuite></testsuites>"
    ).encode()


def write_lcov(files: Mapping[str, Mapping[int, int]]) -> bytes:
    """Return a tracefile from lines with their hits by path."""
    records = [
        "".join([f"SF:{path}\n", *(f"DA:{line},{hits}\n" for line, hits in lines.items())])
        + "end_of_record\n"
        for path, lines in files.items()
    ]
    return "".join(records).encode()


def write_coverage_json(
    files: Mapping[str, tuple[Sequence[int], Sequence[int]]], *, branch: bool = False
) -> bytes:
    """Return coverage.py's JSON from executed and missing lines by path."""
    document = {
        "meta": {"format": 3, "version": "7.17.3", "branch_coverage": branch},
        "files": {
            path: {"executed_lines": list(ran), "missing_lines": list(missing)}
            for path, (ran, missing) in files.items()
        },
    }
    return json.dumps(document).encode()


def told(*cases: Case) -> TestContent:
    """Return what a file with these tests says."""
    return TestContent(cases)


def coverage_of(
    *files: FileLines,
    format_: PieceFormat = PieceFormat.COVERAGE_JSON,
    branch: bool | None = False,
) -> CoverageContent:
    """Return what a file with these lines says."""
    return CoverageContent(format_, files, branch)


def lines_of(
    path: str,
    executed: Sequence[int],
    missing: Sequence[int] = (),
    branches: Mapping[int, Branches] | None = None,
) -> FileLines:
    """Return the lines of a source file."""
    return FileLines(path, tuple(executed), tuple(missing), branches or {})


def place_of(suite: str, matter: Matter, shard: int = 1, variant: str = "") -> PiecePlace:
    """Return the place of a piece."""
    return PiecePlace(PieceGroup(suite, matter, variant), shard)


def make_piece(
    content: Content | None = None,
    *,
    suite: str = "unit",
    variant: str = "",
    shard: int = 1,
    shards: int = 1,
    created_at: datetime | None = None,
    received_at: datetime = ARRIVED,
) -> StoredPiece:
    """Return a stored piece; without a content it has one test that passed."""
    content = content or told(Case("a::one", "passed", 0.5))
    matter = Matter.TESTS if isinstance(content, TestContent) else Matter.COVERAGE
    body = pack(content)
    return StoredPiece(
        place=place_of(suite, matter, shard, variant),
        shards=shards,
        digest=hashlib.sha256(body).hexdigest(),
        received_at=received_at,
        created_at=created_at,
        body=body,
    )


def make_head(
    run_id: str = "run",
    *,
    pieces: int = 1,
    format_: PieceFormat = PieceFormat.JUNIT,
    suite: str = "unit",
    shard: int = 1,
    shards: int = 1,
    project: str | None = None,
) -> PieceHead:
    """Return what a push says of a piece, of the branch ``main``."""
    return PieceHead(
        run=RunHead(run_id, pieces, commit="9f8e7d6c", branch="main"),
        format=format_,
        suite=suite,
        shard=shard,
        shards=shards,
        project=project,
    )
