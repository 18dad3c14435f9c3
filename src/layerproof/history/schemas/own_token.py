"""What is told about a project's token."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from layerproof.history.records.own_token import TokenPlace


class OwnTokenOut(BaseModel):
    """The project that a token is of, and what it opens there."""

    organization: str = Field(description="The organization's name in addresses")
    project: str = Field(description="The project's name in addresses")
    name: str = Field(description="The project's name in reports")
    main_branch: str
    scopes: list[Literal["push", "read"]]


def show_place(place: TokenPlace) -> OwnTokenOut:
    """Return a token's place as it is told."""
    return OwnTokenOut(
        organization=place.project.organization_slug,
        project=place.project.slug,
        name=place.project.name,
        main_branch=place.project.main_branch,
        scopes=sorted(scope.value for scope in place.scopes),
    )
