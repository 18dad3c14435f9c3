"""What snippets look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Visibility = Literal["private", "shared"]


class NewSnippet(BaseModel):
    """A snippet to keep."""

    title: str = Field(min_length=1, max_length=120)
    body: str = Field(min_length=1, max_length=20_000)


class SnippetChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(default=None, min_length=1, max_length=120)
    body: str | None = Field(default=None, min_length=1, max_length=20_000)
    visibility: Visibility | None = None


class ShownSnippet(BaseModel):
    """A snippet as it is kept."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    owner_id: int
    forked_from_id: int | None
    title: str
    body: str
    visibility: Visibility
    run_count: int
    created_at: datetime
    updated_at: datetime


class SnippetPage(BaseModel):
    """Some of one's snippets, and how many there are."""

    items: list[ShownSnippet]
    total: int
    limit: int
    offset: int


class NewRun(BaseModel):
    """What to fill in where."""

    values: dict[str, str] = Field(default_factory=dict)


class Run(BaseModel):
    """What came of a run, and which run of the snippet it was."""

    text: str
    run_count: int
