"""``/snippets``: for people who are logged in, and for keys with the scope."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field

from playground.api_keys.schemas import Scope
from playground.callers import find_caller
from playground.database import LARGEST, ReadingSession, WritingSession
from playground.settings import Settings
from playground.snippets.repository import SnippetRepository
from playground.snippets.schemas import (
    NewRun,
    NewSnippet,
    Run,
    ShownSnippet,
    SnippetChange,
    SnippetPage,
)
from playground.snippets.service import SnippetService

router = APIRouter(prefix="/snippets", tags=["snippets"])


def get_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


CurrentSettings = Annotated[Settings, Depends(get_settings)]


def get_reading_service(session: ReadingSession, settings: CurrentSettings) -> SnippetService:
    return SnippetService(SnippetRepository(session), settings.snippet_limit)


def get_writing_service(session: WritingSession, settings: CurrentSettings) -> SnippetService:
    return SnippetService(SnippetRepository(session), settings.snippet_limit)


ReadingService = Annotated[SnippetService, Depends(get_reading_service)]
WritingService = Annotated[SnippetService, Depends(get_writing_service)]
Reader = Annotated[int, Depends(find_caller(Scope.READ))]
Writer = Annotated[int, Depends(find_caller(Scope.WRITE))]
Runner = Annotated[int, Depends(find_caller(Scope.RUN))]
SnippetId = Annotated[int, Path(le=LARGEST)]


class Page(BaseModel):
    """Which part of a list is asked for."""

    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=LARGEST)


@router.post("", status_code=201)
async def create_snippet(new: NewSnippet, user: Writer, service: WritingService) -> ShownSnippet:
    """Keep a snippet: 409 at the limit."""
    return ShownSnippet.model_validate(await service.create(user, new.title, new.body))


@router.get("")
async def list_snippets(
    page: Annotated[Page, Query()], user: Reader, service: ReadingService
) -> SnippetPage:
    """List one's own snippets, the newest first."""
    items, total = await service.list_own(user, page.limit, page.offset)
    shown = [ShownSnippet.model_validate(item) for item in items]
    return SnippetPage(items=shown, total=total, limit=page.limit, offset=page.offset)


@router.get("/{snippet_id}")
async def show_snippet(
    snippet_id: SnippetId, user: Reader, service: ReadingService
) -> ShownSnippet:
    """Show a snippet that is one's own or shared."""
    return ShownSnippet.model_validate(await service.show(user, snippet_id))


@router.patch("/{snippet_id}")
async def change_snippet(
    snippet_id: SnippetId, change: SnippetChange, user: Writer, service: WritingService
) -> ShownSnippet:
    """Change or share a snippet: 403 if it is somebody else's."""
    return ShownSnippet.model_validate(await service.change(user, snippet_id, change))


@router.delete("/{snippet_id}", status_code=204)
async def remove_snippet(snippet_id: SnippetId, user: Writer, service: WritingService) -> None:
    """Delete a snippet: 403 if it is somebody else's."""
    await service.remove(user, snippet_id)


@router.post("/{snippet_id}/forks", status_code=201)
async def fork_snippet(
    snippet_id: SnippetId, user: Writer, service: WritingService
) -> ShownSnippet:
    """Keep a copy of a snippet: 409 at the limit."""
    return ShownSnippet.model_validate(await service.fork(user, snippet_id))


@router.post("/{snippet_id}/runs", status_code=201)
async def run_snippet(
    snippet_id: SnippetId, run: NewRun, user: Runner, service: WritingService
) -> Run:
    """Fill in a snippet and count it: 422 if a value is missing."""
    return await service.run(user, snippet_id, run.values)
