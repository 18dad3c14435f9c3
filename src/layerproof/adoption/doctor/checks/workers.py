"""Why a suite runs with one worker, and what would free it."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State

#: What a fixed thing of a kind does to two workers.
_WHY = {
    "path": "each worker writes and removes what another one is using",
    "port": "the second worker cannot bind it",
    "sqlite": "each worker writes into the others' rows, and waits for their locks",
    "database": "each worker drops or empties the database of the others",
}
_WAY_WHY = "each worker does it to the same database, under the others' tests"


def examine_workers(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each thing that all workers would share."""
    backend = patient.survey.backend
    told: set[str] = set()
    for each in backend.shared:
        told.add(each.value.detail)
        yield Diagnosis(
            "workers",
            State.FOUND,
            f"all workers share one {each.value.kind}: {each.value.detail}",
            why=_WHY.get(each.value.kind, "tests of two workers meet in it"),
            fix=each.value.frees or "give each worker its own, by PYTEST_XDIST_WORKER",
            places=each.places,
        )
    for way in backend.ways:
        if way.value.fixed and way.value.detail not in told and not _is_freed(patient):
            told.add(way.value.detail)
            what = way.value.way.replace("_", " ")
            yield Diagnosis(
                "workers",
                State.FOUND,
                f"the suite does `{what}` by a fixed name" + _name(way.value.detail),
                why=_WAY_WHY,
                fix="`env` of [tool.layerproof.database] gives each worker a database of its own;"
                " where the name stands in code, `server_per_worker = true` gives each a server",
                places=way.places,
            )


def _is_freed(patient: Patient) -> bool:
    """Whether the table keeps workers apart already."""
    database = patient.config.database if patient.config else None
    return database is not None and (database.server_per_worker or bool(database.env))


def _name(detail: str) -> str:
    return f": {detail}" if detail else ""


CHECKS = (Check("workers", "two workers do not meet in one place", examine_workers),)
