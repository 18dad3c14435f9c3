"""Tools."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from knowledge_base.schemas.shapes import Body, Shown, Text

ToolName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=60),
]
Endpoint = Annotated[str, StringConstraints(pattern=r"^https://[^\s\x00]+$", max_length=500)]


class NewTool(Body):
    """Something to use by its name."""

    name: ToolName
    description: Text = ""
    endpoint: Endpoint


class ToolSwitch(Body):
    """Whether a tool can be used."""

    enabled: bool


class ShownTool(Shown):
    """A tool."""

    name: str
    description: str
    endpoint: str
    enabled: bool
