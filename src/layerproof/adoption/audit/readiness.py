"""Readiness by dimension: each is so many of so many named checks, and every one has evidence.

``structure_checks`` and its neighbours make the checks; nothing is weighed, and a check that was
not measured counts against its dimension.
"""

from __future__ import annotations

from collections.abc import Sequence

from layerproof.adoption.audit.answers import Answer, Check, count_kept
from layerproof.adoption.audit.doctor_checks import checks_of_doctor, is_of_doctor
from layerproof.adoption.audit.readiness_project import (
    configuration_checks,
    dependency_checks,
    environment_checks,
)
from layerproof.adoption.audit.readiness_tests import (
    coverage_checks,
    execution_checks,
    import_checks,
    structure_checks,
)
from layerproof.adoption.audit.sections import Sections
from layerproof.adoption.audit.values import Action, Dimension

#: In the order in which they rest on each other.
DIMENSIONS = (
    ("structure", structure_checks),
    ("configuration", configuration_checks),
    ("dependencies", dependency_checks),
    ("environment", environment_checks),
    ("imports", import_checks),
    ("execution", execution_checks),
    ("coverage", coverage_checks),
)


def judge_readiness(sections: Sections) -> tuple[Dimension, ...]:
    """Return every dimension with its checks, the doctor's among them."""
    doctor = checks_of_doctor(sections.given)
    dimensions = []
    for name, make in DIMENSIONS:
        checks = (*make(sections), *doctor.get(name, ()))
        dimensions.append(Dimension(name, count_kept(checks), checks))
    return tuple(dimensions)


def find_strengths(dimensions: Sequence[Dimension], checklist: Sequence[Check]) -> tuple[str, ...]:
    """Return what holds: every point and check that is kept and of which something was seen."""
    checks = [*checklist, *(check for each in dimensions for check in each.checks)]
    kept = [check for check in checks if check.answer is Answer.KEPT and check.priority < 3]
    seen = [check for check in kept if check.evidence and not is_of_doctor(check)]
    return tuple(f"{check.title} ({check.evidence[0]})" for check in seen)


def find_issues(dimensions: Sequence[Dimension], checklist: Sequence[Check]) -> tuple[Check, ...]:
    """Return what is broken, the gravest first."""
    checks = [*checklist, *(check for each in dimensions for check in each.checks)]
    broken = [check for check in checks if check.answer is Answer.BROKEN]
    return tuple(sorted(broken, key=lambda check: check.priority))


def plan_actions(dimensions: Sequence[Dimension], checklist: Sequence[Check]) -> tuple[Action, ...]:
    """Return what to do next: by priority, what is broken before what was not measured.

    Dimensions come before the checklist: what cannot be imported cannot be covered either.
    """
    checks = [*(check for each in dimensions for check in each.checks), *checklist]
    open_ones = [
        check
        for answer in (Answer.BROKEN, Answer.NOT_MEASURED)
        for check in checks
        if check.answer is answer and check.do
    ]
    actions: dict[str, Action] = {}
    for check in sorted(open_ones, key=lambda one: one.priority):
        because = check.evidence[0] if check.evidence else check.title
        action = Action(check.priority, check.do, because, check.name, check.answer)
        actions.setdefault(check.do, action)
    return tuple(actions.values())
