"""Runs that pieces make together, for tests of what comes of them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from layerproof.history.records.pieces import Branches, Case, RunHead, StoredPiece
from layerproof.history.records.runs import NewRun
from layerproof.history.services.pieces.assembling import RunFrame, assemble
from tests.factories.pieces import ARRIVED, coverage_of, lines_of, make_piece, told

MADE = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
LAYERS = {"service": ["src/services/**"], "router": ["src/routers/**"]}
NO_GATES = "no gates were judged: the run came in pieces, as files of other tools"


def put_together(
    *pieces: StoredPiece,
    expected: int | None = None,
    layers: Mapping[str, Sequence[str]] | None = None,
) -> NewRun:
    """Return the run of pieces; it is whole unless told otherwise."""
    head = RunHead("run", len(pieces) if expected is None else expected, "9f8e7d6c", "main")
    return assemble(RunFrame(head, "shop", layers or {}, ARRIVED), pieces)


def document_of(run: NewRun) -> dict[str, Any]:
    """Return the document that is stored of a run."""
    document: dict[str, Any] = json.loads(zlib.decompress(run.document))
    return document


def reasons_of(run: NewRun) -> list[tuple[str, str, str]]:
    """Return the ruling, the code and the message of each reason."""
    return [(reason.ruling, reason.code, reason.message) for reason in run.reasons]


def outcome_of(run: NewRun) -> tuple[str, int, bool]:
    """Return the ruling, the exit code and whether all is there."""
    return run.facts.ruling, run.facts.exit_code, run.facts.complete


ARMS = ("3", "4")
UNIT = make_piece(
    told(
        Case("t.a::one", "passed", 0.5, retries=1),
        Case("t.a::two", "skipped", message="no"),
    ),
    created_at=MADE,
)
API = make_piece(told(Case("t.b::three", "xfailed", 1.5, "known", 0, "t/b.py", 3)), suite="api")
UNIT_LINES = make_piece(
    coverage_of(
        lines_of("src/services/a.py", [1, 2], [3], {2: Branches(2, 1, ("4",), ARMS)}),
        lines_of("src/other.py", [], [1]),
        branch=True,
    )
)
API_LINES = make_piece(
    coverage_of(
        lines_of("src/routers/r.py", [1], []),
        lines_of("src/services/a.py", [1, 3], [2]),
        branch=True,
    ),
    suite="api",
)
