"""Runs that arrive in pieces: what a push says of a piece, and what was read from its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from layerproof.history.records.access import ProjectScope
from layerproof.history.records.runs import StoredRun


class PieceFormat(StrEnum):
    """The files that are understood."""

    JUNIT = "junit"
    COVERAGE_JSON = "coverage-json"
    COBERTURA = "cobertura"
    LCOV = "lcov"


class Matter(StrEnum):
    """What a piece tells of."""

    TESTS = "tests"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True, order=True)
class PieceGroup:
    """The pieces of a suite that were cut into shards together."""

    suite: str
    matter: Matter
    variant: str = ""


@dataclass(frozen=True, slots=True, order=True)
class PiecePlace:
    """Where a piece belongs in its run; ``shard`` counts from 1."""

    group: PieceGroup
    shard: int = 1


@dataclass(frozen=True, slots=True)
class RunHead:
    """What all pieces of a run say of it. ``pieces`` is how many there are."""

    run_id: str
    pieces: int
    commit: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class PieceHead:
    """What a push says beside the file.

    ``project`` is named on servers without accounts only; ``root`` is the folder of the checkout,
    which absolute paths in the file are taken from.
    """

    run: RunHead
    format: PieceFormat
    suite: str
    variant: str = ""
    shard: int = 1
    shards: int = 1
    project: str | None = None
    created_at: datetime | None = None
    root: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a file; ``line`` counts from 1, 0 is unknown."""

    nodeid: str
    result: str
    seconds: float = 0.0
    message: str = ""
    retries: int = 0
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Branches:
    """The branches of one line: how many there are, and how many were taken.

    ``missing`` names those that were not taken, ``arms`` all of them; ``None`` where the file does
    not name them.
    """

    total: int
    taken: int
    missing: tuple[str, ...] | None = None
    arms: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FileLines:
    """The statements of a source file, by line, in order."""

    path: str
    executed: Sequence[int]
    missing: Sequence[int]
    branches: Mapping[int, Branches] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TestContent:
    """What a file says of tests. ``interrupted`` is whether their run was ended before its end."""

    __test__ = False

    cases: Sequence[Case]
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class CoverageContent:
    """What a file says of coverage.

    ``branch`` is whether branches were measured, if it says so; ``sources`` are the folders in one
    of which its relative paths begin, where nobody knows which, or where that folder is.
    """

    format: PieceFormat
    files: Sequence[FileLines]
    branch: bool | None = None
    sources: tuple[str, ...] = ()


Content = TestContent | CoverageContent


@dataclass(frozen=True, slots=True)
class StoredPiece:
    """A piece as it is stored.

    ``body`` is what was understood, packed; ``created_at`` when the run was made, if that was told.
    """

    place: PiecePlace
    shards: int
    digest: str
    received_at: datetime
    created_at: datetime | None
    body: bytes


@dataclass(frozen=True, slots=True)
class PieceTally:
    """Which pieces of a run are there, and which are not.

    ``unannounced`` is how many are to come of which nothing is known yet.
    """

    expected: int
    arrived: Sequence[PiecePlace]
    missing: Sequence[PiecePlace]
    unannounced: int

    @property
    def is_complete(self) -> bool:
        """Whether every piece is there."""
        return not self.missing and not self.unannounced


@dataclass(frozen=True, slots=True)
class PushedPiece:
    """A piece that is stored, and what its run is with it; ``created`` says whether it is new."""

    project: ProjectScope
    run: StoredRun
    tally: PieceTally
    created: bool
