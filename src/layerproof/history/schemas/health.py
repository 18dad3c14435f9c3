"""What ``/health`` and ``/ready`` answer."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel


class HealthOut(BaseModel):
    """A server that is there."""

    status: Literal["ok"] = "ok"
    version: str


class ReadyOut(BaseModel):
    """A server that takes requests, with a database that it can work on."""

    status: Literal["ready"] = "ready"
    database: str
    revision: str
