"""Services for what arrives, on a session that ends with the request."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from layerproof.history.dependencies.sessions import Writing
from layerproof.history.repositories.local_projects import SqlLocalProjectRepository
from layerproof.history.repositories.pieces import SqlPieceRepository
from layerproof.history.repositories.runs import SqlRunRepository
from layerproof.history.repositories.token_use import SqlTokenUseRepository
from layerproof.history.services.local_projects import LocalProjectService
from layerproof.history.services.pieces.receiving import PieceService
from layerproof.history.services.removals import RemovalService
from layerproof.history.services.token_use import TokenUseService


def _pieces(session: Writing) -> PieceService:
    local = LocalProjectService(SqlLocalProjectRepository(session))
    return PieceService(SqlRunRepository(session), SqlPieceRepository(session), local)


def _token_uses(session: Writing) -> TokenUseService:
    return TokenUseService(SqlTokenUseRepository(session))


def _removals(session: Writing) -> RemovalService:
    return RemovalService(SqlRunRepository(session))


Pieces = Annotated[PieceService, Depends(_pieces, scope="function")]
TokenUses = Annotated[TokenUseService, Depends(_token_uses, scope="function")]
Removals = Annotated[RemovalService, Depends(_removals, scope="function")]
