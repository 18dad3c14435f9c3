"""Whether the suite can run with several workers, each with what it calls the database. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from layerproof.adoption.findings import Found, T
from layerproof.adoption.survey import BackendSurvey

_WHOLE = ("create_database", "drop_database")


@dataclass(frozen=True, slots=True)
class ParallelRuling:
    """Whether several workers are safe, and why not.

    ``needs_server_per_worker`` says that they are, once each has a server of its own: the suite
    makes databases of fixed names on a server that variables lead to. ``needs_folder_per_worker``
    says that it writes fixed names below the temporary folder, which ``TMPDIR`` moves.
    """

    safe: bool
    reasons: tuple[str, ...] = ()
    needs_server_per_worker: bool = False
    needs_folder_per_worker: bool = False


def is_parallel_safe(
    backend: BackendSurvey, *, own_temporary_folders: bool = False
) -> ParallelRuling:
    """Rule on a backend by what discovery found; nothing is run.

    Safe is what comes from a variable that is set for each worker, or lives in one process: memory,
    ``tmp_path``, a container, a name with the worker's in it.

    :param own_temporary_folders: whether each worker is given a ``TMPDIR`` of its own.
    """
    led = bool(backend.variables)
    named = _named_by_tests(backend)
    reasons = [
        f"{found.value.kind} {found.value.detail} is shared by all workers ({_where(found)})"
        for found in backend.shared
        if not (found.value.kind == "database" and led and _is_made(found.value.detail, backend))
        if not (found.value.temporary and own_temporary_folders)
        if not found.value.alone
    ]
    reasons += _overridden(backend, named)
    reasons += _hard_coded(backend)
    whole = any(found.value.way in _WHOLE and found.value.fixed for found in backend.ways)
    needs = led and (whole or bool(named))
    folder = any(found.value.temporary for found in backend.shared)
    return ParallelRuling(not reasons, tuple(dict.fromkeys(reasons)), needs, folder)


def _is_made(name: str, backend: BackendSurvey) -> bool:
    """Return whether a shared database is one that the suite makes by name itself."""
    return any(
        found.value.way in _WHOLE and found.value.fixed and found.value.detail == name
        for found in backend.ways
    )


def _named_by_tests(backend: BackendSurvey) -> frozenset[str]:
    """Return the variables of a database's name that tests set, where others lead to the server."""
    parts = {found.value.name: found.value.template for found in backend.variables}
    if not {"{host}", "{port}"} & set(parts.values()):
        return frozenset()
    return frozenset(
        found.value.detail
        for found in backend.ways
        if found.value.way == "override" and found.value.fixed
        if parts.get(found.value.detail) == "{name}"
    )


def _overridden(backend: BackendSurvey, named: frozenset[str]) -> list[str]:
    return [
        f"the tests set {found.value.detail} to one fixed database ({_where(found)})"
        for found in backend.ways
        if found.value.way == "override" and found.value.fixed
        if found.value.detail not in named
    ]


def _hard_coded(backend: BackendSurvey) -> list[str]:
    """Return the addresses in the backend itself that nothing leads elsewhere."""
    if backend.variables or _has_own_database(backend):
        return []
    return [
        f"{found.value.url} stands in the code ({found.places[0]})"
        for found in backend.addresses
        if not found.value.in_tests and ":memory:" not in found.value.url
        if found.value.url not in ("sqlite://", "sqlite+aiosqlite://")
    ]


def _has_own_database(backend: BackendSurvey) -> bool:
    """Return whether the tests put databases of their own in place of the backend's."""
    ways = {found.value.way for found in backend.ways}
    return bool(ways & {"memory", "file", "container"}) and bool(
        ways & {"dependency_override", "override"}
    )


def _where(found: Found[T]) -> str:
    return str(found.places[0]) if found.places else "somewhere"
