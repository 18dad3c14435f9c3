"""All pieces of a run that are there, as one run. Pure and slow: run it in a thread.

What comes out depends on the pieces alone, not on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from layerproof.history.records.pieces import (
    CoverageContent,
    PiecePlace,
    RunHead,
    StoredPiece,
    TestContent,
)
from layerproof.history.records.runs import NewRun
from layerproof.history.services.intake import receive_document
from layerproof.history.services.layer_globs import find_layers, read_layers
from layerproof.history.services.pieces.coverage_faults import CoverageFindings
from layerproof.history.services.pieces.documents import Assembled, write_document
from layerproof.history.services.pieces.merging import CoverageMerger, MergedFile
from layerproof.history.services.pieces.mixing import are_branches_mixed, find_mixed_sources
from layerproof.history.services.pieces.packing import unpack
from layerproof.history.services.pieces.suites import sum_suites
from layerproof.history.services.pieces.tallying import made_at, tally


@dataclass(frozen=True, slots=True)
class RunFrame:
    """What is known of a run beside its pieces.

    ``layers`` are the project's globs by layer; ``begun_at`` is when the first piece came.
    """

    head: RunHead
    project: str
    layers: Mapping[str, Sequence[str]]
    begun_at: datetime


def assemble(frame: RunFrame, pieces: Sequence[StoredPiece]) -> NewRun:
    """Return a run as its pieces tell it; it is complete when all are there.

    :raises InvalidPieceError: together they are more than a run may have.
    """
    contents = {piece.place: unpack(piece.body) for piece in pieces}
    tests = {place: told for place, told in contents.items() if isinstance(told, TestContent)}
    coverage = {
        place: told for place, told in contents.items() if isinstance(told, CoverageContent)
    }
    files = _merge(coverage)
    claims = _find_claims(frame.layers, files)
    found = tally(frame.head.pieces, pieces)
    document = write_document(
        Assembled(
            head=frame.head,
            project=frame.project,
            created_at=made_at(pieces, otherwise=frame.begun_at),
            tally=found,
            suites=sum_suites(pieces, tests),
            files=files,
            layers=tuple(frame.layers),
            layer_of={path: next(iter(layers), None) for path, layers in claims.items()},
            findings=_look_at([*coverage.values()], files, [*frame.layers], claims),
            has_branches=any(file.counts.branches for file in files),
        )
    )
    run = receive_document(document)
    facts = replace(run.facts, complete=found.is_complete, pieces=frame.head.pieces)
    return replace(run, facts=facts)


def _merge(coverage: Mapping[PiecePlace, CoverageContent]) -> tuple[MergedFile, ...]:
    merger = CoverageMerger()
    for place in sorted(coverage):
        merger.add(place.group.suite, coverage[place], variant=place.group.variant)
    return merger.finish()


def _find_claims(
    layers: Mapping[str, Sequence[str]], files: Sequence[MergedFile]
) -> Mapping[str, Sequence[str]]:
    read = read_layers(layers)
    return {file.path: find_layers(file.path, read) for file in files}


def _look_at(
    coverage: Sequence[CoverageContent],
    files: Sequence[MergedFile],
    layers: Sequence[str],
    claims: Mapping[str, Sequence[str]],
) -> CoverageFindings:
    used = {layer for claiming in claims.values() for layer in claiming}
    return CoverageFindings(
        has_pieces=bool(coverage),
        statements=sum(file.counts.statements for file in files),
        mixed=are_branches_mixed(coverage, files),
        mixed_sources=find_mixed_sources(coverage),
        empty_layers=[layer for layer in layers if layer not in used],
        overlaps={path: claiming for path, claiming in claims.items() if len(claiming) > 1},
        paths=[file.path for file in files],
    )
