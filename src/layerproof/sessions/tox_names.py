"""The names of the tox environments, and what a name means. Pure; ``tox`` is its only caller."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from layerproof.sessions.session_table import Kind, SessionPlan

_PYTHON = re.compile(r"(?:py)?3\.?(\d{1,2})")


@dataclass(frozen=True, slots=True)
class ToxRow:
    """One environment. ``python`` is the version that its name asks for, if it does."""

    name: str
    plan: SessionPlan
    python: str | None = None


def list_rows(plans: Sequence[SessionPlan]) -> tuple[ToxRow, ...]:
    """Return the environments of all sessions: a suite has one for each Python (``unit-3.12``)."""
    rows: list[ToxRow] = []
    for plan in plans:
        if plan.kind is Kind.SUITE and plan.pythons:
            rows += [ToxRow(f"{plan.name}-{python}", plan, python) for python in plan.pythons]
        else:
            rows.append(ToxRow(plan.name, plan, plan.pythons[0] if plan.pythons else None))
    return tuple(rows)


def find_row(name: str, plans: Sequence[SessionPlan], *, running: str) -> ToxRow | None:
    """Return what an environment of any name would be, or ``None`` if it is not ours.

    tox takes each mix of known words for an environment, and one without commands passes:
    ``py312-unit`` must run the suite instead. Plain ``unit`` takes one Python of several, the
    running one where it is among them.
    """
    for plan in plans:
        if name == plan.name:
            return ToxRow(name, plan, _prefer(plan, running))
        factor = _strip_name(name, plan.name)
        version = _PYTHON.fullmatch(factor) if factor else None
        if version:
            return ToxRow(name, plan, f"3.{version[1]}")
    return None


def list_dependencies(row: ToxRow, rows: Sequence[ToxRow]) -> tuple[str, ...]:
    """Return the environments that must have ended before this one starts, if they run at all.

    ``coverage`` waits for all suites; a suite that wants to be alone waits for those that do
    not, and for those of its kind that stand before it.
    """
    if row.plan.kind is Kind.FAST or not row.plan.exclusive:
        return ()
    names: list[str] = []
    for other in rows:
        if other.plan.kind is not Kind.SUITE:
            continue
        if other.name == row.name and row.plan.kind is Kind.SUITE:
            break
        names.append(other.name)
    if row.plan.kind is Kind.SUITE:
        later = [other.name for other in rows[rows.index(row) :] if _is_shared(other)]
        names = [*names, *later]
    return tuple(names)


def _is_shared(row: ToxRow) -> bool:
    return row.plan.kind is Kind.SUITE and not row.plan.exclusive


def _prefer(plan: SessionPlan, running: str) -> str | None:
    if not plan.pythons:
        return None
    return running if running in plan.pythons else plan.pythons[-1]


def _strip_name(name: str, suite: str) -> str:
    if name.startswith(f"{suite}-"):
        return name[len(suite) + 1 :]
    if name.endswith(f"-{suite}"):
        return name[: -len(suite) - 1]
    return ""
