"""``/api-keys``: for people who are logged in. A key cannot make another."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from playground.api_keys.repository import ApiKeyRepository
from playground.api_keys.schemas import MadeApiKey, NewApiKey, ShownApiKey
from playground.api_keys.service import ApiKeyService
from playground.callers import LoggedIn
from playground.database import LARGEST, ReadingSession, WritingSession

router = APIRouter(prefix="/api-keys", tags=["API keys"])


def get_reading_service(session: ReadingSession) -> ApiKeyService:
    return ApiKeyService(ApiKeyRepository(session))


def get_writing_service(session: WritingSession) -> ApiKeyService:
    return ApiKeyService(ApiKeyRepository(session))


ReadingService = Annotated[ApiKeyService, Depends(get_reading_service)]
WritingService = Annotated[ApiKeyService, Depends(get_writing_service)]


@router.post("", status_code=201)
async def make_key(new: NewApiKey, user: LoggedIn, service: WritingService) -> MadeApiKey:
    """Make a key, which is told in this answer and never again: 409 if the name is taken."""
    made, key = await service.make(user.id, new.name, new.scopes)
    return MadeApiKey(key=key, **ShownApiKey.model_validate(made).model_dump())


@router.get("")
async def list_keys(user: LoggedIn, service: ReadingService) -> list[ShownApiKey]:
    """List one's keys, revoked ones too."""
    return [ShownApiKey.model_validate(key) for key in await service.list_of(user.id)]


@router.delete("/{key_id}", status_code=204)
async def revoke_key(
    key_id: Annotated[int, Path(le=LARGEST)], user: LoggedIn, service: WritingService
) -> None:
    """Revoke a key: 404 if it is not one's own."""
    await service.revoke(user.id, key_id)
