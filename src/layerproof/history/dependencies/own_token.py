"""Who shows a project's token, and what is known of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from layerproof.history.dependencies.actors import AnyActor
from layerproof.history.dependencies.sessions import Reading
from layerproof.history.errors.access import ForbiddenError
from layerproof.history.records.access import LocalActor, TokenActor, UserActor
from layerproof.history.repositories.identity import SqlIdentityRepository
from layerproof.history.repositories.local_projects import SqlLocalProjectRepository
from layerproof.history.services.own_token import OwnTokenService


async def _holder(actor: AnyActor) -> TokenActor | LocalActor:
    if isinstance(actor, UserActor):
        raise ForbiddenError(
            "this tells a project's token what it is for", advice="show one instead of a log-in"
        )
    return actor


def _own_token(session: Reading) -> OwnTokenService:
    return OwnTokenService(SqlIdentityRepository(session), SqlLocalProjectRepository(session))


TokenHolder = Annotated[TokenActor | LocalActor, Depends(_holder)]
OwnTokenToRead = Annotated[OwnTokenService, Depends(_own_token, scope="function")]
