"""What accounts look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")
]


class NewAccount(BaseModel):
    """An account to open."""

    email: Email
    password: str = Field(min_length=12, max_length=200)


class Credentials(BaseModel):
    """What somebody logs in with."""

    email: Email
    password: str = Field(max_length=200)


class Account(BaseModel):
    """An account as its owner sees it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str
    created_at: datetime
