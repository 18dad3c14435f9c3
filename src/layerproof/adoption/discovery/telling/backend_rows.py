"""What is told of the backend: application, tables, sessions, and how tests reach a database."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.discovery.telling.rows import Row, Section, row_of
from layerproof.adoption.masking import mask_variable
from layerproof.adoption.survey import BackendSurvey
from layerproof.core.wording import count_noun

_MOST = 12


def backend_sections(backend: BackendSurvey) -> tuple[Section, ...]:
    """Return the sections on the backend and on what tests do with its database."""
    return (
        Section("backend", tuple(_backend_rows(backend)), "no application and no tables found"),
        Section("database", tuple(_database_rows(backend)), "no database found"),
        Section("databases of the tests", tuple(_way_rows(backend)), "no test makes one"),
    )


def _backend_rows(backend: BackendSurvey) -> Iterator[Row]:
    if backend.application is not None:
        each = backend.application.value
        kind = f"{each.target} ({each.framework}{', a factory' if each.factory else ''})"
        yield row_of("application", backend.application, kind)
    for session in backend.sessions:
        kind = ", async" if session.value.asynchronous else ""
        yield row_of("sessions", session, f"{session.value.target} ({session.value.kind}{kind})")
    for login in backend.authentication:
        told = " ".join(filter(None, (login.value.kind, login.value.target, login.value.login)))
        yield row_of("login", login, told)


def _database_rows(backend: BackendSurvey) -> Iterator[Row]:
    for label, found in (
        ("engine", backend.engine),
        ("metadata", backend.metadata),
        ("migrations", backend.migrations),
    ):
        if found is not None:
            yield row_of(label, found)
    if backend.models:
        tables = ", ".join(each.value.table for each in backend.models[:_MOST])
        more = ", ..." if len(backend.models) > _MOST else ""
        value = f"{count_noun(len(backend.models), 'table')}: {tables}{more}"
        yield Row("models", value, backend.models[0].places, backend.models[0].confidence)
    for variable in backend.variables:
        each = variable.value
        example = mask_variable(each.name, each.example)
        value = f"{each.name} = {each.template}{', for tests' if each.for_tests else ''}"
        yield row_of("variable", variable, value + (f" (now {example})" if example else ""))


def _way_rows(backend: BackendSurvey) -> Iterator[Row]:
    for way in backend.ways:
        fixed = ", the same for all workers" if way.value.fixed else ""
        yield row_of("way", way, f"{way.value.way} {way.value.detail}".strip() + fixed)
    for shared in backend.shared:
        yield row_of("shared", shared, f"{shared.value.kind} {shared.value.detail}")
    for address in backend.addresses:
        where = " in tests" if address.value.in_tests else ""
        yield row_of("address", address, f"{address.value.url}{where}")
