"""What ``/health`` answers."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class HealthOut(BaseModel):
    """A server that can reach its database."""

    model_config = ConfigDict(from_attributes=True)

    status: Literal["ok"] = "ok"
    version: str
    database: str
    revision: str
