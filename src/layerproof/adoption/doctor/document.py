"""Diagnoses as data, for ``--json`` and whoever else reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from layerproof.adoption.doctor.values import Diagnosis, State

#: Raised when a field changes its meaning or goes; new fields do not count.
SCHEMA = 1


def describe(diagnoses: Sequence[Diagnosis], *, left_out: Sequence[str] = ()) -> dict[str, Any]:
    """Return the whole examination as plain values.

    :param left_out: names of checks that nobody asked for.
    """
    counts = Counter(one.state for one in diagnoses)
    return {
        "schema": SCHEMA,
        "counts": {state.value: counts[state] for state in State},
        "diagnoses": [_describe_one(one) for one in diagnoses],
        "not_asked": list(left_out),
    }


def _describe_one(one: Diagnosis) -> dict[str, Any]:
    return {
        "check": one.check,
        "state": one.state.value,
        "what": one.what,
        "why": one.why,
        "fix": one.fix,
        "places": [{"path": place.path, "line": place.line} for place in one.places],
        "edits": [{"path": edit.path, "about": edit.about} for edit in one.edits],
    }
