"""The one shape of every error that the backend answers with (RFC 9457, problem details)."""

from __future__ import annotations

from pydantic import BaseModel, Field


class FaultOut(BaseModel):
    """One thing that is wrong."""

    where: str = Field(description="Where it stands, such as `suites.0.name` or `query.limit`")
    problem: str


class Problem(BaseModel):
    """An error. `code` is stable; the words may change."""

    type: str = Field(examples=["urn:layerproof:problem:run-not-found"])
    code: str = Field(examples=["run-not-found"])
    title: str
    status: int
    detail: str = Field(description="What was needed and why it failed")
    advice: str = Field(default="", description="What to do about it")
    faults: list[FaultOut] = Field(default=[], description="Each thing that is wrong, if known")
