"""What bodies and answers have in common."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

T = TypeVar("T")


#: PostgreSQL stores no character 0.
STORABLE = r"^[^\x00]*$"

Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=STORABLE),
]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=STORABLE),
]
Text = Annotated[str, StringConstraints(max_length=100_000, pattern=STORABLE)]
Tag = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=STORABLE)
]


class Body(BaseModel):
    """What is sent; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What is answered, read from a row."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    created_at: AwareDatetime
    updated_at: AwareDatetime


class ShownPage(BaseModel, Generic[T]):
    """A part of a list."""

    model_config = ConfigDict(from_attributes=True)

    items: list[T]
    total: int
    page: int
    size: int
    pages: int


class Named(BaseModel):
    """Somebody or something that is only mentioned."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
