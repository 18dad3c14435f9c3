"""The best of each layer as it is answered."""

from __future__ import annotations

from pydantic import Field

from layerproof.history.schemas.questions.runs import RunNameOut
from layerproof.history.schemas.runs import Answer


class LayerPointOut(Answer):
    """The best of a layer, and the run that it is from."""

    name: str
    covered: int
    total: int
    run: RunNameOut


class RatchetOut(Answer):
    """The best of each layer in the newest runs of a branch."""

    branch: str
    branch_coverage: bool | None = Field(description="Null where there is no run to go by")
    runs: int = Field(description="How many runs were looked at")
    layers: list[LayerPointOut] = Field(description="The whole source is called `total`")
