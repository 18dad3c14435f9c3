"""The ratchet: the best that each layer has been lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layerproof.history.records.questions.windows import WindowRun


@dataclass(frozen=True, slots=True)
class RatchetQuestion:
    """How good each layer has been.

    :param branch: whose runs count; ``None`` is the project's main branch.
    :param branch_coverage: only runs that measured branches or not; ``None`` means as the newest.
    """

    branch: str | None = None
    runs: int = 20
    branch_coverage: bool | None = None


@dataclass(frozen=True, slots=True)
class LayerPoint:
    """What ran of a layer (or of ``total``) in a run, in whole numbers."""

    name: str
    covered: int
    total: int
    run: WindowRun


@dataclass(frozen=True, slots=True)
class Ratchet:
    """The best of each layer, in the newest run's order.

    ``branch_coverage`` is ``None`` where nothing said so and there is no run; ``runs`` tells how
    many were looked at.
    """

    branch: str
    branch_coverage: bool | None
    runs: int
    layers: Sequence[LayerPoint] = ()
