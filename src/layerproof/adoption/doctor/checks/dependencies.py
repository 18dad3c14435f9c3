"""Whether what is declared is installed, and whether what source imports is declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from layerproof.adoption.doctor.environments import Environment, look_at_environment
from layerproof.adoption.doctor.imports import list_imported
from layerproof.adoption.doctor.requirement_texts import Declared, fits, list_declared, reach
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place


def examine_installed(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each declared package that is missing or of a wrong version.

    Packages of extras and groups are optional: only those with a wrong version are told.
    """
    environment = look_at_environment(patient)
    declared = [one for one in list_declared(patient.survey.project, environment) if one.applies]
    missing = [one for one in declared if one.needed and not environment.has(one.name)]
    if missing:
        yield _tell_missing(missing, patient)
    for one in declared:
        version = environment.packages.get(one.name)
        if version is not None and not fits(one.wanted, version):
            yield _tell_wrong(one, version)


def _tell_missing(missing: list[Declared], patient: Patient) -> Diagnosis:
    names = ", ".join(dict.fromkeys(one.name for one in missing))
    return Diagnosis(
        "dependencies-installed",
        State.FOUND,
        f"declared and not installed in the project's environment: {names}",
        why=f"the source cannot be imported by {patient.python}, so no test that needs it runs",
        fix="install the project there, such as by `uv sync` or `pip install -e .`",
        places=tuple(dict.fromkeys(place for one in missing for place in one.places)),
    )


def _tell_wrong(one: Declared, version: str) -> Diagnosis:
    return Diagnosis(
        "dependencies-installed",
        State.FOUND,
        f'{one.name} {version} is installed, and the project asks for "{one.text}"',
        why="what is tested is not what will be deployed",
        fix="install the project again in its environment",
        places=one.places,
    )


def examine_declared(patient: Patient) -> Iterator[Diagnosis]:
    """Yield findings on what source imports without having it declared for the runtime."""
    environment = look_at_environment(patient)
    declared = list_declared(patient.survey.project, environment)
    if not declared:
        return
    runtime = reach([(one.name, one.extras) for one in declared if one.runtime], environment)
    everything = reach([(one.name, one.extras) for one in declared], environment)
    strangers: dict[str, list[Place]] = {}
    lent: dict[str, list[Place]] = {}
    for module, places in _list_foreign(patient, environment).items():
        names = _name_owners(module, environment)
        if names & runtime or _is_called(module, runtime):
            continue
        known = names & everything or _is_called(module, everything)
        (lent if known else strangers)[module] = places
    if strangers:
        yield _tell_strangers(strangers)
    if lent:
        yield _tell_lent(lent)


def _list_foreign(patient: Patient, environment: Environment) -> Mapping[str, list[Place]]:
    imported = list_imported(patient)
    return {name: found for name, found in imported.items() if name not in environment.standard}


def _name_owners(module: str, environment: Environment) -> frozenset[str]:
    return environment.provides.get(module, frozenset())


def _is_called(module: str, names: frozenset[str]) -> bool:
    """Whether a package that is not installed may be what is imported, by its name."""
    word = module.replace("_", "-").lower()
    return bool({word, f"python-{word}", f"py{word}"} & names)


def _tell_strangers(strangers: Mapping[str, list[Place]]) -> Diagnosis:
    return Diagnosis(
        "dependencies-declared",
        State.FOUND,
        f"imported by source and declared nowhere: {', '.join(sorted(strangers))}",
        why="it works where somebody happened to install it, and in no session or container",
        fix="add it to the project's dependencies",
        places=_gather(strangers),
    )


def _tell_lent(lent: Mapping[str, list[Place]]) -> Diagnosis:
    return Diagnosis(
        "dependencies-declared",
        State.FOUND,
        f"imported by source and declared for tests or extras only: {', '.join(sorted(lent))}",
        why="tests pass, and the deployed backend fails at its import",
        fix="move it to the project's dependencies, or import it where it is optional",
        places=_gather(lent),
    )


def _gather(found: Mapping[str, list[Place]]) -> tuple[Place, ...]:
    return tuple(sorted(place for places in found.values() for place in places[:1]))


CHECKS = (
    Check("dependencies-installed", "what is declared is installed", examine_installed),
    Check("dependencies-declared", "what source imports is declared", examine_declared),
)
