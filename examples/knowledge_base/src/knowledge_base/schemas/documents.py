"""Documents and their versions."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from knowledge_base.schemas.shapes import Body, Named, Shown, Text, Title
from knowledge_base.values import Draft


class NewDocument(Body):
    """A document to be. Without a team the whole tenant sees it."""

    title: Title
    body: Text = ""
    team_id: UUID | None = None

    def draft(self) -> Draft:
        """Return the value that services take."""
        return Draft(self.title, self.body, self.team_id)


class ChangedDocument(NewDocument):
    """What a document is to say next, and the version that was read before."""

    version: int = Field(ge=1, le=2**31 - 2)


class ListedDocument(Shown):
    """A document without its text."""

    title: str
    version: int
    author: Named
    team: Named | None


class ShownDocument(ListedDocument):
    """A document."""

    body: str


class ShownVersion(BaseModel):
    """What a document said."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    title: str
    body: str
    editor_id: UUID
    created_at: AwareDatetime
