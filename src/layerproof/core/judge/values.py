"""The verdict: kept, broken or not measured, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from layerproof.core.judge.floor import Best, Floor
from layerproof.core.measure.values import Counts, Measurement
from layerproof.core.outcome.values import PartOutcome


class Ruling(StrEnum):
    """The three answers that there are."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is not kept. ``code`` is stable and documented; ``advice`` says what to do."""

    ruling: Ruling
    code: str
    message: str
    advice: str = ""
    suite: str | None = None
    layer: str | None = None
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate held to its counts. ``scope`` is a suite's name or ``merged``.

    ``kind`` is ``fail_under``, ``each_file`` or ``max_missing``; ``threshold`` is hundredths
    of a percent, or a number for ``max_missing``. ``path`` names the file of an ``each_file``.
    """

    scope: str
    layer: str
    kind: str
    threshold: int
    counts: Counts
    ruling: Ruling
    path: str | None = None


@dataclass(frozen=True, slots=True)
class RatchetResult:
    """One layer, or the whole source, held to its best."""

    best: Best
    counts: Counts
    ruling: Ruling

    @property
    def short(self) -> int:
        """How many statements (and branches) more must run for the share that was the best."""
        needed = -(-self.best.covered * self.counts.total // self.best.total)
        return max(0, needed - self.counts.covered)


@dataclass(frozen=True, slots=True)
class Ratchet:
    """What the run was held to, and each layer that has a best."""

    floor: Floor
    results: tuple[RatchetResult, ...] = ()


@dataclass(frozen=True, slots=True)
class SuiteVerdict:
    """One suite as a whole: its parts, and what they amount to.

    ``expected`` and ``arrived`` count parts (Python versions times shards).
    """

    name: str
    ruling: Ruling
    required: bool
    expected: int
    arrived: int
    parts: tuple[PartOutcome, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where and when a verdict was made. Times are ISO 8601 in UTC; ``commit`` may be empty."""

    run_id: str
    created_at: str
    project: str
    version: str
    commit: str = ""
    branch: str = ""
    dirty: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole judged run. ``measurement`` is ``None`` where nothing could be counted.

    ``partial`` means that numbers were asked for without a verdict; ``ruling`` is then
    ``NOT_MEASURED``. ``notes`` are worth reading and change nothing. ``ratchet`` is ``None``
    where nobody asked for it.
    """

    ruling: Ruling
    reasons: tuple[Reason, ...]
    suites: tuple[SuiteVerdict, ...]
    gates: tuple[GateResult, ...]
    measurement: Measurement | None
    provenance: Provenance
    partial: bool = False
    notes: tuple[str, ...] = ()
    ratchet: Ratchet | None = None
