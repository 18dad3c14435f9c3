"""The doctor's diagnoses as checks of the dimension that each belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from layerproof.adoption.audit.answers import Answer, Check
from layerproof.adoption.doctor.values import Diagnosis, State

_ANSWERS = {
    State.WELL: Answer.KEPT,
    State.FOUND: Answer.BROKEN,
    State.NOT_MEASURED: Answer.NOT_MEASURED,
}

#: Words in a check's name, and the dimension that they speak of; the first that fits.
_DIMENSIONS = (
    (("coverage", "trac", "omit", "branch", "layer"), "coverage"),
    (("import", "collect"), "imports"),
    (("depend", "version", "install"), "dependencies"),
    (("order", "sleep", "lean", "parallel", "worker", "assert", "shared"), "execution"),
    (("marker", "loop", "async", "table", "setting", "addopts", "ci", "artifact"), "configuration"),
)
_ELSE = "environment"


def checks_of_doctor(diagnoses: Sequence[Diagnosis] | None) -> Mapping[str, tuple[Check, ...]]:
    """Return one check for each of the doctor's, by dimension; its worst diagnosis decides."""
    by_name: dict[str, list[Diagnosis]] = defaultdict(list)
    for one in diagnoses or ():
        by_name[one.check].append(one)
    checks: dict[str, list[Check]] = defaultdict(list)
    for name, found in by_name.items():
        checks[dimension_of(name)].append(_check(name, found))
    return {dimension: tuple(each) for dimension, each in checks.items()}


def dimension_of(name: str) -> str:
    """Return the dimension that a check of the doctor belongs to."""
    return next(
        (
            dimension
            for words, dimension in _DIMENSIONS
            if any(word in name for word in words) and "server-setting" not in name
        ),
        _ELSE,
    )


def _check(name: str, found: Sequence[Diagnosis]) -> Check:
    worst = next(
        state
        for state in (State.FOUND, State.NOT_MEASURED, State.WELL)
        if any(one.state is state for one in found)
    )
    telling = [one for one in found if one.state is worst]
    return Check(
        name=f"doctor: {name}",
        title=telling[0].why or f"the doctor's check {name}",
        answer=_ANSWERS[worst],
        evidence=tuple(one.what for one in telling),
        do=next((one.fix for one in telling if one.fix), ""),
        priority=2,
        places=tuple(place for one in telling for place in one.places)[:20],
    )
