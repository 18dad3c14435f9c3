"""Whether the lock file holds what the project declares today.

Dates say nothing: a checkout gives every file the same. So what is declared is held against what
is locked, and for uv the list of requirements that its lock file keeps against today's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from packaging.utils import canonicalize_name

from layerproof.adoption.doctor.environments import look_at_environment
from layerproof.adoption.doctor.lock_texts import parse_lock, read_lock
from layerproof.adoption.doctor.requirement_texts import Declared, fits, list_declared
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place

_COMMANDS = {
    "uv": "uv lock",
    "poetry": "poetry lock",
    "pdm": "pdm lock",
    "pipenv": "pipenv lock",
}


def examine_lock(patient: Patient) -> Iterator[Diagnosis]:
    """Yield findings on declared packages that are not locked, or locked otherwise."""
    packaging = patient.survey.project.packaging
    lock = packaging.value.lock if packaging else None
    if packaging is None or lock is None:
        return
    command = _COMMANDS.get(packaging.value.manager, "lock again")
    locked = read_lock(patient.tree, lock)
    declared = list_declared(patient.survey.project, look_at_environment(patient))
    absent = sorted({one.name for one in declared if one.name not in locked})
    wrong = [one for one in declared if not _fits(one, locked)]
    gone = _find_gone(patient, lock, declared) if lock.endswith("uv.lock") else []
    for names, text in (
        (absent, "has no"),
        ([f"{one.name} {locked[one.name]}" for one in wrong], "holds what is not asked for:"),
        (gone, "still has, though it is declared no longer:"),
    ):
        if names:
            yield _tell(lock, f"{lock} {text} {', '.join(names)}", command)


def _tell(lock: str, what: str, command: str) -> Diagnosis:
    return Diagnosis(
        "lock-file",
        State.FOUND,
        what,
        why="a locked install fails, or tests other versions than the project asks for",
        fix=f"`{command}`",
        places=(Place(lock),),
    )


def _fits(one: Declared, locked: Mapping[str, str]) -> bool:
    version = locked.get(one.name)
    return version is None or not version or fits(one.wanted, version)


def _find_gone(patient: Patient, lock: str, declared: tuple[Declared, ...]) -> list[str]:
    """Return what uv wrote down as asked for by the project, and nobody asks for now."""
    names = {one.name for one in declared}
    return sorted(
        {name for name in _list_asked(parse_lock(patient.tree, lock)) if name not in names}
    )


def _list_asked(document: Mapping[str, Any]) -> Iterator[str]:
    rows = document.get("package")
    for row in rows if isinstance(rows, list) else ():
        source = row.get("source") if isinstance(row, Mapping) else None
        if isinstance(source, Mapping) and "." in (source.get("editable"), source.get("virtual")):
            asked = row.get("metadata", {}).get("requires-dist", ())
            yield from (canonicalize_name(str(each.get("name", ""))) for each in asked)


CHECKS = (Check("lock-file", "the lock file holds what is declared", examine_lock),)
