"""Carrying out the safe changes that diagnoses carry, one file at a time, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from layerproof.adapters.project_files import replace_file
from layerproof.adoption.diffs import render_diff
from layerproof.adoption.doctor.values import Diagnosis, Edit, Patient

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Mend:
    """One change: what it is, as a unified diff too, and why it was not made, if it was not."""

    path: str
    about: str
    diff: str = ""
    problem: str = ""


def mend(patient: Patient, diagnoses: Iterable[Diagnosis]) -> tuple[Mend, ...]:
    """Write the edits of the diagnoses, at most one of each file.

    Each edit holds the whole file as it was examined, so a second one of the same file would undo
    the first: examine again, and mend again.

    :param patient: what was examined; a file that has changed since then is left alone.
    """
    mends: list[Mend] = []
    taken: set[str] = set()
    for edit in (edit for one in diagnoses for edit in one.edits):
        if edit.path not in taken:
            taken.add(edit.path)
            mends.append(_write(patient, edit))
    return tuple(mends)


def _write(patient: Patient, edit: Edit) -> Mend:
    path = patient.root / edit.path
    examined = patient.tree.read(edit.path)
    if not _lies_in(path, patient.root):
        return Mend(edit.path, edit.about, problem="it is a link that leads out of the project")
    try:
        before = path.read_bytes()
        if examined is None or before.removeprefix(_BOM) != examined.encode():
            return Mend(edit.path, edit.about, problem="the file has changed since it was examined")
        bom = _BOM if before.startswith(_BOM) else b""
        replace_file(path, bom + edit.text.encode())
    except OSError as error:
        problem = f"the file cannot be written: {error.strerror}"
        return Mend(edit.path, edit.about, problem=problem)
    return Mend(edit.path, edit.about, diff=render_diff(edit.path, examined, edit.text))


def _lies_in(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())
