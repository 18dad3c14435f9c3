"""Why a suite runs with one worker, and what would free it."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.survey import Shared

#: Kinds that hold a database.
_STORES = ("database", "sqlite")
#: What a fixed thing of a kind does to two workers.
_WHY = {
    "path": "each worker writes and removes what another one is using",
    "port": "the second worker cannot bind it",
    "sqlite": "each worker writes into the others' rows, and waits for their locks",
    "database": "each worker drops or empties the database of the others",
    "service": "each worker empties and fills what the others are using",
}
#: Databases that tests only connect to, so as to make others.
_MAINTENANCE = ("/postgres", "/template1")
#: Ways to a database by a fixed name.
_WAYS = {
    "override": "the suite sets {detail} itself, to one value for all workers",
    "create_database": "the suite creates the database {detail} by a fixed name",
    "drop_database": "the suite drops the database {detail} by a fixed name",
    "file": "the suite keeps its database in one file, {detail}",
}


def examine_workers(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each thing that all workers would share.

    Where what is shared is known, ways that lead there are no findings of their own.
    """
    apart = _keeps_apart(patient)
    shared = [
        each
        for each in patient.survey.backend.shared
        if each.value.kind not in apart and not each.value.detail.endswith(_MAINTENANCE)
        if not (each.value.temporary and _has_own_folders(patient))
    ]
    for each in shared:
        yield Diagnosis(
            "workers",
            State.FOUND,
            f"all workers share one {each.value.kind}: {each.value.detail}",
            why=_explain(each.value),
            fix=each.value.frees or "give each worker its own, by PYTEST_XDIST_WORKER",
            places=each.places,
        )
    if not apart and not any(each.value.kind in _STORES for each in shared):
        yield from _tell_ways(patient)


def _tell_ways(patient: Patient) -> Iterator[Diagnosis]:
    for way in patient.survey.backend.ways:
        if way.value.fixed:
            what = _WAYS.get(way.value.way, "the suite does {way} by a fixed name, {detail}")
            yield Diagnosis(
                "workers",
                State.FOUND,
                what.format(way=way.value.way.replace("_", " "), detail=way.value.detail),
                why=f"{_WHY['database']}; so the suite runs with one worker",
                fix="`env` of [tool.layerproof.database] gives each worker a database of its own;"
                " where the name stands in code, `server_per_worker = true` gives each a server",
                places=way.places,
            )


def _explain(shared: Shared) -> str:
    if shared.alone:
        return "one test uses it, so workers do not meet; another run on this machine does"
    why = _WHY.get(shared.kind, "tests of two workers meet in it")
    return f"{why}; so the suite runs with one worker"


def _has_own_folders(patient: Patient) -> bool:
    """Whether the table gives each process a temporary folder of its own."""
    return patient.config is not None and "{folder}" in patient.config.env.get("TMPDIR", "")


def _keeps_apart(patient: Patient) -> frozenset[str]:
    """Return the kinds of things that the table keeps apart already."""
    database = patient.config.database if patient.config else None
    if database is None:
        return frozenset()
    return frozenset({"database"}) if database.server_per_worker else frozenset()


CHECKS = (Check("workers", "two workers do not meet in one place", examine_workers),)
