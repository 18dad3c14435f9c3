"""Whether the project's pins leave room for what Layerproof itself needs in the same sessions."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from layerproof.adoption.doctor.checks.interpreter import FLOOR
from layerproof.adoption.doctor.environments import look_at_environment
from layerproof.adoption.doctor.lock_texts import read_lock
from layerproof.adoption.doctor.requirement_texts import can_agree, fits, list_declared, read_python
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place

_WHY = "a session installs Layerproof beside the project's packages, and that install would fail"


def examine_floors(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each pin, or locked version, that Layerproof cannot live with."""
    floors = list_floors()
    for one in list_declared(patient.survey.project, look_at_environment(patient)):
        floor = floors.get(one.name)
        if floor is not None and one.applies and not can_agree(floor, one.wanted):
            yield _tell(one.name, f'the project asks for "{one.text}"', floor, one.places)
    packaging = patient.survey.project.packaging
    lock = packaging.value.lock if packaging else None
    for name, version in read_lock(patient.tree, lock).items() if lock else ():
        floor = floors.get(name)
        if floor is not None and not fits(floor, version):
            yield _tell(name, f"{lock} holds {version}", floor, (Place(lock or ""),))
    yield from _compare_python(patient)


def list_floors() -> dict[str, SpecifierSet]:
    """Return what Layerproof's own distribution asks for without extras, by normalised name."""
    needs = map(Requirement, metadata.requires("layerproof") or ())
    return {
        canonicalize_name(need.name): need.specifier
        for need in needs
        if need.marker is None or need.marker.evaluate({"extra": ""})
    }


def _tell(name: str, what: str, floor: SpecifierSet, places: tuple[Place, ...]) -> Diagnosis:
    return Diagnosis(
        "floors",
        State.FOUND,
        f"{what}, and Layerproof needs {name}{floor}",
        why=_WHY,
        fix=f"raise {name} in the project's tests; or give sessions a set of their own with"
        " `install` in [tool.layerproof]",
        places=places,
    )


def _compare_python(patient: Patient) -> Iterator[Diagnosis]:
    asked = patient.survey.project.python
    wanted = read_python(asked.value) if asked else None
    floor = SpecifierSet(f">={FLOOR[0]}.{FLOOR[1]}")
    if asked and wanted is not None and not can_agree(wanted, floor):
        what = f"the project asks for Python {asked.value}"
        yield Diagnosis(
            "floors",
            State.FOUND,
            f"{what}, and Layerproof needs 3.11 or newer",
            why=_WHY,
            fix="let the project run on Python 3.11 too",
            places=asked.places,
        )


CHECKS = (Check("floors", "the project's pins leave room for Layerproof's", examine_floors),)
