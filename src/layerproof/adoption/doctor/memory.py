"""What several checks of one examination need, made once and kept as long as its tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from layerproof.adoption.doctor.values import Patient
from layerproof.adoption.reading.tree import ProjectTree

T = TypeVar("T")

_KEPT: WeakKeyDictionary[ProjectTree, dict[object, object]] = WeakKeyDictionary()


def remember(patient: Patient, make: Callable[[Patient], T]) -> T:
    """Return what ``make`` says of the patient, asking it once an examination."""
    kept = _KEPT.setdefault(patient.tree, {})
    if make not in kept:
        kept[make] = make(patient)
    return cast("T", kept[make])
