"""What a verdict is judged from: everything that was found, and everything wrong with it.

Made by the pipeline from what the adapters read; ``judge`` only looks at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from layerproof.core.judge.floor import Floor
from layerproof.core.measure.values import Measurement
from layerproof.core.outcome.values import Fingerprint, PartOutcome


class LayerFaultKind(StrEnum):
    """What can be wrong between layers and files; each value is the reason's code."""

    EMPTY = "layer-empty"
    OVERLAP = "layer-overlap"
    HIDDEN = "layer-hidden"


@dataclass(frozen=True, slots=True)
class LayerFault:
    """One fault between layers and source files.

    ``layers`` are all that it concerns (two or more for ``OVERLAP``). ``path`` is the file of
    an ``OVERLAP`` or ``HIDDEN``; ``detail`` the globs of an ``EMPTY`` layer, or the ``omit``
    pattern that hides a file.
    """

    kind: LayerFaultKind
    layers: tuple[str, ...]
    path: str | None = None
    detail: str = ""


class DataFaultKind(StrEnum):
    """What can be wrong with recorded data; each value is the reason's code."""

    MISSING = "data-missing"
    CORRUPT = "data-corrupt"
    MIXED = "branch-mixed"


@dataclass(frozen=True, slots=True)
class DataFault:
    """Recorded data that could not be used. ``label`` is a part's label or a suite's name."""

    label: str
    message: str
    kind: DataFaultKind = DataFaultKind.CORRUPT


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known about a run when it is judged.

    ``now`` is the fingerprint of the project at this moment; ``measurement`` is ``None``
    where nothing could be counted. ``notes`` go into the verdict as they are. ``floor`` is what
    earlier runs hold this one to, ``None`` where nobody asked.
    """

    outcomes: tuple[PartOutcome, ...]
    now: Fingerprint
    measurement: Measurement | None = None
    layer_faults: tuple[LayerFault, ...] = ()
    data_faults: tuple[DataFault, ...] = ()
    notes: tuple[str, ...] = ()
    floor: Floor | None = None
