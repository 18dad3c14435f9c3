"""Teams."""

from __future__ import annotations

from knowledge_base.schemas.shapes import Body, Name, Shown


class NewTeam(Body):
    """Users who are to share documents."""

    name: Name


class ShownTeam(Shown):
    """A team."""

    name: str
