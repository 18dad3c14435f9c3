"""How many processes an existing suite gets, and what keeps it from more than one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layerproof.adoption.discovery.backend.parallel import is_parallel_safe
from layerproof.adoption.setup.addopts import Addopts
from layerproof.adoption.setup.values import Part
from layerproof.adoption.survey import BackendSurvey

#: Ways in which a suite has databases of its own, whatever the backend's address is.
_OWN = frozenset({"memory", "container"})


@dataclass(frozen=True, slots=True)
class Parallel:
    """``workers`` for suites, and why; no reason where nothing is in the way."""

    workers: int | str
    reasons: tuple[str, ...] = ()


def decide_workers(backend: BackendSurvey, addopts: Addopts, database: Part, env: Part) -> Parallel:
    """Return what the authors say, else ``auto`` where processes would share nothing, else 0.

    :param database: the table's database as it is planned.
    :param env: the table's variables of every process.
    """
    if addopts.workers:
        return Parallel(addopts.workers, ("-n stands in addopts",))
    apart = env.value_of("TMPDIR") is not None
    ruling = is_parallel_safe(backend, own_temporary_folders=apart)
    reasons = (*ruling.reasons, *_find_unled(backend, database))
    return Parallel(0 if reasons else "auto", reasons)


def _find_unled(backend: BackendSurvey, database: Part) -> Iterator[str]:
    """Yield what the ruling takes for granted and this table does not give."""
    ruling = is_parallel_safe(backend)
    if ruling.needs_server_per_worker and database.value_of("server_per_worker") is not True:
        yield "the suite makes databases by fixed names on one server"
    ways = {found.value.way for found in backend.ways}
    if backend.variables and database.value_of("env") is None and not ways & _OWN:
        names = ", ".join(dict.fromkeys(found.value.name for found in backend.variables))
        yield f"all would use the database that {names} leads to"
