"""Who asks: from the ``Authorization`` header, or, without accounts, whoever is on this machine.

An actor is found on a session of its own that ends at once: a body that arrives slowly must not
keep a connection.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from layerproof.history.dependencies.sessions import database_of
from layerproof.history.errors.access import ForbiddenError, NotLocalError
from layerproof.history.local_requests import why_not_local
from layerproof.history.records.access import Actor, LocalActor, Scope, TokenActor, UserActor
from layerproof.history.repositories.identity import SqlIdentityRepository
from layerproof.history.request_log import note_actor
from layerproof.history.services.identification import IdentificationService
from layerproof.history.services.signing import unauthenticated
from layerproof.history.settings import HistorySettings

BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    description="An access token from `/api/v1/auth/login`, or a project's token",
)


async def _actor(
    request: Request,
    credential: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> Actor:
    settings: HistorySettings = request.app.state.settings
    actor = await _identify(request, credential) if settings.accounts else _local(request)
    note_actor(request, actor)
    return actor


async def _identify(request: Request, credential: HTTPAuthorizationCredentials | None) -> Actor:
    if credential is None:
        raise unauthenticated()
    async with database_of(request).read() as session:
        identities = SqlIdentityRepository(session)
        service = IdentificationService(identities, request.app.state.signer)
        return await service.identify(credential.credentials)


def _local(request: Request) -> LocalActor:
    why = why_not_local(request)
    if why:
        raise NotLocalError(why, advice="start the server with --accounts to reach it from afar")
    return LocalActor()


AnyActor = Annotated[Actor, Depends(_actor)]


async def _person(actor: AnyActor) -> UserActor | LocalActor:
    if isinstance(actor, TokenActor):
        raise ForbiddenError("a project's token is not for this", advice="log in")
    return actor


Person = Annotated[UserActor | LocalActor, Depends(_person)]


async def _user(actor: Person) -> UserActor:
    if isinstance(actor, LocalActor):
        raise ForbiddenError(
            "this server has no accounts", advice="start it with `layerproof serve --accounts`"
        )
    return actor


User = Annotated[UserActor, Depends(_user)]


async def _pusher(actor: AnyActor) -> TokenActor | LocalActor:
    if isinstance(actor, UserActor):
        raise ForbiddenError(
            "runs are pushed with a project's token",
            advice="make one at the project's /tokens, and send it as `Authorization: Bearer`",
        )
    if isinstance(actor, TokenActor) and Scope.PUSH not in actor.scopes:
        raise ForbiddenError("the token is not for pushing", advice="make one that is")
    return actor


Pusher = Annotated[TokenActor | LocalActor, Depends(_pusher)]
