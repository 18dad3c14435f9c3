"""Teams."""

from __future__ import annotations

from pydantic import Field

from knowledge_base.schemas.shapes import Body, Shown, Title


class NewTeam(Body):
    """Users who are to share documents."""

    name: Title = Field(max_length=100)


class ShownTeam(Shown):
    """A team."""

    name: str
