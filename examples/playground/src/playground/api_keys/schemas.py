"""What API keys look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Scope(StrEnum):
    """What a key may be made for."""

    READ = "snippets:read"
    WRITE = "snippets:write"
    RUN = "snippets:run"


class NewApiKey(BaseModel):
    """A key to make."""

    name: str = Field(min_length=1, max_length=60)
    scopes: set[Scope] = Field(min_length=1)


class ShownApiKey(BaseModel):
    """A key as its owner sees it ever after: what it begins with, never the whole."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    start: str
    scopes: list[Scope]
    created_at: datetime
    revoked_at: datetime | None


class MadeApiKey(ShownApiKey):
    """A key when it was made, which is the only time that it is told."""

    key: str
