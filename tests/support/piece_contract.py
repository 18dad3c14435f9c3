"""What every repository of pieces, and of tokens' uses, does: in memory as in a database.

A test class inherits from a contract and gives its fixtures.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from layerproof.history.services.ports.pieces import PieceRepository, TokenUseRepository
from tests.factories.pieces import ARRIVED, coverage_of, make_piece

LAYERS: Mapping[str, Sequence[str]] = {"service": ["src/services/**"], "router": ["r/*", "s/*"]}


@dataclass(frozen=True, slots=True)
class PieceGround:
    """A repository of pieces, and what stands around it: keys of two runs and their projects."""

    repository: PieceRepository
    project: int
    run: int
    other_project: int
    other_run: int


class PieceRepositoryContract:
    """The contract; ``pytest`` collects only what inherits from it."""

    @pytest.fixture
    def ground(self) -> PieceGround:
        """Give two projects with a run each; the first one has the layers above."""
        raise NotImplementedError

    async def test_pieces_come_back_as_they_were(self, ground: PieceGround) -> None:
        """The pieces of a run come back whole, by their place."""
        pieces = [
            make_piece(suite="unit", shard=2, shards=2, created_at=ARRIVED - timedelta(days=1)),
            make_piece(coverage_of(), suite="unit"),
            make_piece(suite="unit", shard=1, shards=2),
            make_piece(suite="unit", variant="3.12"),
            make_piece(suite="Api"),
            make_piece(suite="\u00fcnit"),
        ]
        for piece in pieces:
            await ground.repository.add(ground.run, piece)
        found = await ground.repository.list_pieces(ground.project, ground.run)
        assert list(found) == [pieces[place] for place in (4, 1, 2, 0, 3, 5)]

    async def test_runs_share_no_pieces(self, ground: PieceGround) -> None:
        """A run has its own pieces alone, and gives them to its own project alone."""
        await ground.repository.add(ground.run, make_piece(suite="mine"))
        await ground.repository.add(ground.other_run, make_piece(suite="other"))
        found = [
            [piece.place.group.suite for piece in await ground.repository.list_pieces(project, run)]
            for project in (ground.project, ground.other_project)
            for run in (ground.run, ground.other_run)
        ]
        assert found == [["mine"], [], [], ["other"]]

    async def test_layers_of_a_project(self, ground: PieceGround) -> None:
        """A project's layers come in their order, and are empty if it has none."""
        found = await ground.repository.find_layers(ground.project)
        assert found is not None
        assert (list(found.items()), await ground.repository.find_layers(ground.other_project)) == (
            list(LAYERS.items()),
            {},
        )


@dataclass(frozen=True, slots=True)
class TokenUseGround:
    """A repository of uses, keys of two tokens, and a look at when one was used."""

    __test__ = False

    repository: TokenUseRepository
    token: int
    other: int
    read: Callable[[int], Awaitable[datetime | None]]


class TokenUseRepositoryContract:
    """The contract; ``pytest`` collects only what inherits from it."""

    @pytest.fixture
    def uses(self) -> TokenUseGround:
        """Give two tokens that were never used."""
        raise NotImplementedError

    async def test_a_use_is_noted(self, uses: TokenUseGround) -> None:
        """A token that was never used is noted; no other one is."""
        await uses.repository.note_use(uses.token, at=ARRIVED, unless_since=ARRIVED)
        assert (await uses.read(uses.token), await uses.read(uses.other)) == (ARRIVED, None)

    async def test_a_recent_use_is_enough(self, uses: TokenUseGround) -> None:
        """A use is noted again only if none is known since the given moment."""
        second = timedelta(seconds=1)
        await uses.repository.note_use(uses.token, at=ARRIVED, unless_since=ARRIVED)
        later = ARRIVED + timedelta(minutes=1)
        await uses.repository.note_use(uses.token, at=later, unless_since=ARRIVED)
        assert await uses.read(uses.token) == ARRIVED
        await uses.repository.note_use(uses.token, at=later, unless_since=ARRIVED + second)
        assert await uses.read(uses.token) == later
