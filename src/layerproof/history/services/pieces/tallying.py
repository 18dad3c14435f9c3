"""Which pieces of a run are there, and whether a new one goes together with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from layerproof.history.errors.pieces import PieceConflictError
from layerproof.history.errors.runs import RunConflictError
from layerproof.history.records.pieces import (
    CoverageContent,
    PieceGroup,
    PiecePlace,
    PieceTally,
    RunHead,
    StoredPiece,
)
from layerproof.history.records.runs import RunFacts
from layerproof.history.services.pieces.packing import unpack


def tally(expected: int, pieces: Sequence[StoredPiece]) -> PieceTally:
    """Return which pieces of a run are there, and which are not."""
    arrived = {piece.place for piece in pieces}
    announced = {
        PiecePlace(group, shard)
        for group, shards in _shards_of(pieces).items()
        for shard in range(1, shards + 1)
    }
    return PieceTally(
        expected=expected,
        arrived=tuple(sorted(arrived)),
        missing=tuple(sorted(announced - arrived)),
        unannounced=expected - len(announced),
    )


def check_run(facts: RunFacts, head: RunHead) -> None:
    """See that a piece says the same of its run as those before it.

    :raises RunConflictError: the run was pushed whole.
    :raises PieceConflictError: it says something else.
    """
    if not facts.pieces:
        raise RunConflictError(
            f"run {head.run_id} is already stored as a whole report",
            advice="give a run that comes in pieces an id of its own",
        )
    for name, there, told in (
        ("pieces", facts.pieces, head.pieces),
        ("commit", facts.commit, head.commit),
        ("branch", facts.branch, head.branch),
    ):
        if there != told:
            raise _conflict(
                f"run {head.run_id} has {name} {there!r:.100}, this piece says {told!r:.100}",
                advice=f"give each piece of a run the same `{name}`",
            )


def find_same(pieces: Sequence[StoredPiece], new: StoredPiece, *, expected: int) -> bool:
    """Whether the very piece is there already. Slow if it is: run it in a thread.

    :param expected: how many pieces the run has.
    :raises PieceConflictError: it does not go together with what is there.
    """
    shards = _shards_of(pieces).get(new.place.group)
    if shards is not None and shards != new.shards:
        raise _conflict(
            f"{_name(new.place.group)} came in {shards} shards, this piece is one of {new.shards}",
            advice="cut a suite into one number of shards a run",
        )
    moments = {piece.created_at for piece in pieces if piece.created_at}
    if new.created_at is not None and moments - {new.created_at}:
        raise _conflict(
            f"the run was made at {min(moments):%Y-%m-%dT%H:%M:%S%z} by what came before",
            advice="give each piece of a run the same `created_at`",
        )
    for piece in pieces:
        if piece.place == new.place:
            return _is_same(piece, new)
    if tally(expected, [*pieces, new]).unannounced < 0:
        raise _conflict(
            f"the run has {expected} pieces, and with this one there are more",
            advice="count the files of all suites, shards and formats in `pieces`",
        )
    return False


def _is_same(there: StoredPiece, new: StoredPiece) -> bool:
    named = f"shard {new.place.shard} of {_name(new.place.group)}"
    if there.digest != new.digest:
        raise _conflict(
            f"{named} is stored with other content",
            advice="a piece is never changed; give a run that is repeated an id of its own",
        )
    # The digest is of the file alone: where its source files lie, `root` says as well.
    if there.body != new.body and _paths_of(there) != _paths_of(new):
        raise _conflict(
            f"{named} is stored with other paths",
            advice="give the `root` that was given before, or give another run an id of its own",
        )
    return True


def _paths_of(piece: StoredPiece) -> Sequence[str]:
    content = unpack(piece.body)
    if not isinstance(content, CoverageContent):
        return ()
    return [*content.sources, *(file.path for file in content.files)]


def made_at(pieces: Sequence[StoredPiece], *, otherwise: datetime) -> datetime:
    """Return when a run was made: as its pieces say, else when the first one arrived."""
    told = [piece.created_at for piece in pieces if piece.created_at]
    arrived = [piece.received_at for piece in pieces]
    return min(told or arrived, default=otherwise)


def describe_gaps(found: PieceTally) -> Iterator[tuple[PieceGroup, str]]:
    """Yield each group with shards that did not arrive, and what is to be said of it."""
    by_group: dict[PieceGroup, list[int]] = {}
    for place in found.missing:
        by_group.setdefault(place.group, []).append(place.shard)
    for group, shards in by_group.items():
        there = sum(place.group == group for place in found.arrived)
        numbers = ", ".join(map(str, shards[:20])) + (", …" if len(shards) > 20 else "")
        some = f"{len(shards)} of {there + len(shards)} shards"
        yield group, f"{_name(group)}: {some} did not arrive: {numbers}"


def _shards_of(pieces: Sequence[StoredPiece]) -> Mapping[PieceGroup, int]:
    return {piece.place.group: piece.shards for piece in pieces}


def _name(group: PieceGroup) -> str:
    variant = f" ({group.variant})" if group.variant else ""
    return f"{group.matter} of suite {group.suite}{variant}"


def _conflict(problem: str, *, advice: str) -> PieceConflictError:
    return PieceConflictError(problem, advice=advice)
