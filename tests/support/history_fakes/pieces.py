"""Pieces of runs, and when tokens were used, kept in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from layerproof.history.records.pieces import StoredPiece


class FakePieceRepository:
    """Fills ``PieceRepository``; goes through the same tests as ``SqlPieceRepository``.

    :param projects: the project of each run, by their keys.
    :param layers: the layers of each project that has some.
    """

    def __init__(
        self,
        projects: Mapping[int, int],
        layers: Mapping[int, Mapping[str, Sequence[str]]] | None = None,
    ) -> None:
        self._projects = projects
        self._layers = layers or {}
        self._pieces: dict[int, list[StoredPiece]] = {}

    async def list_pieces(self, project: int, run: int) -> Sequence[StoredPiece]:
        """Return the pieces of a run, by their place."""
        if self._projects.get(run) != project:
            return []
        return sorted(self._pieces.get(run, []), key=lambda piece: piece.place)

    async def add(self, run: int, piece: StoredPiece) -> None:
        """Keep a piece."""
        self._pieces.setdefault(run, []).append(piece)

    async def find_layers(self, project: int) -> Mapping[str, Sequence[str]]:
        """Return the globs of each layer."""
        return self._layers.get(project, {})


class FakeTokenUseRepository:
    """Fills ``TokenUseRepository``; goes through the same tests as ``SqlTokenUseRepository``."""

    def __init__(self) -> None:
        self.used: dict[int, datetime] = {}

    async def note_use(self, token: int, *, at: datetime, unless_since: datetime) -> None:
        """Keep when a token was used, unless it is known to have been used since."""
        if token not in self.used or self.used[token] < unless_since:
            self.used[token] = at
