"""What a request is given: a session, a unit of work in it, somebody who asks, and services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import uuid4

from fastapi import Depends, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.database import Database
from knowledge_base.errors import UnauthenticatedError
from knowledge_base.services.actor import Actor, identify
from knowledge_base.services.documents import DocumentService
from knowledge_base.services.knowledge import KnowledgeService
from knowledge_base.services.teams import TeamService
from knowledge_base.services.tools import ToolService
from knowledge_base.services.users import UserService
from knowledge_base.tokens import Claims, TokenSigner
from knowledge_base.unit_of_work import SqlUnitOfWork
from knowledge_base.values import PageRequest

bearer = HTTPBearer(auto_error=False)


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Yield a session, which the unit of work commits."""
    database: Database = request.app.state.database
    async with database.make_session() as session:
        yield session


# Closed and committed before the answer is sent: who reads it can rely on it.
Session = Annotated[AsyncSession, Depends(get_session, scope="function")]


def get_signer(request: Request) -> TokenSigner:
    """Return what makes and reads tokens."""
    signer: TokenSigner = request.app.state.signer
    return signer


Signer = Annotated[TokenSigner, Depends(get_signer)]


def get_claims(
    signer: Signer, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Claims:
    """Return what the request's token says."""
    if sent is None:
        raise UnauthenticatedError("a token is needed")
    return signer.read(sent.credentials)


async def get_work(
    session: Session, claims: Annotated[Claims, Depends(get_claims)]
) -> AsyncIterator[SqlUnitOfWork]:
    """Yield the unit of work of the tenant in whose name is asked."""
    async with SqlUnitOfWork(session, claims.tenant_id) as work:
        yield work


async def get_new_work(session: Session) -> AsyncIterator[SqlUnitOfWork]:
    """Yield the unit of work of a tenant that is not there yet."""
    async with SqlUnitOfWork(session, uuid4()) as work:
        yield work


Work = Annotated[SqlUnitOfWork, Depends(get_work, scope="function")]
NewWork = Annotated[SqlUnitOfWork, Depends(get_new_work, scope="function")]


async def get_actor(work: Work, claims: Annotated[Claims, Depends(get_claims)]) -> Actor:
    """Return who asks, with the role that they have now."""
    return await identify(work, claims.user_id)


CurrentActor = Annotated[Actor, Depends(get_actor)]


def get_users(work: Work, actor: CurrentActor) -> UserService:
    """Return the service of users."""
    return UserService(work, actor)


def get_teams(work: Work, actor: CurrentActor) -> TeamService:
    """Return the service of teams."""
    return TeamService(work, actor)


def get_documents(work: Work, actor: CurrentActor) -> DocumentService:
    """Return the service of documents."""
    return DocumentService(work, actor)


def get_knowledge(work: Work, actor: CurrentActor) -> KnowledgeService:
    """Return the service of knowledge."""
    return KnowledgeService(work, actor)


def get_tools(work: Work, actor: CurrentActor) -> ToolService:
    """Return the service of tools."""
    return ToolService(work, actor)


Users = Annotated[UserService, Depends(get_users)]
Teams = Annotated[TeamService, Depends(get_teams)]
Documents = Annotated[DocumentService, Depends(get_documents)]
Knowledge = Annotated[KnowledgeService, Depends(get_knowledge)]
Tools = Annotated[ToolService, Depends(get_tools)]


def get_page(
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=100)] = 20,
) -> PageRequest:
    """Return which part of a list is wanted."""
    return PageRequest(page, size)


WantedPage = Annotated[PageRequest, Depends(get_page)]
