"""The repositories of pieces and of tokens' uses on a real database."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.repositories.pieces import SqlPieceRepository
from layerproof.history.repositories.runs import SqlRunRepository
from layerproof.history.repositories.token_use import SqlTokenUseRepository
from layerproof.history.tables import PieceRow, ProjectRow, ProjectTokenRow
from tests.factories.pieces import ARRIVED, make_piece
from tests.support.history_projects import add_projects
from tests.support.piece_contract import (
    LAYERS,
    PieceGround,
    PieceRepositoryContract,
    TokenUseGround,
    TokenUseRepositoryContract,
)
from tests.support.run_contract import make_run, store


async def make_ground(session: AsyncSession) -> PieceGround:
    """Return two projects with a run each, the first one with layers."""
    projects = await add_projects(session)
    layers = {name: list(globs) for name, globs in LAYERS.items()}
    await session.execute(
        update(ProjectRow).where(ProjectRow.id == projects[0]).values(layers=layers)
    )
    runs = SqlRunRepository(session)
    keys = []
    for project in projects:
        await store(runs, project, make_run("run"))
        found = await runs.find(project, "run")
        assert found is not None
        keys.append(found.key)
    return PieceGround(SqlPieceRepository(session), projects[0], keys[0], projects[1], keys[1])


class TestSqlPieceRepository(PieceRepositoryContract):
    """The contract on real databases."""

    @pytest.fixture
    async def ground(self, session: AsyncSession) -> PieceGround:
        """Give two projects with a run each."""
        return await make_ground(session)


class TestSqlTokenUseRepository(TokenUseRepositoryContract):
    """The contract on real databases."""

    @pytest.fixture
    async def uses(self, session: AsyncSession) -> TokenUseGround:
        """Give two tokens that were never used."""
        project, _ = await add_projects(session)
        rows = [
            ProjectTokenRow(
                public_id=name * 32,
                project_id=project,
                name=name,
                scopes="push",
                token_hash=name * 64,
                created_at=ARRIVED,
            )
            for name in ("a", "b")
        ]
        session.add_all(rows)
        await session.flush()

        async def read(token: int) -> datetime | None:
            wanted = select(ProjectTokenRow.last_used_at).where(ProjectTokenRow.id == token)
            return await session.scalar(wanted)

        return TokenUseGround(SqlTokenUseRepository(session), rows[0].id, rows[1].id, read)


async def test_pieces_go_with_their_run(session: AsyncSession) -> None:
    """A run that is removed takes its pieces with it, and no other run's."""
    ground = await make_ground(session)
    for run in (ground.run, ground.other_run):
        await ground.repository.add(run, make_piece())
    await SqlRunRepository(session).remove(ground.project, "run")
    left = (await session.scalars(select(PieceRow.run_id))).all()
    assert left == [ground.other_run]
