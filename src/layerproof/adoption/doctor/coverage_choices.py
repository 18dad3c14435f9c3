"""The project's coverage settings as several checks need them."""

from __future__ import annotations

from layerproof.adoption.doctor.environments import look_at_environment
from layerproof.adoption.doctor.imports import list_imported
from layerproof.adoption.doctor.memory import remember
from layerproof.adoption.doctor.source_files import list_source
from layerproof.adoption.doctor.values import Patient
from layerproof.adoption.findings import Place


def uses_async_sqlalchemy(patient: Patient) -> bool:
    """Whether source opens asynchronous sessions of SQLAlchemy, which run drivers in greenlets."""
    return remember(patient, _search)


def _search(patient: Patient) -> bool:
    if "sqlalchemy" not in list_imported(patient) and "sqlmodel" not in list_imported(patient):
        return False
    words = ("sqlalchemy.ext.asyncio", "create_async_engine", "AsyncSession")
    texts = (patient.tree.read(path) or "" for path in list_source(patient))
    return any(word in text for text in texts for word in words)


def place_of(patient: Patient, key: str) -> tuple[Place, ...]:
    """Return where a setting such as ``run.omit`` stands, or the file where it would."""
    settings = patient.survey.tests.coverage
    place = settings.places.get(key)
    if place is not None:
        return (place,)
    return (Place(settings.origin),) if settings.origin else ()


def python_of(patient: Patient) -> tuple[int, ...]:
    """Return the version of the project's interpreter."""
    return look_at_environment(patient).version
