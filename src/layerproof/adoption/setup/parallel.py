"""Whether an existing suite may run in several processes, and what keeps it from that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layerproof.adoption.setup.addopts import Addopts
from layerproof.adoption.setup.values import Part
from layerproof.adoption.survey import BackendSurvey

#: Ways whose fixed name means a database on a server.
_ON_SERVER = frozenset({"create_database", "drop_database"})


@dataclass(frozen=True, slots=True)
class Parallel:
    """``workers`` for suites, and why; no reason where nothing is in the way."""

    workers: int | str
    reasons: tuple[str, ...] = ()


def decide_workers(backend: BackendSurvey, addopts: Addopts, database: Part) -> Parallel:
    """Return what the authors say, else ``auto`` where processes would share nothing, else 0."""
    if addopts.workers:
        return Parallel(addopts.workers, ("-n stands in addopts",))
    reasons = tuple(dict.fromkeys(_find_reasons(backend, database)))
    return Parallel(0 if reasons else "auto", reasons)


def _find_reasons(backend: BackendSurvey, database: Part) -> Iterator[str]:
    own_server = database.value_of("server_per_worker") is True
    own_database = database.value_of("env") is not None
    for shared in backend.shared:
        if shared.value.kind == "database" and (own_server or own_database):
            continue
        at = f" at {shared.places[0]}" if shared.places else ""
        yield f"{shared.value.kind} {shared.value.detail}{at}"
    for way in backend.ways:
        if not way.value.fixed:
            continue
        freed = own_server if way.value.way in _ON_SERVER else own_database
        if not freed or way.value.way == "file":
            at = f" at {way.places[0]}" if way.places else ""
            yield f"{way.value.way} {way.value.detail}{at}".replace("  ", " ")
