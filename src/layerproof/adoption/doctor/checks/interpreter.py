"""Whether the interpreter is the one that the project asks for, in the project's environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from layerproof.adoption.doctor.environments import look_at_environment
from layerproof.adoption.doctor.requirement_texts import read_python
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Found
from layerproof.adoption.reading.interpreters import FOLDERS, locate_interpreter

#: The oldest Python that Layerproof runs on; ``requires-python`` of its own distribution.
FLOOR = (3, 11)


def examine_interpreter(patient: Patient) -> Iterator[Diagnosis]:
    """Yield findings on the version of the project's interpreter."""
    version = look_at_environment(patient).version
    told = ".".join(map(str, version))
    if version[:2] < FLOOR:
        yield Diagnosis(
            "interpreter",
            State.FOUND,
            f"the project's interpreter is Python {told}, and Layerproof needs 3.11 or newer",
            why="Layerproof cannot be installed beside the project's tests",
            fix="make the environment with Python 3.11 or newer",
        )
    asked = patient.survey.project.python
    if asked is None:
        return
    wanted = read_python(asked.value)
    if wanted is None:
        yield _tell_unreadable(asked)
    elif not wanted.contains(told, prereleases=True):
        yield Diagnosis(
            "interpreter",
            State.FOUND,
            f"the project's interpreter is Python {told}, and the project asks for {asked.value}",
            why="what passes on a Python that nobody deploys says little",
            fix="make the environment with a Python that the project asks for",
            places=asked.places,
        )


def examine_environment(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding where another environment is active than the project's own."""
    active = os.environ.get("VIRTUAL_ENV")
    own = next((each for name in FOLDERS if locate_interpreter(each := patient.root / name)), None)
    if active and own and not _is_same(Path(active), own):
        yield Diagnosis(
            "environment",
            State.FOUND,
            f"the active environment is not the project's own, which is {own.name}",
            why="`pytest` in this shell runs with other packages than the project's",
            fix=f"deactivate it, or activate {own.name}",
        )
    if not look_at_environment(patient).virtual and not own:
        yield Diagnosis(
            "environment",
            State.FOUND,
            "the project has no virtual environment, and the machine's Python stands in for it",
            why="its packages are those of everything else on this machine",
            fix="make one: `uv sync`, `poetry install`, or `python -m venv .venv`",
        )


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _tell_unreadable(asked: Found[str]) -> Diagnosis:
    return Diagnosis(
        "interpreter",
        State.NOT_MEASURED,
        f'the Python that the project asks for cannot be read: "{asked.value}"',
        fix='write it as `requires-python = ">=3.11"`',
        places=asked.places,
    )


CHECKS = (
    Check("interpreter", "the project's Python is one that it asks for", examine_interpreter),
    Check("environment", "the project has an environment, and it is active", examine_environment),
)
