"""The doctor's diagnoses as checks of the dimension that each belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from layerproof.adoption.audit.answers import Answer, Check
from layerproof.adoption.audit.inputs import AuditInput
from layerproof.adoption.doctor.values import Diagnosis, State

_ANSWERS = {
    State.WELL: Answer.KEPT,
    State.FOUND: Answer.BROKEN,
    State.NOT_MEASURED: Answer.NOT_MEASURED,
}

#: Checks of the doctor's that the audit makes itself, so that nothing counts twice.
LOOKED_AT_HERE = frozenset(
    {
        *("table", "readable", "interpreter", "environment", "dependencies-installed", "suites"),
        *("markers", "assertions", "duplicate-tests", "uncollected-tests", "collection"),
    }
)

#: Words in a check's name, and the dimension that they speak of; the first that fits.
_DIMENSIONS = (
    (("trac", "proof"), "coverage"),
    (("import", "collect"), "imports"),
    (("depend", "version", "install", "lock", "floor", "fault"), "dependencies"),
    (("order", "sleep", "parallel", "worker", "assert", "shared", "repeat"), "execution"),
    (("marker", "loop", "async", "table", "addopts", "ci-", "coverage"), "configuration"),
    (("name", "layer", "source", "readable"), "structure"),
)
_ELSE = "environment"

_PREFIX = "doctor: "
_NOTHING = "the doctor found nothing"


def checks_of_doctor(given: AuditInput) -> Mapping[str, tuple[Check, ...]]:
    """Return one check for each of the doctor's, by dimension; its worst diagnosis decides."""
    by_name: dict[str, list[Diagnosis]] = defaultdict(list)
    for one in given.doctor or ():
        if one.check not in LOOKED_AT_HERE:
            by_name[one.check].append(one)
    checks: dict[str, list[Check]] = defaultdict(list)
    for name, found in by_name.items():
        about = given.doctor_about.get(name, f"the doctor's check {name}")
        checks[dimension_of(name)].append(_check(name, about, found))
    return {dimension: tuple(each) for dimension, each in checks.items()}


def dimension_of(name: str) -> str:
    """Return the dimension that a check of the doctor belongs to."""
    return next(
        (dimension for words, dimension in _DIMENSIONS if any(word in name for word in words)),
        _ELSE,
    )


def is_of_doctor(check: Check) -> bool:
    """Whether the doctor answered it. That it found nothing is no strength: it may have had to."""
    return check.name.startswith(_PREFIX)


def _check(name: str, about: str, found: Sequence[Diagnosis]) -> Check:
    worst = next(
        state
        for state in (State.FOUND, State.NOT_MEASURED, State.WELL)
        if any(one.state is state for one in found)
    )
    telling = [one for one in found if one.state is worst]
    return Check(
        name=f"{_PREFIX}{name}",
        title=about,
        answer=_ANSWERS[worst],
        evidence=tuple(one.what for one in telling if one.what != about) or (_NOTHING,),
        do=next((one.fix for one in telling if one.fix), ""),
        priority=2,
        places=tuple(place for one in telling for place in one.places)[:20],
    )
