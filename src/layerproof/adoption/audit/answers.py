"""The four answers of an audit, and the check that each of them belongs to.

Everything that an audit says of good and bad is a ``Check``: readiness counts them, the checklist
is made of them, strengths, issues and next actions are picked from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from layerproof.adoption.findings import Place


class Answer(StrEnum):
    """What a check came to. ``NOT_MEASURED`` never counts as good."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_MEASURED = "not measured"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to hold. ``title`` says what, ``evidence`` what was seen.

    ``do`` is the next action where it does not hold. ``priority`` is 1 for what keeps every verdict
    from being true, 2 for what hides faults, 3 for order and tidiness.
    """

    name: str
    title: str
    answer: Answer
    evidence: tuple[str, ...] = ()
    do: str = ""
    priority: int = 2
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, as whole numbers; percentages are derived and cut off."""

    kept: int
    total: int


def count_kept(checks: Iterable[Check]) -> Share:
    """Return how many of the checks that apply are kept; what was not measured is not."""
    applying = [check for check in checks if check.answer is not Answer.NOT_APPLICABLE]
    return Share(sum(check.answer is Answer.KEPT for check in applying), len(applying))


def worst(answers: Iterable[Answer]) -> Answer:
    """Return the worst of the answers; of none, that nothing applies."""
    given = set(answers)
    for answer in (Answer.BROKEN, Answer.NOT_MEASURED, Answer.KEPT):
        if answer in given:
            return answer
    return Answer.NOT_APPLICABLE
