"""Pieces of runs in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.pieces import Matter, PieceGroup, PiecePlace, StoredPiece
from layerproof.history.tables import PieceRow, ProjectRow, RunRow


class SqlPieceRepository:
    """Fills :class:`services.ports.pieces.PieceRepository`.

    :param session: the request's session; whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_pieces(self, project: int, run: int) -> Sequence[StoredPiece]:
        """Return the pieces of a run of that project, by their place."""
        wanted = (
            select(PieceRow)
            .join(RunRow, RunRow.id == PieceRow.run_id)
            .where(PieceRow.run_id == run, RunRow.project_id == project)
        )
        rows = await self._session.scalars(wanted)
        # Sorted here, as each database has its own order of letters.
        return sorted(map(_piece, rows), key=lambda piece: piece.place)

    async def add(self, run: int, piece: StoredPiece) -> None:
        """Store a piece of a run that the session has locked."""
        group = piece.place.group
        await self._session.execute(
            insert(PieceRow).values(
                run_id=run,
                suite=group.suite,
                matter=group.matter.value,
                variant=group.variant,
                shard=piece.place.shard,
                shards=piece.shards,
                digest=piece.digest,
                created_at=piece.created_at,
                received_at=piece.received_at,
                body=piece.body,
            )
        )

    async def find_layers(self, project: int) -> Mapping[str, Sequence[str]] | None:
        """Return the globs of each layer of a project; ``None`` if it is gone."""
        wanted = select(ProjectRow.layers).where(ProjectRow.id == project)
        return (await self._session.execute(wanted)).scalar_one_or_none()


def _piece(row: PieceRow) -> StoredPiece:
    return StoredPiece(
        place=PiecePlace(PieceGroup(row.suite, Matter(row.matter), row.variant), row.shard),
        shards=row.shards,
        digest=row.digest,
        received_at=row.received_at,
        created_at=row.created_at,
        body=row.body,
    )
