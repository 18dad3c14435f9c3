"""Pieces of runs: what is asked beside the file, and what is answered."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from layerproof.history.records.pieces import (
    Matter,
    PieceFormat,
    PieceHead,
    PiecePlace,
    PushedPiece,
    RunHead,
)
from layerproof.history.schemas.fields import WITHOUT_NUL, Label, Moment, Name
from layerproof.history.schemas.report import MERGED
from layerproof.history.schemas.runs import Answer, RunOut, show_run

#: Pieces of a run, and so shards of a suite.
MOST_PIECES = 1_000

SuiteName = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=WITHOUT_NUL)]
Variant = Annotated[str, StringConstraints(max_length=32, pattern=WITHOUT_NUL)]
Folder = Annotated[str, StringConstraints(max_length=1_000, pattern=WITHOUT_NUL)]
Number = Annotated[int, Field(ge=1, le=MOST_PIECES)]


class PieceQuery(BaseModel):
    """What a push says of a piece."""

    model_config = ConfigDict(extra="forbid")

    suite: SuiteName = Field(description="The suite that the file is of")
    format: PieceFormat = Field(description="What the file is")
    pieces: Number = Field(description="How many files the whole run has, of all suites and kinds")
    shard: Number = Field(default=1, description="Which shard of the suite, from 1")
    shards: Number = Field(default=1, description="How many shards the suite has")
    variant: Variant = Field(
        default="", description="What the suite was run with more than once, such as `3.12`"
    )
    commit: Label = Field(default="", description="The commit; the same in each piece")
    branch: Label = Field(default="", description="The branch; the same in each piece")
    created_at: Moment | None = Field(
        default=None,
        description="When the run was made; the same in each piece. Else when the first came",
    )
    project: Name | None = Field(
        default=None, description="The project's name, on a server without accounts"
    )
    root: Folder = Field(
        default="", description="The folder of the checkout: absolute paths are told from it"
    )

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.suite == MERGED:
            message = f"a suite cannot be called {MERGED!r}"
            raise ValueError(message)
        if not self.shard <= self.shards <= self.pieces:
            message = "shard can be at most shards, and shards at most pieces"
            raise ValueError(message)
        return self

    def head(self, run_id: str) -> PieceHead:
        """Return what is said of a piece of a run."""
        return PieceHead(
            run=RunHead(run_id, self.pieces, self.commit, self.branch),
            format=self.format,
            suite=self.suite,
            variant=self.variant,
            shard=self.shard,
            shards=self.shards,
            project=self.project,
            created_at=self.created_at,
            root=self.root,
        )


class PieceOut(Answer):
    """The place of a piece in its run."""

    suite: str
    matter: Matter
    variant: str
    shard: int


class PiecesOut(Answer):
    """Which pieces of a run are there."""

    expected: int
    arrived: list[PieceOut]
    missing: list[PieceOut] = Field(description="Shards of which others are there")
    unannounced: int = Field(description="How many more are missing, of which nothing is known")


class PushedPieceOut(RunOut):
    """The run as it is with the piece."""

    pieces: PiecesOut


def show_pushed_piece(pushed: PushedPiece) -> PushedPieceOut:
    """Return a stored piece, and its run, as they are answered."""
    found = pushed.tally
    pieces = PiecesOut(
        expected=found.expected,
        arrived=[_place(place) for place in found.arrived],
        missing=[_place(place) for place in found.missing],
        unannounced=found.unannounced,
    )
    return PushedPieceOut(**show_run(pushed.run).model_dump(), pieces=pieces)


def _place(place: PiecePlace) -> PieceOut:
    group = place.group
    return PieceOut(
        suite=group.suite, matter=group.matter, variant=group.variant, shard=place.shard
    )
