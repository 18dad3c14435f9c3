"""What is needed of the stored pieces of runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from layerproof.history.records.pieces import StoredPiece


class PieceRepository(Protocol):
    """The pieces of runs; ``project`` and ``run`` are keys."""

    async def list_pieces(self, project: int, run: int) -> Sequence[StoredPiece]:
        """Return the pieces of a run of that project, by their place."""

    async def add(self, run: int, piece: StoredPiece) -> None:
        """Store a piece of a run that the session has locked."""

    async def find_layers(self, project: int) -> Mapping[str, Sequence[str]] | None:
        """Return the globs of each layer of a project; ``None`` if it is gone."""


class TokenUseRepository(Protocol):
    """When projects' tokens were used."""

    async def note_use(self, token: int, *, at: datetime, unless_since: datetime) -> None:
        """Store when a token was used, unless it is known to have been used since a moment."""
