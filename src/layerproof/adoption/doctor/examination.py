"""Running checks one after the other. A broken check does not take the others along."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from layerproof.adoption.doctor.catalogue import choose_checks, list_checks
from layerproof.adoption.doctor.patients import Limits, make_patient
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.errors import LayerproofError

#: Seconds from which the end of a check is told too.
_LONG = 1.0


def examine(
    root: Path,
    *,
    quick: bool,
    say: Callable[[str], None],
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
    limits: Limits | None = None,
    python: str | None = None,
) -> tuple[Diagnosis, ...]:
    """Return what the checks say of the project in ``root``; every check says something.

    :param quick: leave out the checks that run tests.
    :param say: told which check runs.
    :param only: names of checks; all where it is empty.
    :param skip: names of checks to leave out.
    :param python: the interpreter of the project's environment; looked for where it is ``None``.

    Raises ``UsageError`` for a name that no check has.
    """
    checks = choose_checks(list_checks(), quick=quick, only=only, skip=skip)
    patient = make_patient(root, limits or Limits(), say, python)
    return tuple(examine_each(patient, checks))


def examine_each(patient: Patient, checks: Iterable[Check]) -> Iterator[Diagnosis]:
    """Yield what each check says as soon as it is known; one that finds nothing says so."""
    for check in checks:
        patient.say(f"{check.name}: looking whether {check.about}")
        start = time.perf_counter()
        yield from _ask(check, patient)
        seconds = time.perf_counter() - start
        if seconds >= _LONG:
            patient.say(f"{check.name}: {seconds:.1f} s")


def _ask(check: Check, patient: Patient) -> Iterable[Diagnosis]:
    try:
        found = tuple(check.examine(patient))
    except LayerproofError as error:
        return (Diagnosis(check.name, State.NOT_MEASURED, error.problem, fix=error.advice),)
    except Exception as error:  # noqa: BLE001 - whatever is wrong in one check, the others go on
        return (_explain(check, error),)
    return found or (Diagnosis(check.name, State.WELL, check.about),)


def _explain(check: Check, error: Exception) -> Diagnosis:
    return Diagnosis(
        check.name,
        State.NOT_MEASURED,
        f"this check itself broke: {type(error).__name__}: {error}",
        why="what it looks at was not looked at",
        fix="please report it to Layerproof, with the file that it was about",
    )
