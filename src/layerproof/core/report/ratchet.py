"""The ratchet as text cells, between the verdict and whatever draws a table of it."""

from __future__ import annotations

from dataclasses import dataclass

from layerproof.core.judge.values import Ratchet, RatchetResult, Ruling
from layerproof.core.measure.percent import format_percent
from layerproof.core.wording import count_noun

HEADS = ("ratchet", "best", "now", "best was", "ruling")


@dataclass(frozen=True, slots=True)
class RatchetRow:
    """One layer: its best, where that was, what there is now, and what that amounts to."""

    name: str
    best: str
    now: str
    place: str
    ruling: Ruling


def build_ratchet(ratchet: Ratchet | None) -> tuple[RatchetRow, ...]:
    """Return a row for each layer that was held; none where nobody asked or nothing is known."""
    return () if ratchet is None else tuple(_row(result) for result in ratchet.results)


def describe_ratchet(ratchet: Ratchet) -> str:
    """Return what the rows are held to, in words."""
    floor = ratchet.floor
    runs = "the last run" if floor.known == 1 else f"the last {count_noun(floor.known, 'run')}"
    return f"each layer's best in {runs} of {floor.branch} (of {floor.runs} asked for)"


def _row(result: RatchetResult) -> RatchetRow:
    best, counts = result.best, result.counts
    return RatchetRow(
        name=best.layer,
        best=_share(best.covered, best.total),
        now=_share(counts.covered, counts.total),
        place=f"{best.commit[:10] or best.run_id[:8]} {best.created_at[:10]}",
        ruling=result.ruling,
    )


def _share(covered: int, total: int) -> str:
    """Return the percentage with its counts: a fall can be too small for a percentage."""
    percent = format_percent(covered, total).removesuffix(" %")
    return f"{percent} ({covered}/{total})"
