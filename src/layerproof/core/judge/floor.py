"""What a run is held to by ``--ratchet``: each layer's best of the last runs of the main branch.

Past runs come from records on this machine or from a history server; ``find_floor`` chooses among
the former, the server among its own by the same rules. ``ratchet`` holds a run to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PastRun:
    """What is remembered of a run. ``whole`` says that nothing of it was not measured.

    ``shares`` are covered and total of each measured layer, and of the whole source.
    """

    run_id: str
    created_at: str
    branch: str
    commit: str
    dirty: bool
    whole: bool
    branch_coverage: bool
    shares: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Best:
    """The most that a layer had covered in one of the runs looked at, and which one that was."""

    layer: str
    covered: int
    total: int
    run_id: str
    commit: str
    created_at: str


@dataclass(frozen=True, slots=True)
class FloorOrder:
    """What is asked for: the best of the last ``runs`` runs of ``branch``, counted alike."""

    runs: int
    branch: str
    branch_coverage: bool


@dataclass(frozen=True, slots=True)
class Floor:
    """The bests of all layers. ``runs`` were asked for, ``known`` were there.

    ``branch`` is the main branch, ``origin`` says where the runs are from. ``fault`` says why the
    question has no answer; empty where it has one. ``notes`` are worth reading.
    """

    runs: int
    branch: str
    origin: str
    known: int = 0
    bests: tuple[Best, ...] = ()
    fault: str = ""
    notes: tuple[str, ...] = ()


def find_floor(runs: Iterable[PastRun], order: FloorOrder, *, origin: str) -> Floor:
    """Return the best of each layer.

    A run counts that is of the main branch, whole, of a checkout without changes (else everybody
    could be held to what was never committed), and counted branches as this one does.

    :param runs: newest first; no more are taken from it than are needed.
    """
    bests: dict[str, Best] = {}
    known = changed = nameless = 0
    for run in runs:
        nameless += not run.branch
        if run.branch != order.branch or not run.whole:
            continue
        if run.branch_coverage != order.branch_coverage:
            continue
        if run.dirty:
            changed += 1
            continue
        known += 1
        _raise_bests(bests, run)
        if known == order.runs:
            break
    left_out = ((_NOTE_CHANGED, changed), (_NOTE_NAMELESS, nameless))
    notes = tuple(note.format(number) for note, number in left_out if number and not known)
    return Floor(order.runs, order.branch, origin, known, tuple(bests.values()), notes=notes)


_NOTE_CHANGED = "runs of a checkout with changes hold nobody to anything: {} of them left out"

#: CI systems check a commit out without its branch, and not every one names it.
_NOTE_NAMELESS = "runs that name no branch hold nobody to anything: {} of them left out"


def _raise_bests(bests: dict[str, Best], run: PastRun) -> None:
    for layer, (covered, total) in run.shares.items():
        best = bests.get(layer)
        # Of equal runs the newest stays.
        if total and (best is None or covered * best.total > best.covered * total):
            place = (run.run_id, run.commit, run.created_at)
            bests[layer] = Best(layer, covered, total, *place)
